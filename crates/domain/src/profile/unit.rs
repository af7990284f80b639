//! In which unit a profile is.

use super::{HeldProfile, Profile};
use crate::breach::Breach;
use crate::change::{Change, Guard, Write};
use crate::event::{EventKind, Happening};
use crate::rejection::Rejection;
use crate::right::ProfileModify;
use crate::standing::Ruled;
use crate::unit::{State, Unit};
use crate::version::Expected;

/// Whether a profile may be put into a unit.
///
/// # Errors
/// It is disabled, or never has profiles.
pub fn takes_profiles(unit: &Unit) -> Result<(), Breach> {
    if unit.is_profileless {
        return Err(Breach::invalid(format!("the unit {} never has profiles", unit.ext_id)));
    }
    if unit.state == State::Disabled {
        return Err(Breach::invalid(format!("the unit {} is disabled: it takes no further profiles", unit.ext_id)));
    }
    Ok(())
}

impl HeldProfile {
    /// Puts the profile into a unit; no change where it is in it already. Its roles stay as they are.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; [`Rejection::Broken`] where the unit takes
    /// no profiles.
    pub fn put_into(
        &self,
        unit: &Unit,
        expected: &Expected,
        happening: &Happening,
    ) -> Result<(Profile, Option<Change<ProfileModify>>), Rejection> {
        let before = &self.profile;
        expected.check_if_match(before.version)?;
        if before.unit_id == unit.id {
            return Ok((before.clone(), None));
        }
        takes_profiles(unit).map_err(|breach| vec![breach])?;
        let after = Profile { unit_id: unit.id, version: before.version + 1, modified: happening.at, ..before.clone() };
        let told = |profile: &Profile, unit: &crate::ext_id::ExtId| {
            let mut audit = profile.audit();
            audit["unitExtId"] = unit.as_str().into();
            audit
        };
        let event = self
            .event(happening, EventKind::ProfileModify, &after.ext_id)
            .before(told(before, &self.unit_ext_id))
            .after(told(&after, &unit.ext_id));
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        Ok((after.clone(), Some(Change::new(guard, vec![Write::UpdateProfile(after)], event))))
    }
}
