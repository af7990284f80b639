//! Broken rules.

use std::fmt;

use crate::code::Code;

/// One broken rule: one entry of a refusal's `errors[]`.
///
/// The message names the field, what was expected and what came; never a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// What kind of rule it is; typed clients go by this.
    pub code: Code,
    /// In English, for people. It names the field first, where there is one.
    pub message: String,
}

impl Breach {
    /// A breach of this kind; the message as [`Breach::message`] says.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// A breach with `errors.invalidData`: a value is missing, or of the wrong form.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidData, message)
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)
    }
}

/// Collects every broken rule of one request, so that all are told at once.
#[derive(Debug, Default)]
pub struct Breaches(Vec<Breach>);

impl Breaches {
    /// Nothing is broken yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, behind those before.
    pub fn push(&mut self, breach: Breach) {
        self.0.push(breach);
    }

    /// Keeps the value, or notes why there is none.
    pub fn keep<T>(&mut self, result: Result<T, Breach>) -> Option<T> {
        result.map_err(|breach| self.0.push(breach)).ok()
    }

    /// Keeps the value, or notes all the reasons why there is none.
    pub fn keep_all<T>(&mut self, result: Result<T, Vec<Breach>>) -> Option<T> {
        result.map_err(|breaches| self.0.extend(breaches)).ok()
    }

    /// `Ok` where nothing was broken.
    pub fn into_result(self) -> Result<(), Vec<Breach>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    /// Whether nothing was broken so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<Breach> for Breaches {
    fn extend<I: IntoIterator<Item = Breach>>(&mut self, breaches: I) {
        self.0.extend(breaches);
    }
}
