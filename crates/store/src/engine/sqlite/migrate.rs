//! The schema of an embedded database: what was applied, and what is missing.

use std::path::PathBuf;

use rusqlite::TransactionBehavior;
use tracing::info;

use super::connection::{blocking, open_writer};
use super::failure::failure;
use super::reader::Readers;
use crate::error::StoreError;
use crate::migrate::Migration;

impl Readers {
    /// The versions of the schema that were applied.
    pub(super) async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        self.with(|connection| {
            let failed = |error: rusqlite::Error| StoreError::Schema(error.to_string());
            // A statement, since what the connection remembers of the schema may be old.
            const IS_THERE: &str = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'";
            if connection.query_row(IS_THERE, [], |row| row.get::<_, i64>(0)).map_err(failed)? == 0 {
                return Ok(Vec::new());
            }
            connection
                .prepare("SELECT version FROM schema_version ORDER BY version")
                .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
                .map_err(failed)
        })
        .await
    }
}

/// Applies what is missing of the migrations, in one transaction.
pub(super) async fn migrate(path: PathBuf, migrations: &'static [Migration]) -> Result<(), StoreError> {
    blocking(move || {
        let mut connection = open_writer(&path)?;
        let failed = |error: rusqlite::Error| match failure(&error) {
            StoreError::Failed(why) => StoreError::Schema(why),
            // It isn't the schema that is wrong.
            other => other,
        };
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        transaction
            .execute_batch(
                "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL)",
            )
            .map_err(failed)?;
        let done: Vec<i64> = transaction
            .prepare("SELECT version FROM schema_version ORDER BY version")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .map_err(failed)?;
        for migration in Migration::missing(migrations, &done)? {
            info!(version = migration.version, name = migration.name, "applying a migration");
            transaction.execute_batch(migration.sql).map_err(failed)?;
            transaction
                .execute(
                    "INSERT INTO schema_version (version, name) VALUES (?1, ?2)",
                    (migration.version, migration.name),
                )
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    })
    .await
}
