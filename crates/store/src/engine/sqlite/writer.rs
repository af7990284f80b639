//! The one writer: a thread that applies what waits in one transaction.

use std::path::Path;
use std::sync::mpsc;
use std::thread;

use rusqlite::{Connection, Transaction, TransactionBehavior, params_from_iter};
use tokio::sync::oneshot;

use super::apply::apply;
use super::connection::open_writer;
use super::failure::{Refused, failure};
use super::login::count;
use crate::counting::{Login, LoginRow};
use crate::error::{CommitError, StoreError};
use crate::sql::Text;
use crate::step::Step;
use crate::value::Value;

/// Changes that share one transaction, and so one fsync, at most.
const BATCH_MAX: usize = 64;
/// Changes that wait for the writer at most; more are turned away at once.
const QUEUE_MAX: usize = 4096;

/// The way to the writer. It stops when this is dropped.
pub(super) struct Writer(mpsc::SyncSender<Job>);

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

impl Writer {
    /// Opens the file, which is made where there is none, and starts the thread.
    ///
    /// # Errors
    /// The file can't be opened for writing, or there is no further thread.
    pub(super) fn start(path: &Path) -> Result<Self, StoreError> {
        let connection = open_writer(path)?;
        let (sender, jobs) = mpsc::sync_channel(QUEUE_MAX);
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_until_closed(connection, &jobs))
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self(sender))
    }

    pub(super) async fn apply(&self, steps: Vec<Step>) -> Result<(), CommitError> {
        self.write(Work::Steps(steps)).await.map(|_| ())
    }

    pub(super) async fn count_login(&self, login: Login) -> Result<LoginRow, CommitError> {
        match self.write(Work::Login(Box::new(login))).await? {
            Done::Counted(row) => Ok(row),
            _ => Err(StoreError::Failed("a login was not counted".to_owned()).into()),
        }
    }

    pub(super) async fn execute(&self, sql: Text, values: Vec<Value>) -> Result<u64, StoreError> {
        match self.write(Work::Execute(sql, values)).await {
            Ok(Done::Touched(rows)) => Ok(rows as u64),
            Ok(_) => Err(StoreError::Failed("a statement was not run".to_owned())),
            Err(CommitError::Store(error)) => Err(error),
            Err(error) => Err(StoreError::Unavailable(error.to_string())),
        }
    }

    async fn write(&self, work: Work) -> Result<Done, CommitError> {
        let (reply, answer) = oneshot::channel();
        self.0.try_send(Job { work, reply }).map_err(|error| {
            StoreError::Unavailable(match error {
                mpsc::TrySendError::Full(_) => "too many changes are waiting".to_owned(),
                mpsc::TrySendError::Disconnected(_) => "the writer has stopped".to_owned(),
            })
        })?;
        answer.await.unwrap_or_else(|_| Err(CommitError::Unknown("the writer has stopped".to_owned())))
    }
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
