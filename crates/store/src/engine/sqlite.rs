//! SQLite: one writer that applies waiting changes in one transaction, and readers beside it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags, Transaction, TransactionBehavior, params_from_iter};
use tokio::sync::{Semaphore, oneshot};
use tracing::info;

use super::Options;
use super::found::Found;
use crate::error::{CommitError, StoreError};
use crate::facts::{Facts, Setting};
use crate::measure::Connections;
use crate::migrate::Migration;
use crate::sql::Text;
use crate::value::{Cells, Row, Value};
use crate::write::login::{Login, LoginRow, sqlite::count};
use crate::write::{Step, sqlite::apply};

/// Changes that share one transaction, and so one fsync, at most.
const BATCH_MAX: usize = 64;
/// Changes that wait for the writer at most; more are turned away at once.
const QUEUE_MAX: usize = 4096;
const STATEMENTS_CACHED: usize = 256;

pub(crate) struct Sqlite {
    path: PathBuf,
    readers: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    connections_max: usize,
    wait_max: Duration,
    writer: mpsc::SyncSender<Job>,
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A change that waits for the writer.
struct Job {
    work: Work,
    reply: oneshot::Sender<Result<Done, CommitError>>,
}

enum Work {
    Steps(Vec<Step>),
    Login(Box<Login>),
    Execute(Text, Vec<Value>),
}

/// What the writer has done.
enum Done {
    Applied,
    Counted(LoginRow),
    Touched(usize),
}

impl Sqlite {
    pub(crate) async fn open(path: PathBuf, options: &Options) -> Result<Self, StoreError> {
        let connections_max = options.connections_max;
        let opened = blocking(move || {
            // The writer makes the file and turns on the write-ahead log before any reader comes.
            let writer = open_writer(&path)?;
            let readers = (0..connections_max).map(|_| open_reader(&path)).collect::<Result<Vec<_>, _>>()?;
            Ok((path, writer, readers))
        });
        let (path, writer, readers) = opened.await?;
        let (sender, jobs) = mpsc::sync_channel(QUEUE_MAX);
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_until_closed(writer, &jobs))
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self {
            path,
            readers: Arc::new(Mutex::new(readers)),
            permits: Arc::new(Semaphore::new(connections_max)),
            connections_max,
            wait_max: Duration::from_millis(options.wait_max_ms),
            writer: sender,
        })
    }

    pub(crate) fn connections(&self) -> Connections {
        let in_use = self.connections_max - self.permits.available_permits().min(self.connections_max);
        Connections { max: self.connections_max, in_use, refused: 0 }
    }

    pub(crate) async fn rows(
        &self,
        sql: Text,
        values: Vec<Value>,
        mut found: Box<dyn Found>,
    ) -> Result<Box<dyn Found>, StoreError> {
        self.read(move |connection| rows_of(connection, &sql, values, &mut *found).map(|()| found)).await
    }

    /// As [`Sqlite::rows`], on the thread that asks: for reads of a few rows by a key, which take some
    /// microseconds, less than handing them to another thread would. Where no reader is free, it waits as others do.
    pub(crate) async fn rows_here(
        &self,
        sql: Text,
        values: Vec<Value>,
        mut found: Box<dyn Found>,
    ) -> Result<Box<dyn Found>, StoreError> {
        if let Ok(permit) = self.permits.try_acquire() {
            // There is one per permit, unless a read has panicked with it; to open one takes long.
            let pooled = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            if let Some(connection) = pooled {
                let result = rows_of(&connection, &sql, values, &mut *found);
                self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
                drop(permit);
                return result.map(|()| found);
            }
        }
        self.rows(sql, values, found).await
    }

    /// Runs `read` on a free reading connection.
    async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let permit = tokio::time::timeout(self.wait_max, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| StoreError::Unavailable("no connection became free in time".to_owned()))?
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let readers = Arc::clone(&self.readers);
        let path = self.path.clone();
        blocking(move || {
            let pooled = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            // There is one per permit, unless a read has panicked with it.
            let connection = pooled.map_or_else(|| open_reader(&path), Ok)?;
            let result = read(&connection);
            readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(permit);
            result
        })
        .await
    }

    pub(crate) async fn apply(&self, steps: Vec<Step>) -> Result<(), CommitError> {
        self.write(Work::Steps(steps)).await.map(|_| ())
    }

    pub(crate) async fn count_login(&self, login: Login) -> Result<LoginRow, CommitError> {
        match self.write(Work::Login(Box::new(login))).await? {
            Done::Counted(row) => Ok(row),
            _ => Err(StoreError::Failed("a login was not counted".to_owned()).into()),
        }
    }

    pub(crate) async fn execute(&self, sql: Text, values: Vec<Value>) -> Result<u64, StoreError> {
        match self.write(Work::Execute(sql, values)).await {
            Ok(Done::Touched(rows)) => Ok(rows as u64),
            Ok(_) => Err(StoreError::Failed("a statement was not run".to_owned())),
            Err(CommitError::Store(error)) => Err(error),
            Err(error) => Err(StoreError::Unavailable(error.to_string())),
        }
    }

    async fn write(&self, work: Work) -> Result<Done, CommitError> {
        let (reply, answer) = oneshot::channel();
        self.writer.try_send(Job { work, reply }).map_err(|error| {
            StoreError::Unavailable(match error {
                mpsc::TrySendError::Full(_) => "too many changes are waiting".to_owned(),
                mpsc::TrySendError::Disconnected(_) => "the writer has stopped".to_owned(),
            })
        })?;
        answer.await.unwrap_or_else(|_| Err(CommitError::Unknown("the writer has stopped".to_owned())))
    }

    /// The versions of the schema that were applied.
    pub(crate) async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        self.read(|connection| {
            let failed = |error: rusqlite::Error| StoreError::Schema(error.to_string());
            // A statement, since what the connection remembers of the schema may be old.
            const IS_THERE: &str = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'";
            if connection.query_row(IS_THERE, [], |row| row.get::<_, i64>(0)).map_err(failed)? == 0 {
                return Ok(Vec::new());
            }
            connection
                .prepare("SELECT version FROM schema_version ORDER BY version")
                .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
                .map_err(failed)
        })
        .await
    }

    pub(crate) async fn facts(&self) -> Result<Facts, StoreError> {
        self.read(|connection| {
            let text = |sql: &str| {
                connection.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(|error| failure(&error))
            };
            let journal = Setting { name: "journal_mode", value: text("PRAGMA journal_mode")?, expected: "wal" };
            // The writer sets `synchronous` itself, whatever the file says.
            Ok(Facts {
                engine: format!("SQLite {}", rusqlite::version()),
                settings: vec![journal],
                at: None,
                is_encrypted: None,
                connections_allowed: None,
            })
        })
        .await
    }

    pub(crate) async fn migrate(&self, migrations: &'static [Migration]) -> Result<(), StoreError> {
        let path = self.path.clone();
        blocking(move || {
            let mut connection = open_writer(&path)?;
            let failed = |error: rusqlite::Error| match failure(&error) {
                StoreError::Failed(why) => StoreError::Schema(why),
                // It isn't the schema that is wrong.
                other => other,
            };
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
            transaction
                .execute_batch(
                    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL)",
                )
                .map_err(failed)?;
            let done: Vec<i64> = transaction
                .prepare("SELECT version FROM schema_version ORDER BY version")
                .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
                .map_err(failed)?;
            for migration in Migration::missing(migrations, &done)? {
                info!(version = migration.version, name = migration.name, "applying a migration");
                transaction.execute_batch(migration.sql).map_err(failed)?;
                transaction
                    .execute(
                        "INSERT INTO schema_version (version, name) VALUES (?1, ?2)",
                        (migration.version, migration.name),
                    )
                    .map_err(failed)?;
            }
            transaction.commit().map_err(failed)
        })
        .await
    }

    /// A writing connection beside the writer's, for a job that needs the file for itself.
    pub(crate) async fn own_writer(&self) -> Result<Connection, StoreError> {
        let path = self.path.clone();
        blocking(move || open_writer(&path)).await
    }

    #[cfg(test)]
    pub(crate) async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        let sql = sql.to_owned();
        self.read(move |connection| connection.prepare(&sql).map(|_| ()).map_err(|error| failure(&error))).await
    }
}

