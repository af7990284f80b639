//! A database of either kind, as the rest of the crate uses it.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use sigill_domain::time::Timestamp;
use tracing::warn;

use super::found::{self, Found};
use super::options::{Named, Options};
use super::{Either, Engine, Postgres, SharedRead, Sqlite, Unread, either};
use crate::counting::{Login, LoginRow};
use crate::error::{CommitError, StoreError};
use crate::facts::Facts;
use crate::measure::{Connections, Measures};
use crate::migrate::Migration;
use crate::seals::Seals;
use crate::sql::{Sql, Text};
use crate::step::Step;
use crate::value::{Cells, Value};

/// A database of either kind. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) engine: Either<Arc<Postgres>, Arc<Sqlite>>,
    measures: Arc<Measures>,
    seals: Arc<OnceLock<Arc<dyn Seals>>>,
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
            Named::Sqlite(path) => Either::Sqlite(Arc::new(Sqlite::open(PathBuf::from(path), options).await?)),
            Named::Postgres(address) => Either::Postgres(Arc::new(Postgres::open(*address, options).await?)),
        };
        Ok(Self { engine, measures: Arc::default(), seals: Arc::default() })
    }

    /// From now on, values of encrypted properties are sealed and opened by this. The first one stays.
    pub fn sealed_by(&self, seals: Arc<dyn Seals>) {
        self.seals.get_or_init(|| seals);
    }

    /// What seals values of encrypted properties, once somebody has given it.
    pub(crate) fn seals(&self) -> Option<&dyn Seals> {
        self.seals.get().map(|seals| &**seals)
    }

    /// The versions that were applied, and all migrations.
    pub(crate) async fn applied(&self) -> Result<(Vec<i64>, &'static [Migration]), StoreError> {
        either!(&self.engine, engine => Ok((engine.applied().await?, engine.migrations())))
    }

    /// What the database is, for who runs it.
    ///
    /// # Errors
    /// It can't be asked.
    pub async fn facts(&self) -> Result<Facts, StoreError> {
        either!(&self.engine, engine => engine.facts().await)
    }

    /// Applies what is missing of the migrations; of several that do this at once, one does and the
    /// others wait.
    ///
    /// # Errors
    /// A migration fails, or the database was migrated by a later version.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        either!(&self.engine, engine => engine.migrate().await)
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
        let read = async { either!(&self.engine, engine => engine.read(sql, values, found).await) };
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

    /// Every row of a read that may be shared.
    pub(crate) async fn rows_shared<T, F>(&self, asked: impl Into<SharedRead>, row: F) -> Result<Vec<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        found::taken(self.read_shared(asked.into(), found::by(row)).await?)
    }

    async fn read_shared(&self, asked: SharedRead, found: Box<dyn Found>) -> Result<Box<dyn Found>, StoreError> {
        let read = async { either!(&self.engine, engine => engine.read_shared(asked, found).await) };
        self.measures.read.of(read, |_| true).await
    }

    /// As [`Store::rows_shared`], of a read that has one row at most.
    pub(crate) async fn row_shared<T, F>(&self, asked: impl Into<SharedRead>, row: F) -> Result<Option<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        Ok(self.rows_shared(asked, row).await?.into_iter().next())
    }

    /// See [`Engine::has_round_trips`].
    pub(crate) fn has_round_trips(&self) -> bool {
        either!(&self.engine, engine => engine.has_round_trips())
    }

    /// As [`Store::rows_shared`], but the rows as they came; `None` where there are no round trips.
    pub(crate) async fn unread(&self, asked: SharedRead) -> Result<Option<Unread>, StoreError> {
        let unread = async { either!(&self.engine, engine => engine.unread(asked).await) };
        self.measures.read.of(unread, |_| true).await
    }

    /// Applies the steps in one atomic step, or none of them.
    pub(crate) async fn apply(&self, steps: Vec<Step>) -> Result<(), CommitError> {
        let events = steps.iter().filter(|step| matches!(step, Step::Insert { table: "event", .. })).count() as u64;
        let apply = async { either!(&self.engine, engine => engine.apply(steps).await) };
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
        let execute = async { either!(&self.engine, engine => engine.execute(sql, values).await) };
        self.measures.job.of(execute, |_| true).await
    }

    /// Counts a login in one atomic step.
    pub(crate) async fn count_login(&self, login: Login) -> Result<LoginRow, CommitError> {
        let count = async { either!(&self.engine, engine => engine.count_login(login).await) };
        let counted = self.measures.login.of(count, is_failure).await;
        self.measures.count_events(u64::from(counted.is_ok()));
        counted
    }

    /// Makes room for the history of the months to come, where it is kept by month.
    pub(crate) async fn make_months(&self, now: Timestamp) -> Result<(), StoreError> {
        let make = async { either!(&self.engine, engine => engine.make_months(now).await) };
        self.measures.job.of(make, |_| true).await
    }

    /// Drops the first month of the history before that of a time; whether there was one.
    pub(crate) async fn drop_month(&self, before: Timestamp) -> Result<bool, StoreError> {
        let drop = async { either!(&self.engine, engine => engine.drop_month(before).await) };
        self.measures.job.of(drop, |_| true).await
    }

    /// How long the database took for what.
    #[must_use]
    pub fn measures(&self) -> &Measures {
        &self.measures
    }

    /// How many connections are in use now.
    #[must_use]
    pub fn connections(&self) -> Connections {
        either!(&self.engine, engine => engine.connections())
    }

    /// Prepares a statement without running it.
    #[cfg(test)]
    pub(super) async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        either!(&self.engine, engine => engine.prepare(sql).await)
    }
}

/// That something has moved is part of the work.
fn is_failure(error: &CommitError) -> bool {
    !matches!(error, CommitError::Moved)
}
