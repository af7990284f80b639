//! The custom properties of a user by themselves.

use super::{HeldUser, User};
use crate::change::{Change, Guard, Write};
use crate::event::{EventKind, Happening};
use crate::property::{Moment, Wishes};
use crate::rejection::Rejection;
use crate::right::UserModify;
use crate::standing::Ruled;
use crate::version::Expected;

impl HeldUser {
    /// Sets and removes values; no change where all stay as they are. Nothing else of the user is looked
    /// at, so that older rules which it breaks don't stand in the way.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version;
    /// [`Rejection::Broken`] with every broken rule.
    pub fn set_properties(
        &self,
        wishes: &Wishes,
        expected: &Expected,
        happening: &Happening,
    ) -> Result<(User, Option<Change<UserModify>>), Rejection> {
        let before = &self.user;
        expected.check_if_match(before.version)?;
        let properties = self.defined.set(&before.properties, wishes, Moment::Modify, before.id)?;
        if properties == before.properties {
            return Ok((before.clone(), None));
        }
        let mut after = User { properties, ..before.clone() };
        after.touch(happening.at, &happening.by.name);
        let mut writes = vec![Write::UpdateUser(after.clone())];
        writes.extend(self.defined.writes(&before.properties, &after.properties, after.holder()));
        let event = self.event(happening, EventKind::UserModify).before(before.audit()).after(after.audit());
        let guard = Guard::Owner { id: before.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        Ok((after, Some(Change::new(guard, writes, event))))
    }
}
