//! What a client policy says about what ends.
//!
//! Source: the batch jobs `UpdateUserStateJob` and `UpdateCredentialStateJob`, of which only the purpose is published; the
//! parameters are Sigill's own.

use super::Parameters;
use crate::message::Method;
use crate::time::Timestamp;
use crate::words::words;

/// What becomes of users.
pub(crate) const USERS: &str = "sigill.lifecycle.users";
/// What becomes of credentials.
pub(crate) const CREDENTIALS: &str = "sigill.lifecycle.credentials";
/// Days after the end.
pub(crate) const AFTER_DAYS: &str = "sigill.lifecycle.afterDays";
/// Days before the end.
pub(crate) const WARN_DAYS: &str = "sigill.lifecycle.warnDays";
/// How users are warned.
pub(crate) const METHOD: &str = "sigill.lifecycle.sendingMethod";

/// What the names of all of these begin with.
pub const PREFIX: &str = "sigill.lifecycle.";

const DAY_MS: i64 = 86_400_000;

words! {
    /// What becomes of what has ended.
    WhenOver {
        /// It stays as it is.
        Nothing = "none";
        /// It is disabled: somebody may activate it again.
        Disable = "disable";
        /// It is archived, for good.
        Archive = "archive";
    }
}

/// What a client policy says about what ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleRules {
    /// What becomes of users.
    pub users: WhenOver,
    /// What becomes of credentials.
    pub credentials: WhenOver,
    after_days: i64,
    warn_days: i64,
    /// How users are warned.
    pub methods: Vec<Method>,
}

impl LifecycleRules {
    /// Reads parameters that were checked when they were written.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        let word = |name: &str| parameters.get(name).and_then(|word| WhenOver::from_wire(word));
        let days = |name: &str| parameters.get(name).and_then(|days| days.parse().ok()).unwrap_or_default();
        Self {
            users: word(USERS).unwrap_or(WhenOver::Nothing),
            credentials: word(CREDENTIALS).unwrap_or(WhenOver::Nothing),
            after_days: days(AFTER_DAYS),
            warn_days: days(WARN_DAYS),
            methods: Method::list(parameters.get(METHOD).map_or("Email", String::as_str)).unwrap_or_default(),
        }
    }

    /// What ended before this time is dealt with.
    #[must_use]
    pub fn before(&self, now: Timestamp) -> Timestamp {
        now.plus_millis(-self.after_days * DAY_MS)
    }

    /// What ends before this time is warned of; `None`: nobody is warned.
    #[must_use]
    pub fn warned_until(&self, now: Timestamp) -> Option<Timestamp> {
        (self.warn_days > 0).then(|| now.plus_millis(self.warn_days * DAY_MS))
    }
}
