//! The connections, and how often a statement is tried on them.
//!
//! A read that failed because its connection was lost is repeated on another one. What writes isn't, unless nothing can
//! have been written: its statement was not sent yet, or the connection takes no changes.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, PoolError, RecyclingMethod, Runtime};
use tokio::time::Instant;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, NoTls, Row, Statement};

use super::address::Address;
use super::failure::{Failure, classify, describe, is_read_only, unavailable};
use super::seats::{PooledClient, Seats};
use crate::engine::Options;
use crate::error::{CommitError, StoreError};
use crate::measure::Connections;
use crate::value::Value;

/// New connections that are tried at most, where one was lost.
const RECONNECTS_MAX: u32 = 3;

/// The values of a statement.
pub(super) type Params<'a> = [&'a (dyn ToSql + Sync)];

/// Values as a statement takes them.
pub(super) fn params<V: ToSql + Sync>(values: &[V]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as _).collect()
}

/// Connections to the database. Cloning shares them.
#[derive(Clone)]
pub(super) struct Pool {
    pool: deadpool_postgres::Pool,
    seats: Arc<Seats>,
    wait_max: Duration,
}

impl Pool {
    /// For connections that are made when they are needed.
    ///
    /// # Errors
    /// The file of authorities can't be read.
    pub(super) fn new(address: Address, options: &Options) -> Result<Self, StoreError> {
        let encryption = address.mode.connector().map_err(StoreError::Unavailable)?;
        let mut config = address.config;
        if config.get_application_name().is_none() {
            config.application_name("sigill");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_millis(options.wait_max_ms));
        }
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match encryption {
            Some(encryption) => Manager::from_config(config, encryption, recycling),
            None => Manager::from_config(config, NoTls, recycling),
        };
        let wait = Some(Duration::from_millis(options.wait_max_ms));
        let timeout = options.wait_max_ms;
        let pool = deadpool_postgres::Pool::builder(manager)
            .max_size(options.connections_max)
            .runtime(Runtime::Tokio1)
            .wait_timeout(wait)
            .create_timeout(wait)
            .post_create(Hook::async_fn(move |client, _| {
                Box::pin(async move {
                    // Defaults of the server that would break the rules of the atomic step. Behind a pooler that shares
                    // connections by transaction they reach one of its connections only: there, the role has to
                    // have them. What waits for more than the disk is left as it is.
                    client
                        .batch_execute(&format!(
                            "SET default_transaction_isolation = 'read committed'; SET statement_timeout = {timeout}; \
                             SELECT set_config('synchronous_commit', 'on', false) \
                             WHERE current_setting('synchronous_commit') <> 'remote_apply'"
                        ))
                        .await
                        .map_err(HookError::Backend)
                })
            }))
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let seats = Seats::new(options.connections_max);
        Ok(Self { pool, seats, wait_max: Duration::from_millis(options.wait_max_ms) })
    }

    /// How many there may be, and are in use now.
    pub(super) fn connections(&self) -> Connections {
        let status = self.pool.status();
        let in_use = status.size.saturating_sub(status.available);
        Connections { max: status.max_size, in_use, refused: self.seats.refused() }
    }

    /// A connection, as soon as there is one.
    ///
    /// # Errors
    /// None became free in time, or none could be made.
    pub(super) async fn client(&self) -> Result<PooledClient, StoreError> {
        let late = || StoreError::Unavailable("no connection became free in time".to_owned());
        let (mut again, mut deadline) = (RECONNECTS_MAX, None);
        loop {
            let by = || *deadline.get_or_insert_with(|| Instant::now() + self.wait_max);
            let mut seat = self.seats.take(by).await.ok_or_else(late)?;
            match self.pool.get().await {
                Ok(client) => {
                    seat.filled();
                    return Ok(PooledClient::new(client, seat));
                }
                Err(PoolError::Timeout(_)) => return Err(late()),
                Err(PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error))) => {
                    if is_read_only(&error) {
                        return Err(StoreError::Unwritable(
                            "it is read-only: a standby, or default_transaction_read_only is on".to_owned(),
                        ));
                    }
                    if error.code() == Some(&SqlState::TOO_MANY_CONNECTIONS) {
                        // Those that there are serve this, too.
                        if seat.refused(&describe(&error)) {
                            continue;
                        }
                        return Err(unavailable(&error));
                    }
                    if !matches!(classify(&error), Failure::Lost(_)) || again == 0 {
                        return Err(unavailable(&error));
                    }
                }
                Err(error) => return Err(StoreError::Unavailable(error.to_string())),
            }
            again -= 1;
        }
    }

    /// A connection on which `sql` is prepared. Nothing has been asked of it, so that a connection
    /// which died while it was idle leaves nothing unknown.
    async fn prepared(&self, sql: &str, is_kept: bool) -> Result<(PooledClient, Statement), Failure> {
        let mut again = RECONNECTS_MAX;
        loop {
            let client = self.client().await.map_err(|error| match error {
                StoreError::Unwritable(why) => Failure::Unwritable(why),
                StoreError::Unavailable(why) => Failure::Unavailable(why),
                other => Failure::Unavailable(other.to_string()),
            })?;
            let prepared = if is_kept { client.prepare_cached(sql).await } else { client.prepare(sql).await };
            match prepared {
                Ok(statement) => return Ok((client, statement)),
                Err(error) => match classify(&error) {
                    Failure::Lost(_) if again > 0 => again -= 1,
                    Failure::Lost(why) => return Err(Failure::Unavailable(why)),
                    failure => return Err(failure),
                },
            }
        }
    }

    /// The rows of a read, which is repeated where the connection was lost.
    pub(super) async fn read(&self, sql: &str, is_kept: bool, values: &Params<'_>) -> Result<Vec<Row>, StoreError> {
        let mut again = RECONNECTS_MAX;
        loop {
            let failure = match self.prepared(sql, is_kept).await {
                Ok((client, statement)) => match client.query(&statement, values).await {
                    Ok(rows) => return Ok(rows),
                    Err(error) => classify(&error),
                },
                Err(failure) => failure,
            };
            match failure {
                // A read can be repeated.
                Failure::Lost(_) | Failure::Moved if again > 0 => again -= 1,
                failure => return Err(failure.into()),
            }
        }
    }

    /// The rows of a statement that writes, which isn't repeated, unless its connection takes no changes.
    pub(super) async fn write(&self, sql: &str, is_kept: bool, values: &Params<'_>) -> Result<Vec<Row>, CommitError> {
        let mut again = RECONNECTS_MAX;
        loop {
            let (client, statement) = self.prepared(sql, is_kept).await?;
            match client.query(&statement, values).await {
                Ok(rows) => return Ok(rows),
                Err(error) => self.given_up(client, &error, &mut again)?,
            }
        }
    }

    /// As [`Pool::write`], behind a lock: the statement sees what was committed before that was taken. What it answers is
    /// committed where `is_done` says so of its rows.
    pub(super) async fn write_behind(
        &self,
        lock: (&str, &Value),
        sql: &str,
        is_kept: bool,
        values: &Params<'_>,
        is_done: fn(&[Row]) -> bool,
    ) -> Result<Vec<Row>, CommitError> {
        let mut again = RECONNECTS_MAX;
        loop {
            let (mut client, statement) = self.prepared(sql, is_kept).await?;
            match behind(lock, &mut client, &statement, values, is_done).await {
                Ok(rows) => return Ok(rows),
                Err(error) => self.given_up(client, &error, &mut again)?,
            }
        }
    }

    /// Runs a statement that is its own step; how many rows it touched.
    pub(super) async fn execute(&self, sql: &str, is_kept: bool, values: &Params<'_>) -> Result<u64, StoreError> {
        let mut again = RECONNECTS_MAX;
        loop {
            let (client, statement) = self.prepared(sql, is_kept).await?;
            match client.execute(&statement, values).await {
                Ok(touched) => return Ok(touched),
                Err(error) => self.given_up(client, &error, &mut again)?,
            }
        }
    }

    /// What a failed statement means that was to write. A connection that takes no changes any more, since its server has
    /// become a standby or was switched, is given up, with those that are idle beside it, and the statement may be tried
    /// `again`: a new one is made to a server that takes changes, if there is one.
    fn given_up(&self, client: PooledClient, error: &tokio_postgres::Error, again: &mut u32) -> Result<(), Failure> {
        let failure = classify(error);
        if !matches!(failure, Failure::ReadOnly(_)) {
            return Err(failure);
        }
        drop(client.take());
        drop(self.pool.retain(|_, _| false));
        *again = again.checked_sub(1).ok_or(failure)?;
        Ok(())
    }

    /// Prepares a statement without running it.
    #[cfg(test)]
    pub(super) async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        let client = self.client().await?;
        client.prepare(sql).await.map(|_| ()).map_err(|error| StoreError::Failed(describe(&error)))
    }
}

/// Runs a statement behind a lock.
async fn behind(
    (lock, value): (&str, &Value),
    client: &mut PooledClient,
    statement: &Statement,
    values: &Params<'_>,
    is_done: fn(&[Row]) -> bool,
) -> Result<Vec<Row>, tokio_postgres::Error> {
    // Said here, whatever the session has: the statement has to see what was committed before the lock was taken.
    let transaction = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted).start().await?;
    transaction.execute(lock, &[value]).await?;
    let rows = transaction.query(statement, values).await?;
    if is_done(&rows) {
        transaction.commit().await?;
    }
    Ok(rows)
}
