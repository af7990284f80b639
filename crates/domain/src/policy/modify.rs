//! Changing and deleting a policy.

use super::{DESCRIPTION_LEN_MAX, Facts, NAME_LEN_MAX, Obstacles, Parameters, Policy, PolicyType};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::right::{PolicyDelete, PolicyModify};
use crate::text;
use crate::version::Expected;

/// A patch of a policy, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchPolicy {
    /// Can't be removed; must stay unique among the client's policies.
    pub name: Patch<String>,
    /// `null` and `""` remove.
    pub description: Patch<String>,
    /// `true` makes it the default of its type; the default can't be made an ordinary policy.
    pub default_policy: Patch<bool>,
    /// Replaced as a whole.
    pub parameters: Patch<Parameters>,
    /// Only as it is: it never changes.
    pub policy_type: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// A policy to be changed.
#[derive(Clone, Debug)]
pub struct HeldPolicy {
    /// The client of the policy.
    pub client: ClientRef,
    /// The client's revision as it was read; what the guard compares.
    pub rev: i64,
    /// As it was read.
    pub policy: Policy,
    /// The default of the same type, if it is another one.
    pub other_default: Option<Policy>,
    /// Whether another policy of the client has the wanted name.
    pub name_taken: bool,
    /// Whether a credential is governed by it, or it holds for a unit.
    pub in_use: bool,
    /// What stands in the way of what the change needs.
    pub obstacles: Obstacles,
}

impl PatchPolicy {
    /// What must be so for `before` to be changed.
    #[must_use]
    pub fn needs(&self, before: &Policy) -> Facts {
        if before.kind == PolicyType::CLIENT {
            let after = self.parameters.clone().apply(Some(before.parameters.clone())).unwrap_or_default();
            Facts::needed(&before.parameters, &after)
        } else {
            Facts::default()
        }
    }
}

impl HeldPolicy {
    /// What must be so for the policy to go.
    #[must_use]
    pub fn needs_to_go(&self) -> Facts {
        if self.policy.kind == PolicyType::CLIENT {
            Facts::needed(&self.policy.parameters, &Parameters::new())
        } else {
            Facts::default()
        }
    }
}

impl HeldPolicy {
    /// Applies a patch; no change where it leaves everything as it is.
    pub fn modify(
        &self,
        patch: &PatchPolicy,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Policy, Option<Change<PolicyModify>>), Rejection> {
        let before = &self.policy;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        broken.extend(self.readonly(patch));
        let name = match &patch.name {
            Patch::Keep => Some(before.name.clone()),
            Patch::Clear => broken.keep(text::mandatory("name", None, NAME_LEN_MAX)),
            Patch::Set(name) => broken.keep(text::mandatory("name", Some(name), NAME_LEN_MAX)),
        };
        if self.name_taken {
            broken.push(Breach::new(Code::DuplicateName, "name: the client already has a policy with this name"));
        }
        let description = broken.keep(
            patch
                .description
                .empty_clears()
                .try_map(|value| text::mandatory("description", Some(value), DESCRIPTION_LEN_MAX)),
        );
        let parameters = patch.parameters.clone().apply(Some(before.parameters.clone())).unwrap_or_default();
        if parameters != before.parameters {
            broken.extend(before.kind.check(&parameters));
        }
        self.obstacles.tell(&mut broken);
        let is_default = broken.keep(self.is_default(patch)).unwrap_or(true);
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let (Some(name), Some(description)) = (name, description) else { return Err(Vec::new().into()) };

        let mut after = Policy {
            name,
            description: description.apply(before.description.clone()),
            is_default,
            parameters,
            ..before.clone()
        };
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let mut writes = Vec::new();
        if let Some(former) = self.other_default.as_ref().filter(|_| is_default && !before.is_default) {
            let former =
                Policy { is_default: false, version: former.version + 1, modified: happening.at, ..former.clone() };
            writes.push(Write::UpdatePolicy(former));
        }
        writes.push(Write::UpdatePolicy(after.clone()));
        let event = Event::about_client(happening, &self.client, EventKind::PolicyModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        let guard = Guard::of_client(self.client.id, self.rev, patch.needs(before));
        Ok((after, Some(Change::new(guard, writes, event))))
    }

    /// What is asked to be another one and never changes.
    fn readonly(&self, patch: &PatchPolicy) -> Vec<Breach> {
        let (ext_id, kind) = (self.policy.ext_id.as_str(), self.policy.kind.as_str());
        [("extId", &patch.ext_id, ext_id), ("policyType", &patch.policy_type, kind)]
            .into_iter()
            .filter(|(_, given, current)| !matches!(given, Patch::Keep) && **given != Patch::Set((*current).to_owned()))
            .map(|(field, _, current)| {
                Breach::new(Code::ModifyReadonlyData, format!("{field} can't be changed: it is {current}"))
            })
            .collect()
    }

    /// Whether it is the default of its type from now on.
    fn is_default(&self, patch: &PatchPolicy) -> Result<bool, Breach> {
        match patch.default_policy {
            Patch::Set(true) => Ok(true),
            Patch::Keep => Ok(self.policy.is_default),
            Patch::Set(false) | Patch::Clear if self.policy.is_default => Err(Breach::new(
                Code::DeleteDefaultEntityFailure,
                "defaultPolicy: it is the default of its type; make another policy the default instead",
            )),
            Patch::Set(false) | Patch::Clear => Ok(false),
        }
    }
}

impl HeldPolicy {
    /// Deletes the policy.
    ///
    /// # Errors
    /// It governs credentials, or it is the default of its type.
    pub fn delete(&self, expected: &Expected, happening: &Happening) -> Result<Change<PolicyDelete>, Rejection> {
        expected.check_if_match(self.policy.version)?;
        let mut broken = Breaches::new();
        if self.in_use {
            broken.push(Breach::new(
                Code::UndeletedDependencies,
                format!(
                    "the policy with extId {} governs credentials or units: give them another one first",
                    self.policy.ext_id
                ),
            ));
        }
        self.obstacles.tell(&mut broken);
        if self.policy.is_default && self.policy.kind != PolicyType::CLIENT {
            broken.push(Breach::new(
                Code::DeleteDefaultEntityFailure,
                format!("the policy with extId {} is the default of its type", self.policy.ext_id),
            ));
        }
        broken.into_result()?;
        let event = Event::about_client(happening, &self.client, EventKind::PolicyDelete, &self.policy.ext_id)
            .before(self.policy.audit());
        let guard = Guard::of_client(self.client.id, self.rev, self.needs_to_go());
        Ok(Change::new(guard, vec![Write::DeletePolicy(self.policy.id)], event))
    }
}
