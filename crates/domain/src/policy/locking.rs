//! What policies of all types of credentials say: how long they hold, when failures lock, and who may touch them.

use super::Parameters;
use super::parameter::{self, RoleRestriction};

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

    /// Reads parameters that were checked when they were written.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        Self {
            failures_max: parameter::count_or_off(parameters, "maxCredFailureCount", 3),
            tmp_threshold: parameter::count_or_off(parameters, "tmpLockingThreshold", 2),
            tmp_duration_ms: parameter::millis(parameters, "tmpLockingDuration", 60_000),
            strict: parameter::word(parameters, "tmpLockingMode", "strict") == "strict",
        }
    }
}

/// The parameters that policies of all types of credentials have, read.
#[derive(Clone, Debug)]
pub struct CredentialRules {
    /// `credentialLifetime`: how long a new credential is valid, in milliseconds; `None`: as its type has it.
    pub lifetime_ms: Option<i64>,
    /// Whether history shows in full what it masks otherwise.
    pub audit_value: bool,
    /// `create.restrictedRoles`: who may create, of those who have the right.
    pub create_roles: RoleRestriction,
    /// `modify.restrictedRoles`: who may change, of those who have the right.
    pub modify_roles: RoleRestriction,
    /// When failures lock, for a while or until somebody unlocks.
    pub locking: Locking,
}

impl CredentialRules {
    /// Reads parameters that were checked when they were written.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        let roles = |name| {
            // An unreadable restriction must not open what it was to close.
            RoleRestriction::parse(parameter::word(parameters, name, "")).unwrap_or(RoleRestriction::HoldersOf(vec![]))
        };
        Self {
            lifetime_ms: parameters.get("credentialLifetime").and_then(|value| value.parse().ok()),
            audit_value: parameter::flag(parameters, "auditCredentialValue", false),
            create_roles: roles("create.restrictedRoles"),
            modify_roles: roles("modify.restrictedRoles"),
            locking: Locking::read(parameters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_parameters_have_their_documented_defaults() {
        let rules = CredentialRules::read(&Parameters::new());
        assert_eq!(rules.lifetime_ms, None);
        assert_eq!(
            rules.locking,
            Locking { failures_max: Some(3), tmp_threshold: Some(2), tmp_duration_ms: 60_000, strict: true }
        );
        assert!(!rules.audit_value);
        assert_eq!(rules.create_roles, RoleRestriction::Anybody);
    }

    #[test]
    fn minus_one_switches_a_lock_off() {
        let rules = CredentialRules::read(&Parameters::from([
            ("maxCredFailureCount".to_owned(), "-1".to_owned()),
            ("tmpLockingThreshold".to_owned(), "-1".to_owned()),
        ]));
        assert_eq!((rules.locking.failures_max, rules.locking.tmp_threshold), (None, None));
    }
}
