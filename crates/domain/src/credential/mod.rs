//! Credentials: what all types share, and the list of types.

pub mod device_password;
pub mod mobile_signature;
mod own;
pub mod public_key;
mod state;
mod supersede;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

pub use self::device_password::DevicePassword;
pub use self::mobile_signature::MobileSignature;
pub use self::own::Own;
pub use self::public_key::PublicKey;
pub use self::state::{ChangeReason, State};
pub(crate) use self::supersede::Superseding;
pub use self::supersede::{Earlier, KEPT_MAX};
use crate::ext_id::ExtId;
use crate::policy::PolicyType;
use crate::time::Timestamp;

/// Longest `modificationComment`, in code points.
pub const COMMENT_LEN_MAX: usize = 1000;
/// Longest `stateChangeDetail`, in code points.
pub const DETAIL_LEN_MAX: usize = 1000;

/// What one type of credential adds to what all share: its own part, and what is looked up by.
pub trait Kind: Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    const TYPE: CredentialType;
    /// The type of the policies that govern it.
    const POLICY: PolicyType;
}

macro_rules! types {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $wire:literal;)*) => {
        /// The types of credentials with the vendor's numbers (*Unit policy*) and wire names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum CredentialType { $($(#[$doc])* $name,)* }

        impl CredentialType {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            #[must_use]
            pub const fn number(self) -> i64 {
                match self { $(Self::$name => $number,)* }
            }

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// The name by which rights speak of the type.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// Whether Sigill itself checks it, when a machine signs in: what others report of it locks nothing.
            #[must_use]
            pub const fn is_checked_here(self) -> bool {
                matches!(self, Self::DevicePassword | Self::Generic)
            }

            /// The type with the vendor's number.
            #[must_use]
            pub fn from_number(number: i64) -> Option<Self> {
                match number { $($number => Some(Self::$name),)* _ => None }
            }
        }
    };
}

types! {
    Password = 1, "Password";
    Certificate = 2, "Certificate";
    SecurId = 3, "SecurID User Mapping";
    Ticket = 4, "Ticket Authorization";
    Safeword = 5, "Safeword User Mapping";
    OtpCard = 6, "OTP Card";
    TempStrongPassword = 8, "Temporary Strong Password";
    Generic = 9, "Generic Credential";
    Kerberos = 10, "Kerberos";
    MTan = 11, "mTan";
    Vasco = 12, "Vasco";
    Puk = 13, "PUK";
    UrlTicket = 14, "URL Ticket";
    DevicePassword = 15, "DevicePassword";
    MobileSignature = 16, "MobileSignature";
    SamlFederation = 17, "SAML Federation";
    SecurityQuestions = 18, "Security Questions";
    ContextPassword = 19, "Context Password";
    Oath = 20, "OATH";
    FidoUaf = 21, "FIDO UAF Authenticator";
    RecoveryCode = 22, "Recovery Code";
    Fido2 = 23, "FIDO2 Authenticator";
}

/// A credential: what every type has, and the part `K` of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential<K> {
    pub id: Uuid,
    pub client_id: Uuid,
    pub user_id: Uuid,
    pub user_ext_id: ExtId,
    pub ext_id: ExtId,
    /// The policy that governs it, where its type has one.
    pub policy: Option<PolicyRef>,
    pub state: State,
    pub reason: Option<ChangeReason>,
    pub reason_detail: Option<String>,
    pub comment: Option<String>,
    pub validity: Validity,
    pub logins: Logins,
    /// When a temporary lock ends; only in that state.
    pub lock_until: Option<Timestamp>,
    /// Grows by one per change; what optimistic locking compares.
    pub version: i64,
    pub created: Timestamp,
    pub modified: Timestamp,
    pub detail: K,
}

impl<K> Credential<K> {
    /// The credential as it is at `now`: a temporary lock whose time is over has ended, without
    /// anybody having swept it away.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        let is_over = self.state == State::TmpLocked && self.lock_until.is_some_and(|until| until <= now);
        if is_over { Self { state: State::Active, lock_until: None, ..self } } else { self }
    }

    /// What is shown as the detail of its state: what was written, or of a temporary lock `lockedUntil=` and when it
    /// ends. The documented object has no member for that, and typed clients refuse what they don't know.
    #[must_use]
    pub fn shown_detail(&self) -> Option<String> {
        let lock = || Some(format!("lockedUntil={}", self.lock_until?));
        self.reason_detail.clone().or_else(|| lock().filter(|_| self.state == State::TmpLocked))
    }
}

/// A policy as a credential refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRef {
    pub id: Uuid,
    pub ext_id: ExtId,
}

/// When a credential may be used; no end means for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

impl Validity {
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// How often a credential worked, since it was made or reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logins {
    pub success_count: i64,
    pub success_last: Option<Timestamp>,
    /// Since the last success, too.
    pub failure_count: i64,
    pub failure_last: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_the_twenty_two_of_the_documentation_in_its_order() {
        let names: Vec<_> = CredentialType::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(names.len(), 22);
        assert_eq!(
            names.join(", "),
            "Password, Certificate, SecurID User Mapping, Ticket Authorization, Safeword User Mapping, OTP Card, \
             Temporary Strong Password, Generic Credential, Kerberos, mTan, Vasco, PUK, URL Ticket, DevicePassword, \
             MobileSignature, SAML Federation, Security Questions, Context Password, OATH, FIDO UAF Authenticator, \
             Recovery Code, FIDO2 Authenticator"
        );
    }
}
