//! The history.

use std::time::Duration;

use sigill_domain::caller::Identity;
use sigill_domain::client::ClientRef;
use sigill_domain::event::{Event, EventKind};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{EVENTS_TRIED_MAX, EventFilter, EventQuery, Listed, Position};
use sigill_domain::right::{ClientView, HistoryErase, System, UserView};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::{Sought, columns, wanted};
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::{Composed, Sql};
use crate::value::{Cells, Value};

/// The client, or the last one that had the external id: events outlive it. Only a caller of all
/// clients can hold a permit for one that is gone.
const CLIENT: Sql = Sql("
    SELECT c.id, c.ext_id, c.name FROM client c WHERE c.ext_id = $1 AND c.state = 'active'");

pub(crate) const FORMER_CLIENT: Sql = Sql(
    "
    SELECT e.client_id FROM event e WHERE e.client_ext_id = $1 AND e.kind = 'CLIENT_DELETE' ORDER BY e.at DESC LIMIT 1",
);

pub(crate) const OF_CLIENT: Sql = Sql("
    SELECT e.id, e.at, e.caller_id, e.caller, e.request_id, e.kind, e.client_id, e.client_ext_id, e.user_id,
           e.user_ext_id, e.subject, e.before, e.after, e.comment
    FROM event e WHERE e.client_id = $1 AND (e.at, e.id) < ($2, $3) AND (e.at, e.id) >= ($4, $5)
        AND (CAST($6 AS TEXT) IS NULL OR e.kind = $6) AND (CAST($7 AS TEXT) IS NULL OR e.caller = $7)
        AND (CAST($8 AS TEXT) IS NULL OR e.subject = $8 AND (e.kind LIKE 'CREDENTIAL%' OR e.kind LIKE 'LOGIN%'
            OR e.kind LIKE 'SIGNATURE%' OR e.kind LIKE 'ATTEMPT%'))
    ORDER BY e.at DESC, e.id DESC LIMIT $9");

/// The place of the last event that a page with filters looks at.
pub(crate) const TRIED_OF_CLIENT: Sql = Sql("
    SELECT e.at, e.id FROM event e WHERE e.client_id = $1 AND (e.at, e.id) < ($2, $3) AND (e.at, e.id) >= ($4, $5)
    ORDER BY e.at DESC, e.id DESC LIMIT 1 OFFSET $6");

/// By external id, since the user may be gone.
pub(crate) const OF_USER: Sql = Sql("
    SELECT e.id, e.at, e.caller_id, e.caller, e.request_id, e.kind, e.client_id, e.client_ext_id, e.user_id,
           e.user_ext_id, e.subject, e.before, e.after, e.comment
    FROM event e WHERE e.client_id = $1 AND e.user_ext_id = $2 AND (e.at, e.id) < ($3, $4) AND (e.at, e.id) >= ($5, $6)
        AND (CAST($7 AS TEXT) IS NULL OR e.kind = $7) AND (CAST($8 AS TEXT) IS NULL OR e.caller = $8)
        AND (CAST($9 AS TEXT) IS NULL OR e.subject = $9 AND (e.kind LIKE 'CREDENTIAL%' OR e.kind LIKE 'LOGIN%'
            OR e.kind LIKE 'SIGNATURE%' OR e.kind LIKE 'ATTEMPT%'))
    ORDER BY e.at DESC, e.id DESC LIMIT $10");

/// As [`TRIED_OF_CLIENT`].
pub(crate) const TRIED_OF_USER: Sql = Sql("
    SELECT e.at, e.id FROM event e
    WHERE e.client_id = $1 AND e.user_ext_id = $2 AND (e.at, e.id) < ($3, $4) AND (e.at, e.id) >= ($5, $6)
    ORDER BY e.at DESC, e.id DESC LIMIT 1 OFFSET $7");

/// Whether there ever was such a user, as far as anybody remembers.
const KNOWN_USER: Sql = Sql("
    SELECT 1 WHERE EXISTS (SELECT 1 FROM users u WHERE u.client_id = $1 AND u.ext_id = $2)
        OR EXISTS (SELECT 1 FROM event e WHERE e.client_id = $1 AND e.user_ext_id = $2)");

const THERE: Sql = Sql("SELECT u.id FROM users u WHERE u.client_id = $1 AND u.ext_id = $2");

/// What of a user's history tells of a person still, from a place on: a part of the user's own range of the index.
const TELLING: Sql = Sql("
    SELECT e.at, e.id, e.user_id, e.before, e.after FROM event e
    WHERE e.client_id = $1 AND e.user_ext_id = $2 AND (e.at, e.id) > ($3, $4) AND e.erased IS NULL
        AND (e.before IS NOT NULL OR e.after IS NOT NULL OR e.comment IS NOT NULL)
    ORDER BY e.at, e.id LIMIT $5");

/// What is left of events: rows of an id, and what it tells before and after. The values of a row have no types of
/// their own, so each is told of what it stands for.
fn erase(rows: &[(Uuid, Option<String>, Option<String>)], at: Timestamp) -> Composed {
    let mut sql = Composed::new("UPDATE event SET erased = ");
    sql.bind(at.micros()).push(", comment = NULL");
    for (column, pick) in [(", before = ", 1), (", after = ", 2)] {
        sql.push(column).push("CASE id");
        for (id, before, after) in rows {
            let left = if pick == 1 { before } else { after };
            if left.is_some() {
                sql.push(" WHEN ").bind(*id).push(" THEN ").bind(left.clone());
            }
        }
        // At least one branch, whatever is left.
        sql.push(" WHEN ").bind(Uuid::nil()).push(" THEN '' ELSE NULL END");
    }
    sql.push(" WHERE id IN (");
    sql.list(rows, |sql, (id, ..)| {
        sql.bind(*id);
    });
    sql.push(")");
    sql
}

/// Ids are UUIDv7 of the time of the event, so that the primary key finds the old ones.
const PURGE: Sql = Sql("DELETE FROM event WHERE id IN (SELECT id FROM event WHERE id < $1 ORDER BY id LIMIT $2)");

/// The latest ones, by the time in their ids, counted by client.
const LATEST: Sql = Sql("
    SELECT found.client_ext_id, count(*), min(found.at), max(found.at)
    FROM (SELECT e.client_ext_id, e.at FROM event e WHERE e.id < $1 ORDER BY e.id DESC LIMIT $2) AS found
    GROUP BY found.client_ext_id");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    CLIENT,
    FORMER_CLIENT,
    OF_CLIENT,
    TRIED_OF_CLIENT,
    OF_USER,
    TRIED_OF_USER,
    KNOWN_USER,
    THERE,
    TELLING,
    PURGE,
    LATEST,
];

/// The latest events, without what is in them: how fast history grows, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestEvents {
    /// How many were looked at.
    pub count: u64,
    /// From the first to the last of them.
    pub span: Duration,
    /// The client that most of them are of, and how many.
    pub most: (String, u64),
}

impl Store {
    /// The latest `count_max` events; `None` where there are none.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn latest_events(&self, count_max: i64) -> Result<Option<LatestEvents>, StoreError> {
        let row = |cells: &mut Cells<'_>| {
            Ok((cells.take::<String>()?, cells.take::<i64>()?, cells.take::<i64>()?, cells.take::<i64>()?))
        };
        let clients = self.rows(LATEST, vec![Uuid::max().into(), count_max.into()], row).await?;
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        let first = clients.iter().map(|(.., first, _)| *first).min();
        let last = clients.iter().map(|(.., last)| *last).max();
        let most = clients.iter().max_by_key(|(_, count, ..)| *count);
        Ok(first.zip(last).zip(most).map(|((first, last), (client, count, ..))| LatestEvents {
            count: clients.iter().map(|(_, count, ..)| number(*count)).sum(),
            span: Duration::from_micros(last.abs_diff(first)),
            most: (client.clone(), number(*count)),
        }))
    }
}

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

/// A history: whose it is, and the statements that read it.
struct History {
    of: Vec<Value>,
    events: Sql,
    tried: Sql,
}

impl History {
    /// A page of it, and whether it was looked at to its end. With filters, a page looks at
    /// [`EVENTS_TRIED_MAX`] events at most: what they leave may be a few of very many.
    async fn page<R>(self, permit: &Permit<R>, query: &EventQuery) -> Result<Listed<Event>, StoreError> {
        let (before, mut first) = query.range();
        let from = |values: &[Value], first: Position| -> Vec<Value> {
            let range = [before.at.micros().into(), before.id.into(), first.at.micros().into(), first.id.into()];
            values.iter().cloned().chain(range).collect()
        };
        let mut last_tried = None;
        if !query.only.is_empty() {
            let mut values = from(&self.of, first);
            values.push((i64::from(EVENTS_TRIED_MAX) - 1).into());
            let place =
                |cells: &mut Cells<'_>| Ok(Position { at: Timestamp::from_micros(cells.take()?), id: cells.take()? });
            last_tried = permit.store().row(self.tried, values, place).await?;
            first = last_tried.unwrap_or(first);
        }
        let EventFilter { kind, by, credential } = &query.only;
        let limit = query.page.limit;
        let mut values = from(&self.of, first);
        values.extend([
            kind.map(|kind| kind.as_str().to_owned()).into(),
            by.clone().into(),
            credential.as_ref().map(ToString::to_string).into(),
            (i64::from(limit) + 1).into(),
        ]);
        let events = permit.store().rows(self.events, values, event).await?;
        let mut page = Listed::cut(events, limit, |last| Position { at: last.at, id: last.id }.to_string());
        page.next = page.next.or(last_tried.map(|place| place.to_string()));
        Ok(page)
    }
}

impl Permit<ClientView> {
    /// A page of all that happened in the client, the newest first; `None` where there never was one.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn history(&self, query: &EventQuery) -> Result<Option<Listed<Event>>, StoreError> {
        let Some((client, _)) = client(self).await? else { return Ok(None) };
        let history = History { of: vec![client.into()], events: OF_CLIENT, tried: TRIED_OF_CLIENT };
        Ok(Some(history.page(self, query).await?))
    }
}

impl Permit<UserView> {
    /// A page of all that happened to a user, the newest first; also to one that is gone. Where the
    /// external id was given again, both have one history.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn history(&self, user: &str, query: &EventQuery) -> Result<Sought<Listed<Event>>, StoreError> {
        let Some((client, client_name)) = client(self).await? else { return Ok(Sought::NoClient) };
        let of = vec![client.into(), wanted(user).into()];
        let page = History { of, events: OF_USER, tried: TRIED_OF_USER }.page(self, query).await?;
        if page.items.is_empty() {
            let values = vec![client.into(), wanted(user).into()];
            if self.store().row(KNOWN_USER, values, |_| Ok(())).await?.is_none() {
                return Ok(Sought::NoUser { client_name });
            }
        }
        Ok(Sought::Found(page))
    }
}

/// A place in the history of a user, from the oldest on.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    at: i64,
    id: Uuid,
}

impl Place {
    /// Before the oldest event.
    pub const START: Self = Self { at: i64::MIN, id: Uuid::nil() };
}

/// A user whose history is to be erased; it may be gone.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// The client in whose history it is.
    pub client: ClientRef,
    /// The user, if it is still there.
    pub there: Option<Uuid>,
    /// The user as the history has it.
    pub user_id: Option<Uuid>,
    /// Whether something in its history tells more than the fact.
    pub tells: bool,
}

