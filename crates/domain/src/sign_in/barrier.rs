//! What keeps somebody from signing in, by rule.

use serde_json::json;

use crate::client::ClientRef;
use crate::credential::{self, State};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::time::Timestamp;
use crate::user::{self, UserRef};

macro_rules! barriers {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// A rule that keeps somebody from signing in, in the order in which they are told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Barrier { $(#[doc = concat!(" `", $code, "`.")] $(#[$doc])* $name,)* }

        impl Barrier {
            /// All of them, each once, in their order here.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in answers and in history.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

barriers! {
    UserArchived = "user-archived";
    UserDisabled = "user-disabled";
    UserExpired = "user-expired";
    UserNotYetValid = "user-not-yet-valid";
    /// The user has no mobile signature, or not the credential that was named.
    NoCredential = "no-credential";
    CredentialArchived = "credential-archived";
    CredentialDisabled = "credential-disabled";
    CredentialFailLocked = "credential-fail-locked";
    CredentialTmpLocked = "credential-tmp-locked";
    /// It is in a state in which a report of a login can't name it.
    CredentialNotActive = "credential-not-active";
    CredentialExpired = "credential-expired";
    CredentialNotYetValid = "credential-not-yet-valid";
    /// Its secret had to be changed until now, and wasn't.
    ChangeOverdue = "change-overdue";
    /// The configuration names no provider with the credential's `msspIdentifier`.
    ProviderNotConfigured = "provider-not-configured";
}

impl Barrier {
    /// Whether it is a lock that failures led to, or that somebody set.
    #[must_use]
    pub const fn is_lock(self) -> bool {
        matches!(self, Self::CredentialFailLocked | Self::CredentialTmpLocked)
    }
}

/// What a user's state and validity say.
pub fn of_user(state: user::State, validity: user::Validity, at: Timestamp) -> impl Iterator<Item = Barrier> {
    let state = match state {
        user::State::Active => None,
        user::State::Disabled => Some(Barrier::UserDisabled),
        user::State::Archived => Some(Barrier::UserArchived),
    };
    let over = validity.to.is_some_and(|to| to <= at).then_some(Barrier::UserExpired);
    let early = validity.from.is_some_and(|from| from > at).then_some(Barrier::UserNotYetValid);
    [state, over, early].into_iter().flatten()
}

/// What a credential's state and validity say; its state as it is at that time.
pub fn of_credential(state: State, validity: credential::Validity, at: Timestamp) -> impl Iterator<Item = Barrier> {
    let state = match state {
        State::Disabled => Some(Barrier::CredentialDisabled),
        State::Archived => Some(Barrier::CredentialArchived),
        State::FailLocked => Some(Barrier::CredentialFailLocked),
        State::TmpLocked => Some(Barrier::CredentialTmpLocked),
        State::Initial | State::Active | State::ResetCode | State::AdminChanged => None,
    };
    let over = validity.to.is_some_and(|to| to <= at).then_some(Barrier::CredentialExpired);
    let early = (validity.from > at).then_some(Barrier::CredentialNotYetValid);
    [state, over, early].into_iter().flatten()
}

/// What somebody tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// A person was to be asked for a signature.
    Signature,
    /// The outcome of a login was reported.
    Login {
        /// Whether it was reported as a success.
        success: bool,
    },
}

/// Of whom, and with which credential, where it is known.
#[derive(Clone, Debug)]
pub struct Whose<'a> {
    /// The client of the user.
    pub client: &'a ClientRef,
    /// Who tried, or was to be asked.
    pub user: &'a UserRef,
    /// The credential, as paths name it; `None` where none was named.
    pub credential: Option<&'a ExtId>,
}

/// The event that an attempt was refused by these rules.
#[must_use]
pub fn refused(happening: &Happening, whose: &Whose<'_>, attempt: Attempt, barriers: &[Barrier]) -> Event {
    let codes: Vec<_> = barriers.iter().map(|barrier| barrier.code()).collect();
    let after = match attempt {
        Attempt::Signature => json!({ "attempt": "signature", "refusedBy": codes }),
        Attempt::Login { success } => json!({ "attempt": "login", "success": success, "refusedBy": codes }),
    };
    let subject = whose.credential.unwrap_or(&whose.user.ext_id);
    Event::about_user(happening, whose.client, whose.user, EventKind::AttemptRefused, subject).after(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_micros(1_000);

    fn codes(barriers: impl Iterator<Item = Barrier>) -> Vec<&'static str> {
        barriers.map(Barrier::code).collect()
    }

    #[test]
    fn a_user_may_sign_in_while_active_and_within_its_validity() {
        let with = |state, from: Option<i64>, to: Option<i64>| {
            let validity =
                user::Validity { from: from.map(Timestamp::from_micros), to: to.map(Timestamp::from_micros) };
            assert_eq!(
                of_user(state, validity, AT).any(|barrier| barrier != Barrier::UserDisabled),
                !validity.holds(AT) || state == user::State::Archived
            );
            codes(of_user(state, validity, AT))
        };
        assert_eq!(with(user::State::Active, None, None), [""; 0]);
        assert_eq!(with(user::State::Active, Some(1_000), Some(1_001)), [""; 0]);
        assert_eq!(with(user::State::Disabled, None, Some(1_000)), ["user-disabled", "user-expired"]);
        assert_eq!(with(user::State::Archived, Some(1_001), None), ["user-archived", "user-not-yet-valid"]);
    }

    #[test]
    fn a_credential_serves_in_a_usable_state_and_within_its_validity() {
        for state in State::ALL {
            let validity = credential::Validity { from: AT, to: None };
            assert_eq!(of_credential(*state, validity, AT).next().is_none(), state.is_usable(), "{state:?}");
        }
        let validity = |from, to| credential::Validity {
            from: Timestamp::from_micros(from),
            to: Some(Timestamp::from_micros(to)),
        };
        assert_eq!(codes(of_credential(State::Active, validity(0, 1_000), AT)), ["credential-expired"]);
        assert_eq!(codes(of_credential(State::Active, validity(1_001, 2_000), AT)), ["credential-not-yet-valid"]);
    }

    #[test]
    fn no_two_share_a_code() {
        let codes: std::collections::BTreeSet<_> = Barrier::ALL.iter().map(|barrier| barrier.code()).collect();
        assert_eq!(codes.len(), Barrier::ALL.len());
    }
}
