//! Statements.

/// The text of a read, one for both engines. Placeholders are `$1`, `$2`, … and first occur in
/// that order, since SQLite numbers them so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sql(pub(crate) &'static str);
