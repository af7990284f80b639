//! The two engines, and the one place that tells them apart.

mod address;
mod columns;
mod encryption;
mod found;
mod often;
pub(crate) mod postgres;
mod seats;
pub(crate) mod shared_read;
mod shared_write;
pub(crate) mod sqlite;
mod together;

use std::path::PathBuf;
use std::sync::Arc;

use tracing::warn;

use self::address::Address;
use self::found::Found;
use self::postgres::Postgres;
use self::shared_read::{Own, Read};
use self::sqlite::Sqlite;
use crate::error::{CommitError, StoreError};
use crate::facts::Facts;
use crate::measure::{Connections, Measures};
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

    /// Whether the URL can be one, by its form alone.
    ///
    /// # Errors
    /// What is wrong with it, without its password.
    pub fn check(&self) -> Result<(), String> {
        self.read().map(drop)
    }

    /// As [`Options::check`], with the file of authorities that the URL may name.
    ///
    /// # Errors
    /// As there; or that file is none.
    pub fn check_files(&self) -> Result<(), String> {
        match self.read()? {
            Named::Sqlite(_) => Ok(()),
            Named::Postgres(address) => address.mode.connector().map(drop),
        }
    }

    fn read(&self) -> Result<Named<'_>, String> {
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            return address::sqlite(path).map(Named::Sqlite);
        }
        match ["postgres://", "postgresql://"].iter().find_map(|scheme| self.url.strip_prefix(scheme)) {
            Some(rest) => Address::read(rest).map(|address| Named::Postgres(Box::new(address))),
            None => Err("expected a URL that begins with sqlite: or postgres://".to_owned()),
        }
    }
}

/// What a URL names.
enum Named<'a> {
    Sqlite(&'a str),
    Postgres(Box<Address>),
}

/// A database of either kind. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) engine: Engine,
    measures: Arc<Measures>,
}

#[derive(Clone, Debug)]
pub(crate) enum Engine {
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
        let store = Self::connect(options).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens the database with whatever schema it has. What it has is for the caller to ask: until that
    /// is right, every statement may fail.
    ///
    /// # Errors
    /// The URL is of no known kind, or the database can't be reached.
    pub async fn connect(options: &Options) -> Result<Self, StoreError> {
        let engine = match options.read().map_err(|why| StoreError::Unavailable(format!("its URL: {why}")))? {
            Named::Sqlite(path) => Engine::Sqlite(Arc::new(Sqlite::open(PathBuf::from(path), options).await?)),
            Named::Postgres(address) => Engine::Postgres(Arc::new(Postgres::open(*address, options).await?)),
        };
        Ok(Self { engine, measures: Arc::default() })
    }

    /// The versions that were applied, and all migrations.
    pub(crate) async fn applied(&self) -> Result<(Vec<i64>, &'static [migrate::Migration]), StoreError> {
        Ok(match &self.engine {
            Engine::Postgres(postgres) => (postgres.applied().await?, migrate::POSTGRES),
            Engine::Sqlite(sqlite) => (sqlite.applied().await?, migrate::SQLITE),
        })
    }

    /// What the database is, for who runs it.
    ///
    /// # Errors
    /// It can't be asked.
    pub async fn facts(&self) -> Result<Facts, StoreError> {
        match &self.engine {
            Engine::Postgres(postgres) => postgres.facts().await,
            Engine::Sqlite(sqlite) => sqlite.facts().await,
        }
    }

    /// Applies what is missing of the migrations; of several that do this at once, one does and the
    /// others wait.
    ///
    /// # Errors
    /// A migration fails, or the database was migrated by a later version.
    pub async fn migrate(&self) -> Result<(), StoreError> {
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
        found::taken(self.read(sql.into(), values, found::by(row)).await?)
    }

