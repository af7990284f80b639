//! What a role of a profile is held to beside clients, as it is stored.

use sigill_domain::caller::Grant;
use sigill_domain::rooms::{RoleRooms, Room};
use uuid::Uuid;

/// What a row says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HeldTo {
    /// Whether it is held to units, which are rows of their own.
    pub(crate) units: bool,
    /// Applications and enterprise roles, by internal key.
    pub(crate) role_rooms: Option<Box<RoleRooms>>,
}

impl HeldTo {
    /// `NULL`: to nothing; else `u`, `a…` and `e…`, with blanks between them.
    pub(crate) fn from_stored(text: Option<&str>) -> Self {
        let Some(text) = text else { return Self::default() };
        let (mut units, mut applications, mut enterprise_roles) = (false, Room::Global, Room::Global);
        for part in text.split(' ') {
            match part.split_at_checked(1) {
                Some(("u", _)) => units = true,
                Some(("a", keys)) => applications = Room::Only(self::keys(keys)),
                Some(("e", keys)) => enterprise_roles = Room::Only(self::keys(keys)),
                _ => {}
            }
        }
        Self { units, role_rooms: RoleRooms::boxed(applications, enterprise_roles) }
    }
}

fn keys(text: &str) -> Vec<Uuid> {
    text.split(',').filter_map(|key| Uuid::try_parse(key).ok()).collect()
}

/// As [`HeldTo::from_stored`] reads it.
pub(super) fn stored(grant: &Grant) -> Option<String> {
    let mut parts = Vec::new();
    if grant.units != Room::Global {
        parts.push("u".to_owned());
    }
    for (letter, room) in [("a", grant.applications()), ("e", grant.enterprise_roles())] {
        if let Room::Only(keys) = room {
            let keys: Vec<String> = keys.iter().map(|key| key.simple().to_string()).collect();
            parts.push(format!("{letter}{}", keys.join(",")));
        }
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use sigill_domain::caller::ClientRoom;
    use sigill_domain::role::Role;

    use super::*;

    #[test]
    fn what_a_role_is_held_to_is_read_as_it_is_stored() {
        let id = Uuid::from_u128;
        let rooms = || [Room::Global, Room::Only(vec![]), Room::Only(vec![id(7)]), Room::Only(vec![id(8), id(9)])];
        for (units, applications) in [Room::Global, Room::Only(vec![])].into_iter().zip(rooms()) {
            for eroles in rooms() {
                let grant = Grant { units: units.clone(), ..Grant::new(Role::Root, ClientRoom::Global) };
                let grant = grant.held_to_applications(applications.clone()).held_to_enterprise_roles(eroles);
                let read = HeldTo::from_stored(stored(&grant).as_deref());
                assert_eq!((read.units, read.role_rooms), (units != Room::Global, grant.role_rooms));
            }
        }
        assert_eq!(stored(&Grant::new(Role::Root, ClientRoom::Global)), None);
    }
}
