//! What handlers share.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use sigill_app::{App, Buckets, Shares};
use sigill_domain::idempotency::KEPT_MS;
use sigill_domain::time::Timestamp;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::attempts::Attempts;
use super::denials::Denials;
use super::limits::Limits;
use super::places::Places;
use super::rate::Rate;
use super::ready::Ready;
use super::spans::Spans;
use super::strangers::Strangers;
use super::terms::Keys;
use super::waiting::Reading;
use crate::jobs::rounds::Rounds;
use crate::metrics::Metrics;
use crate::reference::Page;

/// So long answers are kept.
const DAY: Duration = Duration::from_millis(KEPT_MS.unsigned_abs());

/// What handlers share.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) limits: Limits,
    /// What callers are denied.
    pub(crate) denials: Denials,
    /// Attempts to sign in that were refused.
    pub(crate) attempts: Attempts,
    /// The idempotency keys in use.
    pub(crate) keys: Keys,
    /// Bodies of callers who are known, being read.
    pub(crate) reading: Reading,
    /// Requests of callers who are known.
    pub(crate) places: Places,
    /// Those that wait for a person: many, who cost little, and who don't take the place of those who don't wait.
    pub(crate) waiting: Places,
    /// Bytes of answers to callers that aren't sent yet.
    pub(crate) unread: Shares,
    /// What those may take who aren't known.
    pub(crate) strangers: Strangers,
    /// How often one address may call.
    pub(crate) peers: Rate,
    /// How often one caller may call.
    pub(crate) callers: Rate,
    /// How many answers are kept for one caller.
    pub(crate) kept: Buckets,
    pub(crate) metrics: Metrics,
    /// Whether requests can be answered.
    pub(crate) ready: Ready,
    pub(crate) tells: Tells,
    /// Since when it runs.
    pub(crate) began: Timestamp,
    /// The path in the URL by which callers know the server; mostly none.
    pub(crate) base_path: String,
    /// Ends what would go on for long when the server stops.
    pub(crate) stop: CancellationToken,
    /// Wakes the purge: something was marked as dead.
    pub(crate) died: Notify,
    /// What came of the last round of each job.
    pub(crate) rounds: Rounds,
    /// What there is to read, made when it is first asked for.
    pub(crate) described: LazyLock<Described, fn() -> Described>,
}

/// What is served, for reading.
#[derive(Debug)]
pub(crate) struct Described {
    /// The OpenAPI document.
    pub(crate) document: Bytes,
    /// The reference page, made of it.
    pub(crate) page: Page,
}

/// Who is told of each request that was answered, beside the log, and how much the log is.
#[derive(Debug, Default)]
pub(crate) struct Tells {
    pub(crate) spans: Option<Arc<dyn Spans>>,
    /// Whether log lines have the addresses that requests come from.
    pub(crate) peers: bool,
}

impl Server {
    pub(crate) fn new(app: App, limits: Limits, tells: Tells, described: fn() -> Described) -> Self {
        let issuer = app.tokens.options().issuer.parse::<Uri>();
        Self {
            began: app.world.clock.now(),
            base_path: issuer.map(|issuer| issuer.path().trim_end_matches('/').to_owned()).unwrap_or_default(),
            app,
            limits,
            denials: Denials::default(),
            attempts: Attempts::default(),
            keys: Keys::default(),
            // Half of the places, so that the other half is for those whose body is there.
            reading: Reading::new(limits.requests_max / 2),
            places: Places::new(limits.requests_max),
            waiting: Places::new(limits.waiting_max),
            unread: Shares::new(limits.unread_bytes_max),
            strangers: Strangers::new(&limits),
            peers: Rate::new(limits.peer_requests_per_s_max),
            callers: Rate::new(limits.caller_requests_per_s_max),
            kept: Buckets::within(limits.kept_answers_per_day_max, DAY),
            metrics: Metrics::new(),
            ready: Ready::default(),
            tells,
            stop: CancellationToken::new(),
            died: Notify::new(),
            rounds: Rounds::default(),
            described: LazyLock::new(described),
        }
    }
}
