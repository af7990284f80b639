//! Several histories of one user, and what its number was asked, by one statement.

use sigill_domain::event::Event;
use sigill_domain::list::{EVENTS_TRIED_MAX, EventQuery};
use sigill_domain::right::UserView;
use sigill_domain::rooms::DataRoom;
use sigill_domain::signing::{Asking, Lately};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::read::{Whose, held, narrowed, newest};
use super::row::{self, EventRow};
use crate::error::StoreError;
use crate::permit::{Permit, Within};
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::Cells;

/// Which of the histories a row is of, and nothing; then the event.
const PART: &str = "SELECT * FROM (SELECT CAST(";
const EVENTS: Sql = sql! { " AS BIGINT) AS part, CAST(0 AS BIGINT) AS place, {e} FROM event e WHERE ", e: EventRow };

/// As many columns as an event has, and of its types; one says when a number was asked.
const ASKED: &str = "SELECT * FROM (SELECT CAST(-1 AS BIGINT) AS part, a.place, a.id, a.at, \
    a.id, NULL, a.id, NULL, a.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL \
    FROM number_asked a JOIN client c ON ";

/// The statement; `None` where nothing is asked.
fn several(
    (client, user): (Uuid, &str),
    rooms: Option<&[DataRoom]>,
    queries: &[EventQuery],
    number: Option<&str>,
) -> Option<Roomed> {
    let whose = Whose::User(user.to_owned());
    let mut all: Option<Roomed> = None;
    for (part, query) in (0_i64..).zip(queries) {
        let mut sql = begun(all.take(), PART);
        sql.bind(part).push(EVENTS.0);
        let mut sql = sql.of("e.client_id", client);
        narrowed(&mut sql, &whose, query.range(), &query.only);
        if !query.only.is_empty() || rooms.is_some() {
            // As far as a page with filters looks back.
            let (before, _) = query.range();
            sql.push(" AND e.at >= coalesce((SELECT t.at FROM event t WHERE t.client_id = ").bind(client);
            sql.push(" AND t.user_ext_id = ").bind(user).push(" AND (t.at, t.id) < (").bind(before.at.micros());
            sql.push(", ").bind(before.id).push(") ORDER BY t.at DESC, t.id DESC LIMIT 1 OFFSET ");
            sql.bind(i64::from(EVENTS_TRIED_MAX) - 1).push("), CAST(").bind(i64::MIN).push(" AS BIGINT))");
        }
        if let Some(rooms) = rooms {
            held(&mut sql, &whose, rooms);
        }
        newest(&mut sql, query);
        sql.push(") found");
        all = Some(sql);
    }
    let Some(number) = number else { return all };
    let mut sql = begun(all, ASKED).of("c.id", client);
    sql.push(" WHERE a.number = ").bind(number).push(" AND a.kind = ").bind(Asking::Signature.as_str());
    sql.push(" ORDER BY a.place DESC LIMIT ").bind(i64::try_from(Asking::Signature.max()).unwrap_or(i64::MAX));
    sql.push(") found");
    Some(sql)
}

fn begun(all: Option<Roomed>, text: &'static str) -> Composed {
    match all {
        None => Composed::new(text),
        Some(all) => {
            let mut sql = all.and_all_of();
            sql.push(text);
            sql
        }
    }
}

/// A row: of which history, and its event; or when the number was asked, with its place.
enum Part {
    Of(usize, Box<Event>),
    Asked(i64, Timestamp),
}

fn take(cells: &mut Cells<'_>) -> Result<Part, StoreError> {
    let (part, place): (i64, i64) = (cells.take()?, cells.take()?);
    match usize::try_from(part) {
        Ok(part) => Ok(Part::Of(part, Box::new(row::take(cells)?))),
        Err(_) => {
            cells.skip(1);
            Ok(Part::Asked(place, Timestamp::from_micros(cells.take()?)))
        }
    }
}

impl Permit<UserView> {
    /// The histories of a user who was found that are asked for, the newest events first, and what its number was asked
    /// last.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn histories<T>(
        &self,
        of: &Within<UserView, T>,
        user: &str,
        queries: &[EventQuery],
        number: Option<&str>,
    ) -> Result<(Vec<Vec<Event>>, Lately), StoreError> {
        let mut found = (vec![Vec::new(); queries.len()], Lately::default());
        let rooms = self.partial_rooms_but_units();
        let Some(sql) = several((of.client_id(), user), rooms.as_deref(), queries, number) else { return Ok(found) };
        let (sql, values) = sql.finish();
        for part in of.store().rows(sql, values, take).await? {
            match part {
                Part::Of(part, event) => found.0.get_mut(part).map_or((), |events| events.push(*event)),
                Part::Asked(place, at) => found.1.0.push((place, at)),
            }
        }
        // No engine promises an order of the parts.
        for (events, query) in found.0.iter_mut().zip(queries) {
            events.sort_by_key(|event| std::cmp::Reverse((event.at, event.id)));
            events.truncate(usize::try_from(query.page.limit).unwrap_or(usize::MAX));
        }
        found.1.0.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
        Ok(found)
    }
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    use sigill_domain::event::EventKind;
    use sigill_domain::list::{EventFilter, HistoryQuery};
    use sigill_domain::rooms::Room;

    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let page = HistoryQuery { after: None, limit: 12 };
    let of = |only| EventQuery { page, from: Some(Timestamp::from_micros(1_700_000_000_000_000)), to: None, only };
    let failed = EventFilter { kind: Some(EventKind::LoginFailure), ..EventFilter::default() };
    let queries = [of(EventFilter::default()), of(failed)];
    let keys = Room::Only(vec![Uuid::from_u128(1)]);
    let roles = DataRoom { applications: keys.clone(), enterprise_roles: keys, ..DataRoom::of_clients(Room::Global) };
    let user = (client, "u3-17");
    [
        several(user, None, &queries, Some("41791234567")),
        several(user, Some(&[roles]), &queries, None),
        several(user, None, &[], Some("41791234567")),
    ]
    .into_iter()
    .flatten()
    .collect()
}
