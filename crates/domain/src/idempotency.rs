//! Answers that are kept for a repeated request (`Idempotency-Key`,
//! draft-ietf-httpapi-idempotency-key-header-07).

use uuid::Uuid;

use crate::time::Timestamp;

/// How long an answer is kept, in milliseconds: 24 hours.
pub const KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// What identifies a repeated request, besides its caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// 1 to 64 printable ASCII characters, chosen by the caller.
    pub key: String,
    /// `POST` and so on.
    pub method: String,
    /// The whole path, as it was sent but for a slash at its end; without a query.
    pub path: String,
    /// A digest of the body: the same key with another body is another request.
    pub fingerprint: String,
}

/// An answer. Secrets are never part of one that is kept; and its body is sealed, since it may show encrypted values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status code.
    pub status: u16,
    /// The header `Location`, where the answer had one.
    pub location: Option<String>,
    /// The header `ETag`, where the answer had one.
    pub etag: Option<String>,
    /// As it was sent; `None` where it was empty.
    pub body: Option<String>,
}

/// An answer that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its row, by internal key.
    pub id: Uuid,
    /// Of the body that it answered: [`Request::fingerprint`].
    pub fingerprint: String,
    /// What the repeated request gets.
    pub answer: Answer,
    /// When it was kept.
    pub at: Timestamp,
}

impl Kept {
    /// Whether it was kept for [`KEPT_MS`], and so counts no longer.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.at.plus_millis(KEPT_MS) <= now
    }
}

/// An answer that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Its row, by internal key: the id of the first event of what was done.
    pub id: Uuid,
    /// The client that the request was about, by internal key; `None` where it was about none.
    pub client_id: Option<Uuid>,
    /// Who asked, by internal key: others may use the same key.
    pub caller_id: Uuid,
    /// What is answered so.
    pub request: Request,
    /// What a repeated request gets.
    pub answer: Answer,
    /// When it is kept; it counts for [`KEPT_MS`] from then on.
    pub at: Timestamp,
}
