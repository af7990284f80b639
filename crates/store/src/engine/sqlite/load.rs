//! Filling SQLite by one large transaction.

use std::path::PathBuf;

use rusqlite::{Connection, params_from_iter};

use super::connection::{blocking, open_writer};
use super::failure::failure;
use crate::engine::load::{LARGE, Loading, NEARLY_EMPTY, Table};
use crate::error::StoreError;
use crate::sql::Sql;

/// A table with its indexes.
pub(super) const SIZES: Sql =
    Sql("SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_schema m ON m.name = s.name \
     WHERE s.aggregate = TRUE GROUP BY m.tbl_name ORDER BY 2 DESC, 1");

/// Indexes that a statement made, and that statement.
const INDEXES: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?1";

/// A quarter of a GiB of pages: a transaction that doesn't fit writes pages more than once.
const CACHE: &str = "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144; \
     CREATE TEMP TABLE kept_stat AS SELECT * FROM sqlite_stat1; BEGIN IMMEDIATE";

/// What the schema tells the planner goes with an index that is dropped; with the index it has to come back.
const STATISTICS: &str = "DELETE FROM sqlite_stat1; INSERT INTO sqlite_stat1 SELECT * FROM kept_stat; \
     ANALYZE sqlite_schema";

#[derive(Debug)]
pub(crate) struct SqliteLoading {
    /// `None` after a failure.
    connection: Option<Connection>,
    /// Statements that make what was left out.
    left_out: Vec<String>,
}

impl SqliteLoading {
    /// On a writing connection beside the writer's.
    pub(super) async fn begin(path: PathBuf) -> Result<Self, StoreError> {
        let connection = blocking(move || open_writer(&path)).await?;
        blocking(move || begin(connection).map_err(|error| failure(&error))).await
    }

    async fn with(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), StoreError> {
        let Some(connection) = self.connection.take() else {
            return Err(StoreError::Failed("an earlier step of the load has failed".to_owned()));
        };
        let connection = blocking(move || {
            work(&connection).map_err(|error| failure(&error))?;
            Ok(connection)
        });
        self.connection = Some(connection.await?);
        Ok(())
    }
}

impl Loading for SqliteLoading {
    async fn load(&mut self, tables: Vec<Table>) -> Result<(), StoreError> {
        self.with(move |connection| tables.iter().try_for_each(|table| insert(connection, table))).await
    }

    async fn finish(mut self) -> Result<(), StoreError> {
        let left_out = std::mem::take(&mut self.left_out);
        self.with(move |connection| {
            left_out.iter().try_for_each(|statement| connection.execute_batch(statement))?;
            connection.execute_batch(STATISTICS)?;
            connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
        })
        .await
    }
}

fn begin(connection: Connection) -> rusqlite::Result<SqliteLoading> {
    connection.execute_batch(CACHE)?;
    let users: i64 =
        connection
            .query_row("SELECT count(*) FROM (SELECT 1 FROM users LIMIT ?1)", [NEARLY_EMPTY], |row| row.get(0))?;
    let mut left_out = Vec::new();
    if users < NEARLY_EMPTY {
        for table in LARGE {
            let mut indexes = connection.prepare(INDEXES)?;
            let indexes = indexes.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for (name, sql) in indexes.collect::<rusqlite::Result<Vec<(String, String)>>>()? {
                connection.execute_batch(&format!("DROP INDEX {name}"))?;
                left_out.push(sql);
            }
        }
    }
    Ok(SqliteLoading { connection: Some(connection), left_out })
}

fn insert(connection: &Connection, table: &Table) -> rusqlite::Result<()> {
    let marks = vec!["?"; table.columns.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, table.columns.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    for row in &table.rows {
        statement.execute(params_from_iter(row))?;
    }
    Ok(())
}
