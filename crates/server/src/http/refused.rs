//! Refusals and what they are on the wire: the one table of statuses and codes.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use sigill_app::{Denied, Refusal, RefusedAttempt};
use sigill_domain::breach::Breach;
use sigill_domain::code::Code;
use sigill_domain::event::Event;
use sigill_domain::right::Elementary;
use sigill_domain::scim::{ScimProblem, ScimType};

/// Seconds after which a caller may try again what can't be done just now.
const RETRY_AFTER_S: HeaderValue = HeaderValue::from_static("1");

/// Why no request can be answered, and what the database says.
#[derive(Clone, Debug)]
pub(crate) enum Ill {
    NoAnswer(String),
    NoChanges(String),
}

/// Why a request isn't answered as it wished.
#[derive(Debug)]
pub(crate) enum Refused {
    /// What the use case says, or what comes before it in the same words.
    Case(Refusal),
    /// No path of ours.
    NoResource,
    /// The path has other methods; axum names them in `Allow`.
    MethodNotAllowed,
    /// By its headers, the body isn't what this operation reads.
    UnsupportedMediaType(&'static str),
    /// The body is longer than so many bytes.
    BodyTooLarge(usize),
    /// The body didn't arrive in time, or not to its end.
    BodyIncomplete,
    /// The body isn't framed as HTTP says.
    MalformedBody,
    /// The body can't be read as the JSON that is expected, with the place and the reason.
    Unreadable(String),
    /// A header can't be read as what it should be, with its name and the reason.
    UnreadableHeader(String),
    /// The query isn't percent-encoded UTF-8.
    UnreadableQuery,
    /// A parameter of the query is given several times, with its name.
    RepeatedParameter(String),
    /// One request asks for more than so many operations.
    TooManyOperations(usize),
    /// `If-Match` and the body expect different versions.
    ContradictingVersions,
    /// A request with this `Idempotency-Key` is under way.
    KeyInUse,
    /// There is no token.
    NoToken,
    /// A second token is needed, and is missing, isn't accepted or isn't given; with the reason.
    NotProven(&'static str),
    /// Too many requests of this caller or from this address; the next one may come after so long.
    TooMany(Duration),
    /// As many requests as the server takes are under way.
    Busy,
    /// The answer wasn't there in time.
    TimedOut,
    /// The database doesn't answer, or takes no changes.
    NotReady(Ill),
    /// A handler panicked.
    Panicked,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Case(refusal)
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self::Case(denied.into())
    }
}

/// A refusal as it is told: what the rendering and the log need. It travels in the extensions of an
/// answer without a body, which the outermost layer renders as the caller accepts it.
#[derive(Clone, Debug)]
pub(crate) struct Told(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    status: StatusCode,
    errors: Vec<Breach>,
    cause: Option<String>,
    denied: Option<Elementary>,
    attempt: Option<Box<Event>>,
    scim_type: Option<ScimType>,
}

impl Told {
    /// The event of an attempt to sign in that is refused.
    pub(crate) fn attempt(&self) -> Option<&Event> {
        self.0.attempt.as_deref()
    }

    /// The right that is missing, or doesn't reach far enough, where that is why.
    pub(crate) fn denied(&self) -> Option<Elementary> {
        self.0.denied
    }

