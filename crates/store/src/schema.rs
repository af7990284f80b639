//! The state of the schema, as an operator asks for it.

use std::time::Duration;

use crate::engine::Store;
use crate::error::StoreError;
use crate::migrate::Schema;

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
