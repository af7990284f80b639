//! What has no place, and so is in no room: each kind of it, with the reason.

use super::Permit;
use crate::engine::Store;

/// Why a read or a write isn't held to rooms.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Placeless {
    /// Answers that are kept for the caller's own requests: they are found by the caller itself.
    OwnAnswers,
    /// Definitions of properties are the same for every client.
    Definitions,
    /// Applications and their roles are the same for every client.
    Applications,
    /// Terms are the same for every client.
    Terms,
    /// How often a number was asked about, over all clients: nobody is told by whom.
    Numbers,
    /// The Roots of all clients: one of them must stay, and nobody is told who.
    Roots,
    /// The ids of clients whose external ids the caller may know: that was checked before.
    RoomsToGive,
}

impl<R, S> Permit<R, S> {
    /// The database for what has no place.
    pub(crate) fn beyond_rooms(&self, _why: Placeless) -> &Store {
        self.database()
    }
}
