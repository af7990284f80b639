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
    pub method: String,
    pub path: String,
    /// A digest of the body: the same key with another body is another request.
    pub fingerprint: String,
}

/// An answer, as it is kept. Secrets are never part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub etag: Option<String>,
    pub body: Option<String>,
}

/// An answer that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: Uuid,
    pub fingerprint: String,
    pub answer: Answer,
    pub at: Timestamp,
}

impl Kept {
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.at.plus_millis(KEPT_MS) <= now
    }
}

/// An answer that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    pub id: Uuid,
    pub client_id: Option<Uuid>,
    pub caller_id: Uuid,
    pub request: Request,
    pub answer: Answer,
    pub at: Timestamp,
}
