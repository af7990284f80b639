//! OpenTelemetry: spans of requests, exported by OTLP over HTTP. Only in programs that were built with the cargo feature
//! `otel`; the others say so where they are asked for it.

#[cfg(feature = "otel")]
mod client;
#[cfg(feature = "otel")]
mod export;
#[cfg(not(feature = "otel"))]
#[path = "without.rs"]
mod export;

pub(crate) use self::export::Telemetry;

/// Whether this program can export anything.
pub(crate) const IS_BUILT_IN: bool = cfg!(feature = "otel");

/// Why it can't.
pub(crate) const MISSING: &str =
    "this program was built without OpenTelemetry: build it with `cargo build --release --features otel`";

/// The standard variable by which the environment asks for traces, if it does.
pub(crate) fn variable() -> Option<&'static str> {
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"]
        .into_iter()
        .find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
