//! The log: to standard error, always.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::Format;

/// Reads a level or a filter by module.
pub(crate) fn filter(level: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(level)
}

/// Starts the log. `level` has been checked: one that can't be read is taken as `info`.
pub(crate) fn start(format: Option<Format>, level: &str) {
    let is_terminal = std::io::stderr().is_terminal();
    let filter = filter(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(is_terminal).with_env_filter(filter);
    let started = match format.unwrap_or(if is_terminal { Format::Text } else { Format::Json }) {
        Format::Text => log.with_target(false).try_init(),
        Format::Json => log.json().flatten_event(true).try_init(),
    };
    // Only a log that runs already makes this fail, and then it goes on.
    drop(started);
}
