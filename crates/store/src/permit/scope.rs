//! What a permit is for: one client, some, or all.

use sigill_domain::caller::ClientRoom;
use sigill_domain::ext_id::ExtId;
use sigill_domain::rooms::Room;
pub use sigill_domain::rooms::Rooms;
use uuid::Uuid;

/// The permit is for one client.
#[derive(Clone, Debug)]
pub struct InClient {
    pub(crate) ext_id: ExtId,
}

/// The permit is for every client.
#[derive(Clone, Copy, Debug)]
pub struct Everywhere;

/// The permit is for what is of these applications and the same for every client, by internal key.
#[derive(Clone, Debug)]
pub struct OfApplications(pub(crate) Room<Uuid>);

/// What a permit is for: one client, wherever the caller's rooms are, or everywhere. There are no others.
pub trait Scope: sealed::Sealed {
    /// Whether `rooms` reach it.
    fn is_within(&self, rooms: &Rooms) -> bool;

    /// Whether the client with this external id is one of its clients.
    fn has_client(&self, client: &ExtId) -> bool;
}

impl Scope for InClient {
    fn is_within(&self, rooms: &Rooms) -> bool {
        rooms.reach(self.ext_id.as_str())
    }

    fn has_client(&self, client: &ExtId) -> bool {
        self.ext_id == *client
    }
}

impl Scope for Rooms {
    fn is_within(&self, rooms: &Rooms) -> bool {
        rooms.covers(self)
    }

    fn has_client(&self, client: &ExtId) -> bool {
        self.reach(client.as_str())
    }
}

impl Scope for Everywhere {
    fn is_within(&self, rooms: &Rooms) -> bool {
        rooms.covers(&Rooms::of_clients(ClientRoom::Global))
    }

    fn has_client(&self, _: &ExtId) -> bool {
        true
    }
}

impl Scope for OfApplications {
    fn is_within(&self, rooms: &Rooms) -> bool {
        rooms.applications_everywhere().is_some_and(|own| own.covers(&self.0))
    }

    fn has_client(&self, _: &ExtId) -> bool {
        true
    }
}

mod sealed {
    /// Nobody else makes a scope.
    pub trait Sealed {}
    impl Sealed for super::InClient {}
    impl Sealed for super::Rooms {}
    impl Sealed for super::Everywhere {}
    impl Sealed for super::OfApplications {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ext_id(text: &str) -> ExtId {
        ExtId::from_stored(text.to_owned())
    }

    fn only(clients: &[&str]) -> Rooms {
        Rooms::of_clients(ClientRoom::Only(clients.iter().map(|id| ext_id(id)).collect()))
    }

    #[test]
    fn a_scope_has_its_clients_and_is_within_rooms_that_have_them_all() {
        let (all, a, ab, none) = (Rooms::of_clients(ClientRoom::Global), only(&["a"]), only(&["a", "b"]), only(&[]));
        let is_within = |scope: &dyn Fn(&Rooms) -> bool| [&all, &ab, &a, &none].map(scope);
        let has = |scope: &dyn Fn(&ExtId) -> bool| ["a", "b", "c"].map(|id| scope(&ext_id(id)));

        let in_a = InClient { ext_id: ext_id("a") };
        assert_eq!(is_within(&|rooms| in_a.is_within(rooms)), [true, true, true, false]);
        assert_eq!(has(&|client| in_a.has_client(client)), [true, false, false]);

        let rooms = ab.clone();
        assert_eq!(is_within(&|other| rooms.is_within(other)), [true, true, false, false]);
        assert_eq!(has(&|client| rooms.has_client(client)), [true, true, false]);

        assert_eq!(is_within(&|rooms| Everywhere.is_within(rooms)), [true, false, false, false]);
        assert_eq!(has(&|client| Everywhere.has_client(client)), [true, true, true]);
    }
}
