//! Queries, in the part of Lucene's syntax that people use: how they are read, what they mean, and by what index the
//! answer can be found.
//!
//! Source: *Query REST service*; the syntax is the one of Lucene's classic query parser. What of it is served, and why the
//! rest isn't, is in ADR 0031.

mod ask;
mod bind;
mod cover;
mod error;
mod field;
mod found;
mod lex;
mod matching;
mod node;
mod parse;
#[cfg(test)]
mod tests;
mod unescape;
mod words;

pub use self::ask::{Ask, DEFAULTS_MAX, FROM_MAX, QueryAnswer, SCORE, SIZE_DEFAULT, SIZE_MAX};
pub use self::bind::{Condition, How, Test, bind};
pub use self::cover::Lead;
pub use self::error::QueryError;
pub use self::field::{Entity, Field, FieldKey, FieldKind, Scope};
pub use self::found::{Candidate, sex};
pub use self::matching::{Document, FieldValue};
pub use self::node::{Clause, Edge, Leaf, Node, Occur, Piece, TermForm};
pub use self::parse::parse;

/// Longest query, in bytes.
pub const LEN_MAX: usize = 4096;
/// Deepest nesting of brackets.
pub const DEPTH_MAX: usize = 32;
/// Terms of a query at most.
pub const TERMS_MAX: usize = 64;
