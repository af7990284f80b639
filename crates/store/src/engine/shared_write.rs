//! Changes of PostgreSQL that share a statement and a commit.
//!
//! Changes of one kind, each below another owner. The rules of the atomic step hold for each: its writes hang on its own
//! guard, and where that finds nothing, it alone has moved. A shared statement that fails has written nothing,
//! and its halves are tried, until who is at fault stands alone. Nobody is answered before the commit.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use tokio::sync::oneshot;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::columns::columns;
use super::postgres::Postgres;
use super::together::{Job, patiently};
use crate::error::{CommitError, StoreError};
use crate::value::Value;
use crate::write::Step;
use crate::write::postgres::{owner, render, render_shared};

/// Statements of several that are kept at most: far more than kinds of changes that there are.
const TEXTS_MAX: usize = 256;

/// A change that waits.
#[derive(Debug)]
pub(crate) struct Waiting {
    owner: Uuid,
    values: Vec<Value>,
    reply: oneshot::Sender<Result<(), CommitError>>,
}

impl Job for Waiting {
    /// Of two changes of one owner, one has moved: they take turns.
    fn clashes(&self, other: &Self) -> bool {
        self.owner == other.owner
    }
}

/// The place of a change under way. Whoever waits goes next, however this one ends.
struct Place {
    postgres: Arc<Postgres>,
    /// The statement of one, by which those of a kind are known.
    kind: String,
    /// The statement of several.
    shared: Arc<str>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let waiting = self.postgres.changes.next(self.kind.as_str());
        if waiting.is_empty() {
            return;
        }
        // A runtime that is going down applies nothing; those who wait try alone, and fail as they would have.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let kind = std::mem::take(&mut self.kind);
            let place = Self { postgres: self.postgres.clone(), kind, shared: self.shared.clone() };
            runtime.spawn(place.go(waiting));
        }
    }
}

impl Place {
    /// Applies all that wait, and leaves the place to the next ones.
    async fn go(self, waiting: Vec<Waiting>) {
        // A caller that went away before anything was asked doesn't want it any more, as with a single statement.
        let mut waiting: Vec<Waiting> = waiting.into_iter().filter(|one| !one.reply.is_closed()).collect();
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
    async fn ask(&self, waiting: &[Waiting]) -> Result<HashSet<i64>, CommitError> {
        if waiting.is_empty() {
            return Ok(HashSet::new());
        }
        let jobs: Vec<&[Value]> = waiting.iter().map(|one| one.values.as_slice()).collect();
        let columns = columns(&jobs);
        let values: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|column| column as _).collect();
        let rows = self.postgres.query_once(&self.shared, true, &values).await?;
        let unknown = |error: tokio_postgres::Error| CommitError::Unknown(error.to_string());
        rows.iter().map(|row| row.try_get(0).map_err(unknown)).collect()
    }
}

/// Tells each what became of it.
fn answer(part: Vec<Waiting>, outcome: &Result<HashSet<i64>, CommitError>) {
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

impl Postgres {
    /// The statement of several for the kind of change that these steps are of.
    fn shared_text(&self, kind: &str, steps: &[Step]) -> Arc<str> {
        let mut texts = self.shared_texts.lock().unwrap_or_else(PoisonError::into_inner);
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
    pub(crate) async fn apply(self: &Arc<Self>, steps: &[Step]) -> Result<(), CommitError> {
        let (sql, values) = render(steps);
        let Some(owner) = owner(steps) else { return self.apply_alone(steps, &sql, &values).await };
        let answer = self.changes.go_or_wait(sql.as_str(), || {
            let (reply, answer) = oneshot::channel();
            (Waiting { owner, values: values.clone(), reply }, answer)
        });
        let Some(answer) = answer else {
            let place = Place { postgres: self.clone(), shared: self.shared_text(&sql, steps), kind: sql };
            return self.apply_alone(steps, &place.kind, &values).await;
        };
        // Whoever was to answer is gone, perhaps after it had asked.
        let gone = |_| Err(CommitError::Unknown("a shared statement was not answered".to_owned()));
        let overdue = || {
            let waiting = self.changes.overdue(sql.as_str());
            if !waiting.is_empty() {
                let place = Place { postgres: self.clone(), shared: self.shared_text(&sql, steps), kind: sql.clone() };
                tokio::spawn(place.go(waiting));
            }
        };
        patiently(answer, overdue).await.unwrap_or_else(gone)
    }
}