    async fn read(&self, sql: Text, values: Vec<Value>, found: Box<dyn Found>) -> Result<Box<dyn Found>, StoreError> {
        let read = async {
            match &self.engine {
                Engine::Postgres(postgres) => postgres.rows(&sql, &values, found).await,
                Engine::Sqlite(sqlite) => sqlite.rows(sql, values, found).await,
            }
        };
        self.measures.read.of(read, |_| true).await
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

    /// Every row of a read that many ask at once, of one row or a few by a key: it shares a query with the same
    /// read of others, or is short enough to be answered where it is asked.
    pub(crate) async fn rows_shared<T, F>(&self, sql: Sql, values: Vec<Value>, row: F) -> Result<Vec<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        found::taken(self.read_shared(sql, values, found::by(row)).await?)
    }

    async fn read_shared(
        &self,
        sql: Sql,
        values: Vec<Value>,
        found: Box<dyn Found>,
    ) -> Result<Box<dyn Found>, StoreError> {
        let read = async {
            match &self.engine {
                Engine::Postgres(postgres) => postgres.rows_shared(sql, values, found).await,
                Engine::Sqlite(sqlite) => sqlite.rows_here(sql.into(), values, found).await,
            }
        };
        self.measures.read.of(read, |_| true).await
    }

    /// Whether each read is a message to another process, so that one for two is worth having.
    pub(crate) fn has_round_trips(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// As [`Store::rows_shared`], but the rows as they came; `None` where there are no round trips.
    pub(crate) async fn unread(&self, read: Read, values: Vec<Value>) -> Result<Option<Own>, StoreError> {
        let Engine::Postgres(postgres) = &self.engine else { return Ok(None) };
        self.measures.read.of(postgres.own(read, values), |_| true).await.map(Some)
    }

    /// As [`Store::rows_shared`], of a read that has one row at most.
    pub(crate) async fn row_shared<T, F>(&self, sql: Sql, values: Vec<Value>, row: F) -> Result<Option<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        Ok(self.rows_shared(sql, values, row).await?.into_iter().next())
    }

    /// Applies the steps in one atomic step, or none of them.
    pub(crate) async fn apply(&self, steps: Vec<Step>) -> Result<(), CommitError> {
        let events = steps.iter().filter(|step| matches!(step, Step::Insert { table: "event", .. })).count() as u64;
        let apply = async {
            match &self.engine {
                Engine::Postgres(postgres) => postgres.apply(&steps).await,
                Engine::Sqlite(sqlite) => sqlite.apply(steps).await,
            }
        };
        let applied = self.measures.change.of(apply, is_failure).await;
        match &applied {
            Ok(()) => self.measures.count_events(events),
            Err(CommitError::Store(error)) => warn!(%error, "a change was not applied"),
            Err(_) => {}
        }
        applied
    }

    /// Runs a statement of a job, its own step; how many rows it touched.
    pub(crate) async fn execute(&self, sql: impl Into<Text>, values: Vec<Value>) -> Result<u64, StoreError> {
        let sql = sql.into();
        let execute = async {
            match &self.engine {
                Engine::Postgres(postgres) => postgres.execute(&sql, &values).await,
                Engine::Sqlite(sqlite) => sqlite.execute(sql, values).await,
            }
        };
        self.measures.job.of(execute, |_| true).await
    }

    /// Counts a login in one atomic step.
    pub(crate) async fn count_login(&self, login: Login) -> Result<LoginRow, CommitError> {
        let count = async {
            match &self.engine {
                Engine::Postgres(postgres) => postgres.count_login(&login).await,
                Engine::Sqlite(sqlite) => sqlite.count_login(login).await,
            }
        };
        let counted = self.measures.login.of(count, is_failure).await;
        self.measures.count_events(u64::from(counted.is_ok()));
        counted
    }

    /// How long the database took for what.
    #[must_use]
    pub fn measures(&self) -> &Measures {
        &self.measures
    }

    /// How many connections are in use now.
    #[must_use]
    pub fn connections(&self) -> Connections {
        match &self.engine {
            Engine::Postgres(postgres) => postgres.connections(),
            Engine::Sqlite(sqlite) => sqlite.connections(),
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

/// That something has moved is part of the work.
fn is_failure(error: &CommitError) -> bool {
    !matches!(error, CommitError::Moved)
}

#[cfg(test)]
mod ahead_tests;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod plans_all;
#[cfg(test)]
mod shared_tests;
#[cfg(test)]
mod tests;
