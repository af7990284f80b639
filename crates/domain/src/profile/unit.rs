//! In which unit a profile is.

use super::{HeldProfile, Profile};
use crate::breach::Breach;
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{EventKind, Happening};
use crate::rejection::Rejection;
use crate::right::ProfileModify;
use crate::standing::Ruled;
use crate::unit::{State, Unit};
use crate::version::Expected;
use uuid::Uuid;

/// Values that are unique in the unit of a profile that is put into another one, at most: all are written in one step.
const UNIQUE_MAX: usize = 1_000;

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
    /// Puts the profile into a unit; no change where it is in it already. Its roles stay as they are. `unique`: the rows of
    /// its values that are unique in its unit, each with whether a profile in the other one has the same value.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; [`Rejection::Broken`] where the unit takes
    /// no profiles, or somebody in it has a value that must be unique there.
    pub fn put_into(
        &self,
        unit: &Unit,
        unique: &[(Uuid, bool)],
        expected: &Expected,
        happening: &Happening,
    ) -> Result<(Profile, Option<Change<ProfileModify>>), Rejection> {
        let before = &self.profile;
        expected.check_if_match(before.version)?;
        if before.unit_id == unit.id {
            return Ok((before.clone(), None));
        }
        takes_profiles(unit).map_err(|breach| vec![breach])?;
        if unique.len() > UNIQUE_MAX {
            let message = format!("the profile has more than {UNIQUE_MAX} values that are unique in its unit");
            return Err(vec![Breach::invalid(message)].into());
        }
        if unique.iter().any(|(_, is_taken)| *is_taken) {
            let message = format!(
                "properties: another profile in the unit {} has a value that must be unique in it",
                unit.ext_id
            );
            return Err(vec![Breach::new(Code::PropertyUniquenessViolated, message)].into());
        }
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
        let moved = unique.iter().map(|(id, _)| Write::MoveUniqueValue { id: *id, unit_id: unit.id });
        let writes = [Write::UpdateProfile(after.clone())].into_iter().chain(moved).collect();
        Ok((after, Some(Change::new(guard, writes, event))))
    }
}
