//! What is measured, for Prometheus, on a listener of its own.
//!
//! Labels are routes as they are declared, methods, statuses and codes: never an id, a number or a name,
//! so that the metrics are no personal data and can't grow without end.

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
use sigill_app::Histogram;

use self::text::Text;
use crate::refused::Told;
use crate::router::Server;

/// The media type of the text format of Prometheus.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Requests of one route by method and status.
type OfRoute = BTreeMap<(&'static str, u16), Histogram>;

/// What the server counts itself. The database is measured by the store.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Requests by their route.
    requests: Mutex<HashMap<String, OfRoute>>,
    refusals: Mutex<BTreeMap<&'static str, u64>>,
    pub(crate) under_way: Gauge,
    pub(crate) connections: Gauge,
    /// Locks that failed logins have led to.
    pub(crate) locks: AtomicU64,
    /// Since when there is something to purge.
    purging_since: Mutex<Option<Instant>>,
}

impl Metrics {
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
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        for breach in told.map(Told::errors).unwrap_or_default() {
            *refusals.entry(breach.code.as_str()).or_default() += 1;
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

/// What is served on the listener of the metrics.
pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(server)
}

async fn metrics(State(server): State<Arc<Server>>) -> Response {
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], written(&server)).into_response()
}

/// All that is measured, in the text format of Prometheus.
fn written(server: &Server) -> String {
    let metrics = &server.metrics;
    let mut text = Text::default();
    text.head("sigill_build_info", "gauge", "The version that runs.");
    text.sample("sigill_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);

    text.head(
        "sigill_request_duration_seconds",
        "histogram",
        "Requests by route, method and status, and how long they took.",
    );
    let requests = metrics.requests.lock().unwrap_or_else(PoisonError::into_inner);
    let sorted: BTreeMap<_, _> = requests.iter().collect();
    for (route, of_route) in sorted {
        for ((method, status), histogram) in of_route {
            let labels = [("route", route.as_str()), ("method", method), ("status", &status.to_string())];
            text.histogram("sigill_request_duration_seconds", &labels, histogram);
        }
    }
    drop(requests);

    text.head("sigill_refusals_total", "counter", "Broken rules that callers were told, by code.");
    for (code, count) in &*metrics.refusals.lock().unwrap_or_else(PoisonError::into_inner) {
        text.sample("sigill_refusals_total", &[("code", code)], *count);
    }
    text.gauge("sigill_requests_under_way", "Requests that are being answered.", metrics.under_way.now());
    text.gauge("sigill_connections", "Open connections of callers.", metrics.connections.now());
    text.head("sigill_locks_total", "counter", "Locks of credentials that failed logins have led to.");
    text.sample("sigill_locks_total", &[], metrics.locks.load(Ordering::Relaxed));

    let store = &server.app.store;
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
    let connections = store.connections();
    text.gauge("sigill_database_connections_in_use", "Connections to the database in use.", connections.in_use as u64);
    text.gauge("sigill_database_connections_max", "Connections to the database at most.", connections.max as u64);

    text.head(
        "sigill_purge_lag_seconds",
        "gauge",
        "How long this node has been purging what deleted clients have left; 0 where nothing is left.",
    );
    text.sample_f64("sigill_purge_lag_seconds", &[], metrics.purge_lag().as_secs_f64());
    text.into_string()
}
