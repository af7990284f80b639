//! The schema of PostgreSQL: what was applied, and what is missing.

use tracing::info;

use super::failure::{classify, describe};
use super::pool::Pool;
use crate::error::StoreError;
use crate::migrate::Migration;

impl Pool {
    /// The versions of the schema that were applied.
    pub(super) async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        let client = self.client().await?;
        let failed = |error: tokio_postgres::Error| StoreError::Schema(describe(&error));
        let row = client.query_one("SELECT to_regclass('schema_version') IS NOT NULL", &[]).await.map_err(failed)?;
        if !row.get::<_, bool>(0) {
            return Ok(Vec::new());
        }
        let rows = client.query("SELECT version FROM schema_version ORDER BY version", &[]).await.map_err(failed)?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Applies what is missing of the migrations, one transaction each; of several servers that
    /// start at once, one does and the others wait.
    pub(super) async fn migrate(&self, migrations: &[Migration]) -> Result<(), StoreError> {
        /// Any number that no other program locks: "sigill" in ASCII.
        const LOCK: i64 = 0x7369_6769_6c6c;
        let mut client = self.client().await?;
        let failed = |error: tokio_postgres::Error| match classify(&error).into() {
            // It isn't the schema that is wrong.
            unwritable @ StoreError::Unwritable(_) => unwritable,
            _ => StoreError::Schema(describe(&error)),
        };
        let transaction = client.transaction().await.map_err(failed)?;
        transaction
            .batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL client_min_messages = warning")
            .await
            .map_err(failed)?;
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(failed)?;
        transaction
            .batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL)")
            .await
            .map_err(failed)?;
        let rows =
            transaction.query("SELECT version FROM schema_version ORDER BY version", &[]).await.map_err(failed)?;
        let done: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
        for migration in Migration::missing(migrations, &done)? {
            info!(version = migration.version, name = migration.name, "applying a migration");
            transaction.batch_execute(migration.sql).await.map_err(failed)?;
            transaction
                .execute(
                    "INSERT INTO schema_version (version, name) VALUES ($1, $2)",
                    &[&migration.version, &migration.name],
                )
                .await
                .map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)
    }
}
