//! Why a query is refused.

use super::{DEPTH_MAX, LEN_MAX, TERMS_MAX};
use crate::text;

/// Why a query is refused. Positions are code points of the query, the first is 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// More than [`LEN_MAX`] bytes.
    #[error("the query is too long: expected at most {LEN_MAX} bytes, got {len}")]
    TooLong {
        /// What came, in bytes.
        len: usize,
    },
    /// Brackets in one another, more than [`DEPTH_MAX`] levels deep.
    #[error("the brackets at position {at} are too deep: expected at most {DEPTH_MAX} levels")]
    TooDeep {
        /// Where the first one too many is.
        at: usize,
    },
    /// More than [`TERMS_MAX`] words.
    #[error("the query has too many terms: expected at most {TERMS_MAX}, got more at position {at}")]
    TooMany {
        /// Where the first one too many is.
        at: usize,
    },
    /// Lucene has it, and it isn't served here.
    #[error("{construct} at position {at} isn't served: {instead}")]
    Unserved {
        /// What it is.
        construct: &'static str,
        /// Where it begins.
        at: usize,
        /// What to write instead.
        instead: &'static str,
    },
    /// Nothing is found by such a field.
    #[error("unknown field {field} at position {at}: expected one of {known}")]
    UnknownField {
        /// As it was written.
        field: String,
        /// Where what is to be found in it begins.
        at: usize,
        /// Those that there are.
        known: String,
    },
    /// Lucene refuses it, too.
    #[error("expected {expected} at position {at}, got {got}")]
    Syntax {
        /// What could stand there.
        expected: &'static str,
        /// Where it is noticed.
        at: usize,
        /// What stands there.
        got: String,
    },
    /// There is no term in it.
    #[error("there is nothing to look for in the query: expected a term with a letter or a digit")]
    Empty,
}

impl QueryError {
    pub(super) fn syntax(expected: &'static str, at: usize, got: &str) -> Self {
        let got = if got.is_empty() { "the end".to_owned() } else { text::echo(got) };
        Self::Syntax { expected, at, got }
    }

    pub(super) const fn unserved(construct: &'static str, at: usize, instead: &'static str) -> Self {
        Self::Unserved { construct, at, instead }
    }
}
