//! OpenTelemetry: spans of requests, exported by OTLP over HTTP where that is asked for.

mod client;
mod export;

pub(crate) use self::export::Telemetry;
