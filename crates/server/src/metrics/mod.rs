//! What is measured, for Prometheus, on a listener of its own.
//!
//! Labels are routes as they are declared, methods, statuses, codes, causes, and what the configuration names: never what
//! a caller sends, nor an id, a number or a name of a person, so that the metrics are no personal data and can't grow
//! without end.

mod process;
mod signing;
mod tally;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use sigill_app::{Histogram, Store};

use self::process::Process;
use self::tally::Tally;
use self::text::Text;
use crate::http::server::Server;
use crate::oauth;
use crate::refused::Told;
use crate::serve::Tls;

/// The media type of the text format of Prometheus.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

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
            tokens: Tally::of(oauth::PROOFS),
            refused_tokens: Tally::of(oauth::causes()),
            under_way: Gauge::default(),
            connections: Gauge::default(),
            crowded_out: AtomicU64::default(),
            locks: AtomicU64::default(),
            purging_since: Mutex::default(),
        }
    }

    /// Counts a request that was answered. The caller sees to it that `route` and `method` are of a known set.
    pub(crate) fn answered(
        &self,
        route: &str,
        method: &'static str,
        status: StatusCode,
        took: Duration,
        told: Option<&Told>,
    ) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if !requests.contains_key(route) {
            requests.insert(route.to_owned(), OfRoute::new());
        }
        if let Some(of_route) = requests.get_mut(route) {
            of_route.entry((method, status.as_u16())).or_default().observe(took);
        }
        drop(requests);
        for breach in told.map(Told::errors).unwrap_or_default() {
            self.refusals.count(breach.code.as_str());
        }
        if let Some(right) = told.and_then(Told::denied) {
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

    fn write(&self, text: &mut Text) {
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

/// What is looked at for the metrics.
#[derive(Clone)]
struct Watched {
    server: Arc<Server>,
    tls: Option<Tls>,
}

/// What is served on the listener of the metrics.
pub(crate) fn router(server: Arc<Server>, tls: Option<Tls>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(Watched { server, tls })
}

async fn metrics(State(watched): State<Watched>) -> Response {
    // Files are read where that keeps no request waiting.
    let process = tokio::task::spawn_blocking(Process::look).await.unwrap_or_default();
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], written(&watched, &process)).into_response()
}

/// All that is measured, in the text format of Prometheus.
fn written(watched: &Watched, process: &Process) -> String {
    let Server { app, metrics, began, .. } = &*watched.server;
    let mut text = Text::default();
    text.head("sigill_build_info", "gauge", "The version that runs.");
    text.sample("sigill_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    text.head("process_start_time_seconds", "gauge", "Since when the server runs, in Unix time.");
    text.sample_f64("process_start_time_seconds", &[], began.millis() as f64 / 1_000.0);
    process.write(&mut text);
    metrics.write(&mut text);
    signing::signatures(&mut text, &app.desk);
    signing::providers(&mut text, &app.desk);
    signing::certificates(&mut text, &app.desk, watched.tls.as_ref());
    database(&mut text, &app.store);
    text.into_string()
}

fn database(text: &mut Text, store: &Store) {
    text.head(
        "sigill_database_duration_seconds",
        "histogram",
        "Work that was asked of the database, with its wait for a connection.",
    );
    for (kind, measure) in store.measures().all() {
        text.histogram("sigill_database_duration_seconds", &[("kind", kind)], &measure.time);
    }
    text.head("sigill_database_failures_total", "counter", "Work that the database didn't do, by kind.");
    for (kind, measure) in store.measures().all() {
        text.sample("sigill_database_failures_total", &[("kind", kind)], measure.failures.load(Ordering::Relaxed));
    }
    text.head("sigill_history_events_total", "counter", "Events that were written to the history.");
    text.sample("sigill_history_events_total", &[], store.measures().events.load(Ordering::Relaxed));
    let connections = store.connections();
    text.gauge("sigill_database_connections_in_use", "Connections to the database in use.", connections.in_use as u64);
    text.gauge("sigill_database_connections_max", "Connections to the database at most.", connections.max as u64);
    text.head(
        "sigill_database_connections_refused_total",
        "counter",
        "Connections that the database refused since it had too many.",
    );
    text.sample("sigill_database_connections_refused_total", &[], connections.refused);
}
