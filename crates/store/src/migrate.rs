//! The schema: migrations that are applied in order, and never edited once released.

use crate::error::StoreError;
use crate::schema::Schema;

/// One step of the schema.
#[derive(Debug)]
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal;)*) => {
        pub(crate) const POSTGRES: &[Migration] = &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        },)*];
        pub(crate) const SQLITE: &[Migration] = &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
        },)*];
    };
}

migrations! {
    1 "0001_base";
}

/// The schema version that this program makes and works with.
pub type SchemaVersion = i64;

/// See [`SchemaVersion`].
#[must_use]
pub fn schema_version() -> SchemaVersion {
    POSTGRES.iter().map(|migration| migration.version).max().unwrap_or_default()
}

impl Migration {
    /// What is still to be done where `done` has been.
    ///
    /// # Errors
    /// The database has been migrated by a later version of Sigill.
    pub(crate) fn missing<'a>(all: &'a [Self], done: &[i64]) -> Result<Vec<&'a Self>, StoreError> {
        let schema = Schema::of(done.to_vec(), all);
        if !schema.unknown.is_empty() {
            schema.check()?;
        }
        Ok(all.iter().filter(|migration| !done.contains(&migration.version)).collect())
    }
}
