//! What the server takes at most, of everything.

use std::time::{Duration, Instant};

/// What of a request's time is kept for after its body, at most.
const REST_MAX: Duration = Duration::from_secs(1);

/// Limits of the server. Every one has a default that is right for most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest body of a request, in bytes.
    pub body_bytes_max: usize,
    /// Requests that are being answered at once; one more gets 503.
    pub requests_max: usize,
    /// Token requests that are answered at once, beside those; one more gets 503.
    pub token_requests_max: usize,
    /// Requests in a second that one address may make; more get 429. `None`: as many as it likes.
    pub peer_requests_per_s_max: Option<u32>,
    /// Requests in a second that are answered at once of those who come from one address without a valid token; more
    /// wait.
    pub stranger_requests_per_s_max: u32,
    /// Requests in a second that one caller may make; more get 429. `None`: as many as it likes.
    pub caller_requests_per_s_max: Option<u32>,
    /// Requests that wait for a signature, or follow one, at once; one more gets 503.
    pub waiting_max: usize,
    /// How long a request may take from its headers to its answer, in milliseconds.
    pub request_ms_max: u64,
    /// Open connections; for one more, the one that has been idle longest is ended, or it waits.
    pub connections_max: usize,
    /// Headers of a request; one more gets 431 (HTTP/1).
    pub headers_max: usize,
    /// All headers of a request together, in bytes; more gets 431. At least 8192.
    pub headers_bytes_max: usize,
    /// How long a request's headers may take to arrive, and so how long an HTTP/1 connection may be
    /// idle, in milliseconds.
    pub headers_ms_max: u64,
    /// How long nothing of an answer may be taken, in milliseconds: then its connection is ended.
    pub unread_ms_max: u64,
    /// Bytes of answers to callers that aren't sent yet; for more, who reads gets 503.
    pub unread_bytes_max: usize,
    /// How long a connection lives on which nothing is asked, whatever else arrives, in milliseconds.
    pub idle_ms_max: u64,
    /// Requests at once on one HTTP/2 connection. Each costs some memory for as long as the connection lives.
    pub streams_max: u32,
    /// How long a stopping server waits for the requests that are under way, in milliseconds.
    pub stop_ms_max: u64,
    /// Answers for repeated requests that are kept for one caller in a day; more get 429.
    pub kept_answers_per_day_max: u32,
    /// How many days events of the history are kept; 0: for ever.
    pub history_days_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 64 * 1024,
            requests_max: 512,
            token_requests_max: 64,
            peer_requests_per_s_max: None,
            stranger_requests_per_s_max: 50,
            caller_requests_per_s_max: None,
            waiting_max: 4_096,
            request_ms_max: 10_000,
            connections_max: 4_096,
            headers_max: 100,
            headers_bytes_max: 32 * 1024,
            headers_ms_max: 10_000,
            unread_ms_max: 30_000,
            unread_bytes_max: 32 << 20,
            idle_ms_max: 60_000,
            streams_max: 32,
            stop_ms_max: 20_000,
            kept_answers_per_day_max: 100_000,
            history_days_max: 0,
        }
    }
}

impl Limits {
    pub(crate) fn request(&self) -> Duration {
        Duration::from_millis(self.request_ms_max)
    }

    /// Until when a body is waited for, of a request with this deadline: the rest is for the answer.
    pub(crate) fn body_until(&self, deadline: Instant) -> Instant {
        deadline.checked_sub((self.request() / 4).min(REST_MAX)).unwrap_or(deadline)
    }

    pub(crate) fn headers(&self) -> Duration {
        Duration::from_millis(self.headers_ms_max)
    }

    pub(crate) fn unread(&self) -> Duration {
        Duration::from_millis(self.unread_ms_max)
    }

    pub(crate) fn idle(&self) -> Duration {
        Duration::from_millis(self.idle_ms_max)
    }

    pub(crate) fn stop(&self) -> Duration {
        Duration::from_millis(self.stop_ms_max)
    }
}