fn rows_of(connection: &Connection, sql: &Text, values: Vec<Value>, found: &mut dyn Found) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(&sql.0).map_err(|error| failure(&error))?;
    let mut rows = statement.query(params_from_iter(values)).map_err(|error| failure(&error))?;
    while let Some(next) = rows.next().map_err(|error| failure(&error))? {
        found.add(&mut Cells::new(Row::Sqlite(next)))?;
    }
    Ok(())
}

/// Runs what blocks away from the threads that serve requests.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(StoreError::Failed(error.to_string())))
}

fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    make_private(path);
    let connection = Connection::open(path)
        .map_err(|error| StoreError::Unavailable(format!("{} can't be opened: {error}", path.display())))?;
    // SQLite opens what can't be written for reading, and says so at the first change.
    if connection.is_readonly(MAIN_DB).map_err(|error| failure(&error))? {
        return Err(StoreError::Unwritable(format!("{} can't be written", path.display())));
    }
    // FULL: an answered change survives a loss of power, not only of the process.
    configure(&connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")?;
    Ok(connection)
}

/// Makes the file for its owner only, where there is none. That it can't be made is for opening to say;
/// SQLite gives the files beside it the same mode.
pub(crate) fn make_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| StoreError::Unavailable(format!("{} can't be opened: {error}", path.display())))?;
    configure(&connection, "PRAGMA query_only = ON;")?;
    Ok(connection)
}

