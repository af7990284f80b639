//! How much one query looks at, and in which clients.

use sigill_domain::breach::Breach;
use sigill_domain::caller::ClientRoom;
use sigill_domain::client::Client;
use sigill_domain::ext_id::ExtId;
use sigill_domain::query::{Condition, FieldKey};

use crate::list::ListError;
use crate::permit::Rooms;
use crate::sql::{Composed, Roomed, Sql, sql};

/// Users, clients, applications and roles that one query looks at.
pub(super) const EXAMINED_MAX: usize = 2_000;
/// Units that one query looks at: all of a client.
pub(super) const UNITS_MAX: usize = 10_000;
/// Clients in which one query looks, of a caller who doesn't see all.
pub(super) const CLIENTS_MAX: usize = 100;

/// One more than may be looked at, to see whether there are more.
pub(super) fn reach(max: usize) -> i64 {
    i64::try_from(max).unwrap_or(i64::MAX).saturating_add(1)
}

/// The rooms, held to the one client that the query asks for, if it does.
pub(super) fn asked(rooms: &Rooms, condition: &Condition) -> Rooms {
    match condition.only(FieldKey::ClientExtId) {
        Some(client) => {
            let only = ClientRoom::Only(ExtId::parse("client.extid", client).into_iter().collect());
            rooms.and(&Rooms::of_clients(only))
        }
        None => rooms.clone(),
    }
}

/// The clients in the rooms of which `more` is true, one more than may be looked at.
pub(super) fn clients(rooms: &Rooms, more: impl FnOnce(&mut Roomed)) -> Roomed {
    const CLIENTS: Sql = sql! { "SELECT {c} FROM client c WHERE c.state = 'active'", c: Client };
    let mut sql = Composed::new(CLIENTS.0).of_clients_in(rooms);
    more(&mut sql);
    sql.push(" ORDER BY c.ext_id LIMIT ").bind(reach(CLIENTS_MAX));
    sql
}

pub(super) fn too_many(what: &str, max: usize, how: &str) -> ListError {
    ListError::Refused(Breach::invalid(format!("q: more than {max} {what} would have to be looked at: {how}")))
}
