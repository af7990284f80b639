//! The types of policies, by what is declared of them.

use super::parameter::{self, Parameter, Parameters};
use super::{allowed_types, client, profile};
use crate::breach::Breach;

/// What is declared of a type of policies.
#[derive(Debug)]
pub struct PolicyForm {
    /// The wire spelling, `policyType`.
    pub name: &'static str,
    /// The parameters that a policy of the type may have, in groups that other types share.
    pub parameters: &'static [&'static [Parameter]],
    /// Whether a client has one at most.
    pub is_only: bool,
    /// Rules between parameters: what is broken of parameters that are each sound.
    pub check: fn(&Parameters) -> Vec<Breach>,
}

impl PolicyForm {
    /// A type of which a client may have many, without rules between parameters.
    #[must_use]
    pub const fn new(name: &'static str, parameters: &'static [&'static [Parameter]]) -> Self {
        Self { name, parameters, is_only: false, check: |_| Vec::new() }
    }

    /// The same with rules between parameters.
    #[must_use]
    pub const fn checked(self, check: fn(&Parameters) -> Vec<Breach>) -> Self {
        Self { check, ..self }
    }
}

/// A type of policies (*Create policy configuration*). Each type of credentials declares its own.
#[derive(Clone, Copy)]
pub struct PolicyType(&'static PolicyForm);

impl PartialEq for PolicyType {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for PolicyType {}

impl std::fmt::Debug for PolicyType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name)
    }
}

static CLIENT: PolicyForm = PolicyForm { is_only: true, ..PolicyForm::new("ClientPolicy", &[client::PARAMETERS]) };
static UNIT: PolicyForm = PolicyForm::new("UnitPolicy", &[allowed_types::PARAMETERS]);
static PROFILE: PolicyForm = PolicyForm::new("ProfilePolicy", &[profile::PARAMETERS]).checked(profile::check);

impl PolicyType {
    /// `ClientPolicy`: what a client wants of its users and numbers.
    pub const CLIENT: Self = Self(&CLIENT);
    /// `UnitPolicy`: what a unit wants of the people whose default profile is in it.
    pub const UNIT: Self = Self(&UNIT);
    /// `ProfilePolicy`: what new profiles have from the start. A client has one of its own beginning.
    pub const PROFILE: Self = Self(&PROFILE);

    /// The type that is declared so.
    #[must_use]
    pub const fn of(form: &'static PolicyForm) -> Self {
        Self(form)
    }

    /// The wire spelling, `policyType`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// Reads the wire spelling exactly.
    #[must_use]
    pub fn from_wire(value: &str) -> Option<Self> {
        Self::all().find(|kind| kind.as_str() == value)
    }

    /// The parameters that a policy of this type may have.
    #[must_use]
    pub fn parameters(self) -> Vec<&'static Parameter> {
        self.0.parameters.iter().flat_map(|group| group.iter()).collect()
    }

    /// Every rule that parameters of a policy of this type break: of each, and between them.
    #[must_use]
    pub fn check(self, given: &Parameters) -> Vec<Breach> {
        let broken = parameter::check(&self.parameters(), given);
        if broken.is_empty() { (self.0.check)(given) } else { broken }
    }

    /// Whether a client has one at most.
    pub(super) const fn is_only(self) -> bool {
        self.0.is_only
    }
}