fn configure(connection: &Connection, pragmas: &str) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection
        .busy_timeout(Duration::from_secs(5))
        // A statement keeps the plan that it was prepared with. Otherwise, where the planner has looked at samples of an
        // index, each new value of a parameter makes it plan again, which takes longer than everything else.
        .and_then(|()| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true))
        .and_then(|_| connection.execute_batch(pragmas))
        .map_err(|error| match failure(&error) {
            StoreError::Failed(why) => StoreError::Unavailable(why),
            other => other,
        })
}

/// The writer: takes what is waiting, applies it in one transaction, and answers after the commit.
fn write_until_closed(mut connection: Connection, jobs: &mpsc::Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH_MAX
            && let Ok(next) = jobs.try_recv()
        {
            batch.push(next);
        }
        let outcomes = match write_together(&mut connection, &batch) {
            Ok(outcomes) => outcomes,
            // The transaction itself failed, perhaps by the fault of one change: each by itself.
            Err(error) if batch.len() == 1 => vec![Err(CommitError::Store(failure(&error)))],
            Err(_) => batch
                .chunks(1)
                .map(|one| match write_together(&mut connection, one) {
                    Ok(mut outcomes) => outcomes.pop().unwrap_or(Err(CommitError::Moved)),
                    Err(error) => Err(CommitError::Store(failure(&error))),
                })
                .collect(),
        };
        for (job, outcome) in batch.into_iter().zip(outcomes) {
            // A caller that went away doesn't want its answer.
            let _ = job.reply.send(outcome);
        }
    }
}

/// Applies changes in one transaction, each in a savepoint of its own.
///
/// # Errors
/// The transaction as a whole failed and nothing of it was written.
fn write_together(
    connection: &mut Connection,
    batch: &[Job],
) -> Result<Vec<Result<Done, CommitError>>, rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut outcomes = Vec::with_capacity(batch.len());
    for job in batch {
        run(&transaction, "SAVEPOINT change")?;
        let done = match &job.work {
            Work::Steps(steps) => apply(&transaction, steps).map(|()| Done::Applied),
            Work::Login(login) => count(&transaction, login).map(Done::Counted),
            Work::Execute(sql, values) => transaction
                .prepare_cached(&sql.0)
                .and_then(|mut statement| statement.execute(params_from_iter(values)))
                .map(Done::Touched)
                .map_err(Refused::from),
        };
        match done {
            Ok(done) => {
                run(&transaction, "RELEASE change")?;
                outcomes.push(Ok(done));
            }
            // Some failures end the whole transaction; what was applied before is gone with it.
            Err(Refused::Database(error)) if transaction.is_autocommit() => return Err(error),
            Err(refused) => {
                run(&transaction, "ROLLBACK TO change")?;
                run(&transaction, "RELEASE change")?;
                outcomes.push(Err(refused.into()));
            }
        }
    }
    transaction.commit()?;
    Ok(outcomes)
}

