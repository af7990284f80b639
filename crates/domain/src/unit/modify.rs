//! Changing and deleting a unit, and its custom properties.

use super::create::{name_is_taken, no_policy};
use super::{HeldUnit, LOCATION_LEN_MAX, NAME_LEN_MAX, State, TEXT_LEN_MAX, Unit};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::language::{self, PatchTexts};
use crate::patch::Patch;
use crate::property::HoldsProperties;
use crate::rejection::Rejection;
use crate::right::{UnitDelete, UnitModify};
use crate::text;
use crate::version::Expected;

/// A patch of a unit. The types of its members have been checked; their values have not.
#[derive(Clone, Debug, Default)]
pub struct PatchUnit {
    /// Can't be removed; must stay unique among the units with the same parent.
    pub name: Patch<String>,
    /// `null` and `""` remove.
    pub description: Patch<String>,
    /// `null` and `""` remove.
    pub location: Patch<String>,
    /// Can't be removed.
    pub state: Patch<String>,
    /// Per language.
    pub display_name: PatchTexts,
    /// Per language.
    pub abbreviation: PatchTexts,
    /// `policyExtId`: `null` and `""` remove it: then the client's default unit policy holds, if there is one.
    pub policy_ext_id: Patch<String>,
    /// `modificationComment`: `null` and `""` remove.
    pub comment: Patch<String>,
    /// `validity.from`: `null` and `""` remove.
    pub validity_from: Patch<String>,
    /// `validity.to`: `null` and `""` remove.
    pub validity_to: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// Only as it is: a unit is moved by another call.
    pub parent_ext_id: Patch<String>,
    /// Only as it is: it never changes.
    pub profileless: Patch<bool>,
    /// The versions that the caller named.
    pub expected: Expected,
}

