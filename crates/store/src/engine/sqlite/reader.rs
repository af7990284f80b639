//! Readers beside the writer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, params_from_iter};
use tokio::sync::Semaphore;

use super::connection::{blocking, open_reader};
use super::failure::failure;
use crate::engine::{Found, Options};
use crate::error::StoreError;
use crate::measure::Connections;
use crate::sql::Text;
use crate::value::{AnyRow, Cells, Value};

/// Reading connections.
pub(super) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    connections_max: usize,
    wait_max: Duration,
}

impl Readers {
    /// Opens them all. The file has to be there.
    ///
    /// # Errors
    /// It can't be opened.
    pub(super) fn open(path: PathBuf, options: &Options) -> Result<Self, StoreError> {
        let connections_max = options.connections_max;
        let idle = (0..connections_max).map(|_| open_reader(&path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            path,
            idle: Arc::new(Mutex::new(idle)),
            permits: Arc::new(Semaphore::new(connections_max)),
            connections_max,
            wait_max: Duration::from_millis(options.wait_max_ms),
        })
    }

    /// How many there are, and are in use now.
    pub(super) fn connections(&self) -> Connections {
        let in_use = self.connections_max - self.permits.available_permits().min(self.connections_max);
        Connections { max: self.connections_max, in_use, refused: 0 }
    }

    /// Gives every row to `found`, and that back.
    pub(super) async fn rows(
        &self,
        sql: Text,
        values: Vec<Value>,
        mut found: Box<dyn Found>,
    ) -> Result<Box<dyn Found>, StoreError> {
        self.with(move |connection| rows_of(connection, &sql, values, &mut *found).map(|()| found)).await
    }

    /// As [`Readers::rows`], on the thread that asks: for reads of a few rows by a key, which take some
    /// microseconds, less than handing them to another thread would. Where no reader is free, it waits as others do.
    pub(super) async fn rows_here(
        &self,
        sql: Text,
        values: Vec<Value>,
        mut found: Box<dyn Found>,
    ) -> Result<Box<dyn Found>, StoreError> {
        if let Ok(permit) = self.permits.try_acquire() {
            // There is one per permit, unless a read has panicked with it; to open one takes long.
            let pooled = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            if let Some(connection) = pooled {
                let result = rows_of(&connection, &sql, values, &mut *found);
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
                drop(permit);
                return result.map(|()| found);
            }
        }
        self.rows(sql, values, found).await
    }

    /// Runs `read` on a free reading connection.
    pub(super) async fn with<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let permit = tokio::time::timeout(self.wait_max, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| StoreError::Unavailable("no connection became free in time".to_owned()))?
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let idle = Arc::clone(&self.idle);
        let path = self.path.clone();
        blocking(move || {
            let pooled = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            // There is one per permit, unless a read has panicked with it.
            let connection = pooled.map_or_else(|| open_reader(&path), Ok)?;
            let result = read(&connection);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(permit);
            result
        })
        .await
    }

    /// Prepares a statement without running it.
    #[cfg(test)]
    pub(super) async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        let sql = sql.to_owned();
        self.with(move |connection| connection.prepare(&sql).map(|_| ()).map_err(|error| failure(&error))).await
    }
}

fn rows_of(connection: &Connection, sql: &Text, values: Vec<Value>, found: &mut dyn Found) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(&sql.0).map_err(|error| failure(&error))?;
    let mut rows = statement.query(params_from_iter(values)).map_err(|error| failure(&error))?;
    while let Some(next) = rows.next().map_err(|error| failure(&error))? {
        found.add(&mut Cells::new(AnyRow::Sqlite(next)))?;
    }
    Ok(())
}
