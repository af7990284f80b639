//! PostgreSQL: one statement per change, one round trip, its own commit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use sigill_domain::time::Timestamp;
use tokio::time::Instant;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, NoTls, Statement};
use tracing::info;

use super::address::Address;
use super::found::Found;
use super::often::Often;
use super::seats::{Client, Seats};
use super::together::{Places, Together};
use super::{Options, shared_read, shared_write};
use crate::error::{CommitError, StoreError};
use crate::facts::{Facts, Setting};
use crate::measure::Connections;
use crate::migrate::Migration;
use crate::sql::Text;
use crate::value::{Cells, Row, Value};
use crate::write::Step;
use crate::write::login::{Login, LoginRow, postgres::render as render_login};
use crate::write::postgres::lock;

pub(crate) struct Postgres {
    pool: Pool,
    seats: Arc<Seats>,
    wait_max: Duration,
    pub(super) reads: Together<shared_read::Name, shared_read::Waiting>,
    pub(super) changes: Together<Box<str>, shared_write::Waiting>,
    /// Statements of several changes, by the statement of one.
    pub(super) shared_texts: Mutex<HashMap<Box<str>, Arc<str>>>,
    often: Often,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postgres")
    }
}

/// Steps of a change whose statement is kept prepared, at most.
const STEPS_KEPT_MAX: usize = 8;

/// Changes of one kind that are under way at once: while one waits for the disk, the next is made ready. Those
/// who come meanwhile go together, which is worth more than a further connection.
const CHANGES_AT_ONCE: usize = 2;

/// Reads of one kind that are under way at once.
const READS_AT_ONCE: usize = 1;

/// Of all connections, the part that slow jobs of one kind take at most.
const SLOW_SHARE: usize = 4;

/// New connections that are tried at most, where one was lost.
const RECONNECTS_MAX: u32 = 3;

/// What a failed statement means for the change that it was to apply.
enum Failure {
    Moved,
    /// The connection is gone.
    Lost(String),
    Unavailable(String),
    /// This connection takes no changes any more; nothing was written.
    ReadOnly(String),
    /// The database takes no changes.
    Unwritable(String),
    Failed(String),
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Moved => Self::Unavailable("too many conflicts".to_owned()),
            Failure::Lost(why) | Failure::Unavailable(why) => Self::Unavailable(why),
            Failure::ReadOnly(why) | Failure::Unwritable(why) => Self::Unwritable(why),
            Failure::Failed(why) => Self::Failed(why),
        }
    }
}

impl From<Failure> for CommitError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Moved => Self::Moved,
            Failure::Lost(why) => Self::Unknown(why),
            failure => Self::Store(failure.into()),
        }
    }
}

impl Postgres {
    pub(super) async fn open(address: Address, options: &Options) -> Result<Self, StoreError> {
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
        let pool = Pool::builder(manager)
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
        let postgres = Self {
            pool,
            seats: Seats::new(options.connections_max),
            wait_max: Duration::from_millis(options.wait_max_ms),
            reads: Together::new(places(READS_AT_ONCE, options)),
            changes: Together::new(places(CHANGES_AT_ONCE, options)),
            shared_texts: Mutex::default(),
            often: Often::default(),
        };
        postgres.check().await?;
        Ok(postgres)
    }

