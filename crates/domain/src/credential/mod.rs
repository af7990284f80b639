//! Credentials: what all types share, and the list of types.

mod act;
mod amend;
mod assign;
pub mod brought;
mod decided;
pub mod device_password;
mod dictionary;
mod entering;
mod form;
mod handing;
pub(crate) mod hex;
mod issue;
mod kept;
mod kind;
pub mod kinds;
mod member;
pub mod mobile_authentication;
pub mod mobile_signature;
mod own;
mod patch;
pub mod public_key;
mod random;
mod renewal;
mod rules;
mod secret;
mod seen;
mod state;
pub mod stored;
mod supersede;
mod unchanged;
mod upload;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

pub use self::act::{CHANGE_OVERDUE, Counting, Right, Tried};
pub use self::amend::Held;
pub use self::decided::Decided;
pub use self::device_password::DevicePassword;
pub use self::dictionary::Dictionary;
pub use self::form::{Answers, Everywhere, Form, Holds, LoginAnswers, MANY, NAME_KEY_LEN, Oneself, SelfService};
pub use self::issue::{Beside, New};
pub use self::kept::{Detail, Kept, Key, Keys};
pub(crate) use self::kind::declared_keys;
pub use self::kind::{Act, Acted, Asking, Check, Chooses, Draft, Kind, OUTCOME, Opens, Secret, Trying, Whose};
pub use self::member::{Member, Takes, Within};
pub use self::mobile_signature::MobileSignature;
pub use self::own::Own;
pub use self::patch::PatchCredential;
pub use self::public_key::PublicKey;
pub use self::random::Random;
pub use self::seen::{BesideAsking, Challenged};
pub use self::state::{ChangeReason, State};
pub(crate) use self::supersede::Superseding;
pub use self::supersede::{Earlier, KEPT_MAX, Machine};
pub use self::unchanged::Unchanged;
use crate::ext_id::ExtId;
use crate::time::Timestamp;

/// Longest `modificationComment`, in code points.
pub const COMMENT_LEN_MAX: usize = 1000;
/// Longest `stateChangeDetail`, in code points.
pub const DETAIL_LEN_MAX: usize = 1000;

/// A type whose own part is read as a struct of its own.
pub trait Typed: Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Which of the vendor's types it is.
    const TYPE: CredentialType;

    /// The stored form of its secret, where Sigill checks one.
    fn secret(&self) -> Option<&str> {
        None
    }
}

/// A type of credentials, by what is declared of it.
#[derive(Clone, Copy)]
pub struct CredentialType(&'static Form);

impl PartialEq for CredentialType {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number()
    }
}

impl Eq for CredentialType {}

impl std::hash::Hash for CredentialType {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.number().hash(state);
    }
}

impl std::fmt::Debug for CredentialType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl CredentialType {
    /// The type that is declared so.
    #[must_use]
    pub const fn of(form: &'static Form) -> Self {
        Self(form)
    }

    /// What is declared of it.
    #[must_use]
    pub const fn form(self) -> &'static Form {
        self.0
    }

    /// The vendor's number, which is also how it is stored.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0.number
    }

    /// The wire name, as a credential's `type` shows it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.wire
    }

    /// The name by which rights speak of the type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether Sigill itself checks it, when somebody signs in: what others report of it locks nothing.
    #[must_use]
    pub const fn is_checked_here(self) -> bool {
        self.0.is_checked_here
    }

    /// The type with the vendor's number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::all().find(|kind| kind.number() == number)
    }
}

/// A credential: what every type has, and the part `K` of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential<K> {
    /// Internal key, a UUIDv7; `cred` in tokens that are issued here. Paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Its user; `None`: it is the client's own, until it is assigned to one.
    pub user: Option<CredentialUser>,
    /// Unique among the client's credentials of all types; fixed at creation.
    pub ext_id: ExtId,
    /// The policy that governs it, where its type has one.
    pub policy: Option<PolicyRef>,
    /// As it was written; [`Credential::at`] says what has become of a temporary lock.
    pub state: State,
    /// `stateChangeReason`; `None` where nobody has told.
    pub reason: Option<ChangeReason>,
    /// `stateChangeDetail`: free text, at most [`DETAIL_LEN_MAX`] code points.
    pub reason_detail: Option<String>,
    /// `modificationComment`: free text, at most [`COMMENT_LEN_MAX`] code points.
    pub comment: Option<String>,
    /// When it may be used.
    pub validity: Validity,
    /// Counted by reports of logins and by signatures.
    pub logins: Logins,
    /// When a temporary lock ends; only in that state.
    pub lock_until: Option<Timestamp>,
    /// Grows by one per change; what optimistic locking compares.
    pub version: i64,
    /// When it was issued.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`. Counting a login doesn't move it.
    pub modified: Timestamp,
    /// Who issued it: `client/user`, or `system`. `None`: it was issued before that was kept.
    pub created_by: Option<String>,
    /// Who moved `version` last; as `created_by`.
    pub modified_by: Option<String>,
    /// What only its type has.
    pub detail: K,
}

