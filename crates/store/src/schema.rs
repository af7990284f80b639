//! The state of the schema, as an operator asks for it.

use std::time::Duration;

use crate::engine::Store;
use crate::error::StoreError;
use crate::migrate::{self, Migration};

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
    (migrate::schema_version(), migrate::schema_version())
}

impl Store {
    /// What was applied and what wasn't. Nothing is changed.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn schema(&self) -> Result<Schema, StoreError> {
        let (applied, all) = self.applied().await?;
        Ok(Schema::of(applied, all))
    }

    /// Waits, at most so long, until this program works with the schema: until somebody has migrated it.
    ///
    /// # Errors
    /// It doesn't by then, or never will.
    pub async fn wait_for_schema(&self, max: Duration) -> Result<(), StoreError> {
        /// How often to look.
        const EVERY: Duration = Duration::from_secs(1);
        let until = tokio::time::Instant::now() + max;
        loop {
            let schema = self.schema().await?;
            let unsupported = match schema.check() {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if !schema.unknown.is_empty() || tokio::time::Instant::now() >= until {
                return Err(unsupported);
            }
            tracing::info!(why = %unsupported, "waiting for the schema");
            tokio::time::sleep_until(until.min(tokio::time::Instant::now() + EVERY)).await;
        }
    }
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
