//! Changes of PostgreSQL that share a statement and a commit.
//!
//! Changes of one kind, each below another owner. The rules of the atomic step hold for each: its writes hang on its own
//! guard, and where that finds nothing, it alone has moved. A shared statement that fails has written nothing,
//! and its halves are tried, until who is at fault stands alone. Nobody is answered before the commit.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use uuid::Uuid;

use super::columns::columns;
use super::places;
use super::together::{Job, JobQueue, patiently};
use crate::engine::postgres::pool::{Pool, params};
use crate::engine::postgres::render::{owner, render, render_shared};
use crate::error::{CommitError, StoreError};
use crate::step::Step;
use crate::value::Value;

/// Statements of several that are kept at most: far more than kinds of changes that there are.
const TEXTS_MAX: usize = 256;

/// A change that waits.
#[derive(Debug)]
pub(crate) struct WaitingChange {
    owner: Uuid,
    values: Vec<Value>,
    reply: oneshot::Sender<Result<(), CommitError>>,
}

impl Job for WaitingChange {
    /// Of two changes of one owner, one has moved: they take turns.
    fn clashes(&self, other: &Self) -> bool {
        self.owner == other.owner
    }
}

/// Changes of one kind that are under way at once: while one waits for the disk, the next is made ready. Those
/// who come meanwhile go together, which is worth more than a further connection.
const AT_ONCE: usize = 2;

/// The changes that may be shared.
pub(in crate::engine::postgres) struct Changes {
    pool: Pool,
    together: JobQueue<String, WaitingChange>,
    /// Statements of several, by the statement of one.
    texts: Mutex<HashMap<Box<str>, Arc<str>>>,
}

impl Changes {
    pub(in crate::engine::postgres) fn new(pool: Pool, connections_max: usize) -> Self {
        Self { pool, together: JobQueue::new(places(AT_ONCE, connections_max)), texts: Mutex::default() }
    }

    /// The statement of several for the kind of change that these steps are of.
    fn text(&self, kind: &str, steps: &[Step]) -> Arc<str> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = texts.get(kind) {
            return text.clone();
        }
        if texts.len() >= TEXTS_MAX {
            texts.clear();
        }
        let text: Arc<str> = render_shared(steps).into();
        texts.insert(kind.into(), text.clone());
        text
    }

    /// Applies the steps in one atomic step, or none of them; together with the same kind of change of other owners
    /// where they wait.
    pub(in crate::engine::postgres) async fn apply(self: &Arc<Self>, steps: &[Step]) -> Result<(), CommitError> {
        let (sql, values) = render(steps);
        let Some(owner) = owner(steps) else { return self.pool.apply(steps, &sql, &values).await };
        let answer = self.together.go_or_wait(sql.as_str(), || {
            let (reply, answer) = oneshot::channel();
            (WaitingChange { owner, values: values.clone(), reply }, answer)
        });
        let Some(answer) = answer else {
            let place = Place { changes: self.clone(), shared: self.text(&sql, steps), kind: sql };
            return self.pool.apply(steps, &place.kind, &values).await;
        };
        // Whoever was to answer is gone, perhaps after it had asked.
        let gone = |_| Err(CommitError::Unknown("a shared statement was not answered".to_owned()));
        let overdue = || {
            let waiting = self.together.overdue(sql.as_str());
            if !waiting.is_empty() {
                let place = Place { changes: self.clone(), shared: self.text(&sql, steps), kind: sql.clone() };
                tokio::spawn(place.go(waiting));
            }
        };
        patiently(answer, overdue).await.unwrap_or_else(gone)
    }
}

/// The place of a change under way. Whoever waits goes next, however this one ends.
struct Place {
    changes: Arc<Changes>,
    /// The statement of one, by which those of a kind are known.
    kind: String,
    /// The statement of several.
    shared: Arc<str>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let waiting = self.changes.together.next(self.kind.as_str());
        if waiting.is_empty() {
            return;
        }
        // A runtime that is going down applies nothing; those who wait try alone, and fail as they would have.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let kind = std::mem::take(&mut self.kind);
            let place = Self { changes: self.changes.clone(), kind, shared: self.shared.clone() };
            runtime.spawn(place.go(waiting));
        }
    }
}

impl Place {
    /// Applies all that wait, and leaves the place to the next ones.
    async fn go(self, waiting: Vec<WaitingChange>) {
        // A caller that went away before anything was asked doesn't want it any more, as with a single statement.
        let mut waiting: Vec<WaitingChange> = waiting.into_iter().filter(|one| !one.reply.is_closed()).collect();
        // In one order everywhere, so that two of these don't wait for each other.
        waiting.sort_by_key(|one| one.owner);
        let mut parts = vec![waiting];
        while let Some(mut part) = parts.pop() {
            let outcome = self.ask(&part).await;
            match outcome {
                // By the fault of one of them: the halves, until it stands alone.
                Err(CommitError::Moved | CommitError::Store(StoreError::Failed(_))) if part.len() > 1 => {
                    parts.push(part.split_off(part.len() / 2));
                    parts.push(part);
                }
                outcome => answer(part, &outcome),
            }
        }
    }

    /// The numbers of those that were applied.
    async fn ask(&self, waiting: &[WaitingChange]) -> Result<HashSet<i64>, CommitError> {
        if waiting.is_empty() {
            return Ok(HashSet::new());
        }
        let jobs: Vec<&[Value]> = waiting.iter().map(|one| one.values.as_slice()).collect();
        let rows = self.changes.pool.write(&self.shared, true, &params(&columns(&jobs))).await?;
        let unknown = |error: tokio_postgres::Error| CommitError::Unknown(error.to_string());
        rows.iter().map(|row| row.try_get(0).map_err(unknown)).collect()
    }
}

/// Tells each what became of it.
fn answer(part: Vec<WaitingChange>, outcome: &Result<HashSet<i64>, CommitError>) {
    for (n, one) in (0..).zip(part) {
        let own = match outcome {
            Ok(numbers) if numbers.contains(&n) => Ok(()),
            Ok(_) | Err(CommitError::Moved) => Err(CommitError::Moved),
            // It may have been committed: each has to look its event up.
            Err(CommitError::Unknown(why)) => Err(CommitError::Unknown(why.clone())),
            Err(CommitError::Store(error)) => Err(error.clone().into()),
        };
        // A caller that went away doesn't want its answer.
        let _ = one.reply.send(own);
    }
}
