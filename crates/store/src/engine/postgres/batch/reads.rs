//! Reads of PostgreSQL that share a query.
//!
//! Reads of one row or a few by a key, of which many wait at once: they are asked for in one query, which takes the keys
//! of all as arrays. Each was waiting before the query began, so each sees at least what it would have seen
//! alone. Where the shared query fails, each is asked alone.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio_postgres::Row;

use super::columns::{Column, columns};
use super::places;
use super::together::{Job, JobQueue, patiently};
use crate::engine::postgres::pool::{Pool, params};
use crate::engine::{SharedRead, Texts};
use crate::error::StoreError;
use crate::value::{AnyRow, Cells, Value};

/// A read that waits.
#[derive(Debug)]
pub(crate) struct WaitingRead {
    values: Vec<Value>,
    reply: oneshot::Sender<Unread>,
}

impl Job for WaitingRead {
    fn clashes(&self, _: &Self) -> bool {
        false
    }
}

/// Reads of one kind that are under way at once.
const AT_ONCE: usize = 1;

/// The reads that may be shared.
pub(in crate::engine::postgres) struct Reads {
    pool: Pool,
    together: JobQueue<TypeId, WaitingRead>,
}

impl Reads {
    pub(in crate::engine::postgres) fn new(pool: Pool, connections_max: usize) -> Self {
        Self { pool, together: JobQueue::new(places(AT_ONCE, connections_max)) }
    }

    /// The rows of a read; together with the same read of others where they wait.
    pub(in crate::engine::postgres) async fn ask(
        self: &Arc<Self>,
        SharedRead { texts, values }: SharedRead,
    ) -> Result<Unread, StoreError> {
        let answer = self.together.go_or_wait(&texts.id, || {
            let (reply, answer) = oneshot::channel();
            (WaitingRead { values: values.clone(), reply }, answer)
        });
        let Some(answer) = answer else {
            let _place = Place { reads: self.clone(), texts };
            return self.alone(texts, &values).await;
        };
        let overdue = || {
            let waiting = self.together.overdue(&texts.id);
            if !waiting.is_empty() {
                tokio::spawn(Place { reads: self.clone(), texts }.go(waiting));
            }
        };
        match patiently(answer, overdue).await {
            Ok(rows) => Ok(rows),
            Err(_) => self.alone(texts, &values).await,
        }
    }

    async fn alone(&self, texts: &Texts, values: &[Value]) -> Result<Unread, StoreError> {
        self.pool.read(texts.one.0, true, &params(values)).await.map(Unread::alone)
    }
}

/// Rows as they came, of one read, perhaps among those of others.
#[derive(Debug)]
pub(crate) struct Unread {
    rows: Arc<Vec<Row>>,
    places: Vec<usize>,
    /// Columns before its own.
    before: usize,
}

impl Unread {
    fn alone(rows: Vec<Row>) -> Self {
        Self { places: (0..rows.len()).collect(), rows: Arc::new(rows), before: 0 }
    }

    /// Each row, from its first column on.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.places.iter().filter_map(|place| self.rows.get(*place)).map(|row| {
            let mut cells = Cells::new(AnyRow::Postgres(row));
            cells.skip(self.before);
            cells
        })
    }
}

/// The place of a read under way. Whoever waits goes next, however this one ends.
struct Place {
    reads: Arc<Reads>,
    texts: &'static Texts,
}

impl Drop for Place {
    fn drop(&mut self) {
        let waiting = self.reads.together.next(&self.texts.id);
        if waiting.is_empty() {
            return;
        }
        // A runtime that is going down answers nobody; those who wait ask alone, and fail as they would have.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let place = Self { reads: self.reads.clone(), texts: self.texts };
            runtime.spawn(place.go(waiting));
        }
    }
}

impl Place {
    /// Asks for all that wait, and leaves the place to the next ones.
    async fn go(self, waiting: Vec<WaitingRead>) {
        // One that gave up needs no answer.
        let waiting: Vec<WaitingRead> = waiting.into_iter().filter(|one| !one.reply.is_closed()).collect();
        let mut keys: Vec<&[Value]> = Vec::new();
        let of: Vec<usize> = waiting
            .iter()
            .map(|one| {
                let known = keys.iter().position(|key| *key == one.values);
                known.unwrap_or_else(|| {
                    keys.push(&one.values);
                    keys.len() - 1
                })
            })
            .collect();
        let Ok(rows) = self.ask(&keys).await else { return };
        let mut by_key: HashMap<i64, Vec<usize>> = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            let Ok(key) = row.try_get(0) else { return };
            by_key.entry(key).or_default().push(place);
        }
        let rows = Arc::new(rows);
        for (one, key) in waiting.into_iter().zip(of) {
            let places = i64::try_from(key).ok().and_then(|key| by_key.get(&key)).cloned().unwrap_or_default();
            // One that gave up meanwhile needs no answer.
            let _ = one.reply.send(Unread { rows: rows.clone(), places, before: 1 });
        }
    }

    async fn ask(&self, keys: &[&[Value]]) -> Result<Vec<Row>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let columns = match self.texts.of_caller {
            None => columns(keys),
            Some(count) => columns_beside(count, keys),
        };
        self.reads.pool.read(self.texts.several.0, true, &params(&columns)).await
    }
}

/// As [`columns`], with the callers first, each once; then which of them each has.
fn columns_beside(of_caller: usize, keys: &[&[Value]]) -> Vec<Column> {
    let (mut callers, mut which, mut own) = (Vec::<&[Value]>::new(), Vec::new(), Vec::new());
    for key in keys {
        let (caller, rest) = key.split_at(of_caller.min(key.len()));
        let known = callers.iter().position(|known| *known == caller);
        let place = known.unwrap_or_else(|| {
            callers.push(caller);
            callers.len() - 1
        });
        which.push(i64::try_from(place).ok());
        own.push(rest);
    }
    let mut all = columns(&callers);
    let mut own = columns(&own);
    own.insert(1, Column::Int(which));
    all.append(&mut own);
    all
}
