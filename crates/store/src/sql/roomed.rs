//! Statements of lists and search, which can't be run before they are held to rooms.

use std::ops::{Deref, DerefMut};

use sigill_domain::rooms::{ClientRoom, DataRoom, Room, Rooms};
use uuid::Uuid;

use super::{Composed, Text};
use crate::value::Value;

/// Clients that a caller's rooms may name at most; more aren't looked at. SQLite takes 32,766 values.
const ROOMS_MAX: usize = 16_384;

/// A statement that is held to where a right holds.
#[derive(Clone, Debug)]
pub(crate) struct Roomed(Composed);

impl Composed {
    /// Holds a statement about clients, and what belongs to no user of theirs, to those in the rooms: `c` is the client.
    pub(crate) fn of_clients_in(self, rooms: &Rooms) -> Roomed {
        self.in_rooms(rooms, |_| true)
    }

    /// Holds a statement about users, and what is theirs, to those in the rooms: `c` is the client.
    pub(crate) fn of_users_in(self, rooms: &Rooms) -> Roomed {
        // Which units a user is in isn't asked yet, so that who is held to some finds nobody.
        self.in_rooms(rooms, |room| room.units == Room::Global)
    }

    /// Holds a statement to what belongs to something that is within the rooms: `column` has its key.
    pub(crate) fn of(mut self, column: &'static str, key: Uuid) -> Roomed {
        self.push(column).push(" = ").bind(key);
        Roomed(self)
    }

    /// Holds a statement to rows that were read within the rooms before.
    pub(crate) fn of_found(mut self, column: &'static str, keys: impl IntoIterator<Item = Uuid>) -> Roomed {
        self.push(column).push(" IN (").list(keys, |sql, key| {
            sql.bind(key);
        });
        self.push(")");
        Roomed(self)
    }

    fn in_rooms(mut self, rooms: &Rooms, is_known: fn(&DataRoom) -> bool) -> Roomed {
        let known: Vec<&DataRoom> = rooms.all().iter().filter(|room| is_known(room)).collect();
        match known.as_slice() {
            [] => {
                self.push(" AND FALSE");
            }
            [one] => {
                if let ClientRoom::Only(_) = &one.clients {
                    self.push(" AND ");
                    self.client_in(&one.clients);
                }
            }
            several => {
                self.push(" AND (");
                for (n, room) in several.iter().enumerate() {
                    self.push(if n == 0 { "" } else { " OR " });
                    self.client_in(&room.clients);
                }
                self.push(")");
            }
        }
        Roomed(self)
    }

    fn client_in(&mut self, room: &ClientRoom) {
        let ClientRoom::Only(clients) = room else {
            self.push("TRUE");
            return;
        };
        // An empty list isn't SQL; no client has the empty id.
        self.push("c.ext_id IN (").bind("");
        for client in clients.iter().take(ROOMS_MAX) {
            self.push(", ").bind(client.as_str());
        }
        self.push(")");
    }
}

impl Deref for Roomed {
    type Target = Composed;

    fn deref(&self) -> &Composed {
        &self.0
    }
}

/// What follows the rooms: further conditions, an order.
impl DerefMut for Roomed {
    fn deref_mut(&mut self) -> &mut Composed {
        &mut self.0
    }
}

impl Roomed {
    /// With a further statement behind it, which must be held to rooms, too.
    pub(crate) fn and_all_of(mut self) -> Composed {
        self.0.push(" UNION ALL ");
        self.0
    }

    pub(crate) fn finish(self) -> (Text, Vec<Value>) {
        self.0.finish()
    }
}

#[cfg(test)]
mod tests {
    use sigill_domain::ext_id::ExtId;
    use sigill_domain::rooms::UnitPath;

    use super::*;

    fn only(clients: &[&str]) -> ClientRoom {
        Room::Only(clients.iter().map(|id| ExtId::from_stored((*id).to_owned())).collect())
    }

    fn text(sql: Roomed) -> String {
        sql.finish().0.0.into_owned()
    }

    #[test]
    fn a_statement_is_held_to_the_rooms() {
        let of = |rooms: &Rooms| {
            let begun = || Composed::new("WHERE TRUE");
            (text(begun().of_clients_in(rooms)), text(begun().of_users_in(rooms)))
        };
        let both = |text: &str| (text.to_owned(), text.to_owned());
        assert_eq!(of(&Rooms::of_clients(Room::Global)), both("WHERE TRUE"));
        assert_eq!(of(&Rooms::of_clients(only(&["a", "b"]))), both("WHERE TRUE AND c.ext_id IN ($1, $2, $3)"));
        assert_eq!(of(&Rooms::of_clients(only(&[]))), both("WHERE TRUE AND c.ext_id IN ($1)"));
        assert_eq!(of(&Rooms::default()), both("WHERE TRUE AND FALSE"), "who holds it nowhere sees nothing");
    }

    #[test]
    fn who_is_held_to_units_sees_clients_and_no_user_yet() {
        let units = Room::Only(vec![UnitPath::root(Uuid::from_u128(1))]);
        let in_units = |clients| DataRoom { units: units.clone(), ..DataRoom::of_clients(clients) };
        let begun = || Composed::new("WHERE TRUE");
        let rooms = Rooms::new([in_units(only(&["a"]))]);
        assert_eq!(text(begun().of_clients_in(&rooms)), "WHERE TRUE AND c.ext_id IN ($1, $2)");
        assert_eq!(text(begun().of_users_in(&rooms)), "WHERE TRUE AND FALSE");
        let rooms = Rooms::new([DataRoom::of_clients(only(&["b"])), in_units(Room::Global)]);
        assert_eq!(text(begun().of_clients_in(&rooms)), "WHERE TRUE AND (c.ext_id IN ($1, $2) OR TRUE)");
        assert_eq!(text(begun().of_users_in(&rooms)), "WHERE TRUE AND c.ext_id IN ($1, $2)");
    }

    #[test]
    fn what_is_below_something_is_found_by_its_key() {
        let mut sql = Composed::new("WHERE ").of("u.client_id", Uuid::from_u128(7));
        sql.push(" AND u.ext_id = ").bind("x");
        assert_eq!(text(sql), "WHERE u.client_id = $1 AND u.ext_id = $2");
    }
}
