//! Changing a profile.

use super::{HeldProfile, Profile};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{EventKind, Happening};
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::right::ProfileModify;
use crate::standing::{Effect, Standing};
use crate::text;
use crate::user::State;
use crate::version::Expected;

const NAME_LEN_MAX: usize = 100;

/// A patch of a profile. The types of its members have been checked; their values have not.
#[derive(Clone, Debug, Default)]
pub struct PatchProfile {
    /// Can't be removed; at most 100 code points.
    pub name: Patch<String>,
    /// `active` or `disabled`; can't be removed.
    pub profile_state: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

impl PatchProfile {
    /// What the patch does to what the profile's user may do.
    fn effect(&self, profile: &Profile) -> Effect {
        let wanted = match &self.profile_state {
            Patch::Set(name) => State::from_wire(name),
            Patch::Keep | Patch::Clear => None,
        };
        match (profile.state == State::Active, wanted) {
            (true, Some(State::Disabled | State::Archived)) => Effect::ENDS,
            (false, Some(State::Active)) => Effect::GIVES,
            _ => Effect::default(),
        }
    }
}

impl HeldProfile {
    /// Applies a patch; no change where it leaves everything as it is. Whoever activates a profile gives its roles, and
    /// whoever disables it takes them away.
    ///
    /// # Errors
    /// The user has more than the caller may give or take, or is the last `Root`; and as every patch.
    pub fn modify(
        &self,
        patch: &PatchProfile,
        extra: Vec<Breach>,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<(Profile, Option<Change<ProfileModify>>), Rejection> {
        let before = &self.profile;
        let ruled = standing.rule(patch.effect(before))?;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        if !matches!(patch.ext_id, Patch::Keep) && patch.ext_id != Patch::Set(before.ext_id.to_string()) {
            let why = format!("extId can't be changed: it is {}", before.ext_id);
            broken.push(Breach::new(Code::ModifyReadonlyData, why));
        }
        let name = match patch.name.empty_clears() {
            Patch::Keep => before.name.clone(),
            Patch::Clear => {
                broken.push(Breach::invalid("name is mandatory: it can't be removed"));
                before.name.clone()
            }
            Patch::Set(name) => broken.keep(text::mandatory("name", Some(name), NAME_LEN_MAX)).unwrap_or_default(),
        };
        let state = broken.keep(self.state(&patch.profile_state)).unwrap_or(before.state);
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let mut after = Profile { name, state, ..before.clone() };
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let event =
            self.event(happening, EventKind::ProfileModify, &after.ext_id).before(before.audit()).after(after.audit());
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        let change = Change::new(guard, vec![Write::UpdateProfile(after.clone())], event);
        Ok((after, Some(change)))
    }

    /// An archived profile stays so, and goes with its user; an active one has an active user.
    fn state(&self, patch: &Patch<String>) -> Result<State, Breach> {
        let wanted = match patch {
            Patch::Keep => return Ok(self.profile.state),
            Patch::Clear => return Err(Breach::invalid("profileState is mandatory: it can't be removed")),
            Patch::Set(name) => State::parse("profileState", name)?,
        };
        match (self.profile.state, wanted) {
            (current, wanted) if current == wanted => Ok(current),
            (State::Archived, _) => Err(Breach::invalid("profileState: an archived profile stays archived")),
            (_, State::Archived) => Err(Breach::invalid("profileState: a profile is archived with its user")),
            (_, State::Active) if self.user.state != State::Active => {
                Err(Breach::invalid("profileState: the user isn't active, so its profiles can't be"))
            }
            (_, wanted) => Ok(wanted),
        }
    }
}
