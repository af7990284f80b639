//! The two engines, and the one place that tells them apart.
//!
//! What Sigill asks of a database is [`Engine`]. [`Store`] is one of the two: it measures, and hands everything on. Who
//! adds to the trait adds to both, and nothing else in the crate asks which one it is.

mod found;
mod load;
mod options;
pub(crate) mod postgres;
mod query;
pub(crate) mod sqlite;
mod store;

use std::fmt::Debug;

use sigill_domain::time::Timestamp;

pub(crate) use self::found::Found;
pub(crate) use self::load::{Loading, Table};
pub use self::options::Options;
pub(crate) use self::postgres::{Postgres, Unread};
pub(crate) use self::query::{Bindable, NUMBERS, Shared, SharedRead, Texts, several, shared};
pub(crate) use self::sqlite::Sqlite;
pub use self::store::Store;
use crate::counting::{Login, LoginRow};
use crate::error::{CommitError, StoreError};
use crate::facts::Facts;
use crate::measure::Connections;
use crate::migrate::Migration;
use crate::sql::{Sql, Text};
use crate::step::Step;
use crate::value::Value;

/// A database: what is asked of it, and what it promises.
///
/// - *Reads* run outside a transaction, each in one snapshot of what was committed. One that failed because its
///   connection was lost is repeated.
/// - *Changes* are all or nothing, and durable before they are answered. They are never repeated: where nobody knows
///   what became of one, that is the answer ([`CommitError::Unknown`]).
/// - What is full or out of reach is [`StoreError::Unavailable`], never a panic, and never waited for longer than
///   [`Options::wait_max_ms`] says.
pub(crate) trait Engine: Debug + Send + Sync + 'static {
    /// What fills the database quickly.
    type Loading: Loading;

    /// All migrations, the oldest first.
    fn migrations(&self) -> &'static [Migration];

    /// The read of all tables with their bytes, indexes included: the largest first.
    fn sizes(&self) -> Sql;

    /// How many connections there may be, and are in use now.
    fn connections(&self) -> Connections;

    /// Gives every row of a read to `found`, and that back.
    fn read(
        &self,
        sql: Text,
        values: Vec<Value>,
        found: Box<dyn Found>,
    ) -> impl Future<Output = Result<Box<dyn Found>, StoreError>> + Send;

    /// As [`Engine::read`], of one row or a few by a key, that many ask at once: it shares a query with the same read of
    /// others, or is short enough to be answered where it is asked. Each sees what was committed before it asked.
    fn read_shared(
        &self,
        asked: SharedRead,
        found: Box<dyn Found>,
    ) -> impl Future<Output = Result<Box<dyn Found>, StoreError>> + Send;

    /// Whether each read is a message to another process, so that one for two is worth having: see [`Engine::unread`].
    fn has_round_trips(&self) -> bool;

    /// As [`Engine::read_shared`], but the rows as they came, for who may read them later. `None` where there are no round
    /// trips to be saved by it.
    fn unread(&self, asked: SharedRead) -> impl Future<Output = Result<Option<Unread>, StoreError>> + Send;

    /// Applies the steps in one atomic step, or none of them. A guard that finds nothing, a key that is taken, a reference
    /// to nothing and a conflict with another change are [`CommitError::Moved`].
    fn apply(&self, steps: Vec<Step>) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// Counts a login in one atomic step; the counters that result. Many at once don't make each other try again.
    fn count_login(&self, login: Login) -> impl Future<Output = Result<LoginRow, CommitError>> + Send;

    /// Runs a statement that is a step of its own; how many rows it touched.
    fn execute(&self, sql: Text, values: Vec<Value>) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// The versions of the schema that were applied, in order; none where the database is empty.
    fn applied(&self) -> impl Future<Output = Result<Vec<i64>, StoreError>> + Send;

    /// Applies what is missing of [`Engine::migrations`]: of several servers that start at once, one does and the others
    /// wait. A migration that fails leaves nothing.
    fn migrate(&self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What the database is, for who runs it.
    fn facts(&self) -> impl Future<Output = Result<Facts, StoreError>> + Send;

    /// Makes room for the history of the months to come, where it is kept by month.
    fn make_months(&self, now: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Drops the first month of the history before that of a time; whether there was one.
    fn drop_month(&self, before: Timestamp) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Begins to fill the database, in one transaction on a connection of its own.
    fn begin_loading(&self) -> impl Future<Output = Result<Self::Loading, StoreError>> + Send;

    /// Prepares a statement without running it.
    #[cfg(test)]
    fn prepare(&self, sql: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What there is one of for each engine.
#[derive(Clone, Debug)]
pub(crate) enum Either<P, S> {
    Postgres(P),
    Sqlite(S),
}

/// Does the same with whichever it is: `either!(&store.engine, engine => engine.connections())`.
macro_rules! either {
    ($either:expr, $one:ident => $does:expr) => {
        match $either {
            $crate::engine::Either::Postgres($one) => $does,
            $crate::engine::Either::Sqlite($one) => $does,
        }
    };
}
pub(crate) use either;

#[cfg(test)]
mod ahead_tests;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod plans_all;
#[cfg(test)]
mod shared_tests;
#[cfg(test)]
mod tests;
