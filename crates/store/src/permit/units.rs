//! Where rights hold, beside clients: the units in which a permit for a client reaches users.

use sigill_domain::right::Elementary;
use sigill_domain::rooms::{Room, Rooms, UnitPath};

use super::now::Basis;
use super::{Caller, Permit};

impl<R> Permit<R> {
    /// The units of the client in which this permit reaches users: for lists.
    pub(crate) fn units(&self) -> Room<UnitPath> {
        match self.basis {
            Basis::System => Room::Global,
            Basis::Oneself => Room::Only(Vec::new()),
            Basis::Role { right, of } => {
                let rooms = self.caller.grants().reach(right, of).unwrap_or_default();
                rooms.units_of(self.scope.ext_id.as_str())
            }
        }
    }
}

impl Caller {
    /// Where the caller holds `right`, in all dimensions; perhaps nowhere.
    #[must_use]
    pub fn reach(&self, right: Elementary) -> Rooms {
        self.grants().reach(right, None).unwrap_or_default()
    }
}
