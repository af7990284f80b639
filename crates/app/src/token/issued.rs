//! What the token endpoint answers.

use super::unaccepted::Unaccepted;
use crate::refusal::Refusal;

/// A token that was issued.
#[derive(Clone)]
pub struct IssuedToken {
    /// A JWT (RFC 9068). It is a secret: no log has it.
    pub access_token: String,
    /// In seconds from its issue.
    pub expires_in_s: i64,
    /// To whom.
    pub client_id: String,
}

impl std::fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedToken").field("expires_in_s", &self.expires_in_s).finish_non_exhaustive()
    }
}

/// Why no token was issued (RFC 6749 §5.2).
#[derive(Debug)]
pub enum TokenRefusal {
    /// `invalid_client`: unknown, or a wrong secret or assertion; the client doesn't learn which.
    InvalidClient {
        /// For the log; the client doesn't learn it.
        why: Unaccepted,
        /// Who it says it is, without proof.
        client_id: Option<String>,
    },
    /// Too many are being checked, or the server failed.
    Failed(Refusal),
}

impl TokenRefusal {
    pub(super) fn client(why: Unaccepted, client_id: Option<&str>) -> Self {
        Self::InvalidClient { why, client_id: client_id.map(str::to_owned) }
    }
}
