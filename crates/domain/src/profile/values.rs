//! The values of custom properties that a profile has for an application.

use super::{HeldProfile, ProfileValues};
use crate::application::ApplicationRef;
use crate::change::{Guard, Write};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::property::{HasProperties, Holder, HoldsProperties};
use crate::right::ProfileModify;
use crate::standing::Ruled;

/// The values that a profile has for an application, to be changed.
#[derive(Clone, Debug)]
pub struct HeldProfileValues {
    /// The profile.
    pub held: HeldProfile,
    /// The application, which the client has.
    pub application: ApplicationRef,
    /// As they were read.
    pub values: ProfileValues,
}

impl HeldProfileValues {
    /// As history shows them.
    fn audit(&self, values: &ProfileValues) -> serde_json::Value {
        let (profile, application): (&ExtId, &ExtId) = (&self.held.profile.ext_id, &self.application.ext_id);
        serde_json::json!({
            "extId": profile, "applicationExtId": application, "properties": values.properties.audit(),
        })
    }
}

impl HoldsProperties<ProfileModify> for HeldProfileValues {
    type Thing = ProfileValues;

    fn thing(&self) -> &ProfileValues {
        &self.values
    }

    fn thing_mut(&mut self) -> &mut ProfileValues {
        &mut self.values
    }

    fn holder(&self) -> Holder {
        let profile = &self.held.profile;
        self.values.holder().of_user(profile.user_id).in_unit(profile.unit_id)
    }

    fn setting(&self, after: &ProfileValues, happening: &Happening) -> (Guard, Event, Write) {
        let event = self.held.event(happening, EventKind::ProfileModify, &self.held.profile.ext_id);
        let guard = Guard::Owner { id: self.held.user.id, rev: self.held.rev, ruled: Ruled::UNTOUCHED };
        let write = Write::SetProfileValues { values: after.clone(), is_new: self.values.version == 0 };
        (guard, event.before(self.audit(&self.values)).after(self.audit(after)), write)
    }
}
