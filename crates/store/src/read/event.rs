//! The history.

use sigill_domain::caller::Identity;
use sigill_domain::event::{Event, EventKind};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{HistoryQuery, Listed, Position};
use sigill_domain::right::{ClientView, UserView};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::{Sought, columns, wanted};
use crate::error::StoreError;
use crate::permit::Permit;
use crate::sql::Sql;
use crate::value::{Cells, Value};

/// The client, or the last one that had the external id: events outlive it. Only a caller of all
/// clients can hold a permit for one that is gone.
const CLIENT: Sql = Sql("
    SELECT c.id, c.ext_id, c.name FROM client c WHERE c.ext_id = $1 AND c.state = 'active'");

pub(crate) const FORMER_CLIENT: Sql = Sql(
    "
    SELECT e.client_id FROM event e WHERE e.client_ext_id = $1 AND e.kind = 'CLIENT_CREATE' ORDER BY e.at DESC LIMIT 1",
);

pub(crate) const OF_CLIENT: Sql = Sql("
    SELECT e.id, e.at, e.caller_id, e.caller, e.request_id, e.kind, e.client_id, e.client_ext_id, e.user_id,
           e.user_ext_id, e.subject, e.before, e.after, e.comment
    FROM event e WHERE e.client_id = $1 AND (e.at, e.id) < ($2, $3)
    ORDER BY e.at DESC, e.id DESC LIMIT $4");

/// By external id, since the user may be gone.
pub(crate) const OF_USER: Sql = Sql("
    SELECT e.id, e.at, e.caller_id, e.caller, e.request_id, e.kind, e.client_id, e.client_ext_id, e.user_id,
           e.user_ext_id, e.subject, e.before, e.after, e.comment
    FROM event e WHERE e.client_id = $1 AND e.user_ext_id = $2 AND (e.at, e.id) < ($3, $4)
    ORDER BY e.at DESC, e.id DESC LIMIT $5");

/// Whether there ever was such a user, as far as anybody remembers.
const KNOWN_USER: Sql = Sql("
    SELECT 1 WHERE EXISTS (SELECT 1 FROM users u WHERE u.client_id = $1 AND u.ext_id = $2)
        OR EXISTS (SELECT 1 FROM event e WHERE e.client_id = $1 AND e.user_ext_id = $2)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[CLIENT, FORMER_CLIENT, OF_CLIENT, OF_USER, KNOWN_USER];

fn event(cells: &mut Cells<'_>) -> Result<Event, StoreError> {
    let json = |text: Option<String>| text.map(|text| columns::json("an event", &text)).transpose();
    let (id, at) = (cells.take()?, Timestamp::from_micros(cells.take()?));
    let by = Identity { user_id: cells.take()?, name: cells.take()? };
    let request_id = cells.take()?;
    let kind: String = cells.take()?;
    let kind = EventKind::from_name(&kind).ok_or(StoreError::Corrupt { what: "an event's kind", why: kind })?;
    Ok(Event {
        id,
        at,
        by,
        request_id,
        kind,
        client_id: cells.take()?,
        client_ext_id: ExtId::from_stored(cells.take()?),
        user_id: cells.take()?,
        user_ext_id: cells.take::<Option<String>>()?.map(ExtId::from_stored),
        subject: ExtId::from_stored(cells.take()?),
        before: json(cells.take()?)?,
        after: json(cells.take()?)?,
        comment: cells.take()?,
    })
}

/// The client's id and name, or those of the last one with the external id.
async fn client<R>(permit: &Permit<R>) -> Result<Option<(Uuid, String)>, StoreError> {
    let ext_id = permit.client().as_str();
    if let Some(client) = permit.store().row(CLIENT, vec![ext_id.into()], columns::client_ref).await? {
        return Ok(Some((client.id, client.name)));
    }
    let id = permit.store().row(FORMER_CLIENT, vec![ext_id.into()], |cells| cells.take()).await?;
    Ok(id.map(|id| (id, ext_id.to_owned())))
}

/// From where on a page reads, and how far; the first page from after the last time that there is.
fn bounds(query: &HistoryQuery) -> [Value; 3] {
    let end = Position { at: Timestamp::from_micros(i64::MAX), id: Uuid::max() };
    let Position { at, id } = query.after.unwrap_or(end);
    [at.micros().into(), id.into(), (i64::from(query.limit) + 1).into()]
}

fn cut(events: Vec<Event>, query: &HistoryQuery) -> Listed<Event> {
    Listed::cut(events, query.limit, |last| Position { at: last.at, id: last.id }.to_string())
}

impl Permit<ClientView> {
    /// A page of all that happened in the client, the newest first; `None` where there never was one.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn history(&self, query: &HistoryQuery) -> Result<Option<Listed<Event>>, StoreError> {
        let Some((client, _)) = client(self).await? else { return Ok(None) };
        let values = [client.into()].into_iter().chain(bounds(query)).collect();
        let events = self.store().rows(OF_CLIENT, values, event).await?;
        Ok(Some(cut(events, query)))
    }
}

impl Permit<UserView> {
    /// A page of all that happened to a user, the newest first; also to one that is gone. Where the
    /// external id was given again, both have one history.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn history(&self, user: &str, query: &HistoryQuery) -> Result<Sought<Listed<Event>>, StoreError> {
        let Some((client, client_name)) = client(self).await? else { return Ok(Sought::NoClient) };
        let values = [client.into(), wanted(user).into()].into_iter().chain(bounds(query)).collect();
        let events = self.store().rows(OF_USER, values, event).await?;
        if events.is_empty() {
            let values = vec![client.into(), wanted(user).into()];
            if self.store().row(KNOWN_USER, values, |_| Ok(())).await?.is_none() {
                return Ok(Sought::NoUser { client_name });
            }
        }
        Ok(Sought::Found(cut(events, query)))
    }
}
