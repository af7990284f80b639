//! Reading the history.

use sigill_domain::client::ClientRef;
use sigill_domain::event::Event;
use sigill_domain::list::{EVENTS_TRIED_MAX, EventFilter, EventQuery, Listed, Position};
use sigill_domain::right::{ClientView, System, UserView};
use sigill_domain::rooms::{DataRoom, Place, Room};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::row::{self, EventRow};
use crate::client::read::client_ref;
use crate::error::StoreError;
use crate::permit::{Everywhere, Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::{Cells, Value};

/// The client, or the last one that had the external id: events outlive it. Only a caller of all
/// clients can hold a permit for one that is gone.
const CLIENT: Sql = sql! { "
SELECT {c} FROM client c WHERE c.ext_id = $1 AND c.state = 'active'", c: ClientRef };

pub(crate) const FORMER_CLIENT: Sql = Sql(
    "
    SELECT e.client_id FROM event e WHERE e.client_ext_id = $1 AND e.kind = 'CLIENT_DELETE' ORDER BY e.at DESC LIMIT 1",
);

pub(crate) const OF_CLIENT: Sql = sql! { "
    SELECT {e}
    FROM event e WHERE e.client_id = $1 AND (e.at, e.id) < ($2, $3) AND (e.at, e.id) >= ($4, $5)
        AND (CAST($6 AS TEXT) IS NULL OR e.kind = $6) AND (CAST($7 AS TEXT) IS NULL OR e.caller = $7)
        AND (CAST($8 AS TEXT) IS NULL OR e.subject = $8 AND (e.kind LIKE 'CREDENTIAL%' OR e.kind LIKE 'LOGIN%'
            OR e.kind LIKE 'SIGNATURE%' OR e.kind LIKE 'ATTEMPT%'))
    ORDER BY e.at DESC, e.id DESC LIMIT $9", e: EventRow };

/// The place of the last event that a page with filters looks at.
pub(crate) const TRIED_OF_CLIENT: Sql = Sql("
    SELECT e.at, e.id FROM event e WHERE e.client_id = $1 AND (e.at, e.id) < ($2, $3) AND (e.at, e.id) >= ($4, $5)
    ORDER BY e.at DESC, e.id DESC LIMIT 1 OFFSET $6");

/// By external id, since the user may be gone.
pub(crate) const OF_USER: Sql = sql! { "
    SELECT {e}
    FROM event e WHERE e.client_id = $1 AND e.user_ext_id = $2 AND (e.at, e.id) < ($3, $4) AND (e.at, e.id) >= ($5, $6)
        AND (CAST($7 AS TEXT) IS NULL OR e.kind = $7) AND (CAST($8 AS TEXT) IS NULL OR e.caller = $8)
        AND (CAST($9 AS TEXT) IS NULL OR e.subject = $9 AND (e.kind LIKE 'CREDENTIAL%' OR e.kind LIKE 'LOGIN%'
            OR e.kind LIKE 'SIGNATURE%' OR e.kind LIKE 'ATTEMPT%'))
    ORDER BY e.at DESC, e.id DESC LIMIT $10", e: EventRow };

/// As [`TRIED_OF_CLIENT`].
pub(crate) const TRIED_OF_USER: Sql = Sql("
    SELECT e.at, e.id FROM event e
    WHERE e.client_id = $1 AND e.user_ext_id = $2 AND (e.at, e.id) < ($3, $4) AND (e.at, e.id) >= ($5, $6)
    ORDER BY e.at DESC, e.id DESC LIMIT 1 OFFSET $7");

/// Whether there ever was such a user, as far as anybody remembers.
pub(super) const KNOWN_USER: Sql = Sql("
    SELECT 1 WHERE EXISTS (SELECT 1 FROM users u WHERE u.client_id = $1 AND u.ext_id = $2)
        OR EXISTS (SELECT 1 FROM event e WHERE e.client_id = $1 AND e.user_ext_id = $2)");

/// Ids are UUIDv7 of the time of the event, so that the primary key finds the old ones.
const PURGE: Sql = Sql("DELETE FROM event WHERE id IN (SELECT id FROM event WHERE id < $1 ORDER BY id LIMIT $2)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] =
    &[CLIENT, FORMER_CLIENT, OF_CLIENT, TRIED_OF_CLIENT, OF_USER, TRIED_OF_USER, KNOWN_USER, PURGE];

/// The client with the history of all its users, or the last one that had the external id.
pub(super) async fn client<R>(permit: &Permit<R>) -> Result<Sought<R, ClientRef>, StoreError> {
    let ext_id = permit.client().clone();
    let there = permit
        .seek_client((CLIENT, vec![ext_id.as_str().into()]), |cells| {
            let client = ClientRef::take(cells)?;
            Ok((Place::of_all_users(&client), client))
        })
        .await?;
    let Sought::Missing(_) = there else { return Ok(there) };
    permit
        .seek_client((FORMER_CLIENT, vec![ext_id.as_str().into()]), move |cells| {
            let client = ClientRef { id: cells.take()?, ext_id: ext_id.clone(), name: ext_id.to_string() };
            Ok((Place::of_all_users(&client), client))
        })
        .await
}

const EVENTS: Sql = sql! { "SELECT {e} FROM event e WHERE ", e: EventRow };

/// Of whom a history is.
#[derive(Clone, Debug)]
pub(super) enum Whose {
    Client,
    /// By external id.
    User(String),
}

/// As [`OF_CLIENT`] and [`OF_USER`], of events in the rooms.
fn in_rooms(
    (client, whose): (Uuid, &Whose),
    rooms: &[DataRoom],
    range: (Position, Position),
    query: &EventQuery,
) -> Roomed {
    let mut sql = Composed::new(EVENTS.0).of("e.client_id", client);
    narrowed(&mut sql, whose, range, &query.only);
    held(&mut sql, whose, rooms);
    newest(&mut sql, query);
    sql
}

/// Only those that are asked for.
pub(super) fn narrowed(sql: &mut Roomed, whose: &Whose, (before, first): (Position, Position), only: &EventFilter) {
    if let Whose::User(user) = whose {
        sql.push(" AND e.user_ext_id = ").bind(user.as_str());
    }
    sql.push(" AND (e.at, e.id) < (").bind(before.at.micros()).push(", ").bind(before.id);
    sql.push(") AND (e.at, e.id) >= (").bind(first.at.micros()).push(", ").bind(first.id).push(")");
    let EventFilter { kind, by, credential } = only;
    if let Some(kind) = kind {
        sql.push(" AND e.kind = ").bind(kind.as_str());
    }
    if let Some(by) = by {
        sql.push(" AND e.caller = ").bind(by.as_str());
    }
    if let Some(credential) = credential {
        sql.push(" AND e.subject = ").bind(credential.as_str());
        sql.push(
            " AND (e.kind LIKE 'CREDENTIAL%' OR e.kind LIKE 'LOGIN%' OR e.kind LIKE 'SIGNATURE%' OR e.kind LIKE 'ATTEMPT%')",
        );
    }
}

/// Only those in one of the rooms.
pub(super) fn held(sql: &mut Roomed, whose: &Whose, rooms: &[DataRoom]) {
    sql.push(" AND (");
    for (n, room) in rooms.iter().enumerate() {
        sql.push(if n == 0 { "(TRUE" } else { " OR (TRUE" });
        if matches!(whose, Whose::Client) {
            sql.user_in_units("e.user_id", &room.units);
        }
        about_applications_in(sql, &room.applications);
        about_eroles_in(sql, &room.enterprise_roles);
        sql.push(")");
    }
    sql.push(if rooms.is_empty() { "FALSE)" } else { ")" });
}

/// A page, and one more.
pub(super) fn newest(sql: &mut Roomed, query: &EventQuery) {
    sql.push(" ORDER BY e.at DESC, e.id DESC LIMIT ").bind(i64::from(query.page.limit) + 1);
}

/// What happened to applications, and to roles of them that users have now: only of those in the room. Whether others
/// were of it can't be told any more.
fn about_applications_in(sql: &mut Roomed, room: &Room<Uuid>) {
    if *room == Room::Global {
        return;
    }
    sql.push(
        " AND e.kind NOT LIKE 'ENTERPRISE_ROLE_MEMBER%' AND (e.kind NOT LIKE 'CLIENT_APPLICATION%' OR EXISTS (\
         SELECT 1 FROM application xa WHERE xa.ext_id = e.subject",
    );
    sql.in_keys("xa.id", room);
    sql.push(
        ")) AND (e.kind NOT IN ('AUTHORIZATION_CREATE', 'AUTHORIZATION_MODIFY', 'AUTHORIZATION_DELETE') OR EXISTS (\
         SELECT 1 FROM authz xz WHERE xz.client_id = e.client_id AND xz.ext_id = e.subject",
    );
    sql.in_keys("xz.application_id", room);
    sql.push("))");
}

/// As [`about_applications_in`], of enterprise roles and of who has them.
fn about_eroles_in(sql: &mut Roomed, room: &Room<Uuid>) {
    if *room == Room::Global {
        return;
    }
    sql.push(
        " AND (e.kind NOT LIKE 'ENTERPRISE_ROLE%' OR EXISTS (\
         SELECT 1 FROM erole xe WHERE xe.client_id = e.client_id AND xe.ext_id = e.subject",
    );
    sql.in_keys("xe.id", room);
    sql.push(
        ")) AND (e.kind NOT LIKE 'ENTERPRISE_AUTHORIZATION%' OR EXISTS (\
         SELECT 1 FROM eauthz xg WHERE xg.client_id = e.client_id AND xg.ext_id = e.subject",
    );
    sql.in_keys("xg.erole_id", room);
    sql.push("))");
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let units = Room::Only((1..=50).map(|n| sigill_domain::rooms::UnitPath::root(Uuid::from_u128(n))).collect());
    let (at, id) = (Timestamp::from_micros(1_700_000_009_000_000), Uuid::max());
    let range = (Position { at, id }, Position { at: Timestamp::from_micros(0), id: Uuid::nil() });
    let keys = Room::Only((1..=3).map(Uuid::from_u128).collect());
    let of_units = DataRoom { units, ..DataRoom::of_clients(Room::Global) };
    let of_roles = DataRoom { applications: keys.clone(), enterprise_roles: keys, ..of_units.clone() };
    let user = Whose::User("u3-17".to_owned());
    let query = EventQuery::any();
    vec![
        in_rooms((client, &Whose::Client), std::slice::from_ref(&of_units), range, &query),
        in_rooms((client, &Whose::Client), &[of_units, of_roles.clone()], range, &query),
        in_rooms((client, &user), &[of_roles], range, &query),
    ]
}

/// A history: whose it is, and the statements that read it.
struct History {
    of: Vec<Value>,
    events: Sql,
    tried: Sql,
    whose: Whose,
    /// Only events in one of these; `None`: all of them.
    rooms: Option<Vec<DataRoom>>,
}

impl History {
    /// A page of it, and whether it was looked at to its end. With filters, a page looks at
    /// [`EVENTS_TRIED_MAX`] events at most: what they leave may be a few of very many.
    async fn page<R, T>(self, of: &Within<R, T>, query: &EventQuery) -> Result<Listed<Event>, StoreError> {
        let (before, mut first) = query.range();
        let from = |values: &[Value], first: Position| -> Vec<Value> {
            let range = [before.at.micros().into(), before.id.into(), first.at.micros().into(), first.id.into()];
            values.iter().cloned().chain(range).collect()
        };
        let mut last_tried = None;
        if !query.only.is_empty() || self.rooms.is_some() {
            let mut values = from(&self.of, first);
            values.push((i64::from(EVENTS_TRIED_MAX) - 1).into());
            let place =
                |cells: &mut Cells<'_>| Ok(Position { at: Timestamp::from_micros(cells.take()?), id: cells.take()? });
            last_tried = of.store().row(self.tried, values, place).await?;
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
        let events = match &self.rooms {
            None => of.store().rows(self.events, values, row::take).await?,
            Some(rooms) => {
                let whose = (of.client_id(), &self.whose);
                let (sql, values) = in_rooms(whose, rooms, (before, first), query).finish();
                of.store().rows(sql, values, row::take).await?
            }
        };
        let mut page = Listed::cut(events, limit, |last| Position { at: last.at, id: last.id }.to_string());
        page.next = page.next.or(last_tried.map(|place| place.to_string()));
        Ok(page)
    }
}

impl Permit<ClientView> {
    /// A page of all that happened in the client, the newest first. Who is held to units sees what happened to users who
    /// are in them now.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn history(&self, query: &EventQuery) -> Result<Sought<ClientView, Listed<Event>>, StoreError> {
        // Who is held to units has none of a client that is gone.
        let client = match self.units() {
            Room::Global => client(self).await?,
            Room::Only(_) => client_ref(self).await?,
        };
        let client = match client.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let of = vec![client.client_id().into()];
        let history = History {
            of,
            events: OF_CLIENT,
            tried: TRIED_OF_CLIENT,
            whose: Whose::Client,
            rooms: self.partial_rooms(),
        };
        let page = history.page(&client, query).await?;
        Ok(Sought::There(client.map(|_| page)))
    }
}

impl Permit<UserView> {
    /// A page of all that happened to a user, the newest first; also to one that is gone. Where the
    /// external id was given again, both have one history.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn history(&self, user: &str, query: &EventQuery) -> Result<Sought<UserView, Listed<Event>>, StoreError> {
        let client = match self.units() {
            Room::Global => client(self).await?,
            // Somebody who is gone is in no unit.
            Room::Only(_) => match self.user(user).await?.or_gone() {
                Ok(_) => client_ref(self).await?,
                Err(gone) => return Ok(gone.into()),
            },
        };
        let client = match client.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let page = self.history_of(&client, user, query).await?;
        let of = vec![client.client_id().into(), wanted(user).into()];
        if page.items.is_empty() && client.store().row(KNOWN_USER, of, |_| Ok(())).await?.is_none() {
            return Ok(Sought::Missing(Noun::User(client.into_inner().name)));
        }
        Ok(Sought::There(client.map(|_| page)))
    }

    /// The same of a user who was found, or of one in the client that was found.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn history_of<T>(
        &self,
        found: &Within<UserView, T>,
        user: &str,
        query: &EventQuery,
    ) -> Result<Listed<Event>, StoreError> {
        let of = vec![found.client_id().into(), wanted(user).into()];
        let (whose, rooms) = (Whose::User(wanted(user)), self.partial_rooms_but_units());
        History { of, events: OF_USER, tried: TRIED_OF_USER, whose, rooms }.page(found, query).await
    }
}

impl Permit<System, Everywhere> {
    /// Makes room for the events of the months to come, where a database keeps them by month.
    ///
    /// # Errors
    /// The database can't be asked, or is too busy to have one made.
    pub async fn make_months(&self) -> Result<(), StoreError> {
        self.store().make_months(self.now()).await
    }

    /// Drops a month before that of `time`, where a database keeps events by month; else deletes up to `rows_max` events
    /// from before `time`; `false` where there are none.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn purge_events(&self, time: Timestamp, rows_max: i64) -> Result<bool, StoreError> {
        if self.store().drop_month(time).await? {
            return Ok(true);
        }
        let millis = u128::try_from(time.millis()).unwrap_or_default();
        // Less than every UUIDv7 of that millisecond and after it.
        let first = Uuid::from_u128(millis << 80);
        Ok(self.store().execute(PURGE, vec![first.into(), rows_max.into()]).await? > 0)
    }
}
