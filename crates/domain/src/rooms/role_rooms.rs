//! Rooms of applications and of enterprise roles, which few roles are held to.

use uuid::Uuid;

use super::{DataRoom, Place, Room, Rooms, Spots};
use crate::client::ClientRef;

/// The rooms of a role that is held to applications, to enterprise roles, or to both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRooms {
    /// By internal key.
    pub applications: Room<Uuid>,
    /// By internal key.
    pub enterprise_roles: Room<Uuid>,
}

impl RoleRooms {
    /// `None` where the role is held to neither.
    #[must_use]
    pub fn boxed(applications: Room<Uuid>, enterprise_roles: Room<Uuid>) -> Option<Box<Self>> {
        let is_held = applications != Room::Global || enterprise_roles != Room::Global;
        is_held.then(|| Box::new(Self { applications, enterprise_roles }))
    }

    /// Whether an object at `place` is in both.
    pub(crate) fn have(&self, place: &Place) -> bool {
        self.applications.contains_any(&place.applications)
            && self.enterprise_roles.contains_any(&place.enterprise_roles)
    }
}

impl Place {
    /// Of an enterprise role, and of who has it.
    #[must_use]
    pub fn of_enterprise_role(client: &ClientRef, erole: Uuid) -> Self {
        Self::of_client(client).with_enterprise_role(erole)
    }

    /// Of an enterprise role that isn't there yet: it is in no room but a global one.
    #[must_use]
    pub fn beside_enterprise_roles(client: &ClientRef) -> Self {
        Self { enterprise_roles: Spots::In(Vec::new()), ..Self::of_client(client) }
    }

    /// The same, with what is of an enterprise role there.
    #[must_use]
    pub fn with_enterprise_role(self, erole: Uuid) -> Self {
        Self { enterprise_roles: Spots::In(vec![erole]), ..self }
    }

    /// The same, with what is of an application there.
    #[must_use]
    pub fn with_application(self, application: Uuid) -> Self {
        Self { applications: Spots::In(vec![application]), ..self }
    }
}

/// What is in any of the rooms.
fn union<'a>(rooms: impl Iterator<Item = &'a Room<Uuid>>) -> Room<Uuid> {
    let mut all = Vec::new();
    for room in rooms {
        match room {
            Room::Global => return Room::Global,
            Room::Only(some) => all.extend(some.iter().copied()),
        }
    }
    all.sort();
    all.dedup();
    Room::Only(all)
}

impl Rooms {
    /// Which applications are in one of them, of what has no units and no enterprise role: in a client, or in any.
    #[must_use]
    pub fn applications_of(&self, client: Option<&str>) -> Room<Uuid> {
        let is_meant = |room: &&DataRoom| client.is_none_or(|client| room.clients.contains(client));
        union(self.all().iter().filter(is_meant).map(|room| &room.applications))
    }

    /// Which applications are in those that have all of a place but its applications.
    #[must_use]
    pub fn applications_at(&self, place: &Place) -> Room<Uuid> {
        let place = Place { applications: Spots::Unplaced, ..place.clone() };
        union(self.all().iter().filter(|room| room.has(&place)).map(|room| &room.applications))
    }

    /// Which enterprise roles of the client with this external id are in one of them, of what has no units and no
    /// application.
    #[must_use]
    pub fn enterprise_roles_of(&self, client: &str) -> Room<Uuid> {
        let is_meant = |room: &&DataRoom| room.clients.contains(client);
        union(self.all().iter().filter(is_meant).map(|room| &room.enterprise_roles))
    }

    /// Which enterprise roles are in those that have all of a place but its enterprise roles.
    #[must_use]
    pub fn enterprise_roles_at(&self, place: &Place) -> Room<Uuid> {
        let place = Place { enterprise_roles: Spots::Unplaced, ..place.clone() };
        union(self.all().iter().filter(|room| room.has(&place)).map(|room| &room.enterprise_roles))
    }

    /// Which applications are in one of them that is held to nothing else; `None`: there is no such room.
    #[must_use]
    pub fn applications_everywhere(&self) -> Option<Room<Uuid>> {
        let is_meant = |room: &&DataRoom| {
            room.clients == Room::Global && room.units == Room::Global && room.enterprise_roles == Room::Global
        };
        let mut rooms = self.all().iter().filter(is_meant).map(|room| &room.applications).peekable();
        rooms.peek().is_some().then(|| union(rooms))
    }
}
