//! What is wrong with an answer, and whose fault it is.

use thiserror::Error;

/// Whom a problem is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// Who handed it over: it can't be read.
    Form,
    /// Whoever set up the client or the page: nothing is counted against a person for it.
    Setup,
    /// Who used the authenticator: it isn't what was asked for.
    Person,
}

/// What is wrong with an answer, in words that a caller may see.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {why}")]
pub struct Problem {
    /// The member that it is about.
    pub field: &'static str,
    /// What was expected, and what came.
    pub why: String,
    /// Whom it is held against.
    pub blame: Blame,
}

impl Problem {
    pub(crate) fn form(field: &'static str, why: impl Into<String>) -> Self {
        Self { field, why: why.into(), blame: Blame::Form }
    }

    pub(crate) fn setup(field: &'static str, why: impl Into<String>) -> Self {
        Self { field, why: why.into(), blame: Blame::Setup }
    }

    pub(crate) fn person(field: &'static str, why: impl Into<String>) -> Self {
        Self { field, why: why.into(), blame: Blame::Person }
    }
}

/// A text from outside as a message may show it: no control characters, not endless.
pub(crate) fn echo(text: &str) -> String {
    const SHOWN_MAX: usize = 100;
    let shown: String = text.chars().take(SHOWN_MAX).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN_MAX).is_some() { format!("'{shown}…'") } else { format!("'{shown}'") }
}
