//! Which types of credentials are made: in a client, and for the people of a unit (*Unit policy*).

use super::Parameters;
use super::parameter::{Parameter, ParameterType, credential_types};
use crate::breach::Breach;
use crate::code::Code;
use crate::credential::CredentialType;

/// Its name in both policies.
pub(super) const CREDENTIAL_TYPES: &str = "credentialTypes";

/// What a `UnitPolicy` may have.
pub(super) const PARAMETERS: &[Parameter] = &[Parameter {
    name: CREDENTIAL_TYPES,
    holds: ParameterType::CredentialTypes,
    default: "none",
    meaning: "The only types of credentials that are made for people whose default profile is in a unit with this policy, by \
              the vendor's numbers; `[]`: none is. Those that are there stay. Absent or empty: all that the client policy lets.",
}];

/// The types that a policy lets; all of them where it names none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedTypes(Option<Vec<CredentialType>>);

impl AllowedTypes {
    /// What the parameters of a policy say.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        Self(parameters.get(CREDENTIAL_TYPES).and_then(|value| credential_types(value)))
    }

    /// Whether credentials of a type are made.
    ///
    /// # Errors
    /// `policy` doesn't let them be.
    pub(crate) fn must_have(&self, kind: CredentialType, policy: &str) -> Result<(), Breach> {
        let is_let = self.0.as_ref().is_none_or(|types| types.contains(&kind));
        let why = || format!("the {policy} policy lets no {} be created: see {CREDENTIAL_TYPES}", kind.form().noun);
        if is_let { Ok(()) } else { Err(Breach::new(Code::PolicyViolation, why())) }
    }
}