impl HeldUnit {
    /// Applies a patch; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify(
        &self,
        patch: &PatchUnit,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Unit, Option<Change<UnitModify>>), Rejection> {
        let before = &self.unit;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        self.check_fixed(patch, &mut broken);
        let after = self.wanted(patch, &mut broken);
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        if after == *before {
            return Ok((after, None));
        }
        let after = after.changed(happening);
        let event = after.modified(before, &self.client, happening);
        let writes = vec![Write::UpdateUnit(Box::new(after.clone()))];
        Ok((after, Some(Change::new(self.guard(), writes, event))))
    }

    /// Deletes the unit: nothing may be in it.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; [`Rejection::Broken`] for the default
    /// unit, and for one with units or profiles in it.
    pub fn delete(&self, expected: &Expected, happening: &Happening) -> Result<Change<UnitDelete>, Rejection> {
        expected.check_if_match(self.unit.version)?;
        let mut broken = Breaches::new();
        if self.unit.is_default {
            let message = "the default unit can't be deleted: the profiles of new users are put there";
            broken.push(Breach::new(Code::DeleteDefaultEntityFailure, message));
        }
        if self.has_children {
            broken.push(Breach::new(Code::UndeletedDependencies, "the unit has units below it: delete or move them"));
        }
        if self.has_profiles {
            broken
                .push(Breach::new(Code::UndeletedDependencies, "there are profiles in the unit: delete or move them"));
        }
        broken.into_result()?;
        let event = Event::about_client(happening, &self.client, EventKind::UnitDelete, &self.unit.ext_id)
            .before(self.unit.audit());
        Ok(Change::new(self.guard(), vec![Write::DeleteUnit(self.unit.id)], event))
    }

    fn guard(&self) -> Guard {
        Guard::Client { id: self.client.id, rev: self.rev }
    }

    /// What is only taken as it is.
    fn check_fixed(&self, patch: &PatchUnit, broken: &mut Breaches) {
        let before = &self.unit;
        let mut fixed = |is_same: bool, message: String| {
            if !is_same {
                broken.push(Breach::new(Code::ModifyReadonlyData, message));
            }
        };
        let is_ext_id = patch.ext_id == Patch::Keep || patch.ext_id == Patch::Set(before.ext_id.to_string());
        fixed(is_ext_id, format!("extId can't be changed: it is {}", before.ext_id));
        let is_parent = match (&patch.parent_ext_id, &before.parent) {
            (Patch::Keep, _) | (Patch::Clear, None) => true,
            (Patch::Set(ext_id), Some(parent)) => parent.ext_id.as_str() == ext_id,
            _ => false,
        };
        fixed(is_parent, "parentUnitExtId: a unit is moved by PUT …/units/{extId}/children/{extId}".to_owned());
        let is_profileless =
            matches!(patch.profileless, Patch::Keep) || patch.profileless == Patch::Set(before.is_profileless);
        fixed(is_profileless, "profileless is set at creation and never changes".to_owned());
    }

    fn wanted(&self, patch: &PatchUnit, broken: &mut Breaches) -> Unit {
        let before = &self.unit;
        let name = match patch.name.empty_clears() {
            Patch::Keep => before.name.clone(),
            Patch::Clear => {
                broken.push(Breach::invalid("name is mandatory: it can't be removed"));
                before.name.clone()
            }
            Patch::Set(name) => broken.keep(text::mandatory("name", Some(name), NAME_LEN_MAX)).unwrap_or_default(),
        };
        if self.name_taken {
            broken.push(name_is_taken());
        }
        let state = broken.keep(self.state(&patch.state)).unwrap_or(before.state);
        let mut optional = |field: &str, patch: &Patch<String>, before: &Option<String>, len_max: usize| {
            let read = patch.empty_clears().try_map(|value| text::mandatory(field, Some(value), len_max));
            broken.keep(read).unwrap_or_default().apply(before.clone())
        };
        let description = optional("description", &patch.description, &before.description, TEXT_LEN_MAX);
        let location = optional("location", &patch.location, &before.location, LOCATION_LEN_MAX);
        let comment = optional("modificationComment", &patch.comment, &before.comment, TEXT_LEN_MAX);
        let display_name =
            language::patched("displayName", &before.display_name, &patch.display_name, NAME_LEN_MAX, broken);
        let abbreviation =
            language::patched("abbreviation", &before.abbreviation, &patch.abbreviation, NAME_LEN_MAX, broken);
        let policy = match patch.policy_ext_id.empty_clears() {
            Patch::Keep => before.policy.clone(),
            Patch::Clear => None,
            Patch::Set(ext_id) => {
                if self.wanted_policy.is_none() {
                    broken.push(no_policy(ext_id));
                }
                self.wanted_policy.clone()
            }
        };
        let validity = before.validity.patched(&patch.validity_from, &patch.validity_to);
        let validity = broken.keep_all(validity).unwrap_or(before.validity);
        Unit {
            name,
            description,
            location,
            state,
            display_name,
            abbreviation,
            validity,
            comment,
            policy,
            ..before.clone()
        }
    }

    fn state(&self, patch: &Patch<String>) -> Result<State, Breach> {
        let wanted = match patch {
            Patch::Keep => return Ok(self.unit.state),
            Patch::Clear => return Err(Breach::invalid("state is mandatory: it can't be removed")),
            Patch::Set(name) => State::parse("state", name)?,
        };
        if self.unit.is_default && wanted == State::Disabled {
            return Err(Breach::invalid("state: the default unit stays active, since new profiles are put there"));
        }
        Ok(wanted)
    }
}

impl HoldsProperties<UnitModify> for HeldUnit {
    type Thing = Unit;

    fn thing(&self) -> &Unit {
        &self.unit
    }

    fn thing_mut(&mut self) -> &mut Unit {
        &mut self.unit
    }

    fn setting(&self, after: &Unit, happening: &Happening) -> (Guard, Event, Write) {
        let event = after.modified(&self.unit, &self.client, happening).comment(None);
        (self.guard(), event, Write::UpdateUnit(Box::new(after.clone())))
    }
}
