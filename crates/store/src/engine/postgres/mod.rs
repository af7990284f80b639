//! PostgreSQL: one statement for each change, one round trip, its own commit. What waits goes together.

mod address;
mod apply;
pub(super) mod batch;
mod encryption;
mod facts;
mod failure;
mod load;
mod login;
mod migrate;
mod months;
mod often;
mod pool;
pub(super) mod render;
mod seats;

use std::sync::Arc;

use sigill_domain::time::Timestamp;

pub(super) use self::address::Address;
pub(crate) use self::batch::Unread;
use self::batch::{Changes, Reads};
use self::load::PostgresLoading;
#[cfg(test)]
pub(super) use self::login::render as render_login;
use self::often::TextFrequency;
use self::pool::{Pool, params};
use super::found::Found;
use super::{Engine, Options, SharedRead};
use crate::counting::{Login, LoginRow};
use crate::error::{CommitError, StoreError};
use crate::facts::Facts;
use crate::measure::Connections;
use crate::migrate::{self as migrations, Migration};
use crate::sql::{Sql, Text};
use crate::step::Step;
use crate::value::{AnyRow, Cells, Value};

/// A database of PostgreSQL.
pub(crate) struct Postgres {
    pool: Pool,
    reads: Arc<Reads>,
    changes: Arc<Changes>,
    often: TextFrequency,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postgres")
    }
}

impl Postgres {
    /// Connects, and looks whether it is a database that this program works with.
    ///
    /// # Errors
    /// It can't be reached, or it isn't one.
    pub(super) async fn open(address: Address, options: &Options) -> Result<Self, StoreError> {
        let pool = Pool::new(address, options)?;
        pool.check().await?;
        let reads = Arc::new(Reads::new(pool.clone(), options.connections_max));
        let changes = Arc::new(Changes::new(pool.clone(), options.connections_max));
        Ok(Self { pool, reads, changes, often: TextFrequency::default() })
    }

    /// A connection, for who tests what becomes of it.
    #[cfg(test)]
    pub(super) async fn client(&self) -> Result<seats::PooledClient, StoreError> {
        self.pool.client().await
    }
}

impl Engine for Postgres {
    type Loading = PostgresLoading;

    fn migrations(&self) -> &'static [Migration] {
        migrations::POSTGRES
    }

    fn sizes(&self) -> Sql {
        load::SIZES
    }

    fn connections(&self) -> Connections {
        self.pool.connections()
    }

    async fn read(
        &self,
        sql: Text,
        values: Vec<Value>,
        mut found: Box<dyn Found>,
    ) -> Result<Box<dyn Found>, StoreError> {
        let is_kept = sql.is_kept() || self.often.is(&sql.0);
        for row in &self.pool.read(&sql.0, is_kept, &params(&values)).await? {
            found.add(&mut Cells::new(AnyRow::Postgres(row)))?;
        }
        Ok(found)
    }

    async fn read_shared(&self, asked: SharedRead, mut found: Box<dyn Found>) -> Result<Box<dyn Found>, StoreError> {
        for mut row in self.reads.ask(asked).await?.rows() {
            found.add(&mut row)?;
        }
        Ok(found)
    }

    fn has_round_trips(&self) -> bool {
        true
    }

    async fn unread(&self, asked: SharedRead) -> Result<Option<Unread>, StoreError> {
        self.reads.ask(asked).await.map(Some)
    }

    async fn apply(&self, steps: Vec<Step>) -> Result<(), CommitError> {
        self.changes.apply(&steps).await
    }

    async fn count_login(&self, login: Login) -> Result<LoginRow, CommitError> {
        self.pool.count_login(&login).await
    }

    async fn execute(&self, sql: Text, values: Vec<Value>) -> Result<u64, StoreError> {
        self.pool.execute(&sql.0, sql.is_kept(), &params(&values)).await
    }

    async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        self.pool.applied().await
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        self.pool.migrate(self.migrations()).await
    }

    async fn facts(&self) -> Result<Facts, StoreError> {
        self.pool.facts().await
    }

    async fn make_months(&self, now: Timestamp) -> Result<(), StoreError> {
        self.pool.make_months(now).await
    }

    async fn drop_month(&self, before: Timestamp) -> Result<bool, StoreError> {
        self.pool.drop_month(before).await
    }

    async fn begin_loading(&self) -> Result<PostgresLoading, StoreError> {
        PostgresLoading::begin(&self.pool).await
    }

    #[cfg(test)]
    async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        self.pool.prepare(sql).await
    }
}
