//! The names by which token requests are counted.

use sigill_app::token::Unaccepted;

/// By what a client may authenticate.
pub(crate) const PROOFS: [&str; 2] = ["secret", "assertion"];

/// Why there may be no token, beside the causes of [`Unaccepted`].
pub(crate) const OTHER_CAUSES: [&str; 6] =
    ["invalid-request", "unsupported-grant-type", "invalid-scope", "too-many-requests", "unavailable", "failed"];

/// Why there may be no token.
pub(crate) fn causes() -> impl Iterator<Item = &'static str> {
    Unaccepted::NAMES.into_iter().chain(OTHER_CAUSES)
}
