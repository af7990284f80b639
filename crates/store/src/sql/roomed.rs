//! Statements of lists and search, which can't be run before they are held to rooms.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use sigill_domain::rooms::{ClientRoom, DataRoom, Room, Rooms, UnitPath};
use uuid::Uuid;

use super::{Composed, Text};
use crate::value::Value;

/// Clients that a caller's rooms may name at most; more aren't looked at. SQLite takes 32,766 values.
const ROOMS_MAX: usize = 16_384;

/// Units that a caller's rooms may name at most, each with two values; more aren't looked at.
const UNITS_MAX: usize = 5_000;

/// A statement that is held to where a right holds.
#[derive(Clone, Debug)]
pub(crate) struct Roomed(Composed);

impl Composed {
    /// Holds a statement about clients, and what belongs to no user of theirs, to those in the rooms: `c` is the client.
    pub(crate) fn of_clients_in(self, rooms: &Rooms) -> Roomed {
        self.in_rooms(rooms, None)
    }

    /// Holds a statement about users, and what is theirs, to those in the rooms: `c` is the client, `u` the user.
    pub(crate) fn of_users_in(self, rooms: &Rooms) -> Roomed {
        self.in_rooms(rooms, Some("u.id"))
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

    /// Holds a statement about applications, and what is theirs, to those in the room: `column` has the key of the
    /// application.
    pub(crate) fn of_applications_in(mut self, column: &'static str, room: &Room<Uuid>) -> Roomed {
        self.in_keys(column, room);
        Roomed(self)
    }

    /// Only those whose key is in the room.
    pub(crate) fn in_keys(&mut self, column: &'static str, room: &Room<Uuid>) {
        let Room::Only(keys) = room else { return };
        if keys.is_empty() {
            self.push(" AND FALSE");
            return;
        }
        self.push(" AND ").push(column).push(" IN (");
        self.list(keys.iter().take(ROOMS_MAX), |sql, key| {
            sql.bind(*key);
        });
        self.push(")");
    }

    /// Only those whose path is in the room.
    pub(crate) fn in_units(&mut self, path: &'static str, room: &Room<UnitPath>) {
        let Room::Only(units) = room else { return };
        if units.is_empty() {
            self.push(" AND FALSE");
            return;
        }
        self.push(" AND (");
        for (n, unit) in units.iter().take(UNITS_MAX).enumerate() {
            self.push(if n == 0 { "" } else { " OR " });
            self.push("(").push(path).push(" >= ").bind(unit.as_str());
            self.push(" AND ").push(path).push(" < ").bind(unit.end()).push(")");
        }
        self.push(")");
    }

    /// Only users in the room: `user` is the column with their key. Each is looked at by itself.
    pub(crate) fn user_in_units(&mut self, user: &'static str, room: &Room<UnitPath>) {
        if *room == Room::Global {
            return;
        }
        self.push(" AND EXISTS (SELECT 1 FROM profile up JOIN unit un ON un.id = up.unit_id WHERE up.user_id = ");
        self.push(user);
        self.below_units("un.path", room);
        self.push(")");
    }

    /// As [`Composed::in_units`], of paths that are looked at one by one: by their beginning, of which a list of any length
    /// has it or hasn't, where ranges would be compared one after the other.
    fn below_units(&mut self, path: &'static str, room: &Room<UnitPath>) {
        let Room::Only(units) = room else { return };
        if units.is_empty() {
            self.push(" AND FALSE");
            return;
        }
        let mut by_len: BTreeMap<usize, Vec<&UnitPath>> = BTreeMap::new();
        for unit in units.iter().take(UNITS_MAX) {
            by_len.entry(unit.as_str().len()).or_default().push(unit);
        }
        self.push(" AND (FALSE");
        for (len, units) in by_len {
            let len = i64::try_from(len).unwrap_or(i64::MAX);
            self.push(" OR substr(").push(path).push(", 1, CAST(CAST(").bind(len);
            self.push(" AS BIGINT) AS INTEGER)) IN (").list(units, |sql, unit| {
                sql.bind(unit.as_str());
            });
            self.push(")");
        }
        self.push(")");
    }

    /// `user`: the column with the key of a user whose units count.
    fn in_rooms(mut self, rooms: &Rooms, user: Option<&'static str>) -> Roomed {
        let hold = |sql: &mut Self, room: &DataRoom| {
            sql.client_in(&room.clients);
            if let Some(user) = user {
                sql.user_in_units(user, &room.units);
            }
        };
        match rooms.all() {
            [] => {
                self.push(" AND FALSE");
            }
            [one] if one.clients == Room::Global && (user.is_none() || one.units == Room::Global) => {}
            [one] => {
                self.push(" AND ");
                hold(&mut self, one);
            }
            several => {
                self.push(" AND (");
                for (n, room) in several.iter().enumerate() {
                    self.push(if n == 0 { "" } else { " OR " });
                    hold(&mut self, room);
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
    fn who_is_held_to_units_sees_clients_and_the_users_in_the_units() {
        let units = Room::Only(vec![UnitPath::root(Uuid::from_u128(1))]);
        let in_units = |clients| DataRoom { units: units.clone(), ..DataRoom::of_clients(clients) };
        let begun = || Composed::new("WHERE TRUE");
        let exists = |first: u8, second: u8| {
            format!(
                " AND EXISTS (SELECT 1 FROM profile up JOIN unit un ON un.id = up.unit_id WHERE up.user_id = u.id AND \
                 (FALSE OR substr(un.path, 1, CAST(CAST(${first} AS BIGINT) AS INTEGER)) IN (${second})))"
            )
        };
        let rooms = Rooms::new([in_units(only(&["a"]))]);
        assert_eq!(text(begun().of_clients_in(&rooms)), "WHERE TRUE AND c.ext_id IN ($1, $2)");
        assert_eq!(text(begun().of_users_in(&rooms)), format!("WHERE TRUE AND c.ext_id IN ($1, $2){}", exists(3, 4)));
        let rooms = Rooms::new([DataRoom::of_clients(only(&["b"])), in_units(Room::Global)]);
        assert_eq!(text(begun().of_clients_in(&rooms)), "WHERE TRUE AND (c.ext_id IN ($1, $2) OR TRUE)");
        let both = format!("WHERE TRUE AND (c.ext_id IN ($1, $2) OR TRUE{})", exists(3, 4));
        assert_eq!(text(begun().of_users_in(&rooms)), both);
        let none = Rooms::new([DataRoom { units: Room::Only(Vec::new()), ..DataRoom::of_clients(Room::Global) }]);
        assert!(text(begun().of_users_in(&none)).contains("AND FALSE"));
    }

    #[test]
    fn what_is_below_something_is_found_by_its_key() {
        let mut sql = Composed::new("WHERE ").of("u.client_id", Uuid::from_u128(7));
        sql.push(" AND u.ext_id = ").bind("x");
        assert_eq!(text(sql), "WHERE u.client_id = $1 AND u.ext_id = $2");
    }
}
