//! Reads of PostgreSQL that share a query.
//!
//! Reads of one row or a few by a key, of which many wait at once: they are asked for in one query, which takes the keys
//! of all as arrays. Each was waiting before the query began, so each sees at least what it would have seen
//! alone. Where the shared query fails, each is asked alone.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::columns::{Column, columns};
use super::found::Found;
use super::postgres::Postgres;
use super::together::{Job, patiently};
use crate::ahead::Beside;
use crate::error::StoreError;
use crate::sql::Sql;
use crate::value::{Cells, Row as AnyRow, Value};

/// A read that may be shared: alone, or the read of a caller with another one beside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read {
    /// The statement of one.
    pub(crate) sql: Sql,
    pub(crate) beside: Option<Beside>,
}

impl From<Sql> for Read {
    fn from(sql: Sql) -> Self {
        Self { sql, beside: None }
    }
}

/// By what a read is known: where its text is and how long, which is quicker to look up than the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Name(usize, usize);

impl From<&Self> for Name {
    fn from(name: &Self) -> Self {
        *name
    }
}

impl Read {
    fn name(self) -> Name {
        Name(self.sql.0.as_ptr().addr(), self.sql.0.len())
    }
}

/// A read that waits.
#[derive(Debug)]
pub(crate) struct Waiting {
    values: Vec<Value>,
    reply: oneshot::Sender<Own>,
}

impl Job for Waiting {
    fn clashes(&self, _: &Self) -> bool {
        false
    }
}

/// What was found for one, perhaps of several: where its rows are among those of all.
#[derive(Debug)]
pub(crate) struct Own {
    rows: Arc<Vec<Row>>,
    places: Vec<usize>,
    /// Columns before its own.
    before: usize,
}

impl Own {
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
    postgres: Arc<Postgres>,
    read: Read,
}

impl Drop for Place {
    fn drop(&mut self) {
        let waiting = self.postgres.reads.next(&self.read.name());
        if waiting.is_empty() {
            return;
        }
        // A runtime that is going down answers nobody; those who wait ask alone, and fail as they would have.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let place = Self { postgres: self.postgres.clone(), read: self.read };
            runtime.spawn(place.go(waiting));
        }
    }
}

impl Place {
    /// Asks for all that wait, and leaves the place to the next ones.
    async fn go(self, waiting: Vec<Waiting>) {
        // One that gave up needs no answer.
        let waiting: Vec<Waiting> = waiting.into_iter().filter(|one| !one.reply.is_closed()).collect();
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
            let _ = one.reply.send(Own { rows: rows.clone(), places, before: 1 });
        }
    }

    async fn ask(&self, keys: &[&[Value]]) -> Result<Vec<Row>, StoreError> {
        let Some(first) = keys.first() else { return Ok(Vec::new()) };
        let (sql, columns) = match self.read.beside {
            None => (shared(self.read.sql, first), columns(keys)),
            Some(beside) => (beside.shared(first), columns_beside(beside, keys)),
        };
        let mut values: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(columns.len());
        values.extend(columns.iter().map(|column: &Column| column as &(dyn ToSql + Sync)));
        self.postgres.query(&sql, true, &values).await
    }
}

/// As [`columns`], with the callers first, each once; then which of them each has.
fn columns_beside(beside: Beside, keys: &[&[Value]]) -> Vec<Column> {
    let (mut callers, mut which, mut own) = (Vec::<&[Value]>::new(), Vec::new(), Vec::new());
    for key in keys {
        let (caller, rest) = key.split_at(beside.of_caller.min(key.len()));
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

/// The numbers of several, as an array that the planner can't look into. Where it can, a plan made for the few that there
/// are promises to be cheaper than the kept one, which reckons with ten; so PostgreSQL would plan every time, which
/// takes longer than everything else.
pub(crate) const NUMBERS: &str = "(SELECT $1::int8[])";

/// The query for the keys of several: `$1` holds their numbers, `$2` the first values of all, and so on.
pub(crate) fn shared(sql: Sql, values: &[Value]) -> String {
    let (mut arrays, mut names) = (NUMBERS.to_owned(), "n".to_owned());
    for (place, value) in (1..).zip(values) {
        arrays.push_str(&format!(", ${}::{}[]", place + 1, value.postgres_type()));
        names.push_str(&format!(", p{place}"));
    }
    let one = sql.0.replace('$', "i.p");
    format!("SELECT i.n, q.* FROM unnest({arrays}) AS i({names}) CROSS JOIN LATERAL ({one}) AS q")
}

impl Postgres {
    /// As [`Postgres::rows`], together with the same read of others where they wait.
    pub(crate) async fn rows_shared(
        self: &Arc<Self>,
        sql: Sql,
        values: Vec<Value>,
        mut found: Box<dyn Found>,
    ) -> Result<Box<dyn Found>, StoreError> {
        for mut row in self.own(sql.into(), values).await?.rows() {
            found.add(&mut row)?;
        }
        Ok(found)
    }

    /// The rows of a read, unread; together with the same read of others where they wait.
    pub(crate) async fn own(self: &Arc<Self>, read: Read, values: Vec<Value>) -> Result<Own, StoreError> {
        let answer = self.reads.go_or_wait(&read.name(), || {
            let (reply, answer) = oneshot::channel();
            (Waiting { values: values.clone(), reply }, answer)
        });
        let Some(answer) = answer else {
            let _place = Place { postgres: self.clone(), read };
            return self.alone(read.sql, &values).await;
        };
        let overdue = || {
            let waiting = self.reads.overdue(&read.name());
            if !waiting.is_empty() {
                tokio::spawn(Place { postgres: self.clone(), read }.go(waiting));
            }
        };
        match patiently(answer, overdue).await {
            Ok(own) => Ok(own),
            Err(_) => self.alone(read.sql, &values).await,
        }
    }

    async fn alone(&self, sql: Sql, values: &[Value]) -> Result<Own, StoreError> {
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        self.query(sql.0, true, &values).await.map(Own::alone)
    }
}
