//! Why a call is refused.

use sigill_domain::breach::Breach;
use sigill_domain::caller::Lack;
use sigill_domain::code::Code;
use sigill_domain::credential::device_password::LinkGone;
use sigill_domain::event::{Event, Happening};
use sigill_domain::rejection::Rejection;
use sigill_domain::right::Elementary;
use sigill_domain::scim::ScimProblem;
use sigill_domain::sign_in::{self, Attempt, Barrier, Whose};
use sigill_store::{CommitError, Denied, Lapsed, ListError, StoreError};
use thiserror::Error;

/// Why a use case didn't do what it was asked. One file of `server` maps these to statuses.
#[derive(Debug, Error)]
pub enum Refusal {
    /// No token, or one that isn't accepted; says no more than that to the caller.
    #[error("not authenticated: {0}")]
    Unauthenticated(&'static str),
    /// The caller has no role with this right.
    #[error("the right {} is missing", .0.as_str())]
    PermissionDenied(Elementary),
    /// The right doesn't reach this client, or the client isn't there: the same for the caller.
    #[error("the right {} doesn't reach this client", .0.as_str())]
    DataroomPermissionDenied(Elementary),
    /// A policy lets only other roles do this.
    #[error("{0}")]
    Restricted(String),
    /// What the path names doesn't exist.
    #[error("{0}")]
    NoRecord(String),
    /// A link that serves no longer.
    #[error("{0}")]
    Gone(LinkGone),
    /// Rules are broken, all of them named.
    #[error("{} rules are broken", .0.len())]
    Broken(Vec<Breach>),
    /// What SCIM asks for can't be done, in its own terms.
    #[error("{0}")]
    Scim(ScimProblem),
    /// What is shown isn't looked at: the credential is locked, and nothing else is in the way.
    #[error("{0}")]
    Locked(String),
    /// The version named in the body isn't the current one.
    #[error("{1}")]
    Stale(Code, String),
    /// `If-Match` doesn't name the current version.
    #[error("{0}")]
    PreconditionFailed(String),
    /// Too many of this lately.
    #[error("{why}")]
    TooMany {
        /// In how many seconds one more is taken; told as `Retry-After`, too.
        retry_s: i64,
        /// In English, for people.
        why: String,
    },
    /// An `Idempotency-Key` came again with another body.
    #[error("the Idempotency-Key was used with another body")]
    KeyReused,
    /// No capacity now, or too many conflicts until the deadline.
    #[error("not available: {0}")]
    Unavailable(String),
    /// The answer of the database was lost, and it can't be learnt whether the change was made.
    #[error("not known whether it was done: {0}")]
    Unknown(String),
    /// An attempt to sign in, or a report of one, is refused for what the user or the credential is: why, and the event
    /// by which history remembers it.
    #[error(transparent)]
    Attempt(#[from] RefusedAttempt),
    /// The server failed.
    #[error(transparent)]
    Store(StoreError),
    /// The server failed, outside its database.
    #[error("failed: {0}")]
    Failed(String),
}

/// See [`Refusal::Attempt`].
#[derive(Debug, Error)]
#[error("{why}")]
pub struct RefusedAttempt {
    /// What the caller is told.
    pub why: Box<Refusal>,
    /// What history keeps, though nothing was changed.
    pub event: Box<Event>,
}

impl Refusal {
    /// The refusal of an attempt, which history remembers where these rules are why.
    pub(crate) fn remembered(
        self,
        happening: &Happening,
        whose: &Whose<'_>,
        attempt: Attempt,
        barriers: &[Barrier],
    ) -> Self {
        if barriers.is_empty() {
            return self;
        }
        let event = Box::new(sign_in::refused(happening, whose, attempt, barriers));
        Self::Attempt(RefusedAttempt { why: Box::new(self), event })
    }

    /// The refusal alone: of what was only tried, nothing is remembered.
    pub(crate) fn forgotten(self) -> Self {
        match self {
            Self::Attempt(attempt) => *attempt.why,
            other => other,
        }
    }

    /// Whether what the path names isn't there.
    pub(crate) fn is_no_record(&self) -> bool {
        match self {
            Self::NoRecord(_) => true,
            Self::Attempt(attempt) => attempt.why.is_no_record(),
            _ => false,
        }
    }

    pub(crate) fn no_client(ext_id: &str) -> Self {
        Self::NoRecord(format!("A client with extId {} doesn't exist", shown(ext_id)))
    }

    /// The documented text names the user by external id and the client by name.
    pub(crate) fn no_user(ext_id: &str, client_name: &str) -> Self {
        Self::NoRecord(format!("A user with extId {} doesn't exist on client with name {client_name}", shown(ext_id)))
    }

    pub(crate) fn no_mobile_signature(user: &str) -> Self {
        Self::NoRecord(format!("User with extId {user} has no MobileSignature credential"))
    }

    pub(crate) fn no_profile(ext_id: &str, client_name: &str) -> Self {
        Self::NoRecord(format!(
            "A profile with extId {} doesn't exist on client with name {client_name}",
            shown(ext_id)
        ))
    }

    pub(crate) fn no_authorization(ext_id: &str) -> Self {
        Self::NoRecord(format!("The profile has no authorization with extId {}", shown(ext_id)))
    }

    pub(crate) fn no_property(ext_id: &str) -> Self {
        Self::NoRecord(format!("A property with extId {} doesn't exist", shown(ext_id)))
    }

    pub(crate) fn no_application(ext_id: &str) -> Self {
        Self::NoRecord(format!("An application with extId {} doesn't exist", shown(ext_id)))
    }

    pub(crate) fn no_terms(ext_id: &str) -> Self {
        Self::NoRecord(format!("Terms with extId {} don't exist", shown(ext_id)))
    }

    pub(crate) fn no_enterprise_role(ext_id: &str, client_name: &str) -> Self {
        let ext_id = shown(ext_id);
        Self::NoRecord(format!(
            "An enterprise role with extId {ext_id} doesn't exist on client with name {client_name}"
        ))
    }

    pub(crate) fn no_enterprise_authorization(ext_id: &str) -> Self {
        Self::NoRecord(format!("The profile has no enterprise authorization with extId {}", shown(ext_id)))
    }

    pub(crate) fn no_role(ext_id: &str) -> Self {
        Self::NoRecord(format!("A role with extId {} doesn't exist", shown(ext_id)))
    }

    pub(crate) fn no_question(ext_id: &str, client_name: &str) -> Self {
        let ext_id = shown(ext_id);
        Self::NoRecord(format!(
            "A personal question with extId {ext_id} doesn't exist on client with name {client_name}"
        ))
    }

    pub(crate) fn no_unit(ext_id: &str, client_name: &str) -> Self {
        Self::NoRecord(format!("A unit with extId {} doesn't exist on client with name {client_name}", shown(ext_id)))
    }

    pub(crate) fn no_child(ext_id: &str, parent: &str) -> Self {
        let (ext_id, parent) = (shown(ext_id), shown(parent));
        Self::NoRecord(format!("The unit with extId {parent} has no child with extId {ext_id}"))
    }

    pub(crate) fn no_credential(ext_id: &str, client_name: &str) -> Self {
        let ext_id = shown(ext_id);
        Self::NoRecord(format!("A credential with extId {ext_id} doesn't exist on client with name {client_name}"))
    }

    pub(crate) fn no_policy(ext_id: &str, client_name: &str) -> Self {
        Self::NoRecord(format!("A policy with extId {} doesn't exist on client with name {client_name}", shown(ext_id)))
    }
}

/// An id out of a path as a message may show it: no control characters, not endless.
fn shown(ext_id: &str) -> String {
    ext_id.chars().take(100).flat_map(char::escape_debug).collect()
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(why) => Self::Unavailable(why),
            error @ StoreError::Unwritable(_) => Self::Unavailable(error.to_string()),
            error => Self::Store(error),
        }
    }
}

