//! Filling a database quickly: what each engine does for it.

use crate::error::StoreError;
use crate::value::Value;

/// Rows of users below which a database counts as empty: indexes and references are made after the rows.
pub(super) const NEARLY_EMPTY: i64 = 1_000;

/// The tables that a filled database is large by.
pub(super) const LARGE: &[&str] = &["users", "owner", "profile", "credential", "event"];

/// Rows of one table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// A database that is being filled, in one transaction. Dropped before it is finished, nothing was.
pub(crate) trait Loading: Send {
    /// Adds rows, each table after those that it refers to.
    fn load(&mut self, tables: Vec<Table>) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Makes what was left out, and commits.
    fn finish(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}
