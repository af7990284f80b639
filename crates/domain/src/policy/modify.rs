//! Changing and deleting a policy.

use std::marker::PhantomData;

use super::{DESCRIPTION_LEN_MAX, NAME_LEN_MAX, Parameters, Policy, PolicyType, client, parameter};
use crate::breach::{Breach, Breaches, Rejection};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::patch::Patch;
use crate::right::{PolicyDelete, PolicyModify};
use crate::text;
use crate::version::Expected;

/// A patch of a policy, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchPolicy {
    pub name: Patch<String>,
    pub description: Patch<String>,
    pub default_policy: Patch<bool>,
    /// Replaced as a whole.
    pub parameters: Patch<Parameters>,
    pub policy_type: Patch<String>,
    pub ext_id: Patch<String>,
    pub expected: Expected,
}

/// A policy, read under the right `R` to be changed.
#[derive(Clone, Debug)]
pub struct HeldPolicy<R> {
    pub client: ClientRef,
    pub rev: i64,
    pub policy: Policy,
    /// The default of the same type, if it is another one.
    pub other_default: Option<Policy>,
    /// Whether another policy of the client has the wanted name.
    pub name_taken: bool,
    /// Whether a credential is governed by it.
    pub in_use: bool,
    /// Numbers that several mobile signatures of the client have, where they are to become unique.
    pub shared_lookups: Vec<String>,
    /// Whether the client has mobile signatures, where their numbers are to be read in another country.
    pub has_numbers: bool,
    pub right: PhantomData<fn() -> R>,
}

impl PatchPolicy {
    /// Whether the parameters would read national numbers in another country than `before`.
    #[must_use]
    pub fn changes_country(&self, before: &Policy) -> bool {
        let country = |parameters: &Parameters| parameters.get(client::MSISDN_COUNTRY).cloned();
        match &self.parameters {
            Patch::Keep => false,
            Patch::Clear => country(&before.parameters).is_some(),
            Patch::Set(given) => country(given) != country(&before.parameters),
        }
    }

    /// Whether the parameters would make MSISDNs unique, so that it matters which are not.
    #[must_use]
    pub fn makes_msisdn_unique(&self) -> bool {
        matches!(&self.parameters, Patch::Set(given) if given.get(client::MSISDN_UNIQUE).is_some_and(|v| v == "true"))
    }
}

impl HeldPolicy<PolicyModify> {
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
        for (field, given, current) in
            [("extId", &patch.ext_id, before.ext_id.as_str()), ("policyType", &patch.policy_type, before.kind.as_str())]
        {
            if !matches!(given, Patch::Keep) && *given != Patch::Set(current.to_owned()) {
                broken
                    .push(Breach::new(Code::ModifyReadonlyData, format!("{field} can't be changed: it is {current}")));
            }
        }
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
            broken.extend(parameter::check(&before.kind.parameters(), &parameters));
        }
        broken.extend(client::country_is_late(self.has_numbers));
        if !self.shared_lookups.is_empty() {
            broken.push(Breach::new(
                Code::DuplicateValue,
                format!(
                    "parameters.{}: can't be switched on, since several mobile signatures have these numbers: {}",
                    client::MSISDN_UNIQUE,
                    self.shared_lookups.join(", ")
                ),
            ));
        }
        let is_default = match patch.default_policy {
            Patch::Set(true) => true,
            Patch::Keep => before.is_default,
            Patch::Set(false) | Patch::Clear if before.is_default => {
                broken.push(Breach::new(
                    Code::DeleteDefaultEntityFailure,
                    "defaultPolicy: it is the default of its type; make another policy the default instead",
                ));
                true
            }
            Patch::Set(false) | Patch::Clear => false,
        };
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
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        Ok((after, Some(Change::new(guard, writes, event))))
    }
}

impl HeldPolicy<PolicyDelete> {
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
                    "the policy with extId {} governs credentials: give them another one first",
                    self.policy.ext_id
                ),
            ));
        }
        if self.policy.is_default && self.policy.kind != PolicyType::Client {
            broken.push(Breach::new(
                Code::DeleteDefaultEntityFailure,
                format!("the policy with extId {} is the default of its type", self.policy.ext_id),
            ));
        }
        broken.into_result()?;
        let event = Event::about_client(happening, &self.client, EventKind::PolicyDelete, &self.policy.ext_id)
            .before(self.policy.audit());
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        Ok(Change::new(guard, vec![Write::DeletePolicy { id: self.policy.id }], event))
    }
}