impl From<CommitError> for Refusal {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Moved => Self::Unavailable("too many conflicting changes".to_owned()),
            CommitError::Unknown(why) => Self::Unknown(why),
            CommitError::Store(error) => error.into(),
        }
    }
}

impl From<LinkGone> for Refusal {
    fn from(gone: LinkGone) -> Self {
        Self::Gone(gone)
    }
}

impl From<ListError> for Refusal {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Refused(breach) => Self::Broken(vec![breach]),
            ListError::Store(error) => error.into(),
        }
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Right(right) => Self::PermissionDenied(right),
            Denied::Room(right) => Self::DataroomPermissionDenied(right),
        }
    }
}

impl From<Lapsed> for Refusal {
    fn from(lapsed: Lapsed) -> Self {
        match lapsed {
            Lapsed::Caller => Self::Unauthenticated("the token's user or credential can't be used any more"),
            Lapsed::Denied(denied) => denied.into(),
            Lapsed::Store(error) => error.into(),
        }
    }
}

impl From<ScimProblem> for Refusal {
    fn from(problem: ScimProblem) -> Self {
        Self::Scim(problem)
    }
}

impl From<Vec<Breach>> for Refusal {
    fn from(breaches: Vec<Breach>) -> Self {
        Self::Broken(breaches)
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Lacks(Lack::Right(held)) => Self::PermissionDenied(held.right),
            Rejection::Lacks(Lack::Room(held)) => Self::DataroomPermissionDenied(held.right),
            Rejection::Forbidden(why) => Self::Restricted(why),
            Rejection::Broken(breaches) => Self::Broken(breaches),
            Rejection::Stale(code, why) => Self::Stale(code, why),
            Rejection::PreconditionFailed(why) => Self::PreconditionFailed(why),
            Rejection::TooMany { retry_s, why } => Self::TooMany { retry_s, why },
        }
    }
}
