//! Standard output.

use std::io::{IsTerminal, Write};

/// Writes to standard output at once. Where nobody reads it any more, that is no failure.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// How a command writes its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// One JSON object in one line, for programs.
    Json,
}

/// Emphasis, on a terminal only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) strong: &'static str,
    pub(crate) faint: &'static str,
    pub(crate) plain: &'static str,
}

impl Style {
    const NONE: Self = Self { strong: "", faint: "", plain: "" };
    const TERMINAL: Self = Self { strong: "\x1b[1m", faint: "\x1b[2m", plain: "\x1b[0m" };

    /// What standard output can show; none where `NO_COLOR` is set (no-color.org).
    pub(crate) fn of_stdout() -> Self {
        let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        if is_wanted && std::io::stdout().is_terminal() { Self::TERMINAL } else { Self::NONE }
    }
}
