//! The schema: migrations that are applied in order, and never edited once released.

use crate::error::StoreError;

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
    2 "0002_modified_by";
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

/// What was applied to a database, and what wasn't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Versions, in order.
    pub applied: Vec<i64>,
    /// What this program would apply, with names.
    pub pending: Vec<(i64, &'static str)>,
    /// Versions that this program doesn't know: a later one was here.
    pub unknown: Vec<i64>,
}

impl Schema {
    pub(crate) fn of(applied: Vec<i64>, all: &[Migration]) -> Self {
        let is_known = |version: &i64| all.iter().any(|migration| migration.version == *version);
        let missing = all.iter().filter(|migration| !applied.contains(&migration.version));
        Self {
            pending: missing.map(|migration| (migration.version, migration.name)).collect(),
            unknown: applied.iter().copied().filter(|version| !is_known(version)).collect(),
            applied,
        }
    }

    /// Whether this program works with it.
    ///
    /// # Errors
    /// [`StoreError::Schema`], with the range that it works with.
    pub fn check(&self) -> Result<(), StoreError> {
        let (first, last) = range();
        let at = self.applied.last().map_or("empty".to_owned(), |version| format!("at version {version}"));
        if self.pending.is_empty() && self.unknown.is_empty() {
            Ok(())
        } else if let Some(unknown) = self.unknown.first() {
            Err(StoreError::Schema(format!(
                "version {unknown} is unknown here: this program works with versions {first} to {last}; run the version \
                 that made it, or a later one"
            )))
        } else {
            Err(StoreError::Schema(format!(
                "it is {at}, and this program works with versions {first} to {last}; `sigill migrate up` brings it up \
                 to date"
            )))
        }
    }
}

/// The first and the last version of the schema that this program works with: its statements name what
/// the last migration made.
#[must_use]
pub fn range() -> (i64, i64) {
    (schema_version(), schema_version())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[Migration] =
        &[Migration { version: 1, name: "one", sql: "" }, Migration { version: 2, name: "two", sql: "" }];

    #[test]
    fn a_schema_is_right_where_nothing_is_missing_and_nothing_is_unknown() {
        assert!(Schema::of(vec![1, 2], ALL).check().is_ok());
        let old = Schema::of(vec![1], ALL);
        assert_eq!(old.pending, [(2, "two")]);
        assert!(old.check().unwrap_err().to_string().contains("it is at version 1, and this program works with"));
        assert!(Schema::of(vec![], ALL).check().unwrap_err().to_string().contains("it is empty, and"));
        let new = Schema::of(vec![1, 2, 9], ALL);
        assert_eq!(new.unknown, [9]);
        assert!(new.check().unwrap_err().to_string().contains("version 9 is unknown here"));
    }
}
