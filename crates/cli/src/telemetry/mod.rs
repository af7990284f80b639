//! OpenTelemetry: spans of requests, exported by OTLP over HTTP. Only in programs that were built with the cargo feature
//! `otel`; the others say so where they are asked for it.

mod asked;
#[cfg(feature = "otel")]
mod client;
#[cfg(feature = "otel")]
mod export;
#[cfg(not(feature = "otel"))]
#[path = "without.rs"]
mod export;

pub(crate) use self::asked::{IS_BUILT_IN, MISSING, variable};
pub(crate) use self::export::Telemetry;
