//! Why a decision went against the caller.

use crate::breach::Breach;
use crate::caller::Lack;
use crate::code::Code;

/// Why a decision went against the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The caller's roles don't suffice, as a policy says.
    Forbidden(String),
    /// The user has more than the caller may give or take.
    Lacks(Lack),
    /// These rules are broken.
    Broken(Vec<Breach>),
    /// The version that the caller named in the body isn't the current one.
    Stale(Code, String),
    /// `If-Match` doesn't name the current version.
    PreconditionFailed(String),
    /// Too many of this lately; one more in so many seconds.
    TooMany {
        /// In how many seconds one more is taken, 1 or more; told as `Retry-After`, too.
        retry_s: i64,
        /// In English, for people.
        why: String,
    },
}

impl From<Vec<Breach>> for Rejection {
    fn from(breaches: Vec<Breach>) -> Self {
        Self::Broken(breaches)
    }
}