impl<K> Credential<K> {
    /// Notes that it is changed, when and by whom.
    pub(crate) fn touch(&mut self, at: Timestamp, by: &str) {
        self.version += 1;
        self.modified = at;
        self.modified_by = Some(by.to_owned());
    }

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

/// A user as a credential refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialUser {
    /// Internal key; paths and bodies have the external id instead.
    pub id: Uuid,
    /// `userExtId` of the credential.
    pub ext_id: ExtId,
}

/// A policy as a credential refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRef {
    /// Internal key; paths and bodies have the external id instead.
    pub id: Uuid,
    /// `policyExtId` of the credential.
    pub ext_id: ExtId,
}

/// When a credential may be used; no end means for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The first moment at which it holds.
    pub from: Timestamp,
    /// The first moment at which it doesn't hold any more.
    pub to: Option<Timestamp>,
}

impl Validity {
    /// Whether `at` is within it.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// How often a credential worked, since it was made or reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logins {
    /// `successfulLoginCount`.
    pub success_count: i64,
    /// When the latest success was; `None` before the first one.
    pub success_last: Option<Timestamp>,
    /// Since the last success, too.
    pub failure_count: i64,
    /// When the latest failure was; `None` before the first one. A success leaves it.
    pub failure_last: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_the_twenty_two_of_the_documentation_in_its_order() {
        let names: Vec<_> = CredentialType::all().map(CredentialType::as_str).collect();
        assert_eq!(names.len(), 22);
        assert_eq!(
            names.join(", "),
            "Password, Certificate, SecurID User Mapping, Ticket Authorization, Safeword User Mapping, OTP Card, \
             Temporary Strong Password, Generic Credential, Kerberos, mTan, Vasco, PUK, URL Ticket, DevicePassword, \
             MobileSignature, SAML Federation, Security Questions, Context Password, OATH, FIDO UAF Authenticator, \
             Recovery Code, FIDO2 Authenticator"
        );
    }

    #[test]
    fn a_validity_begins_with_its_first_moment_and_ends_before_its_last() {
        let at = Timestamp::from_micros;
        let holds = |from: i64, to: Option<i64>| Validity { from: at(from), to: to.map(at) }.holds(at(5));
        assert!(holds(5, None) && holds(4, Some(6)) && holds(5, Some(6)));
        assert!(!holds(6, None) && !holds(4, Some(5)) && !holds(3, Some(4)) && !holds(6, Some(4)));
    }

    #[test]
    fn a_temporary_lock_says_when_it_ends_and_has_ended_then() {
        let at = Timestamp::from_micros;
        let id = Uuid::nil();
        let locked = Credential {
            id,
            client_id: id,
            user: None,
            ext_id: id.into(),
            policy: None,
            state: State::TmpLocked,
            reason: None,
            reason_detail: None,
            comment: None,
            validity: Validity { from: at(0), to: None },
            logins: Logins::default(),
            lock_until: Some(at(5)),
            version: 1,
            created: at(0),
            modified: at(0),
            created_by: None,
            modified_by: None,
            detail: (),
        };
        assert_eq!(locked.clone().at(at(4)), locked);
        let ended = locked.clone().at(at(5));
        assert_eq!((ended.state, ended.lock_until, ended.shown_detail()), (State::Active, None, None));
        assert_eq!(locked.shown_detail(), Some("lockedUntil=1970-01-01T00:00:00Z".to_owned()));
        let written = Credential { reason_detail: Some("lost".to_owned()), ..locked.clone() };
        assert_eq!(written.shown_detail(), Some("lost".to_owned()));
        // In every other state, `lock_until` says nothing.
        let disabled = Credential { state: State::Disabled, ..locked };
        assert_eq!(disabled.shown_detail(), None);
        assert_eq!(disabled.clone().at(at(5)), disabled);
    }
}
