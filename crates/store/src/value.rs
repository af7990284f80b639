//! Values on their way into statements, and cells on their way out.

use std::error::Error;

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::error::StoreError;

/// A value of a statement, the same for both engines.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    Int(i64),
    OptInt(Option<i64>),
    Text(String),
    OptText(Option<String>),
    Uuid(Uuid),
    OptUuid(Option<Uuid>),
    Bool(bool),
}

impl std::fmt::Debug for Value {
    /// The type only: values are secrets and people's numbers, too.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.postgres_type())
    }
}

impl Value {
    /// The PostgreSQL type, for a cast where it can't be inferred.
    pub(crate) const fn postgres_type(&self) -> &'static str {
        match self {
            Self::Int(_) | Self::OptInt(_) => "int8",
            Self::Text(_) | Self::OptText(_) => "text",
            Self::Uuid(_) | Self::OptUuid(_) => "uuid",
            Self::Bool(_) => "bool",
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident;)*) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        })*
    };
}

from! {
    i64 => Int;
    Option<i64> => OptInt;
    &str => Text;
    String => Text;
    Option<String> => OptText;
    Uuid => Uuid;
    Option<Uuid> => OptUuid;
    bool => Bool;
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Int(value) => value.to_sql_checked(ty, out),
            Self::OptInt(value) => value.to_sql_checked(ty, out),
            Self::Text(value) => value.to_sql_checked(ty, out),
            Self::OptText(value) => value.to_sql_checked(ty, out),
            Self::Uuid(value) => value.to_sql_checked(ty, out),
            Self::OptUuid(value) => value.to_sql_checked(ty, out),
            Self::Bool(value) => value.to_sql_checked(ty, out),
        }
    }

    /// Each value checks its own type when it is written.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Self::Int(value) | Self::OptInt(Some(value)) => ValueRef::Integer(*value),
            Self::Text(value) | Self::OptText(Some(value)) => ValueRef::Text(value.as_bytes()),
            Self::Uuid(value) | Self::OptUuid(Some(value)) => ValueRef::Blob(value.as_bytes()),
            Self::Bool(value) => ValueRef::Integer(i64::from(*value)),
            Self::OptInt(None) | Self::OptText(None) | Self::OptUuid(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

/// A type that both engines can read out of a column.
pub(crate) trait Cell: for<'a> tokio_postgres::types::FromSql<'a> + rusqlite::types::FromSql {}

impl<T: for<'a> tokio_postgres::types::FromSql<'a> + rusqlite::types::FromSql> Cell for T {}

/// A row of either engine, read column after column.
pub(crate) struct Cells<'a> {
    row: AnyRow<'a>,
    next: usize,
}

pub(crate) enum AnyRow<'a> {
    Postgres(&'a tokio_postgres::Row),
    Sqlite(&'a rusqlite::Row<'a>),
}

impl<'a> Cells<'a> {
    pub(crate) fn new(row: AnyRow<'a>) -> Self {
        Self { row, next: 0 }
    }

    /// The next column.
    pub(crate) fn take<T: Cell>(&mut self) -> Result<T, StoreError> {
        let index = self.next;
        self.next += 1;
        let unreadable = |why: String| StoreError::Corrupt { what: "a column", why: format!("{index}: {why}") };
        match self.row {
            AnyRow::Postgres(row) => row.try_get(index).map_err(|error| unreadable(error.to_string())),
            AnyRow::Sqlite(row) => row.get(index).map_err(|error| unreadable(error.to_string())),
        }
    }

    /// The next column, which is still to be taken.
    pub(crate) fn peek<T: Cell>(&mut self) -> Result<T, StoreError> {
        let found = self.take();
        self.next -= 1;
        found
    }

    /// Passes over columns, of a part that an outer join found nothing for.
    pub(crate) fn skip(&mut self, columns: usize) {
        self.next += columns;
    }
}