/// Runs what begins or ends a change: kept prepared, where the library's own would be parsed for each change.
fn run(transaction: &Transaction<'_>, sql: &str) -> Result<(), rusqlite::Error> {
    transaction.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// Why one change of a batch was not applied.
pub(crate) enum Refused {
    Moved,
    /// A write that can't miss its row did.
    Missed(&'static str),
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // Unique and foreign keys alike; nothing else is a constraint that a change can break.
            Some(ErrorCode::ConstraintViolation) if is_key(&error) => Self::Moved,
            _ => Self::Database(error),
        }
    }
}

fn is_key(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
    error.sqlite_error().is_some_and(|error| {
        [SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE]
            .contains(&error.extended_code)
    })
}

impl From<Refused> for CommitError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Moved => Self::Moved,
            Refused::Missed(table) => Self::Store(StoreError::Failed(format!("a write to {table} found no row"))),
            Refused::Database(error) => Self::Store(failure(&error)),
        }
    }
}

pub(crate) fn failure(error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::SystemIoFailure
            | ErrorCode::OutOfMemory
            | ErrorCode::CannotOpen,
        ) => StoreError::Unavailable(error.to_string()),
        Some(ErrorCode::DiskFull | ErrorCode::ReadOnly) => StoreError::Unwritable(error.to_string()),
        _ => StoreError::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;
    use sigill_testing::{Database, Kind};

    use super::*;
    use crate::engine::plans;
    use crate::read::caller::CALLER;
    use crate::read::credential::SINGLETON;

    #[tokio::test]
    async fn a_statement_keeps_its_plan_whatever_its_values_are() {
        let database = Database::new(Kind::Sqlite).await;
        drop(plans::filled(&database).await);
        // With samples of each index, by which the planner would look at the values.
        database.execute("ANALYZE").await;
        let file = database.url().trim_start_matches("sqlite:");
        let connection = open_reader(Path::new(file)).unwrap();
        let mut statement = connection.prepare(SINGLETON.0).unwrap();
        for user in ["u3-17", "u3-18", "nobody"] {
            let mut rows = statement.query((user, 16, "c3")).unwrap();
            assert!(rows.next().unwrap().is_some());
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }

    #[tokio::test]
    async fn what_is_read_of_one_user_takes_no_more_beside_many_clients() {
        let database = Database::new(Kind::Sqlite).await;
        drop(plans::filled(&database).await);
        let file = Path::new(database.url().trim_start_matches("sqlite:"));
        let id = |n: u32| format!("unhex(printf('%032x', {n}))");
        let (client, user, room) = (id(3), id(30_017), id(5));
        let script = format!(
            "PRAGMA foreign_keys = OFF; \
             WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO client (id, \
             ext_id, name, display_name, remarks, state, rev, version, created, modified) SELECT \
             unhex(printf('%032x', i)), 'm' || i, 'm' || i, '{{}}', NULL, 'active', 0, 1, i, i FROM n; \
             INSERT INTO profile (id, client_id, user_id, unit_id, ext_id, name, state, created, modified) \
             VALUES ({user}, {client}, {user}, {client}, 'p', 'p', 'active', 1, 1); \
             INSERT INTO authz (id, client_id, profile_id, ext_id, role, is_client_global, created) \
             VALUES ({user}, {client}, {user}, 'a', 'nevisIdm.Root', 0, 1); \
             INSERT INTO authz_client (authz_id, client_id) VALUES ({user}, {room})"
        );
        Connection::open(file).unwrap().execute_batch(&script).unwrap();
        let connection = open_reader(file).unwrap();
        let one = uuid::Uuid::from_u128(30_017);
        let mut caller = connection.prepare(CALLER.0).unwrap();
        let room: String = caller.query_row((one, one), |row| row.get(15)).unwrap();
        assert_eq!(room, "c5");
        let mut credential = connection.prepare(SINGLETON.0).unwrap();
        assert!(credential.query(("u3-17", 16, "c3")).unwrap().next().unwrap().is_some());
        for statement in [caller, credential] {
            let steps = statement.get_status(StatementStatus::VmStep);
            assert!(steps < 500, "{steps} steps");
        }
    }
}
