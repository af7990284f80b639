//! The refusals that operations have in common, by what they are.

use http::Method;
use utoipa::openapi::{Content, Ref, Response, ResponseBuilder};

use crate::http::terms::Heed;

/// Every operation.
pub(super) const ALL: &[(&str, &str)] = &[
    ("500", "The server failed. The message says nothing but the request id."),
    ("503", "The server has no capacity now, or its database doesn't answer: see Retry-After."),
];

/// Every operation that needs a token.
pub(super) const AUTHENTICATED: &[(&str, &str)] = &[
    ("401", "No access token, or one that isn't valid."),
    ("429", "Too many requests of this caller or from this address: see Retry-After."),
];

/// Every operation that needs a right.
pub(super) const PERMITTED: &[(&str, &str)] = &[(
    "403",
    "The right is missing, or doesn't reach this client. A client that isn't there is answered the same way to callers whose right doesn't reach every client.",
)];

/// Every operation below an id.
pub(super) const ADDRESSED: &[(&str, &str)] = &[("404", "The client, or what is named below it, doesn't exist.")];

/// What its method brings with it; 412 only where `If-Match` is heeded.
pub(super) fn of<H: Heed>(method: &Method) -> Vec<(&'static str, &'static str)> {
    let all = match *method {
        Method::POST => POST,
        Method::PATCH => PATCH,
        Method::PUT | Method::DELETE => BODILESS,
        _ => &[],
    };
    all.iter().copied().filter(|(status, _)| H::IF_MATCH || *status != "412").collect()
}

const POST: &[(&str, &str)] = &[
    ("408", "The body didn't arrive in time."),
    ("413", "The body is too large."),
    ("415", "The body isn't application/json by its Content-Type, has none, or is compressed."),
];

const PATCH: &[(&str, &str)] = &[
    ("408", "The body didn't arrive in time."),
    ("409", "`version` isn't the current one; or, with Retry-After, the Idempotency-Key is in use."),
    ("412", "If-Match doesn't name the current version."),
    ("413", "The body is too large."),
    (
        "415",
        "The body is neither application/json nor application/merge-patch+json by its Content-Type, has none, or is compressed.",
    ),
];

const BODILESS: &[(&str, &str)] =
    &[("400", "A header can't be read."), ("412", "If-Match doesn't name the current version.")];

/// Every operation that can be repeated by its key.
pub(super) const REPEATABLE: &[(&str, &str)] = &[
    ("400", "A header can't be read."),
    ("409", "A request with the same Idempotency-Key is under way: see Retry-After."),
    ("422", "The Idempotency-Key was used for a request with another body."),
];

/// Every operation that can't be repeated or only tried.
pub(super) const REFUSES: &[(&str, &str)] =
    &[("400", "The body can't be read; or the request has an Idempotency-Key or Prefer: dry-run.")];

/// Every operation that can't be repeated by a key.
pub(super) const KEYLESS: &[(&str, &str)] =
    &[("400", "The body can't be read; or the request has an Idempotency-Key.")];

/// Every operation that reads a body.
pub(super) const READ: &[(&str, &str)] = &[
    (
        "400",
        "The body can't be read: none, not JSON, not an object, a member twice, a wrong JSON type. Or a header can't be read, or contradicts the body.",
    ),
    ("422", "Rules are broken, all of them named. Or the Idempotency-Key was used for a request with another body."),
];

/// Every operation that reads a query.
pub(super) const ASKED: &[(&str, &str)] = &[
    ("400", "The query can't be decoded."),
    ("422", "A parameter is unknown, or has a value that can't be; all of them are named."),
];

/// A refusal as documents describe it.
pub(crate) fn refusal(description: &str) -> Response {
    let errors = || Content::new(Some(Ref::from_schema_name("Errors")));
    ResponseBuilder::new()
        .description(description)
        .content("application/json", errors())
        .content("application/problem+json", errors())
        .build()
}
