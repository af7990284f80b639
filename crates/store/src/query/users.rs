//! Users that a query may find.

use std::collections::BTreeMap;
use std::sync::Arc;

use sigill_domain::client::Client;
use sigill_domain::query::{Candidate, Condition, FieldKey, Lead};
use sigill_domain::right::UserSearch;
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::user::User;
use uuid::Uuid;

use super::bounds::{CLIENTS_MAX, EXAMINED_MAX, asked, clients, reach, too_many};
use crate::error::StoreError;
use crate::list::ListError;
use crate::permit::{Permit, Rooms};
use crate::row::Row;
use crate::search::is_everywhere;
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::user::row::UserRow;

const USER: Sql = sql! { "{u}", u: UserRow };
const CLIENT: Sql = sql! { "SELECT {c} FROM client c WHERE c.state = 'active' AND ", c: Client };

/// Ways that are tried, where one finds too many.
const WAYS_MAX: usize = 3;
/// Keys of clients in one statement.
const KEYS_MAX: usize = 500;

const HOW: &str = "ask for more that is required, such as AND loginid:, extid:, email: or mobile:, or the beginning of a \
    longer name; client.extid: holds it to one client";

/// An index: the value that it has, and its order.
struct Index {
    /// Of all users; with what an index of some of them needs, too.
    anywhere: [&'static str; 2],
    /// Of the users of a client.
    within: [&'static str; 2],
}

fn index(key: FieldKey) -> Option<Index> {
    let index = |anywhere, within| Some(Index { anywhere, within });
    match key {
        FieldKey::ExtId => index(["(u.ext_id || '')", "u.ext_id || ''"], ["u.ext_id"; 2]),
        FieldKey::LoginId => index(["lower(u.login_id)"; 2], ["lower(u.login_id)"; 2]),
        FieldKey::Name => index(
            ["(u.name_key || '')", "u.name_key || '', u.id"],
            ["u.name_key", "u.name_key, u.created / 1000, u.ext_id"],
        ),
        FieldKey::FirstName => index(
            ["(u.given_key || '')", "u.given_key || '', u.id"],
            ["u.given_key", "u.given_key, u.created / 1000, u.ext_id"],
        ),
        FieldKey::Email => index(
            ["u.email_key <> '' AND (u.email_key || '')", "u.email_key || ''"],
            ["u.email_key", "u.email_key, u.created / 1000, u.ext_id"],
        ),
        FieldKey::Mobile => index(["u.mobile IS NOT NULL AND (u.mobile || '')", "u.mobile || ''"], ["u.mobile"; 2]),
        _ => None,
    }
}

/// The value of an index, without what an index of a part of the users also needs.
fn value(condition: &'static str) -> &'static str {
    condition.rsplit_once(" AND ").map_or(condition, |(_, value)| value)
}

fn between(sql: &mut Composed, of: &'static str, lead: &Lead) {
    if lead.from == lead.to {
        sql.push(of).push(" = ").bind(lead.from.as_str());
        return;
    }
    sql.push(of).push(" >= ").bind(lead.from.as_str());
    sql.push(" AND ").push(value(of)).push(" <= ").bind(lead.to.as_str());
}

/// Only users of clients that there are; by itself, so that no planner makes a filter of all clients first.
const ACTIVE: &str = " AND (SELECT a.state FROM client a WHERE a.id = u.client_id) = 'active'";

/// The users of all clients that any of the leads finds.
fn anywhere(rooms: &Rooms, way: &[Lead]) -> Option<Roomed> {
    let all = way.iter().filter_map(|lead| Some((index(lead.key)?.anywhere, lead)));
    let begun = all.fold(None, |before: Option<Roomed>, ([of, order], lead)| {
        let mut sql = before.map_or_else(|| Composed::new("SELECT * FROM ("), Roomed::and_all_of);
        sql.push("SELECT * FROM (SELECT ").push(USER.0).push(" FROM users u WHERE ");
        between(&mut sql, of, lead);
        sql.push(ACTIVE);
        let mut sql = sql.of_users_in(rooms);
        sql.push(" ORDER BY ").push(order).push(" LIMIT ").bind(reach(EXAMINED_MAX)).push(") AS found");
        Some(sql)
    });
    let mut sql = begun?;
    sql.push(") AS found LIMIT ").bind(reach(EXAMINED_MAX));
    Some(sql)
}

/// The first users of all clients; also of those that are being purged, which are left out when their clients are read.
fn everybody(rooms: &Rooms) -> Roomed {
    let mut sql = Composed::new("SELECT ");
    sql.push(USER.0).push(" FROM users u WHERE u.id >= ").bind(Uuid::nil());
    let mut sql = sql.of_users_in(rooms);
    sql.push(" ORDER BY u.id LIMIT ").bind(reach(EXAMINED_MAX));
    sql
}

/// The users of a client in the units that the lead finds; without one, the first ones.
fn within(client: Uuid, units: &Room<UnitPath>, lead: Option<&Lead>, most: i64) -> Roomed {
    let mut sql = Composed::new("SELECT ");
    sql.push(USER.0).push(" FROM users u WHERE ");
    let mut sql = sql.of("u.client_id", client);
    let index = lead.and_then(|lead| Some((index(lead.key)?.within, lead)));
    match (index, units) {
        (Some(([of, order], lead)), units) => {
            between(sql.push(" AND "), of, lead);
            sql.user_in_units("u.id", units);
            sql.push(" ORDER BY ").push(order);
        }
        (None, Room::Global) => {
            sql.push(" ORDER BY u.created / 1000, u.ext_id");
        }
        // By the units: a few of many.
        (None, units) => {
            sql.push(" AND u.id IN (SELECT up.user_id FROM unit un JOIN profile up ON up.unit_id = un.id WHERE TRUE");
            sql.in_units("un.path", units);
            sql.push(")");
        }
    }
    sql.push(" LIMIT ").bind(most);
    sql
}

/// The clients in the rooms that have anybody whom the lead finds. The subquery is one look into an index per client, and
/// neither engine can make anything else of it.
fn clients_with(rooms: &Rooms, lead: Option<&Lead>) -> Roomed {
    clients(rooms, |sql| {
        let Some(([of, _], lead)) = lead.and_then(|lead| Some((index(lead.key)?.within, lead))) else { return };
        sql.push(" AND (SELECT min(").push(of).push(") FROM users u WHERE u.client_id = c.id AND ");
        between(sql, of, lead);
        sql.push(") IS NOT NULL");
    })
}

/// The clients of users that were found.
fn clients_of(keys: &[Uuid]) -> Roomed {
    Composed::new(CLIENT.0).of_found("c.id", keys.iter().copied())
}

impl Permit<UserSearch, Rooms> {
    /// Every user of which the condition may be true.
    ///
    /// # Errors
    /// [`ListError::Refused`]: there are too many. Else, the database can't be asked.
    pub async fn users_for(&self, condition: &Condition) -> Result<Vec<Candidate>, ListError> {
        let rooms = asked(&self.scope, condition);
        let ways = condition.ways(&|key| index(key).is_some());
        let leads: Vec<Vec<Option<&Lead>>> = match ways.is_empty() {
            true => vec![vec![None]],
            false => ways.iter().take(WAYS_MAX).map(|way| way.iter().map(Some).collect()).collect(),
        };
        for (n, leads) in leads.iter().enumerate() {
            let found = match is_everywhere(&rooms) {
                true => self.found_anywhere(&rooms, ways.get(n).map(Vec::as_slice)).await?,
                false => self.found_within(&rooms, leads).await?,
            };
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Err(too_many("users", EXAMINED_MAX, HOW))
    }

    /// `None`: there are too many.
    async fn found_anywhere(&self, rooms: &Rooms, way: Option<&[Lead]>) -> Result<Option<Vec<Candidate>>, StoreError> {
        let sql = match way {
            Some(way) => anywhere(rooms, way),
            None => Some(everybody(rooms)),
        };
        let Some(sql) = sql else { return Ok(Some(Vec::new())) };
        let users: Vec<User> = self.rows(sql, |cells| UserRow::take(cells).map(User::from)).await?;
        if users.len() > EXAMINED_MAX {
            return Ok(None);
        }
        let users: BTreeMap<Uuid, User> = users.into_iter().map(|user| (user.id, user)).collect();
        let mut keys: Vec<Uuid> = users.values().map(|user| user.client_id).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut clients: BTreeMap<Uuid, Arc<Client>> = BTreeMap::new();
        for keys in keys.chunks(KEYS_MAX) {
            let sql = clients_of(keys);
            clients.extend(self.rows(sql, Client::take).await?.into_iter().map(|one| (one.id, Arc::new(one))));
        }
        let found = users.into_values().filter_map(|user| {
            let client = clients.get(&user.client_id)?.clone();
            Some(Candidate::User(Box::new(user), client))
        });
        Ok(Some(found.collect()))
    }

    /// Client by client. `None`: there are too many.
    async fn found_within(&self, rooms: &Rooms, leads: &[Option<&Lead>]) -> Result<Option<Vec<Candidate>>, StoreError> {
        let (mut found, mut looked_at) = (BTreeMap::new(), 0);
        for lead in leads {
            let clients = self.rows(clients_with(rooms, *lead), Client::take).await?;
            if clients.len() > CLIENTS_MAX {
                return Ok(None);
            }
            for client in clients.into_iter().map(Arc::new) {
                let units = rooms.units_of(client.ext_id.as_str());
                let most = reach(EXAMINED_MAX - looked_at);
                let sql = within(client.id, &units, *lead, most);
                let users: Vec<User> = self.rows(sql, |cells| UserRow::take(cells).map(User::from)).await?;
                looked_at += users.len();
                if looked_at > EXAMINED_MAX {
                    return Ok(None);
                }
                found.extend(users.into_iter().map(|user| (user.id, Candidate::User(Box::new(user), client.clone()))));
            }
        }
        Ok(Some(found.into_values().collect()))
    }
}

/// Each statement, by each index, for callers with and without rooms.
#[cfg(test)]
pub(super) fn samples() -> Vec<Roomed> {
    use sigill_domain::caller::ClientRoom;
    use sigill_domain::ext_id::ExtId;

    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let some = ["c3", "c5"].map(|id| ExtId::from_stored(id.to_owned())).to_vec();
    let paths = || (1..=50).map(|n| UnitPath::root(Uuid::from_u128(n))).collect();
    let everywhere = Rooms::of_clients(ClientRoom::Global);
    let in_clients = Rooms::of_clients(ClientRoom::Only(some));
    let mut samples = vec![
        everybody(&everywhere),
        clients_of(&[client]),
        clients_with(&in_clients, None),
        within(client, &Room::Global, None, 2_001),
        within(client, &Room::Only(paths()), None, 2_001),
    ];
    let all = [
        (FieldKey::ExtId, "u3-17"),
        (FieldKey::LoginId, "l3-17"),
        (FieldKey::Name, "muster17\tanna17"),
        (FieldKey::FirstName, "anna17\tmuster17"),
        (FieldKey::Email, "a17@example.com"),
        (FieldKey::Mobile, "+41791234567"),
    ];
    for (key, value) in all {
        let (from, to) = sigill_domain::fold::beginning_with(value);
        for lead in [Lead { key, from: from.clone(), to: from.clone() }, Lead { key, from, to }] {
            samples.extend(anywhere(&everywhere, std::slice::from_ref(&lead)));
            samples.extend(anywhere(&everywhere, &[lead.clone(), lead.clone()]));
            samples.push(clients_with(&in_clients, Some(&lead)));
            for units in [Room::Global, Room::Only(paths())] {
                samples.push(within(client, &units, Some(&lead), 2_001));
            }
        }
    }
    samples
}
