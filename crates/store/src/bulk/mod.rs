//! Filling a database quickly, for measurements: rows as decisions made them, by the hundred thousand.
//!
//! All or nothing, in one transaction. Into a database that is as good as empty, the rows come first and
//! indexes and references after them, which is many times faster. The database is needed for oneself
//! meanwhile: what else asks it, waits.

mod postgres;
mod sqlite;

use sigill_domain::change::Write;
use sigill_domain::event::Event;
use sigill_domain::right::System;

use self::postgres::PostgresBulk;
use self::sqlite::SqliteBulk;
use crate::engine::{Engine, Store};
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::value::Value;
use crate::write::{self, Step};

/// Rows of users below which indexes are made after the rows.
const NEARLY_EMPTY: i64 = 1_000;

/// The tables that a filled database is large by.
const LARGE: &[&str] = &["users", "owner", "profile", "credential", "event"];

/// What is loaded at once: only what inserts.
#[derive(Debug, Default)]
pub struct Load {
    pub writes: Vec<Write>,
    pub events: Vec<Event>,
}

/// A database that is being filled. Dropped before [`Bulk::finish`], nothing was.
#[derive(Debug)]
pub struct Bulk(Kind);

#[derive(Debug)]
enum Kind {
    Postgres(PostgresBulk),
    Sqlite(SqliteBulk),
}

/// The bytes of a table with its indexes.
#[derive(Clone, Debug)]
pub struct Size {
    pub table: String,
    pub bytes: i64,
}

impl Permit<System, Everywhere> {
    /// Begins to fill the database.
    ///
    /// # Errors
    /// The database can't be used.
    pub async fn bulk(&self) -> Result<Bulk, StoreError> {
        Ok(Bulk(match &self.store().engine {
            Engine::Postgres(postgres) => Kind::Postgres(PostgresBulk::begin(postgres).await?),
            Engine::Sqlite(sqlite) => Kind::Sqlite(SqliteBulk::begin(sqlite).await?),
        }))
    }

    /// How large the tables are, the largest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn sizes(&self) -> Result<Vec<Size>, StoreError> {
        let store: &Store = self.store();
        let sql = match store.engine {
            Engine::Postgres(_) => postgres::SIZES,
            Engine::Sqlite(_) => sqlite::SIZES,
        };
        store.rows(sql, vec![], |cells| Ok(Size { table: cells.take()?, bytes: cells.take()? })).await
    }
}

impl Bulk {
    /// Adds rows.
    ///
    /// # Errors
    /// A row can't be inserted, or something is to be done that isn't an insert: the rest is lost, too.
    pub async fn load(&mut self, load: &Load) -> Result<(), StoreError> {
        let tables = tables(load)?;
        match &mut self.0 {
            Kind::Postgres(bulk) => bulk.load(tables).await,
            Kind::Sqlite(bulk) => bulk.load(tables).await,
        }
    }

    /// Makes what was left out, and commits.
    ///
    /// # Errors
    /// The rows don't fit together, or the database failed.
    pub async fn finish(self) -> Result<(), StoreError> {
        match self.0 {
            Kind::Postgres(bulk) => bulk.finish().await,
            Kind::Sqlite(bulk) => bulk.finish().await,
        }
    }
}

/// Rows of one table.
#[derive(Debug)]
struct Table {
    name: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

/// The rows by table, each table after those that it refers to.
fn tables(load: &Load) -> Result<Vec<Table>, StoreError> {
    let mut tables: Vec<Table> = Vec::new();
    let writes = load.writes.iter().flat_map(|write| write::rows::steps(write, None));
    for step in writes.chain(load.events.iter().map(write::rows::event)) {
        let Step::Insert { table, columns } = step else {
            return Err(StoreError::Failed("only new rows can be loaded".to_owned()));
        };
        let (names, row): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        match tables.iter_mut().find(|known| known.name == table && known.columns == names) {
            Some(known) => known.rows.push(row),
            None => tables.push(Table { name: table, columns: names, rows: vec![row] }),
        }
    }
    Ok(tables)
}
