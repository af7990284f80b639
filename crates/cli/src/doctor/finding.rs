//! What the doctor found, and how it is told.

use serde::Serialize;

use crate::failure::Failure;
use crate::output::visible;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Ok,
    Warning,
    Fault,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) state: State,
    pub(super) about: &'static str,
    pub(super) found: String,
    /// The next step, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) advice: Option<String>,
}

/// What was looked at so far.
#[derive(Default)]
pub(super) struct Findings(pub(super) Vec<Finding>);

impl Findings {
    pub(super) fn ok(&mut self, about: &'static str, found: impl Into<String>) {
        self.0.push(Finding { state: State::Ok, about, found: found.into(), advice: None });
    }

    pub(super) fn warn(&mut self, about: &'static str, found: impl Into<String>, advice: impl Into<String>) {
        self.0.push(Finding { state: State::Warning, about, found: found.into(), advice: Some(advice.into()) });
    }

    pub(super) fn fault(&mut self, about: &'static str, found: impl Into<String>, advice: impl Into<String>) {
        self.0.push(Finding { state: State::Fault, about, found: found.into(), advice: Some(advice.into()) });
    }

    /// What keeps a server from starting, in its own words.
    pub(super) fn refusal(&mut self, about: &'static str, failure: &Failure, advice: impl Into<String>) {
        self.fault(about, failure.line(), advice);
    }
}

/// The findings for people.
pub(super) fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { state, about, found, advice } in findings {
        // A database, a provider or a file has a part in the words.
        let (found, advice) = (visible(found), advice.as_deref().map(visible));
        let state = match state {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Fault => "FAULT",
        };
        text.push_str(&format!("{state:<8} {about:<14} {found}\n"));
        if let Some(advice) = advice {
            text.push_str(&format!("{:<24}{advice}\n", ""));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_can_not_change_what_a_terminal_shows() {
        let mut findings = Findings::default();
        findings.ok("database", "PostgreSQL 15\u{1b}[2J answers\nok       changes");
        findings.warn("public URL", "https://a\u{202e}b", "say\u{9b}1m so");
        let shown = text(&findings.0);
        assert_eq!(shown.lines().count(), 3, "{shown}");
        assert!(shown.chars().all(|c| c == '\n' || !c.is_control()) && !shown.contains('\u{202e}'), "{shown:?}");
        assert!(shown.contains(r"PostgreSQL 15\u{1b}[2J answers\u{a}ok"), "{shown}");
    }
}
