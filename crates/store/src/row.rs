//! Rows: what a table keeps of a noun, in one place.
//!
//! A row names its columns once. The list of a `SELECT`, reading and writing are made of it, so that a new column is one
//! line here, a migration for each engine, and what uses it.

use uuid::Uuid;

use crate::error::StoreError;
use crate::value::{Cells, Value};

/// Columns with their values.
pub(crate) type Columns = Vec<(&'static str, Value)>;

/// A row of a table, or some columns of one that belong together. [`row!`](crate::row::row) makes it.
pub(crate) trait Row: Sized {
    /// The table that it is of.
    const TABLE: &'static str;
    /// Its columns, in the order in which they are read.
    const COLUMNS: &'static [&'static str];

    /// Reads the next columns of a result.
    fn take(cells: &mut Cells<'_>) -> Result<Self, StoreError>;

    /// Columns that are written once, when the row is made.
    fn fixed(&self) -> Columns;

    /// Columns that may change.
    fn changing(&self) -> Columns;

    /// All of them, for a new row.
    fn all(&self) -> Columns {
        let mut all = self.fixed();
        all.extend(self.changing());
        all
    }

    /// As [`Row::take`], of a row that begins with its id; `None` where an outer join found none.
    fn take_joined(cells: &mut Cells<'_>) -> Result<Option<Self>, StoreError> {
        if cells.peek::<Option<Uuid>>()?.is_none() {
            cells.skip(Self::COLUMNS.len());
            return Ok(None);
        }
        Self::take(cells).map(Some)
    }
}

/// Names the columns of a row: those that are written once, a semicolon, those that may change.
///
/// `struct Name in table { column: Type, …; column: Type, … }` makes a struct with a field for each column.
/// `impl Type in table { field, field as column, …; … }` is for a struct that there is, whose fields are columns.
macro_rules! row {
    (
        $(#[$doc:meta])*
        struct $name:ident in $table:ident {
            $($(#[$fixed_doc:meta])* $fixed:ident: $fixed_type:ty),* $(,)?;
            $($(#[$changing_doc:meta])* $changing:ident: $changing_type:ty),* $(,)?
        }
    ) => {
        $(#[$doc])*
        pub(crate) struct $name {
            $($(#[$fixed_doc])* pub(crate) $fixed: $fixed_type,)*
            $($(#[$changing_doc])* pub(crate) $changing: $changing_type,)*
        }

        crate::row::row! { impl $name in $table { $($fixed),*; $($changing),* } }
    };
    (
        impl $name:ident in $table:ident {
            $($fixed:ident $(as $fixed_column:ident)?),* $(,)?;
            $($changing:ident $(as $changing_column:ident)?),* $(,)?
        }
    ) => {
        impl crate::row::Row for $name {
            const TABLE: &'static str = stringify!($table);
            const COLUMNS: &'static [&'static str] = &[
                $(crate::row::row!(@column $fixed $($fixed_column)?),)*
                $(crate::row::row!(@column $changing $($changing_column)?),)*
            ];

            fn take(cells: &mut crate::value::Cells<'_>) -> Result<Self, crate::error::StoreError> {
                Ok(Self {
                    $($fixed: crate::column::take(cells)?,)*
                    $($changing: crate::column::take(cells)?,)*
                })
            }

            fn fixed(&self) -> crate::row::Columns {
                vec![$((
                    crate::row::row!(@column $fixed $($fixed_column)?),
                    crate::column::value(&self.$fixed),
                ),)*]
            }

            fn changing(&self) -> crate::row::Columns {
                vec![$((
                    crate::row::row!(@column $changing $($changing_column)?),
                    crate::column::value(&self.$changing),
                ),)*]
            }
        }
    };
    (@column $field:ident) => { stringify!($field) };
    (@column $field:ident $column:ident) => { stringify!($column) };
}

pub(crate) use row;
