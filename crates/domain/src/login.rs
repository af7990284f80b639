//! Counting logins, and locking by them.
//!
//! Source: *Update login info* and *All credential types* (policy parameters); where they are
//! silent, the n-th failure locks at n, the permanent lock wins where both fall together, and a
//! denial because of a lock isn't counted.

mod trial;

use uuid::Uuid;

pub use self::trial::Trial;
use crate::breach::Breach;
use crate::client::ClientRef;
use crate::credential::{CredentialType, Held, State, Validity};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::policy::Locking;
use crate::sign_in::{self, Barrier};
use crate::standing::Effect;
use crate::time::Timestamp;
use crate::user::{self, UserRef};

/// A user and the credential whose login is reported.
#[derive(Clone, Debug)]
pub struct LoginTarget {
    /// The client of the user.
    pub client: ClientRef,
    /// Who is said to have logged in.
    pub user: UserRef,
    /// When the user may act; a login at another time isn't counted.
    pub user_validity: user::Validity,
    /// Whether the user has any role.
    pub has_roles: bool,
    /// The user's own logins so far.
    pub counts: Counts,
    /// The credential that the report names; `None` where it names none.
    pub credential: Option<LoginCredential>,
}

/// What must be known of a credential to count a login with it.
#[derive(Clone, Debug)]
pub struct LoginCredential {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// `credentialExtId` of the report.
    pub ext_id: ExtId,
    /// Decides whether failures lock: [`LoginTarget::effect`].
    pub kind: CredentialType,
    /// As it is now, a temporary lock that is over having ended.
    pub state: State,
    /// When it may be used; a login at another time isn't counted.
    pub validity: Validity,
    /// The credential's own logins so far.
    pub counts: Counts,
    /// What its policy says; [`Locking::none`] where Sigill checks the secret itself.
    pub locking: Locking,
}

/// Logins by their outcome: all successes, and the failures since the last one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Every success so far.
    pub success: i64,
    /// Failures since the latest success.
    pub failure: i64,
}

impl Counts {
    /// With one more; and the counter that moved.
    #[must_use]
    fn and(self, success: bool) -> (Self, i64) {
        if success {
            (Self { success: self.success + 1, failure: 0 }, self.success + 1)
        } else {
            (Self { failure: self.failure + 1, ..self }, self.failure + 1)
        }
    }
}

/// What a failure leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// It stays active.
    None,
    /// `tmp-locked` for [`Locking::tmp_duration_ms`]; it ends by itself.
    Temporary,
    /// `fail-locked` until somebody unlocks it.
    Permanent,
}

impl Locking {
    /// What the `count`-th failure in a row leads to.
    #[must_use]
    pub fn after_failure(&self, count: i64) -> Lock {
        if self.failures_max.is_some_and(|max| count >= max) {
            return Lock::Permanent;
        }
        let temporary = self
            .tmp_threshold
            .is_some_and(|threshold| if self.strict { count >= threshold } else { count % threshold == 0 });
        if temporary { Lock::Temporary } else { Lock::None }
    }
}

impl LoginTarget {
    /// Of a credential that Sigill checks, as it is at `at`; `None`: no user has it. The user's own logins are nobody's
    /// to count by it.
    #[must_use]
    pub fn of(held: &Held, at: Timestamp) -> Option<Self> {
        let credential = &held.credential;
        let is_over = credential.state == State::TmpLocked && credential.lock_until.is_some_and(|until| until <= at);
        Some(Self {
            client: held.client.clone(),
            user: held.user.clone()?,
            user_validity: held.user_validity,
            has_roles: held.has_roles,
            counts: Counts::default(),
            credential: Some(LoginCredential {
                id: credential.id,
                ext_id: credential.ext_id.clone(),
                kind: credential.detail.kind,
                state: if is_over { State::Active } else { credential.state },
                validity: credential.validity,
                counts: Counts { success: credential.logins.success_count, failure: credential.logins.failure_count },
                locking: Locking::none(),
            }),
        })
    }

