//! What is stored already and would not satisfy a policy.
//!
//! A policy is asked when something is written, so that what is stored stays as it is; who tries a policy wants to
//! know how much that is.

use super::{ClientRules, MobileSignatureRules, Policy, PolicyType};
use crate::credential::MobileSignature;
use crate::credential::kinds::mobile_signature::fits;
use crate::user::Person;

/// What is looked at for a policy.
#[derive(Clone, Debug)]
pub enum Stored {
    /// The mobile signatures that it governs: their numbers must match. All other parameters are about what is
    /// still to come: how long a new credential lives, what the next failure does.
    MobileSignatures(MobileSignatureRules),
    /// The users of the client: mandatory fields, phone numbers, languages.
    Users(ClientRules),
}

impl Stored {
    /// What must be looked at; nothing where the policy can't fail to be satisfied.
    #[must_use]
    pub fn of(policy: &Policy) -> Option<Self> {
        if policy.kind == PolicyType::MOBILE_SIGNATURE {
            Some(Self::MobileSignatures(MobileSignatureRules::read(&policy.parameters)))
        } else if policy.kind == PolicyType::CLIENT {
            Some(Self::Users(ClientRules::read(&policy.parameters)))
        } else {
            None
        }
    }
}

impl MobileSignatureRules {
    /// Whether a stored mobile signature satisfies the policy.
    #[must_use]
    pub fn satisfied_by(&self, stored: &MobileSignature) -> bool {
        fits(&stored.msisdn, self.msisdn.as_ref()).is_ok()
    }
}

impl ClientRules {
    /// Whether a stored user satisfies the policy.
    #[must_use]
    pub fn satisfied_by(&self, stored: &Person, is_technical: bool) -> bool {
        stored.breaches(self, is_technical).is_empty()
    }
}

/// How much of what is stored would not satisfy a policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Misfits {
    /// How many of those that were looked at don't satisfy it.
    pub found: u64,
    /// How many were looked at.
    pub checked: u64,
    /// Whether everything was looked at.
    pub complete: bool,
    /// Whether it is users that were looked at, or credentials.
    pub users: bool,
}
