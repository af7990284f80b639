//! What can go wrong below the rules.

use thiserror::Error;

/// Why the database gave no answer.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// It can't be reached or has no capacity; trying later may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// It answers, but takes no changes: it is read-only, its disk is full, or its file can't be written.
    #[error("the database takes no changes: {0}")]
    Unwritable(String),
    /// A file of a backup can't be read or written, or isn't one.
    #[error("{0}")]
    File(String),
    /// It answered with an error that no caller can cause.
    #[error("the database refused a statement: {0}")]
    Failed(String),
    /// What is stored can't be read as what it should be.
    #[error("{what} is stored in a form that can't be read: {why}")]
    Corrupt {
        /// What was read, in words.
        what: &'static str,
        /// What is wrong with it; never a secret.
        why: String,
    },
    /// The schema isn't one this version works with.
    #[error("the database schema: {0}")]
    Schema(String),
}

/// Why a change was not, or perhaps not, applied.
#[derive(Debug, Error)]
pub enum CommitError {
    /// What the decision was made on is no longer so: read and decide again.
    #[error("what was read has changed meanwhile")]
    Moved,
    /// The connection was lost before the answer: it may have been applied.
    #[error("the connection was lost before the answer: {0}")]
    Unknown(String),
    /// It was not applied: the database can't be asked, or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}
