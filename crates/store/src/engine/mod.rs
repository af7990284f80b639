//! The two engines, and the one place that tells them apart.

mod postgres;
pub(crate) mod sqlite;

use std::path::PathBuf;
use std::sync::Arc;

use tracing::warn;

use self::postgres::Postgres;
use self::sqlite::Sqlite;
use crate::error::{CommitError, StoreError};
use crate::migrate;
use crate::sql::{Sql, Text};
use crate::value::{Cells, Value};
use crate::write::Step;
use crate::write::login::{Login, LoginRow};

/// Where the database is, and how much of it is used.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://user:password@host:port/database`.
    pub url: String,
    /// Connections at most: all of PostgreSQL's, the reading ones of SQLite.
    pub connections_max: usize,
    /// How long a request waits for a free connection, and a statement runs, in milliseconds.
    pub wait_max_ms: u64,
}

impl Options {
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections_max: 16, wait_max_ms: 5_000 }
    }
}

/// A database of either kind. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Store {
    engine: Engine,
}

#[derive(Clone, Debug)]
enum Engine {
    Postgres(Arc<Postgres>),
    Sqlite(Arc<Sqlite>),
}

impl Store {
    /// Opens the database and brings its schema up to date; a SQLite file is made where there is
    /// none.
    ///
    /// # Errors
    /// The URL is of no known kind, the database can't be reached, or its schema is newer than
    /// this version knows.
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        let engine = if let Some(path) = options.url.strip_prefix("sqlite:") {
            Engine::Sqlite(Arc::new(Sqlite::open(PathBuf::from(path), options).await?))
        } else if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
            Engine::Postgres(Arc::new(Postgres::open(options).await?))
        } else {
            return Err(StoreError::Unavailable("the URL must begin with sqlite: or postgres://".to_owned()));
        };
        let store = Self { engine };
        store.migrate().await?;
        Ok(store)
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Postgres(postgres) => postgres.migrate(migrate::POSTGRES).await,
            Engine::Sqlite(sqlite) => sqlite.migrate(migrate::SQLITE).await,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It doesn't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        const ONE: Sql = Sql("SELECT 1");
        self.rows(ONE, vec![], |_| Ok(())).await.map(|_| ())
    }

    /// Every row of a read.
    pub(crate) async fn rows<T, F>(
        &self,
        sql: impl Into<Text>,
        values: Vec<Value>,
        row: F,
    ) -> Result<Vec<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let sql = sql.into();
        match &self.engine {
            Engine::Postgres(postgres) => postgres.rows(&sql, &values, row).await,
            Engine::Sqlite(sqlite) => sqlite.rows(sql, values, row).await,
        }
    }

    /// The row of a read that has one at most.
    pub(crate) async fn row<T, F>(
        &self,
        sql: impl Into<Text>,
        values: Vec<Value>,
        row: F,
    ) -> Result<Option<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        Ok(self.rows(sql, values, row).await?.into_iter().next())
    }

    /// Applies the steps in one atomic step, or none of them.
    pub(crate) async fn apply(&self, steps: Vec<Step>) -> Result<(), CommitError> {
        let applied = match &self.engine {
            Engine::Postgres(postgres) => postgres.apply(&steps).await,
            Engine::Sqlite(sqlite) => sqlite.apply(steps).await,
        };
        if let Err(CommitError::Store(error)) = &applied {
            warn!(%error, "a change was not applied");
        }
        applied
    }

    /// Runs a statement of a job, its own step; how many rows it touched.
    pub(crate) async fn execute(&self, sql: Sql, values: Vec<Value>) -> Result<u64, StoreError> {
        match &self.engine {
            Engine::Postgres(postgres) => postgres.execute(sql, &values).await,
            Engine::Sqlite(sqlite) => sqlite.execute(sql, values).await,
        }
    }

    /// Counts a login in one atomic step.
    pub(crate) async fn count_login(&self, login: Login) -> Result<LoginRow, CommitError> {
        match &self.engine {
            Engine::Postgres(postgres) => postgres.count_login(&login).await,
            Engine::Sqlite(sqlite) => sqlite.count_login(login).await,
        }
    }

    /// Prepares a statement without running it.
    #[cfg(test)]
    async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Postgres(postgres) => postgres.prepare(sql).await,
            Engine::Sqlite(sqlite) => sqlite.prepare(sql).await,
        }
    }
}

#[cfg(test)]
mod plans;
#[cfg(test)]
mod tests;