    /// Whether it is a database that this program works with.
    async fn check(&self) -> Result<(), StoreError> {
        const WHAT: &str = "SELECT current_setting('server_version_num'), current_setting('server_encoding')";
        let client = self.client().await?;
        let row = client.query_one(WHAT, &[]).await.map_err(|error| unavailable(&error))?;
        let (version, encoding): (String, String) = (row.get(0), row.get(1));
        if version.parse::<u32>().is_ok_and(|number| number < 150_000) {
            return Err(StoreError::Unavailable(format!("PostgreSQL 15 or later is needed, this is {version}")));
        }
        // Any other one has no place for most names; what is sought in it fails by what somebody typed.
        if encoding != "UTF8" {
            return Err(StoreError::Schema(format!(
                "the encoding of the database is {encoding}, and only UTF8 has every name: make another one by CREATE \
                 DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            )));
        }
        Ok(())
    }

    pub(crate) fn connections(&self) -> Connections {
        let status = self.pool.status();
        let in_use = status.size.saturating_sub(status.available);
        Connections { max: status.max_size, in_use, refused: self.seats.refused() }
    }

    pub(crate) async fn client(&self) -> Result<Client, StoreError> {
        let late = || StoreError::Unavailable("no connection became free in time".to_owned());
        let (mut again, mut deadline) = (RECONNECTS_MAX, None);
        loop {
            let by = || *deadline.get_or_insert_with(|| Instant::now() + self.wait_max);
            let mut seat = self.seats.take(by).await.ok_or_else(late)?;
            match self.pool.get().await {
                Ok(client) => {
                    seat.filled();
                    return Ok(Client::new(client, seat));
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
    async fn prepared(&self, sql: &str, is_kept: bool) -> Result<(Client, Statement), Failure> {
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

    pub(crate) async fn rows(
        &self,
        sql: &Text,
        values: &[Value],
        mut found: Box<dyn Found>,
    ) -> Result<Box<dyn Found>, StoreError> {
        let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let rows = self.query(&sql.0, sql.is_kept() || self.often.is(&sql.0), &params).await?;
        for row in &rows {
            found.add(&mut Cells::new(Row::Postgres(row)))?;
        }
        Ok(found)
    }

    /// The rows of a read, which is repeated where the connection was lost.
    pub(super) async fn query(
        &self,
        sql: &str,
        is_kept: bool,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
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

    /// What a failed change means. A connection that takes no changes any more, since its server has become a standby or
    /// was switched, is given up, with those that are idle beside it: a new one is made to a server that takes them, if
    /// there is one.
    fn failed(&self, client: Client, error: &tokio_postgres::Error) -> Failure {
        let failure = classify(error);
        if matches!(failure, Failure::ReadOnly(_)) {
            drop(client.take());
            drop(self.pool.retain(|_, _| false));
        }
        failure
    }

    /// The rows of a statement that writes, which isn't repeated, unless its connection takes no changes.
    pub(super) async fn query_once(
        &self,
        sql: &str,
        is_kept: bool,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<tokio_postgres::Row>, CommitError> {
        let mut again = RECONNECTS_MAX;
        loop {
            let (client, statement) = self.prepared(sql, is_kept).await.map_err(StoreError::from)?;
            match client.query(&statement, values).await {
                Ok(rows) => return Ok(rows),
                Err(error) => match self.failed(client, &error) {
                    Failure::ReadOnly(_) if again > 0 => again -= 1,
                    failure => return Err(failure.into()),
                },
            }
        }
    }

    /// Applies the steps by a statement of their own, as it was rendered.
    pub(super) async fn apply_alone(&self, steps: &[Step], sql: &str, values: &[Value]) -> Result<(), CommitError> {
        let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        // Texts of changes of many rows are without number; keeping them would fill the server.
        let is_kept = steps.len() <= STEPS_KEPT_MAX;
        let Some((lock, value)) = lock(steps) else {
            return applied(self.query_once(sql, is_kept, &params).await?.first());
        };
        let mut again = RECONNECTS_MAX;
        loop {
            let (mut client, statement) = self.prepared(sql, is_kept).await.map_err(StoreError::from)?;
            match behind(lock, &value, &mut client, &statement, &params).await {
                Ok(applied) => return applied,
                Err(error) => match self.failed(client, &error) {
                    Failure::ReadOnly(_) if again > 0 => again -= 1,
                    failure => return Err(failure.into()),
                },
            }
        }
    }

    pub(crate) async fn execute(&self, sql: &Text, values: &[Value]) -> Result<u64, StoreError> {
        let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let mut again = RECONNECTS_MAX;
        loop {
            let (client, statement) = self.prepared(&sql.0, sql.is_kept()).await?;
            match client.execute(&statement, &params).await {
                Ok(touched) => return Ok(touched),
                Err(error) => match self.failed(client, &error) {
                    Failure::ReadOnly(_) if again > 0 => again -= 1,
                    failure => return Err(failure.into()),
                },
            }
        }
    }

    pub(crate) async fn count_login(&self, login: &Login) -> Result<LoginRow, CommitError> {
        let (sql, values) = render_login(login);
        let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let rows = self.query_once(&sql, true, &params).await?;
        let row = rows.first().ok_or(CommitError::Moved)?;
        let unknown = |error: tokio_postgres::Error| CommitError::Unknown(error.to_string());
        Ok(LoginRow { state: row.try_get(0).map_err(unknown)?, count: row.try_get(1).map_err(unknown)? })
    }

    /// The versions of the schema that were applied.
    pub(crate) async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        let client = self.client().await?;
        let failed = |error: tokio_postgres::Error| StoreError::Schema(describe(&error));
        let row = client.query_one("SELECT to_regclass('schema_version') IS NOT NULL", &[]).await.map_err(failed)?;
        if !row.get::<_, bool>(0) {
            return Ok(Vec::new());
        }
        let rows = client.query("SELECT version FROM schema_version ORDER BY version", &[]).await.map_err(failed)?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    pub(crate) async fn facts(&self) -> Result<Facts, StoreError> {
        // Of `synchronous_commit`, what a session begins with: what this one has, we have set.
        const FACTS: &str = "SELECT current_setting('server_version'), \
             (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, \
             coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false), \
             current_setting('fsync'), current_setting('full_page_writes'), \
             (SELECT CASE reset_val WHEN 'remote_apply' THEN 'on' ELSE reset_val END FROM pg_settings \
              WHERE name = 'synchronous_commit'), \
             current_setting('default_transaction_read_only'), \
             (SELECT least(current_setting('max_connections')::bigint \
                     - current_setting('superuser_reserved_connections')::bigint \
                     - coalesce(current_setting('reserved_connections', true)::bigint, 0), \
                     nullif(rolconnlimit, -1), nullif(datconnlimit, -1)) \
              FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database())";
        let client = self.client().await?;
        let row = client.query_one(FACTS, &[]).await.map_err(|error| unavailable(&error))?;
        let setting = |name, at: usize, expected| Setting { name, value: row.get(at), expected };
        Ok(Facts {
            engine: format!("PostgreSQL {}", row.get::<_, String>(0)),
            settings: vec![
                setting("fsync", 3, "on"),
                setting("full_page_writes", 4, "on"),
                setting("synchronous_commit", 5, "on"),
                setting("default_transaction_read_only", 6, "off"),
            ],
            at: Some(Timestamp::from_micros(row.get(1))),
            is_encrypted: Some(row.get(2)),
            connections_allowed: row.get::<_, Option<i64>>(7).and_then(|count| usize::try_from(count).ok()),
        })
    }

    /// Applies what is missing of the migrations, one transaction each; of several servers that
    /// start at once, one does and the others wait.
    pub(crate) async fn migrate(&self, migrations: &[Migration]) -> Result<(), StoreError> {
        /// Any number that no other program locks: "sigill" in ASCII.
        const LOCK: i64 = 0x7369_6769_6c6c;
        let mut client = self.client().await?;
        let failed = |error: tokio_postgres::Error| match classify(&error).into() {
            // It isn't the schema that is wrong.
            unwritable @ StoreError::Unwritable(_) => unwritable,
            _ => StoreError::Schema(describe(&error)),
        };
        let transaction = client.transaction().await.map_err(failed)?;
        transaction
            .batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL client_min_messages = warning")
            .await
            .map_err(failed)?;
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(failed)?;
        transaction
            .batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL)")
            .await
            .map_err(failed)?;
        let rows =
            transaction.query("SELECT version FROM schema_version ORDER BY version", &[]).await.map_err(failed)?;
        let done: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
        for migration in Migration::missing(migrations, &done)? {
            info!(version = migration.version, name = migration.name, "applying a migration");
            transaction.batch_execute(migration.sql).await.map_err(failed)?;
            transaction
                .execute(
                    "INSERT INTO schema_version (version, name) VALUES ($1, $2)",
                    &[&migration.version, &migration.name],
                )
                .await
                .map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)
    }

    #[cfg(test)]
    pub(crate) async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        let client = self.client().await?;
        client.prepare(sql).await.map(|_| ()).map_err(|error| StoreError::Failed(describe(&error)))
    }
}

fn places(quick: usize, options: &Options) -> Places {
    Places { quick, all: (options.connections_max / SLOW_SHARE).max(quick + 1) }
}

/// Runs a change behind a lock; what it says, or why it isn't known.
async fn behind(
    lock: &str,
    value: &Value,
    client: &mut Client,
    statement: &Statement,
    params: &[&(dyn ToSql + Sync)],
) -> Result<Result<(), CommitError>, tokio_postgres::Error> {
    // Said here, whatever the session has: the statement has to see what was committed before the lock was taken.
    let transaction = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted).start().await?;
    transaction.execute(lock, &[value]).await?;
    let rows = transaction.query(statement, params).await?;
    match applied(rows.first()) {
        Ok(()) => transaction.commit().await.map(Ok),
        moved => Ok(moved),
    }
}

/// What the one row that a change answers says.
fn applied(row: Option<&tokio_postgres::Row>) -> Result<(), CommitError> {
    match row.map(|row| row.try_get::<_, i64>(0)) {
        Some(Ok(1)) => Ok(()),
        Some(Ok(_)) => Err(CommitError::Moved),
        Some(Err(error)) => Err(CommitError::Unknown(error.to_string())),
        None => Err(CommitError::Unknown("the change has no answer".to_owned())),
    }
}

/// The rules of design: a unique or foreign key violation, a serialization failure and a deadlock
/// mean that something moved; a lost connection means that nobody knows.
fn classify(error: &tokio_postgres::Error) -> Failure {
    let Some(db) = error.as_db_error() else {
        // Not an answer of the server: the connection is gone, or the client refused to send.
        return if error.is_closed() || is_io(error) {
            Failure::Lost(describe(error))
        } else {
            Failure::Failed(describe(error))
        };
    };
    if is_lost(db) {
        return Failure::Lost(describe(error));
    }
    match *db.code() {
        SqlState::UNIQUE_VIOLATION
        | SqlState::FOREIGN_KEY_VIOLATION
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED => Failure::Moved,
        // The server ends the connection with these; the statement may have been committed.
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN => Failure::Lost(describe(error)),
        SqlState::READ_ONLY_SQL_TRANSACTION => Failure::ReadOnly(describe(error)),
        SqlState::DISK_FULL => Failure::Unwritable(describe(error)),
        SqlState::CANNOT_CONNECT_NOW
        | SqlState::TOO_MANY_CONNECTIONS
        | SqlState::QUERY_CANCELED
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::OUT_OF_MEMORY
        | SqlState::IO_ERROR => Failure::Unavailable(describe(error)),
        _ => Failure::Failed(describe(error)),
    }
}

/// Whether nobody knows what became of a statement, though there is an answer.
fn is_lost(db: &DbError) -> bool {
    let code = db.code().code();
    // So a pooler says that it has lost the server, or found none in time, and ends the connection; and so, as a mere
    // ERROR, a server that shares its tables out among others says that it has lost one of them. The statement may have
    // been committed. PostgreSQL itself has one ERROR of this class, for a wrong message.
    if code.starts_with("08") {
        return db.severity() == "FATAL" || *db.code() != SqlState::PROTOCOL_VIOLATION;
    }
    // Of a commit of which another server has no answer: some servers may have made it.
    *db.code() == SqlState::INTERNAL_ERROR && db.message().contains("commit")
}

/// Whether the server was left again because it takes no changes.
fn is_read_only(error: &tokio_postgres::Error) -> bool {
    let io = std::error::Error::source(error).and_then(|source| source.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::PermissionDenied && io.to_string().contains("allow writes"))
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<std::io::Error>() {
            return true;
        }
        source = cause.source();
    }
    // An unexpected end of the stream comes as an error of the protocol without a cause.
    source.is_none() && error.to_string().contains("connection")
}

fn unavailable(error: &tokio_postgres::Error) -> StoreError {
    StoreError::Unavailable(describe(error))
}

/// Code and constraint, but never the detail: it quotes values.
pub(crate) fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!(
            "{} {}{}",
            db.code().code(),
            db.message(),
            db.constraint().map(|name| format!(" ({name})")).unwrap_or_default()
        ),
        // The cause, too: "error connecting to server" alone helps nobody.
        None => match std::error::Error::source(error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A message of PostgreSQL's protocol.
    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap();
        [&[kind], &length.to_be_bytes()[..], body].concat()
    }

    /// What is made of this answer to a statement.
    async fn answered(error: &'static [u8]) -> Failure {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut read = [0; 1024];
            // Whatever the client begins with, it is let in; whatever it asks, it is told this.
            assert!(stream.read(&mut read).await.unwrap() > 0);
            stream.write_all(&[message(b'R', &[0; 4]), message(b'Z', b"I")].concat()).await.unwrap();
            assert!(stream.read(&mut read).await.unwrap() > 0);
            stream.write_all(&[message(b'E', error), message(b'Z', b"I")].concat()).await.unwrap();
        });
        let url = format!("postgres://sigill@127.0.0.1:{port}/sigill");
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let error = client.simple_query("SELECT 1").await.unwrap_err();
        server.await.unwrap();
        classify(&error)
    }

    #[tokio::test]
    async fn who_lost_a_server_behind_it_leaves_unknown_whether_a_change_was_made() {
        let unknown: [&[u8]; 4] = [
            b"SFATAL\0VFATAL\0C08P01\0Mserver conn crashed?\0\0",
            b"SERROR\0VERROR\0C08006\0Mconnection to the remote node worker-1:5432 failed\0\0",
            b"SERROR\0VERROR\0C08007\0Mtransaction resolution unknown\0\0",
            b"SERROR\0VERROR\0CXX000\0Mcould not commit transaction for shard 102008 on at least one active node\0\0",
        ];
        for error in unknown {
            let failure = answered(error).await;
            assert!(matches!(failure, Failure::Lost(_)), "{}", String::from_utf8_lossy(error));
        }
        let known: [&[u8]; 2] = [
            b"SERROR\0VERROR\0C08P01\0Minvalid message format\0\0",
            b"SERROR\0VERROR\0CXX000\0Mcache lookup failed for type 0\0\0",
        ];
        for error in known {
            let failure = answered(error).await;
            assert!(matches!(failure, Failure::Failed(_)), "{}", String::from_utf8_lossy(error));
        }
    }
}