/// One event that tells of a person still.
struct Telling {
    place: Place,
    user_id: Option<Uuid>,
    before: Option<String>,
    after: Option<String>,
}

impl Permit<HistoryErase> {
    /// What is remembered of a user.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn remembered(&self, user: &str) -> Result<Sought<Remembered>, StoreError> {
        let Some((id, name)) = client(self).await? else { return Ok(Sought::NoClient) };
        let values = vec![id.into(), wanted(user).into()];
        if self.store().row(KNOWN_USER, values.clone(), |_| Ok(())).await?.is_none() {
            return Ok(Sought::NoUser { client_name: name });
        }
        let there = self.store().row(THERE, values, |cells| cells.take()).await?;
        let telling = self.telling(id, user, Place::START, 1).await?.into_iter().next();
        Ok(Sought::Found(Remembered {
            client: ClientRef { id, ext_id: self.client().clone(), name },
            there,
            user_id: telling.as_ref().and_then(|telling| telling.user_id),
            tells: telling.is_some(),
        }))
    }

    async fn telling(&self, client: Uuid, user: &str, after: Place, limit: i64) -> Result<Vec<Telling>, StoreError> {
        let values = vec![client.into(), wanted(user).into(), after.at.into(), after.id.into(), limit.into()];
        self.store()
            .rows(TELLING, values, |cells| {
                let place = Place { at: cells.take()?, id: cells.take()? };
                Ok(Telling { place, user_id: cells.take()?, before: cells.take()?, after: cells.take()? })
            })
            .await
    }

    /// Erases what the next `rows_max` telling events after `after` tell of a person; the place of the last one, or
    /// `None` where nothing is left. Each batch is a step of its own.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn erase(
        &self,
        client: Uuid,
        user: &str,
        after: Place,
        rows_max: i64,
    ) -> Result<Option<Place>, StoreError> {
        let all = self.telling(client, user, after, rows_max).await?;
        let Some(last) = all.last().map(|telling| telling.place) else { return Ok(None) };
        let left = |text: Option<String>| -> Result<Option<String>, StoreError> {
            let value = text.map(|text| columns::json("an event", &text)).transpose()?;
            Ok(value.and_then(Event::without_person).map(|value: serde_json::Value| value.to_string()))
        };
        let rows = all.into_iter().map(|one| Ok((one.place.id, left(one.before)?, left(one.after)?)));
        let (sql, values) = erase(&rows.collect::<Result<Vec<_>, StoreError>>()?, self.now()).finish();
        self.store().execute(sql, values).await?;
        Ok(Some(last))
    }
}

impl Permit<System, Everywhere> {
    /// Deletes up to `rows_max` events from before `time`; `false` where there are none.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn purge_events(&self, time: Timestamp, rows_max: i64) -> Result<bool, StoreError> {
        let millis = u128::try_from(time.millis()).unwrap_or_default();
        // Less than every UUIDv7 of that millisecond and after it.
        let first = Uuid::from_u128(millis << 80);
        Ok(self.store().execute(PURGE, vec![first.into(), rows_max.into()]).await? > 0)
    }
}
