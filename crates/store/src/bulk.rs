//! Filling a database quickly, for measurements: rows as decisions made them, by the hundred thousand.
//!
//! All or nothing, in one transaction. Into a database that is as good as empty, the rows come first and
//! indexes and references after them, which is many times faster. The database is needed for oneself
//! meanwhile: what else asks it, waits.

use sigill_domain::change::Write;
use sigill_domain::event::Event;
use sigill_domain::right::System;

use crate::engine::{Either, Engine, Loading, Postgres, Sqlite, Table, either};
use crate::error::StoreError;
use crate::event;
use crate::permit::{Everywhere, Permit};
use crate::step::Step;
use crate::write;

/// What is loaded at once: only what inserts.
#[derive(Debug, Default)]
pub struct Load {
    /// In an order in which each refers only to rows before it.
    pub writes: Vec<Write>,
    /// What history keeps of them.
    pub events: Vec<Event>,
}

/// A database that is being filled. Dropped before [`Bulk::finish`], nothing was.
#[derive(Debug)]
pub struct Bulk(Either<<Postgres as Engine>::Loading, <Sqlite as Engine>::Loading>);

/// The bytes of a table with its indexes.
#[derive(Clone, Debug)]
pub struct Size {
    /// Its name in the schema.
    pub table: String,
    /// On disk: as the database counts them.
    pub bytes: i64,
}

impl Permit<System, Everywhere> {
    /// Begins to fill the database.
    ///
    /// # Errors
    /// The database can't be used.
    pub async fn bulk(&self) -> Result<Bulk, StoreError> {
        Ok(Bulk(match &self.store().engine {
            Either::Postgres(postgres) => Either::Postgres(postgres.begin_loading().await?),
            Either::Sqlite(sqlite) => Either::Sqlite(sqlite.begin_loading().await?),
        }))
    }

    /// How large the tables are, the largest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn sizes(&self) -> Result<Vec<Size>, StoreError> {
        let sql = either!(&self.store().engine, engine => engine.sizes());
        self.store().rows(sql, vec![], |cells| Ok(Size { table: cells.take()?, bytes: cells.take()? })).await
    }
}

impl Bulk {
    /// Adds rows.
    ///
    /// # Errors
    /// A row can't be inserted, or something is to be done that isn't an insert: the rest is lost, too.
    pub async fn load(&mut self, load: &Load) -> Result<(), StoreError> {
        let tables = tables(load)?;
        either!(&mut self.0, loading => loading.load(tables).await)
    }

    /// Makes what was left out, and commits.
    ///
    /// # Errors
    /// The rows don't fit together, or the database failed.
    pub async fn finish(self) -> Result<(), StoreError> {
        either!(self.0, loading => loading.finish().await)
    }
}

/// The rows by table, each table after those that it refers to.
fn tables(load: &Load) -> Result<Vec<Table>, StoreError> {
    let mut tables: Vec<Table> = Vec::new();
    let writes = load.writes.iter().flat_map(|write| write::of(write, None));
    for step in writes.chain(load.events.iter().map(event::row::insert)) {
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
