//! SQLite: one writer that applies waiting changes in one transaction, and readers beside it.

mod apply;
mod connection;
mod facts;
mod failure;
mod load;
mod login;
mod migrate;
pub(super) mod path;
mod reader;
mod writer;

use std::path::PathBuf;

use sigill_domain::time::Timestamp;

pub(crate) use self::connection::{blocking, make_private};
use self::load::SqliteLoading;
use self::reader::Readers;
use self::writer::Writer;
use super::found::Found;
use super::{Engine, Options, SharedRead, Unread};
use crate::counting::{Login, LoginRow};
use crate::error::{CommitError, StoreError};
use crate::facts::Facts;
use crate::measure::Connections;
use crate::migrate::{self as migrations, Migration};
use crate::sql::{Sql, Text};
use crate::step::Step;
use crate::value::Value;

/// An embedded database.
pub(crate) struct Sqlite {
    path: PathBuf,
    readers: Readers,
    writer: Writer,
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Sqlite {
    /// Opens the file, which is made where there is none.
    ///
    /// # Errors
    /// It can't be opened, or not for writing.
    pub(super) async fn open(path: PathBuf, options: &Options) -> Result<Self, StoreError> {
        let options = options.clone();
        blocking(move || {
            // The writer makes the file and turns on the write-ahead log before any reader comes.
            let writer = Writer::start(&path)?;
            let readers = Readers::open(path.clone(), &options)?;
            Ok(Self { path, readers, writer })
        })
        .await
    }
}

impl Engine for Sqlite {
    type Loading = SqliteLoading;

    fn migrations(&self) -> &'static [Migration] {
        migrations::SQLITE
    }

    fn sizes(&self) -> Sql {
        load::SIZES
    }

    fn connections(&self) -> Connections {
        self.readers.connections()
    }

    async fn read(&self, sql: Text, values: Vec<Value>, found: Box<dyn Found>) -> Result<Box<dyn Found>, StoreError> {
        self.readers.rows(sql, values, found).await
    }

    async fn read_shared(&self, asked: SharedRead, found: Box<dyn Found>) -> Result<Box<dyn Found>, StoreError> {
        self.readers.rows_here(asked.texts.one.into(), asked.values, found).await
    }

    fn has_round_trips(&self) -> bool {
        false
    }

    async fn unread(&self, _: SharedRead) -> Result<Option<Unread>, StoreError> {
        Ok(None)
    }

    async fn apply(&self, steps: Vec<Step>) -> Result<(), CommitError> {
        self.writer.apply(steps).await
    }

    async fn count_login(&self, login: Login) -> Result<LoginRow, CommitError> {
        self.writer.count_login(login).await
    }

    async fn execute(&self, sql: Text, values: Vec<Value>) -> Result<u64, StoreError> {
        self.writer.execute(sql, values).await
    }

    async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        self.readers.applied().await
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        migrate::migrate(self.path.clone(), self.migrations()).await
    }

    async fn facts(&self) -> Result<Facts, StoreError> {
        self.readers.facts().await
    }

    /// There are no months here: its file is one, and pages that are free are used again.
    async fn make_months(&self, _: Timestamp) -> Result<(), StoreError> {
        Ok(())
    }

    async fn drop_month(&self, _: Timestamp) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn begin_loading(&self) -> Result<SqliteLoading, StoreError> {
        SqliteLoading::begin(self.path.clone()).await
    }

    #[cfg(test)]
    async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        self.readers.prepare(sql).await
    }
}
