//! Changing a profile.

use super::create::without_default;
use super::{HeldProfile, NAME_LEN_MAX, Profile, TEXT_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::patch::Patch;
use crate::property::HoldsProperties;
use crate::rejection::Rejection;
use crate::right::ProfileModify;
use crate::standing::{Effect, Ruled, Standing};
use crate::text;
use crate::user::State;
use crate::version::Expected;

/// A patch of a profile. The types of its members have been checked; their values have not.
#[derive(Clone, Debug, Default)]
pub struct PatchProfile {
    /// Can't be removed; at most 100 code points.
    pub name: Patch<String>,
    /// Can't be removed. An archived profile has no roles, and stays archived.
    pub profile_state: Patch<String>,
    /// `true` makes it the default one; what is the default one stays so until another one is.
    pub is_default: Patch<bool>,
    /// `validity.from`: `null` and `""` remove.
    pub validity_from: Patch<String>,
    /// `validity.to`: `null` and `""` remove.
    pub validity_to: Patch<String>,
    /// `null` and `""` remove.
    pub remarks: Patch<String>,
    /// `modificationComment`: `null` and `""` remove.
    pub comment: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// What a change does to what the profile's user may do.
fn effect(before: &Profile, after: &Profile) -> Effect {
    let (was_active, is_active) = (before.state == State::Active, after.state == State::Active);
    let ends = (was_active && !is_active)
        || (after.state == State::Archived && before.state != State::Archived)
        || before.validity.is_wider_than(&after.validity);
    let gives = (!was_active && is_active) || after.validity.is_wider_than(&before.validity);
    Effect { gives, prolongs: false, takes: ends, ends }
}

impl HeldProfile {
    /// Applies a patch; no change where it leaves everything as it is. Whoever activates or prolongs a profile gives its
    /// roles, and whoever disables, shortens or archives it takes them away. An archived one loses its roles.
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
        let mut broken = Breaches::new();
        broken.extend(extra);
        let mut after = self.wanted(patch, &mut broken);
        let ruled = standing.rule(effect(before, &after))?;
        patch.expected.check_if_match(before.version)?;
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let event = self
            .event(happening, EventKind::ProfileModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit())
            .comment(after.comment.clone());
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        let mut writes = vec![Write::UpdateProfile(after.clone())];
        if after.is_default && !before.is_default {
            writes.extend(without_default(&self.others, happening));
        }
        let is_archived = after.state == State::Archived && before.state != State::Archived;
        let gone = if is_archived { self.authorizations.as_slice() } else { &[] };
        writes.extend(gone.iter().map(|one| Write::DeleteAuthorization { id: one.id }));
        let mut change = Change::new(guard, writes, event);
        for (n, authorization) in (1..).zip(gone) {
            let step = happening.step(n);
            let event = self.event(&step, EventKind::AuthorizationDelete, &authorization.ext_id);
            change.events.push(event.before(authorization.audit()));
        }
        Ok((after, Some(change)))
    }

    /// The profile with what is asked for.
    fn wanted(&self, patch: &PatchProfile, broken: &mut Breaches) -> Profile {
        let before = &self.profile;
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
        let is_default = match patch.is_default {
            Patch::Keep => before.is_default,
            Patch::Set(is_default) if is_default == before.is_default || is_default => is_default,
            _ => {
                let message = "isDefaultProfile: one of a user's profiles is the default: make another one that";
                broken.push(Breach::invalid(message));
                before.is_default
            }
        };
        let mut optional = |field: &str, patch: &Patch<String>, before: &Option<String>| {
            let read = patch.empty_clears().try_map(|value| text::mandatory(field, Some(value), TEXT_LEN_MAX));
            broken.keep(read).unwrap_or_default().apply(before.clone())
        };
        let remarks = optional("remarks", &patch.remarks, &before.remarks);
        let comment = optional("modificationComment", &patch.comment, &before.comment);
        let validity = before.validity.patched(&patch.validity_from, &patch.validity_to);
        let validity = broken.keep_all(validity).unwrap_or(before.validity);
        Profile { name, state, is_default, validity, remarks, comment, ..before.clone() }
    }

    /// An archived profile stays so; an active one has an active user.
    fn state(&self, patch: &Patch<String>) -> Result<State, Breach> {
        let wanted = match patch {
            Patch::Keep => return Ok(self.profile.state),
            Patch::Clear => return Err(Breach::invalid("profileState is mandatory: it can't be removed")),
            Patch::Set(name) => State::parse("profileState", name)?,
        };
        match (self.profile.state, wanted) {
            (current, wanted) if current == wanted => Ok(current),
            (State::Archived, _) => Err(Breach::invalid("profileState: an archived profile stays archived")),
            (_, State::Active) if self.user.state != State::Active => {
                Err(Breach::invalid("profileState: the user isn't active, so its profiles can't be"))
            }
            (_, wanted) => Ok(wanted),
        }
    }
}

impl HoldsProperties<ProfileModify> for HeldProfile {
    type Thing = Profile;

    fn thing(&self) -> &Profile {
        &self.profile
    }

    fn thing_mut(&mut self) -> &mut Profile {
        &mut self.profile
    }

    fn setting(&self, after: &Profile, happening: &Happening) -> (Guard, Event, Write) {
        let event = self.event(happening, EventKind::ProfileModify, &after.ext_id);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        (guard, event.before(self.profile.audit()).after(after.audit()), Write::UpdateProfile(after.clone()))
    }
}
