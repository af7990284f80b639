//! The policy of mobile signatures.

use super::Parameters;
use super::parameter::{self, Holds, Parameter, RoleRestriction};
use crate::pattern::Source;

/// What the type has beside the parameters of all credentials (*Mobile signature: policy
/// parameters*, 7.2402 and 7.2505), and one of our own.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "create.restrictedRoles",
        holds: Holds::Roles,
        default: "none",
        meaning: "Who may create credentials under this policy: nothing for all who have the right, else holders of one of these roles.",
    },
    Parameter {
        name: "defaultMsspIdentifier",
        holds: Holds::Text(50),
        default: "none",
        meaning: "The provider of a mobile signature that names none.",
    },
    Parameter {
        name: "modify.restrictedRoles",
        holds: Holds::Roles,
        default: "none",
        meaning: "Who may change credentials under this policy, in the same way.",
    },
    Parameter {
        name: "sigill.serialMismatch",
        holds: Holds::OneOf(&["deny", "flag"]),
        default: "deny",
        meaning: "A signature by another serial number than the remembered one: `deny` refuses it, `flag` accepts and marks it.",
    },
    Parameter {
        name: "validation.msisdn.regex",
        holds: Holds::Pattern,
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
    /// `credentialLifetime`: how long a new credential is valid, in milliseconds.
    pub lifetime_ms: i64,
    /// Whether history shows the MSISDN in full.
    pub audit_value: bool,
    /// `create.restrictedRoles`: who may create, of those who have the right.
    pub create_roles: RoleRestriction,
    /// `modify.restrictedRoles`: who may change, of those who have the right.
    pub modify_roles: RoleRestriction,
    /// When failures lock, for a while or until somebody unlocks.
    pub locking: Locking,
    /// A signature by another serial number than the remembered one is flagged, not denied.
    pub serial_mismatch_flags: bool,
}

/// When failures lock a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locking {
    /// Failures until the permanent lock; `None`: never.
    pub failures_max: Option<i64>,
    /// Failures until a temporary lock; `None`: never.
    pub tmp_threshold: Option<i64>,
    /// `tmpLockingDuration`: how long a temporary lock lasts, in milliseconds.
    pub tmp_duration_ms: i64,
    /// One attempt between two temporary locks (`strict`), or `tmp_threshold` again.
    pub strict: bool,
}

impl Locking {
    /// Nothing locks.
    #[must_use]
    pub const fn none() -> Self {
        Self { failures_max: None, tmp_threshold: None, tmp_duration_ms: 0, strict: false }
    }
}

impl MobileSignatureRules {
    /// Reads parameters that were checked when they were written.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        let roles = |name| {
            // An unreadable restriction must not open what it was to close.
            RoleRestriction::parse(parameter::word(parameters, name, "")).unwrap_or(RoleRestriction::HoldersOf(vec![]))
        };
        Self {
            default_mssp_identifier: parameters.get("defaultMsspIdentifier").cloned(),
            msisdn: parameters.get("validation.msisdn.regex").map(|source| Source::new(source)),
            lifetime_ms: parameter::millis(parameters, "credentialLifetime", 315_360_000_000),
            audit_value: parameter::flag(parameters, "auditCredentialValue", false),
            create_roles: roles("create.restrictedRoles"),
            modify_roles: roles("modify.restrictedRoles"),
            locking: Locking {
                failures_max: parameter::count_or_off(parameters, "maxCredFailureCount", 3),
                tmp_threshold: parameter::count_or_off(parameters, "tmpLockingThreshold", 2),
                tmp_duration_ms: parameter::millis(parameters, "tmpLockingDuration", 60_000),
                strict: parameter::word(parameters, "tmpLockingMode", "strict") == "strict",
            },
            serial_mismatch_flags: parameter::word(parameters, "sigill.serialMismatch", "deny") == "flag",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_parameters_have_their_documented_defaults() {
        let rules = MobileSignatureRules::read(&Parameters::new());
        assert_eq!(rules.lifetime_ms, 315_360_000_000);
        assert_eq!(
            rules.locking,
            Locking { failures_max: Some(3), tmp_threshold: Some(2), tmp_duration_ms: 60_000, strict: true }
        );
        assert!(!rules.audit_value && rules.msisdn.is_none() && rules.default_mssp_identifier.is_none());
        assert_eq!(rules.create_roles, RoleRestriction::Anybody);
    }

    #[test]
    fn minus_one_switches_a_lock_off() {
        let rules = MobileSignatureRules::read(&Parameters::from([
            ("maxCredFailureCount".to_owned(), "-1".to_owned()),
            ("tmpLockingThreshold".to_owned(), "-1".to_owned()),
        ]));
        assert_eq!((rules.locking.failures_max, rules.locking.tmp_threshold), (None, None));
    }
}
