//! The name of a request in answers, logs and history.

use http::{HeaderMap, HeaderName};
use sigill_app::World;

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LEN_MAX: usize = 64;

/// The caller's own id where it is a sane one, else a fresh one.
pub(super) fn of(headers: &HeaderMap, world: &World) -> String {
    let mut given = headers.get_all(X_REQUEST_ID).iter();
    match (given.next().and_then(|value| value.to_str().ok()), given.next()) {
        (Some(id), None) if is_sane(id) => id.to_owned(),
        _ => world.id().to_string(),
    }
}

/// It is written to logs and history: no blanks, no line breaks, not endless.
fn is_sane(id: &str) -> bool {
    (1..=LEN_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}
