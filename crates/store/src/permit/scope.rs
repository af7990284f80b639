//! What a permit is for: one client, some, or all.

use sigill_domain::caller::ClientRoom;
use sigill_domain::ext_id::ExtId;

/// The permit is for one client.
#[derive(Clone, Debug)]
pub struct InClient {
    pub(crate) ext_id: ExtId,
}

/// The permit is for the clients that the caller may see.
#[derive(Clone, Debug)]
pub struct Rooms {
    pub(crate) clients: ClientRoom,
}

/// The permit is for every client.
#[derive(Clone, Copy, Debug)]
pub struct Everywhere;

/// The clients that a permit is for. Only the three kinds of this crate have it.
pub trait Scope: sealed::Sealed {
    /// Whether `rooms` reach all of it.
    fn is_within(&self, rooms: &ClientRoom) -> bool;

    /// Whether the client with this external id is one of its clients.
    fn has(&self, client: &ExtId) -> bool;
}

impl Scope for InClient {
    fn is_within(&self, rooms: &ClientRoom) -> bool {
        rooms.contains(self.ext_id.as_str())
    }

    fn has(&self, client: &ExtId) -> bool {
        self.ext_id == *client
    }
}

impl Scope for Rooms {
    fn is_within(&self, rooms: &ClientRoom) -> bool {
        rooms.covers(&self.clients)
    }

    fn has(&self, client: &ExtId) -> bool {
        self.clients.contains(client.as_str())
    }
}

impl Scope for Everywhere {
    fn is_within(&self, rooms: &ClientRoom) -> bool {
        *rooms == ClientRoom::Global
    }

    fn has(&self, _: &ExtId) -> bool {
        true
    }
}

mod sealed {
    /// Nobody else makes a scope.
    pub trait Sealed {}
    impl Sealed for super::InClient {}
    impl Sealed for super::Rooms {}
    impl Sealed for super::Everywhere {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ext_id(text: &str) -> ExtId {
        ExtId::from_stored(text.to_owned())
    }

    fn only(clients: &[&str]) -> ClientRoom {
        ClientRoom::Only(clients.iter().map(|id| ext_id(id)).collect())
    }

    #[test]
    fn a_scope_has_its_clients_and_is_within_rooms_that_have_them_all() {
        let (all, a, ab, none) = (ClientRoom::Global, only(&["a"]), only(&["a", "b"]), only(&[]));
        let is_within = |scope: &dyn Fn(&ClientRoom) -> bool| [&all, &ab, &a, &none].map(scope);
        let has = |scope: &dyn Fn(&ExtId) -> bool| ["a", "b", "c"].map(|id| scope(&ext_id(id)));

        let in_a = InClient { ext_id: ext_id("a") };
        assert_eq!(is_within(&|rooms| in_a.is_within(rooms)), [true, true, true, false]);
        assert_eq!(has(&|client| in_a.has(client)), [true, false, false]);

        let rooms = Rooms { clients: ab.clone() };
        assert_eq!(is_within(&|other| rooms.is_within(other)), [true, true, false, false]);
        assert_eq!(has(&|client| rooms.has(client)), [true, true, false]);

        assert_eq!(is_within(&|rooms| Everywhere.is_within(rooms)), [true, false, false, false]);
        assert_eq!(has(&|client| Everywhere.has(client)), [true, true, true]);
    }
}
