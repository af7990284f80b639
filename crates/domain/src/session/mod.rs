//! Sessions: people who are signed in at the console, each a row.

mod begin;

use uuid::Uuid;

pub use self::begin::{SessionOwner, ended};
use crate::time::Timestamp;
use crate::words::words;

words! {
    /// By what somebody has signed in.
    SignedInBy {
        /// A one-time link, which an operator has made.
        Link = "link";
        /// A password; a second factor is still missing.
        Password = "password";
        /// A password and a code of an OATH token.
        PasswordAndOath = "password+oath";
        /// A password and an authenticator of FIDO2.
        PasswordAndPasskey = "password+passkey";
        /// A password and a recovery code.
        PasswordAndRecoveryCode = "password+recovery-code";
    }
}

words! {
    /// Why a session ended before its time.
    EndReason {
        /// The person signed out.
        SignedOut = "signed-out";
        /// The person ended it from another session.
        Ended = "ended";
        /// Another one took its place, when a further factor was shown.
        Replaced = "replaced";
        /// The person has begun more than may be at once, and it was the oldest.
        TooMany = "too-many";
        /// The user was disabled, archived or has gone.
        UserEnded = "user-ended";
    }
}

/// A session.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// A UUIDv7. It is no secret: lists show it.
    pub id: Uuid,
    /// Whose it is, by internal key.
    pub user_id: Uuid,
    /// The SHA-256 of the secret in the cookie, in hexadecimal digits.
    pub secret: String,
    /// When it began.
    pub created: Timestamp,
    /// The first moment at which it doesn't hold any more, whatever happens.
    pub ends: Timestamp,
    /// By what somebody has signed in.
    pub by: SignedInBy,
    /// The address from which it began.
    pub address: Option<String>,
    /// What the browser calls itself, cut to [`AGENT_LEN_MAX`].
    pub agent: Option<String>,
    /// When something was last asked with it; kept once a minute.
    pub seen: Timestamp,
    /// The first moment at which it doesn't hold any more, where nothing is asked until then.
    pub idle_until: Timestamp,
    /// When somebody last proved who they are; `None`: a second factor is missing, and it is nobody's yet.
    pub proved: Option<Timestamp>,
    /// When it was ended before its time.
    pub ended: Option<Timestamp>,
    /// Why it was.
    pub reason: Option<EndReason>,
}

/// Longest name of a browser that is kept, in characters.
pub const AGENT_LEN_MAX: usize = 200;

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Session {
    /// Whether it holds at this time.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.ended.is_none() && self.proved.is_some() && at < self.ends && at < self.idle_until
    }
}

/// How long sessions last, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// How long nothing may be asked, in seconds.
    pub idle_s: i64,
    /// How long one lasts, in seconds.
    pub lasts_s: i64,
    /// How many a person may have at once; with a further one, the oldest ends.
    pub at_once_max: usize,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle_s: 30 * 60, lasts_s: 10 * 60 * 60, at_once_max: 5 }
    }
}
