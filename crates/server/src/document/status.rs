//! The refusals that operations have in common, by what they are.

use utoipa::openapi::{Content, Ref, Response, ResponseBuilder};

/// Every operation.
pub(super) const ALL: &[(&str, &str)] = &[
    ("500", "The server failed. The message says nothing but the request id."),
    ("503", "The server has no capacity now, or its database doesn't answer: see Retry-After."),
];

/// Every operation that needs a permit.
pub(super) const PERMITTED: &[(&str, &str)] = &[
    ("401", "No access token, or one that isn't valid."),
    (
        "403",
        "The right is missing, or doesn't reach this client. A client that isn't there is answered the same way to callers whose right doesn't reach every client.",
    ),
];

/// Every operation below an id.
pub(super) const ADDRESSED: (&str, &str) = ("404", "The client, or what is named below it, doesn't exist.");

/// Every operation that may be sent a body.
pub(super) const SENT: &[(&str, &str)] = &[
    ("408", "The body didn't arrive in time."),
    ("413", "The body is too large."),
    ("415", "The body isn't application/json by its Content-Type, has none, or is compressed."),
];

/// Every operation that reads a body.
pub(super) const READ: &[(&str, &str)] = &[
    ("400", "The body can't be read: none, not JSON, not an object, a member twice, a wrong JSON type."),
    ("422", "Rules are broken, all of them named."),
];

/// A refusal as documents describe it.
pub(super) fn refusal(description: &str) -> Response {
    let errors = || Content::new(Some(Ref::from_schema_name("Errors")));
    ResponseBuilder::new()
        .description(description)
        .content("application/json", errors())
        .content("application/problem+json", errors())
        .build()
}
