//! Whether traces are asked for, and whether this program can export any.

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
