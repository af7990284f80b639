//! The policy of mobile signatures.

use super::parameter::{self, Parameter, ParameterType};
use super::{CredentialRules, Parameters};
use crate::pattern::Source;
use crate::signing::Proven;

const PROVEN_AT_LEAST: &str = "sigill.provenAtLeast";

/// What the type has beside the parameters of all credentials (*Mobile signature: policy
/// parameters*, 7.2402 and 7.2505), and two of our own.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "create.restrictedRoles",
        holds: ParameterType::Roles,
        default: "none",
        meaning: "Who may create credentials under this policy: nothing for all who have the right, else holders of one of these roles.",
    },
    Parameter {
        name: "defaultMsspIdentifier",
        holds: ParameterType::Text(50),
        default: "none",
        meaning: "The provider of a mobile signature that names none.",
    },
    Parameter {
        name: "modify.restrictedRoles",
        holds: ParameterType::Roles,
        default: "none",
        meaning: "Who may change credentials under this policy, in the same way.",
    },
    Parameter {
        name: PROVEN_AT_LEAST,
        holds: ParameterType::OneOf(&["text-displayed", "hash-of-text-signed", "text-signed"]),
        default: "text-signed",
        meaning: "What a signature must prove about the text to be an approval, or more: `text-signed`, that it is what was signed; `hash-of-text-signed`, that a hash of it was; `text-displayed`, that the phone showed it, says the provider.",
    },
    Parameter {
        name: "sigill.serialMismatch",
        holds: ParameterType::OneOf(&["deny", "flag"]),
        default: "deny",
        meaning: "A signature by another serial number than the remembered one: `deny` refuses it, `flag` accepts and marks it.",
    },
    Parameter {
        name: "validation.msisdn.regex",
        holds: ParameterType::Pattern,
        default: "none",
        meaning: "What the number must match, as a whole.",
    },
];

/// The parameters of a `MobileSignaturePolicy`, read.
#[derive(Clone, Debug)]
pub struct MobileSignatureRules {
    /// `defaultMsspIdentifier`: the provider of a mobile signature that names none.
    pub default_mssp_identifier: Option<String>,
    /// What the whole MSISDN must match.
    pub msisdn: Option<Source>,
    /// What policies of all types of credentials say.
    pub common: CredentialRules,
    /// A signature by another serial number than the remembered one is flagged, not denied.
    pub serial_mismatch_flags: bool,
    /// What a signature has to prove about the text, at least.
    pub proven_at_least: Proven,
}

impl MobileSignatureRules {
    /// Reads parameters that were checked when they were written.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        Self {
            default_mssp_identifier: parameters.get("defaultMsspIdentifier").cloned(),
            msisdn: msisdn_pattern(parameters),
            common: CredentialRules::read(parameters),
            serial_mismatch_flags: parameter::word(parameters, "sigill.serialMismatch", "deny") == "flag",
            proven_at_least: Proven::from_wire(parameter::word(parameters, PROVEN_AT_LEAST, ""))
                .unwrap_or(Proven::TextSigned),
        }
    }
}

/// What the whole number must match, where the policy says so.
pub(crate) fn msisdn_pattern(parameters: &Parameters) -> Option<Source> {
    parameters.get("validation.msisdn.regex").map(|source| Source::new(source))
}
