//! Spans are made when a request is over, and sent in batches by a thread of the library.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry::trace::{
    Span, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId, TraceState, Tracer,
    TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use sigill_server::{Ended, Parent, Spans};
use tracing::{info, warn};

use super::client::Client;
use crate::config::{Config, ConfigError};
use crate::failure::Failure;

/// How long a stopping server waits until the last spans are sent.
const FLUSH_MAX: Duration = Duration::from_secs(5);

/// The standard variable by which the environment asks for traces, if it does.
fn variable() -> Option<&'static str> {
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"]
        .into_iter()
        .find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The exporter, if one is configured.
pub(crate) struct Telemetry(Option<SdkTracerProvider>);

impl Telemetry {
    /// # Errors
    /// The endpoint can't be one.
    pub(crate) fn start(config: &Config) -> Result<Self, Failure> {
        let (name, endpoint) = match (&config.telemetry.endpoint, variable()) {
            (Some(endpoint), _) => ("telemetry.endpoint", Some(traces_of(endpoint))),
            (None, Some(variable)) => (variable, None),
            (None, None) => return Ok(Self(None)),
        };
        let wrong = |why: String| ConfigError::Value { name: name.to_owned(), why };
        let client = Client::new().map_err(|error| wrong(error.to_string()))?;
        let builder = SpanExporter::builder().with_http().with_http_client(client).with_protocol(Protocol::HttpBinary);
        // Where nothing is said here, the library reads the standard variables.
        let builder = match endpoint {
            Some(endpoint) => builder.with_endpoint(endpoint),
            None => builder,
        };
        let exporter = builder.build().map_err(|error| wrong(error.to_string()))?;
        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
        let service = match std::env::var_os("OTEL_SERVICE_NAME") {
            Some(_) => Resource::builder(),
            None => Resource::builder().with_service_name("sigill"),
        };
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(service.with_attribute(version).build())
            .build();
        info!(by = name, "spans of requests are exported");
        Ok(Self(Some(provider)))
    }

    pub(crate) fn spans(&self) -> Option<Arc<dyn Spans>> {
        let provider = self.0.as_ref()?;
        Some(Arc::new(Exporting(provider.tracer("sigill"))))
    }

    /// Sends what is left.
    pub(crate) async fn stop(self) {
        let Some(provider) = self.0 else { return };
        // It blocks, and the client needs this runtime meanwhile.
        let stopped = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FLUSH_MAX)).await;
        match stopped {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "the last spans may be lost"),
            Err(error) => warn!(%error, "the last spans may be lost"),
        }
    }
}

/// The standard says what is behind the base URL.
fn traces_of(base: &str) -> String {
    format!("{}/v1/traces", base.trim_end_matches('/'))
}

#[derive(Debug)]
struct Exporting(SdkTracer);

impl Spans for Exporting {
    fn ended(&self, request: &Ended<'_>) -> Option<u128> {
        let began = UNIX_EPOCH + Duration::from_micros(u64::try_from(request.began.micros()).unwrap_or_default());
        let within = request.parent.map_or_else(Context::new, within);
        let mut span = self.0.build_with_context(builder(&self.0, request, began), &within);
        if request.status >= 500 {
            span.set_status(Status::error(""));
        }
        let trace_id = span.span_context().trace_id();
        span.end_with_timestamp(began + request.took);
        (trace_id != TraceId::INVALID).then(|| u128::from_be_bytes(trace_id.to_bytes()))
    }
}

/// What the span says, by the semantic conventions for HTTP.
fn builder(tracer: &SdkTracer, request: &Ended<'_>, began: SystemTime) -> opentelemetry::trace::SpanBuilder {
    let method = if request.method == "other" { "_OTHER" } else { request.method };
    let name = match request.route {
        Some(route) => format!("{method} {route}"),
        None => method.to_owned(),
    };
    let mut attributes = vec![
        KeyValue::new("http.request.method", method),
        KeyValue::new("http.response.status_code", i64::from(request.status)),
        KeyValue::new("sigill.request_id", request.request_id.to_owned()),
    ];
    attributes.extend(request.route.map(|route| KeyValue::new("http.route", route.to_owned())));
    tracer.span_builder(name).with_kind(SpanKind::Server).with_start_time(began).with_attributes(attributes)
}

/// The span of the caller, around ours.
fn within(parent: Parent) -> Context {
    let trace_id = TraceId::from_bytes(parent.trace_id.to_be_bytes());
    let span_id = SpanId::from_bytes(parent.span_id.to_be_bytes());
    let flags = TraceFlags::new(parent.flags);
    Context::new().with_remote_span_context(SpanContext::new(trace_id, span_id, flags, true, TraceState::NONE))
}
