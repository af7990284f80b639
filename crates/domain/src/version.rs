//! Optimistic locking: the versions that a caller names.

use crate::code::Code;
use crate::rejection::Rejection;

/// What `If-Match` says (RFC 9110 §13.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: whatever is there.
    Any,
    /// One of these versions. A tag that isn't one of ours matches nothing.
    OneOf(Vec<i64>),
}

/// The versions that a change is made conditional on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// `None` where the header is absent.
    pub if_match: Option<IfMatch>,
    /// `version` in the body.
    pub version: Option<i64>,
}

impl Expected {
    /// # Errors
    /// 412 where `If-Match` names other versions than the current one.
    pub fn check_if_match(&self, current: i64) -> Result<(), Rejection> {
        match &self.if_match {
            Some(IfMatch::OneOf(versions)) if !versions.contains(&current) => Err(Rejection::PreconditionFailed(
                format!("If-Match doesn't name the current version, which is \"v{current}\""),
            )),
            _ => Ok(()),
        }
    }

    /// # Errors
    /// 409 where the body names another version than the current one.
    pub fn check_version(&self, current: i64) -> Result<(), Rejection> {
        match self.version {
            Some(version) if version != current => Err(Rejection::Stale(
                Code::OptimisticLockingFailure,
                format!("version: expected the current version, which is {current}, got {version}"),
            )),
            _ => Ok(()),
        }
    }

    /// Whether `If-Match` and the body's `version` name different ones, which is no request at all.
    #[must_use]
    pub fn contradicts(&self) -> bool {
        match (&self.if_match, self.version) {
            (Some(IfMatch::OneOf(versions)), Some(version)) => !versions.contains(&version),
            _ => false,
        }
    }
}
