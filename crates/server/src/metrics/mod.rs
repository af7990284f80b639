//! What is measured, for Prometheus, on a listener of its own.
//!
//! Labels are routes as they are declared, methods, statuses, codes, causes, and what the configuration names: never what
//! a caller sends, nor an id, a number or a name of a person, so that the metrics are no personal data and can't grow
//! without end.

mod tally;
pub(crate) mod text;
pub(crate) mod tokens;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::StatusCode;
use sigill_app::Histogram;
use sigill_domain::right::Elementary;

use self::tally::Tally;
use self::text::Text;

/// Requests of one route by method and status.
type OfRoute = BTreeMap<(&'static str, u16), Histogram>;

/// What the server counts itself. The database is measured by the store, signatures by the application.
#[derive(Debug)]
pub(crate) struct Metrics {
    /// Requests by their route.
    requests: Mutex<HashMap<String, OfRoute>>,
    /// By code.
    refusals: Tally,
    /// By the right that a caller lacks.
    denials: Tally,
    /// By what the client authenticated by.
    pub(crate) tokens: Tally,
    /// Token requests without a token, by cause.
    pub(crate) refused_tokens: Tally,
    pub(crate) under_way: Gauge,
    pub(crate) connections: Gauge,
    /// Requests that weren't looked at, since there were too many beside others on their connections.
    pub(crate) crowded_out: AtomicU64,
    /// Locks that failed logins have led to.
    pub(crate) locks: AtomicU64,
    /// Since when there is something to purge.
    purging_since: Mutex<Option<Instant>>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        Self {
            requests: Mutex::default(),
            refusals: Tally::default(),
            denials: Tally::default(),
            tokens: Tally::of(tokens::PROOFS),
            refused_tokens: Tally::of(tokens::causes()),
            under_way: Gauge::default(),
            connections: Gauge::default(),
            crowded_out: AtomicU64::default(),
            locks: AtomicU64::default(),
            purging_since: Mutex::default(),
        }
    }

    /// Counts a request that was answered, with the codes of its refusal and the right that is missing. The caller sees to it that `route` and `method` are of a known set.
    pub(crate) fn answered(
        &self,
        route: &str,
        method: &'static str,
        status: StatusCode,
        took: Duration,
        codes: impl Iterator<Item = &'static str>,
        denied: Option<Elementary>,
    ) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if !requests.contains_key(route) {
            requests.insert(route.to_owned(), OfRoute::new());
        }
        if let Some(of_route) = requests.get_mut(route) {
            of_route.entry((method, status.as_u16())).or_default().observe(took);
        }
        drop(requests);
        for code in codes {
            self.refusals.count(code);
        }
        if let Some(right) = denied {
            self.denials.count(right.as_str());
        }
    }

    /// Notes that there is, or is no longer, something to purge.
    pub(crate) fn purging(&self, is_purging: bool) {
        let mut since = self.purging_since.lock().unwrap_or_else(PoisonError::into_inner);
        *since = is_purging.then(|| since.unwrap_or_else(Instant::now));
    }

    fn purge_lag(&self) -> Duration {
        let since = self.purging_since.lock().unwrap_or_else(PoisonError::into_inner);
        since.map(|since| since.elapsed()).unwrap_or_default()
    }

    fn write_requests(&self, text: &mut Text) {
        let metric = "sigill_request_duration_seconds";
        text.head(metric, "histogram", "Requests by route, method and status, and how long they took.");
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let sorted: BTreeMap<_, _> = requests.iter().collect();
        for (route, of_route) in sorted {
            for ((method, status), histogram) in of_route {
                let labels = [("route", route.as_str()), ("method", method), ("status", &status.to_string())];
                text.histogram(metric, &labels, histogram);
            }
        }
    }

    pub(crate) fn write(&self, text: &mut Text) {
        self.write_requests(text);
        self.refusals.write(text, "sigill_refusals_total", "Broken rules that callers were told, by code.", "code");
        let help = "Requests that were denied to a caller for lack of a right, by the right.";
        self.denials.write(text, "sigill_denials_total", help, "right");
        let help = "Access tokens that were issued, by what the client authenticated by.";
        self.tokens.write(text, "sigill_tokens_issued_total", help, "by");
        let help = "Token requests that got none, by cause.";
        self.refused_tokens.write(text, "sigill_tokens_refused_total", help, "cause");
        text.gauge("sigill_requests_under_way", "Requests that are being answered.", self.under_way.now());
        text.gauge("sigill_connections", "Open connections of callers.", self.connections.now());
        let help =
            "Requests that weren't looked at, since there were too many beside others on their connections (HTTP/2).";
        text.head("sigill_requests_crowded_out_total", "counter", help);
        text.sample("sigill_requests_crowded_out_total", &[], self.crowded_out.load(Ordering::Relaxed));
        text.head("sigill_locks_total", "counter", "Locks of credentials that failed logins have led to.");
        text.sample("sigill_locks_total", &[], self.locks.load(Ordering::Relaxed));
        text.head(
            "sigill_purge_lag_seconds",
            "gauge",
            "How long this node has been purging what deleted clients have left; 0 where nothing is left.",
        );
        text.sample_f64("sigill_purge_lag_seconds", &[], self.purge_lag().as_secs_f64());
    }
}

/// How many there are of something now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gauge(Arc<AtomicU64>);

/// One of them, until it is dropped.
pub(crate) struct Counted(Gauge);

impl Gauge {
    pub(crate) fn one(&self) -> Counted {
        self.0.fetch_add(1, Ordering::Relaxed);
        Counted(self.clone())
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
