//! The page of what is measured, for Prometheus, on a listener of its own.

mod messages;
mod process;
mod signing;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;
use sigill_app::Store;

use self::process::Process;
use crate::http::server::Server;
use crate::metrics::text::Text;
use crate::tls::Tls;

/// The media type of the text format of Prometheus.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

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
    messages::messages(&mut text, &app.outbox);
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
