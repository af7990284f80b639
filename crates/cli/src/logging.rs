//! The log: to standard error, always.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Format;

/// Names of levels as people write them, and what they stand for.
const LEVELS: [(&str, &str); 8] = [
    ("error", "error"),
    ("err", "error"),
    ("warn", "warn"),
    ("warning", "warn"),
    ("info", "info"),
    ("information", "info"),
    ("debug", "debug"),
    ("trace", "trace"),
];

/// What the modules of this program begin with.
const OWN: &str = "sigill";
/// The crates of this program that write to the log.
const CRATES: [&str; 7] =
    ["sigill", "sigill_app", "sigill_domain", "sigill_mss", "sigill_mssp", "sigill_server", "sigill_store"];

/// Reads a level, or a filter by module: `info,sigill_store=debug`. Anything else is refused, since a filter that names
/// nothing that exists would silence every line, errors too.
///
/// # Errors
/// What was expected, and what came.
pub(crate) fn filter(level: &str) -> Result<EnvFilter, String> {
    let directives = directives(level)?;
    EnvFilter::builder().parse(directives).map_err(|error| format!("expected a level or a filter: {error}"))
}

/// The filter as the library has it.
fn directives(level: &str) -> Result<String, String> {
    let mut own = Vec::new();
    let mut base = None;
    for part in level.split(',').map(str::trim) {
        match part.split_once('=') {
            None if base.is_none() => base = Some(named(part)?),
            None => return Err(format!("expected one level for all modules, got a second one: {part:?}")),
            Some((module, level)) => own.push(format!("{}={}", module_named(module.trim())?, named(level.trim())?)),
        }
    }
    let base = base.unwrap_or("info");
    // What libraries have to say of every message and every statement helps nobody, and may hold what is private.
    let all = match base {
        "debug" | "trace" => format!("info,{OWN}={base}"),
        base => base.to_owned(),
    };
    Ok(std::iter::once(all).chain(own).collect::<Vec<_>>().join(","))
}

fn named(level: &str) -> Result<&'static str, String> {
    let found = LEVELS.iter().find(|(name, _)| name.eq_ignore_ascii_case(level)).map(|(_, level)| *level);
    found.ok_or_else(|| {
        format!(
            "expected error, warn, info, debug or trace, or a filter by module such as \"info,sigill_store=debug\", \
             got {level:?}"
        )
    })
}

fn module_named(module: &str) -> Result<&str, String> {
    let is_path =
        !module.is_empty() && module.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:".contains(&byte));
    let first = module.split("::").next().unwrap_or_default();
    // One of a library can't be told from a mistake; one of ours can.
    if !is_path || (first.starts_with("sigil") && !CRATES.contains(&first)) {
        return Err(format!("expected a module such as {}, got {module:?}", CRATES.join(", ")));
    }
    Ok(module)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_as_people_write_it_and_debug_is_about_this_program() {
        for (given, filter) in [
            ("info", "info"),
            ("WARNING", "warn"),
            ("Error", "error"),
            ("debug", "info,sigill=debug"),
            ("trace", "info,sigill=trace"),
            ("warn, sigill_store=debug", "warn,sigill_store=debug"),
            ("sigill_app::signing=trace", "info,sigill_app::signing=trace"),
            ("info,hyper=debug", "info,hyper=debug"),
        ] {
            assert_eq!(directives(given).as_deref(), Ok(filter), "{given}");
            assert!(super::filter(given).is_ok(), "{given}");
        }
    }

    #[test]
    fn what_would_silence_the_log_is_refused() {
        for given in ["", "wanring", "off", "info,", "info,debug", "sigil_store=debug", "sigill_stor=debug", "=debug"] {
            assert!(directives(given).is_err(), "{given}");
        }
        let told = directives("wanring").unwrap_err();
        assert!(told.contains("error, warn, info, debug or trace") && told.ends_with("got \"wanring\""), "{told}");
    }
}