    /// What kind of refusal it is in the terms of SCIM, where these have a word for it.
    pub(crate) fn scim_type(&self) -> Option<ScimType> {
        self.0.scim_type
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    pub(crate) fn errors(&self) -> &[Breach] {
        &self.0.errors
    }

    /// What only the log may know.
    pub(crate) fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

impl Refused {
    /// A header that can't be read, with what was expected.
    pub(crate) fn header(name: &str, why: &str) -> Self {
        Self::UnreadableHeader(format!("{name}: {why}"))
    }

    /// The refusal, and the event of the attempt that it refuses, if it is one.
    fn without_attempt(self) -> (Self, Option<Box<Event>>) {
        match self {
            Self::Case(Refusal::Attempt(RefusedAttempt { why, event })) => (Self::Case(*why), Some(event)),
            other => (other, None),
        }
    }

    /// Status, entries, and what only the log may know.
    pub(crate) fn told(self) -> Told {
        use StatusCode as S;
        let (refused, attempt) = self.without_attempt();
        let denied = match &refused {
            Self::Case(Refusal::PermissionDenied(right) | Refusal::DataroomPermissionDenied(right)) => Some(*right),
            _ => None,
        };
        let scim_type = match &refused {
            Self::Case(Refusal::Scim(problem)) => Some(problem.kind),
            Self::Unreadable(_) | Self::MalformedBody => Some(ScimType::InvalidSyntax),
            Self::RepeatedParameter(_) | Self::UnreadableQuery => Some(ScimType::InvalidValue),
            _ => None,
        };
        let one = |code, message: &str| vec![Breach::new(code, message)];
        let (status, errors, cause) = match refused {
            Self::NoResource => (S::NOT_FOUND, one(Code::NoResource, "there is no such resource"), None),
            Self::MethodNotAllowed => (
                S::METHOD_NOT_ALLOWED,
                one(
                    Code::MethodNotAllowed,
                    "the resource doesn't have this method; the header Allow names those it has",
                ),
                None,
            ),
            Self::UnsupportedMediaType(expected) => {
                (S::UNSUPPORTED_MEDIA_TYPE, one(Code::UnsupportedMediaType, expected), None)
            }
            Self::BodyTooLarge(max) => (
                S::PAYLOAD_TOO_LARGE,
                one(Code::BodyTooLarge, &format!("the body is too large: expected at most {max} bytes")),
                None,
            ),
            Self::BodyIncomplete => {
                (S::REQUEST_TIMEOUT, one(Code::BodyIncomplete, "the body didn't arrive completely in time"), None)
            }
            Self::MalformedBody => (
                S::BAD_REQUEST,
                one(Code::UnreadableBody, "the body can't be read: its chunks aren't those of HTTP/1.1"),
                None,
            ),
            Self::Unreadable(why) => (S::BAD_REQUEST, one(Code::UnreadableBody, &why), None),
            Self::UnreadableHeader(why) => (S::BAD_REQUEST, one(Code::UnreadableHeader, &why), None),
            Self::UnreadableQuery => (
                S::BAD_REQUEST,
                one(Code::InvalidData, "the query can't be decoded: expected percent-encoded UTF-8"),
                None,
            ),
            Self::RepeatedParameter(why) => (S::BAD_REQUEST, one(Code::InvalidData, &why), None),
            Self::TooManyOperations(max) => (
                S::PAYLOAD_TOO_LARGE,
                one(Code::BodyTooLarge, &format!("too many operations: expected at most {max}")),
                None,
            ),
            Self::ContradictingVersions => (
                S::BAD_REQUEST,
                one(
                    Code::ContradictingVersions,
                    "If-Match and version expect different versions: expected one of both",
                ),
                None,
            ),
            Self::KeyInUse => (
                S::CONFLICT,
                one(Code::IdempotencyKeyInUse, "a request with this Idempotency-Key is under way; try again"),
                None,
            ),
            Self::NoToken => (
                S::UNAUTHORIZED,
                one(Code::Unauthenticated, "expected an access token in the header Authorization: Bearer, got none"),
                None,
            ),
            Self::NotProven(why) => (S::UNAUTHORIZED, one(Code::Unauthenticated, why), None),
            Self::TooMany(_) => (
                S::TOO_MANY_REQUESTS,
                one(
                    Code::TooManyRequests,
                    "too many requests in a short time; the header Retry-After says when to go on",
                ),
                None,
            ),
            Self::Busy => {
                (S::SERVICE_UNAVAILABLE, one(Code::Unavailable, "too many requests are under way; try again"), None)
            }
            Self::TimedOut => (
                S::SERVICE_UNAVAILABLE,
                one(Code::Unavailable, "the request took too long; whether it took effect is unknown"),
                Some("time limit".to_owned()),
            ),
            Self::NotReady(Ill::NoAnswer(cause)) => {
                (S::SERVICE_UNAVAILABLE, one(Code::Unavailable, "the database doesn't answer"), Some(cause))
            }
            Self::NotReady(Ill::NoChanges(cause)) => (
                S::SERVICE_UNAVAILABLE,
                one(Code::Unavailable, "the database answers, but takes no changes; the log says why"),
                Some(cause),
            ),
            Self::Panicked => failed("a handler panicked".to_owned()),
            Self::Case(refusal) => case(refusal),
        };
        Told(Arc::new(Inner { status, errors, cause, denied, attempt, scim_type }))
    }
}

fn case(refusal: Refusal) -> (StatusCode, Vec<Breach>, Option<String>) {
    use StatusCode as S;
    let one = |code, message: &str| vec![Breach::new(code, message)];
    let cause = refusal.to_string();
    match refusal {
        Refusal::Unauthenticated(_) => {
            (S::UNAUTHORIZED, one(Code::Unauthenticated, "the access token isn't valid, or not any more"), Some(cause))
        }
        Refusal::PermissionDenied(right) => (
            S::FORBIDDEN,
            one(Code::PermissionDenied, &format!("Permission denied: {} is needed", right.as_str())),
            None,
        ),
        Refusal::DataroomPermissionDenied(right) => (
            S::FORBIDDEN,
            one(
                Code::DataroomPermissionDenied,
                &format!("Dataroom permission denied: {} doesn't reach this client", right.as_str()),
            ),
            None,
        ),
        Refusal::Restricted(why) => {
            (S::FORBIDDEN, one(Code::PermissionDenied, &format!("Permission denied: {why}")), None)
        }
        Refusal::NoRecord(what) => (S::NOT_FOUND, one(Code::NoRecord, &what), None),
        Refusal::Gone(gone) => (S::GONE, one(Code::LinkGone, &gone.to_string()), None),
        Refusal::Broken(breaches) if breaches.is_empty() => failed("a decision without a reason".to_owned()),
        Refusal::Broken(breaches) => (S::UNPROCESSABLE_ENTITY, breaches, None),
        Refusal::Scim(ScimProblem { kind: ScimType::Uniqueness, detail }) => {
            (S::CONFLICT, one(Code::DuplicateValue, &detail), None)
        }
        Refusal::Scim(problem) => (S::BAD_REQUEST, one(Code::InvalidData, &problem.detail), None),
        Refusal::Locked(why) => (S::LOCKED, one(Code::CredentialLocked, &why), None),
        Refusal::Stale(code, why) => (S::CONFLICT, one(code, &why), None),
        Refusal::PreconditionFailed(why) => (S::PRECONDITION_FAILED, one(Code::PreconditionFailed, &why), None),
        Refusal::TooMany { why, .. } => (S::TOO_MANY_REQUESTS, one(Code::TooManyRequests, &why), None),
        Refusal::KeyReused => (
            S::UNPROCESSABLE_ENTITY,
            one(Code::IdempotencyKeyReused, "this Idempotency-Key was used for a request with another body"),
            None,
        ),
        Refusal::Unavailable(_) => {
            (S::SERVICE_UNAVAILABLE, one(Code::Unavailable, "the server can't do this now; try again"), Some(cause))
        }
        Refusal::Unknown(_) => (
            S::SERVICE_UNAVAILABLE,
            one(Code::Unavailable, "the database's answer was lost; whether the call took effect is unknown"),
            Some(cause),
        ),
        Refusal::Attempt(attempt) => case(*attempt.why),
        Refusal::Store(_) | Refusal::Failed(_) => failed(cause),
    }
}

/// The rendering adds the request id to the message: with it, the cause is found in the log.
fn failed(cause: String) -> (StatusCode, Vec<Breach>, Option<String>) {
    let errors = vec![Breach::new(Code::FatalError, "the server failed")];
    (StatusCode::INTERNAL_SERVER_ERROR, errors, Some(cause))
}

/// After how many whole seconds so long is over, as `Retry-After` says it.
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// The headers that belong to a refusal.
fn headers(refused: &Refused) -> Option<(HeaderName, HeaderValue)> {
    // RFC 6750 §3.1: without a token, no error code is told.
    let bearer = |value| (header::WWW_AUTHENTICATE, HeaderValue::from_static(value));
    match refused {
        Refused::TooMany(after) => Some((header::RETRY_AFTER, HeaderValue::from(whole_seconds(*after)))),
        Refused::NoToken => Some(bearer("Bearer realm=\"sigill\"")),
        Refused::NotProven(_) => Some(bearer("Bearer realm=\"X-Token\"")),
        Refused::Case(Refusal::Unauthenticated(_)) => Some(bearer("Bearer realm=\"sigill\", error=\"invalid_token\"")),
        Refused::Case(Refusal::TooMany { retry_s, .. }) => {
            Some((header::RETRY_AFTER, HeaderValue::from(u64::try_from(*retry_s).unwrap_or(1))))
        }
        Refused::Busy
        | Refused::TimedOut
        | Refused::KeyInUse
        | Refused::NotReady(_)
        | Refused::Case(Refusal::Unavailable(_) | Refusal::Unknown(_)) => Some((header::RETRY_AFTER, RETRY_AFTER_S)),
        // What is left of the body will not be read.
        Refused::BodyTooLarge(_) | Refused::BodyIncomplete | Refused::MalformedBody => {
            Some((header::CONNECTION, HeaderValue::from_static("close")))
        }
        _ => None,
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let header = headers(&self);
        let told = self.told();
        let mut response = told.status().into_response();
        response.headers_mut().extend(header);
        response.extensions_mut().insert(told);
        response
    }
}
