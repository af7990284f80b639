//! For whom and under which circumstances something is asked.

use std::sync::Arc;
use std::time::Instant;

use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::clock::Clock;

/// Who a verified token speaks for.
///
/// Making one claims that a token was verified; the only places that do are in authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A user with the credential by which the token was got, or which it is: it must still be usable.
    Holder {
        /// The user, by internal key.
        user_id: Uuid,
        /// Its credential, by internal key.
        credential_id: Uuid,
        /// The version in which the credential was verified, where it has to be the same still.
        version: Option<i64>,
    },
    /// A user whom an outside issuer names, by the external ids of its client and its own.
    Named {
        /// The external id of the user's client.
        client: String,
        /// The user's own external id.
        user: String,
    },
    /// Whoever is signed in with this session.
    Session {
        /// The SHA-256 of its secret, in hexadecimal digits.
        secret: String,
    },
}

/// The circumstances of one request.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// The time of the request: it decides what is valid, and what it changes has it.
    pub at: Timestamp,
    /// When the caller no longer waits.
    pub deadline: Instant,
    /// Of the request, or of the job that the server does by itself; also in the log.
    pub request_id: String,
    /// A fresh id, of the request's event.
    pub event_id: Uuid,
    /// A fresh id, of what the request creates.
    pub id: Uuid,
    /// What time it is later on.
    pub clock: Arc<dyn Clock>,
}

impl Occasion {
    /// The same request at the time that it is now: what is decided, is decided then.
    #[must_use]
    pub fn now(&self) -> Self {
        Self { at: self.clock.now(), ..self.clone() }
    }
}
