//! The custom properties of a user by themselves. Nothing else of the user is looked at, so that older rules which it breaks
//! don't stand in the way.

use super::{HeldUser, User};
use crate::change::{Guard, Write};
use crate::event::{Event, EventKind, Happening};
use crate::property::HoldsProperties;
use crate::right::UserModify;
use crate::standing::Ruled;

impl HoldsProperties<UserModify> for HeldUser {
    type Thing = User;

    fn thing(&self) -> &User {
        &self.user
    }

    fn thing_mut(&mut self) -> &mut User {
        &mut self.user
    }

    fn setting(&self, after: &User, happening: &Happening) -> (Guard, Event, Write) {
        let event = self.event(happening, EventKind::UserModify).before(self.user.audit()).after(after.audit());
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        (guard, event, Write::UpdateUser(after.clone()))
    }
}