    /// Whether a login may be counted.
    ///
    /// # Errors
    /// Every rule that is broken: the user and the credential must be active, and both within their validity.
    pub fn check(&self, at: Timestamp) -> Result<(), Vec<Breach>> {
        let told = |barrier| match (barrier, &self.credential) {
            (Barrier::UserArchived | Barrier::UserDisabled, _) => {
                format!("the user is {}: it must be active", self.user.state.as_str())
            }
            (Barrier::UserExpired | Barrier::UserNotYetValid, _) => self.user_validity.broken(at).unwrap_or_default(),
            (Barrier::CredentialExpired | Barrier::CredentialNotYetValid, _) => {
                "credentialExtId: the credential is outside its validity period".to_owned()
            }
            (_, credential) => {
                let state = credential.as_ref().map_or("absent", |credential| credential.state.as_str());
                format!("credentialExtId: the credential is {state}: it must be active")
            }
        };
        let broken: Vec<_> = self.barriers(at).into_iter().map(told).map(Breach::invalid).collect();
        if broken.is_empty() { Ok(()) } else { Err(broken) }
    }

    /// Whether what Sigill itself checks may be checked: unlike a report, in every state that can be used.
    ///
    /// # Errors
    /// Every rule that is broken.
    pub fn check_usable(&self, at: Timestamp) -> Result<(), Vec<Breach>> {
        match &self.credential {
            Some(credential) if credential.state.is_usable() && credential.state != State::Active => {
                let active = LoginCredential { state: State::Active, ..credential.clone() };
                Self { credential: Some(active), ..self.clone() }.check(at)
            }
            _ => self.check(at),
        }
    }

    /// The rules that keep a login from being counted.
    #[must_use]
    pub fn barriers(&self, at: Timestamp) -> Vec<Barrier> {
        let mut barriers: Vec<_> = sign_in::of_user(self.user.state, self.user_validity, at).collect();
        if let Some(LoginCredential { state, validity, .. }) = &self.credential {
            barriers.extend(sign_in::of_credential(*state, *validity, at));
            if *state != State::Active && state.is_usable() {
                barriers.push(Barrier::CredentialNotActive);
            }
        }
        barriers
    }

    /// What the report of a login does to what the user may do: failures lock, but for what Sigill checks itself.
    #[must_use]
    pub fn effect(&self, success: bool) -> Effect {
        match &self.credential {
            Some(credential) if !success && !credential.kind.is_checked_here() => Effect::TAKES,
            _ => Effect::default(),
        }
    }

    /// The event of a login, without the counters that result.
    #[must_use]
    pub fn event(&self, success: bool, happening: &Happening) -> Event {
        let subject = self.credential.as_ref().map_or(&self.user.ext_id, |credential| &credential.ext_id);
        let kind = if success { EventKind::LoginSuccess } else { EventKind::LoginFailure };
        Event::about_user(happening, &self.client, &self.user, kind, subject)
    }
}

/// What a login came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Whether the login succeeded, as it was reported.
    pub success: bool,
    /// When it was counted: the time of the request.
    pub at: Timestamp,
    /// Logins of this outcome, of the credential where one was named, else of the user.
    pub count: i64,
    /// What it led to; [`Lock::None`] of a success, and where no credential was named.
    pub lock: Lock,
    /// Whether the next failure would lock.
    pub next_locks: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locking(max: Option<i64>, threshold: Option<i64>, strict: bool) -> Locking {
        Locking { failures_max: max, tmp_threshold: threshold, tmp_duration_ms: 60_000, strict }
    }

    #[test]
    fn with_the_defaults_the_second_failure_locks_for_a_while_and_the_third_for_good() {
        let defaults = locking(Some(3), Some(2), true);
        let locks: Vec<_> = (1..=4).map(|count| defaults.after_failure(count)).collect();
        assert_eq!(locks, [Lock::None, Lock::Temporary, Lock::Permanent, Lock::Permanent]);
    }

    #[test]
    fn strict_leaves_one_attempt_after_a_lock_and_threshold_as_many_as_before() {
        let strict = locking(None, Some(3), true);
        let threshold = locking(None, Some(3), false);
        let locked = |rule: &Locking| (1..=9).filter(|n| rule.after_failure(*n) == Lock::Temporary).collect::<Vec<_>>();
        assert_eq!(locked(&strict), [3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(locked(&threshold), [3, 6, 9]);
    }

    #[test]
    fn switched_off_nothing_locks() {
        assert!((1..1000).all(|count| locking(None, None, true).after_failure(count) == Lock::None));
    }
}
