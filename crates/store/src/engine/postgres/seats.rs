//! How many connections are in use at once, where PostgreSQL refuses as many as the configuration allows.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Object};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use tracing::warn;

/// How long after a refusal a further connection is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How often it is told, at most.
const TOLD_EVERY: Duration = Duration::from_secs(60);

/// One for each connection that may be in use. The pool always tries to make what it may have; so whoever is refused
/// gives up its seat and waits for one of those that have a connection.
#[derive(Debug)]
pub(super) struct Seats {
    free: Semaphore,
    all: usize,
    refused: AtomicU64,
    given_up: Mutex<GivenUp>,
}

#[derive(Debug, Default)]
struct GivenUp {
    seats: usize,
    at: Option<Instant>,
    told: Option<Instant>,
}

/// The right to one connection; it goes back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    /// None once it was given up.
    of: Option<Arc<Seats>>,
    /// One that had been given up, taken again.
    is_further: bool,
}

impl Seats {
    pub(super) fn new(all: usize) -> Arc<Self> {
        Arc::new(Self { free: Semaphore::new(all), all, refused: AtomicU64::new(0), given_up: Mutex::default() })
    }

    /// How often a connection was refused.
    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// A seat, as soon as there is one; none where that isn't by the deadline, which is made when it is needed.
    pub(super) async fn take(self: &Arc<Self>, deadline: impl FnOnce() -> Instant) -> Option<Seat> {
        let mut is_further = false;
        match self.free.try_acquire() {
            Ok(permit) => permit.forget(),
            // Nobody who waits loses its place by it: who tries has come last.
            Err(_) if self.may_grow() => is_further = true,
            Err(_) => timeout_at(deadline(), self.free.acquire()).await.ok()?.ok()?.forget(),
        }
        Some(Seat { of: Some(Arc::clone(self)), is_further })
    }

    fn given_up(&self) -> MutexGuard<'_, GivenUp> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether one of the seats that were given up is taken again, to see whether there are more connections now.
    fn may_grow(&self) -> bool {
        let mut given_up = self.given_up();
        let is_due = given_up.seats > 0 && given_up.at.is_none_or(|at| at.elapsed() >= AGAIN_AFTER);
        if is_due {
            given_up.seats -= 1;
            given_up.at = Some(Instant::now());
        }
        is_due
    }
}

impl Seat {
    /// There is a connection for it. Where that is a further one, the next may be tried at once.
    pub(super) fn filled(&mut self) {
        if std::mem::take(&mut self.is_further)
            && let Some(seats) = &self.of
        {
            seats.given_up().at = None;
        }
    }

    /// The server has refused a connection for this seat. It is given up if there is another one to wait for; else it
    /// stays, and there is no connection at all. Answers whether it was given up.
    pub(super) fn refused(mut self, why: &str) -> bool {
        let Some(seats) = self.of.take() else { return true };
        seats.refused.fetch_add(1, Ordering::Relaxed);
        let now = Instant::now();
        let mut given_up = seats.given_up();
        let is_told = given_up.told.is_some_and(|told| now - told < TOLD_EVERY);
        if !is_told {
            given_up.told = Some(now);
        }
        let is_last = given_up.seats + 1 >= seats.all;
        if !is_last {
            given_up.seats += 1;
            given_up.at = Some(now);
        }
        let (left, all) = (seats.all - given_up.seats, seats.all);
        drop(given_up);
        if !is_told {
            warn!(why, left, all, "the database refuses further connections; requests wait for those that there are");
        }
        if is_last {
            self.of = Some(seats);
        }
        !is_last
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(seats) = &self.of {
            seats.free.add_permits(1);
        }
    }
}

/// A connection out of the pool, with its seat.
pub(crate) struct PooledClient {
    // First, so that it is in the pool again before somebody else has the seat.
    connection: Object,
    _seat: Seat,
}

impl PooledClient {
    pub(super) fn new(connection: Object, seat: Seat) -> Self {
        Self { connection, _seat: seat }
    }

    /// Takes the connection out of the pool, which may make another one instead.
    pub(crate) fn take(self) -> ClientWrapper {
        Object::take(self.connection)
    }
}

impl Deref for PooledClient {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        &self.connection
    }
}

impl DerefMut for PooledClient {
    fn deref_mut(&mut self) -> &mut ClientWrapper {
        &mut self.connection
    }
}

#[cfg(test)]
mod tests {
    use sigill_testing::{Database, Kind};
    use tokio::time::timeout;

    use super::*;
    use crate::engine::{Either, Options, Store};
    use crate::error::StoreError;

    /// In the time of the test's runtime.
    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    /// Whether nobody gets a seat at once.
    async fn are_taken(seats: &Arc<Seats>) -> bool {
        timeout(Duration::ZERO, seats.take(soon)).await.is_err()
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_refused_waits_for_a_seat_that_has_a_connection_and_the_last_one_stays() {
        let seats = Seats::new(3);
        let mut taken = Vec::new();
        for _ in 0..3 {
            taken.push(seats.take(soon).await.unwrap());
        }
        assert!(taken.pop().unwrap().refused("full"));
        assert!(taken.pop().unwrap().refused("full"));
        // There is one, and it is taken: nobody tries a further one yet.
        let mut waits = Box::pin(seats.take(soon));
        assert!(timeout(Duration::ZERO, waits.as_mut()).await.is_err());
        assert!(!taken.pop().unwrap().refused("full"), "it is the last one");
        let seat = waits.await.unwrap();
        assert_eq!(seats.refused(), 3);
        // After a while one is tried, and only one.
        tokio::time::advance(AGAIN_AFTER).await;
        let further = seats.take(soon).await.unwrap();
        assert!(are_taken(&seats).await);
        assert!(further.refused("full"));
        tokio::time::advance(AGAIN_AFTER).await;
        let mut further = seats.take(soon).await.unwrap();
        // It was made: the next may be, at once.
        further.filled();
        let third = seats.take(soon).await.unwrap();
        assert!(are_taken(&seats).await, "there are three");
        drop((seat, further, third));
        for _ in 0..2 {
            let all = [seats.take(soon).await, seats.take(soon).await, seats.take(soon).await];
            assert!(all.iter().all(Option::is_some));
            assert!(seats.take(soon).await.is_none(), "and none came free in time");
        }
    }

    /// A store whose user may have so many connections.
    async fn limited(database: &Database, connections: usize, connections_max: usize) -> Result<Store, StoreError> {
        drop(Store::open(&Options::new(database.url())).await.unwrap());
        let (server, name) = database.url().rsplit_once('/').unwrap();
        let (_, host) = server.rsplit_once('@').unwrap();
        let sql = format!("CREATE ROLE {name} LOGIN PASSWORD 'x' CONNECTION LIMIT {connections}");
        database.execute(&sql).await;
        let url = format!("postgres://{name}:x@{host}/{name}");
        Store::connect(&Options { connections_max, ..Options::new(url) }).await
    }

    #[tokio::test]
    async fn where_the_server_refuses_further_connections_all_callers_are_served_by_those_that_there_are() {
        let database = Database::new(Kind::Postgres).await;
        let store = limited(&database, 2, 8).await.unwrap();
        let facts = store.facts().await.unwrap();
        assert_eq!(facts.connections_allowed, Some(2));
        let Either::Postgres(postgres) = &store.engine else { panic!("it is PostgreSQL") };
        let callers = (0..16).map(|_| {
            let postgres = Arc::clone(postgres);
            tokio::spawn(async move {
                for _ in 0..10 {
                    let client = postgres.client().await.unwrap();
                    client.query_one("SELECT 1", &[]).await.unwrap();
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.await.unwrap();
        }
        assert!(store.connections().refused >= 6, "{:?}", store.connections());
    }

    #[tokio::test]
    async fn where_there_is_no_connection_at_all_callers_are_told_at_once() {
        let database = Database::new(Kind::Postgres).await;
        let error = limited(&database, 0, 8).await.unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)) && error.to_string().contains("53300"), "{error:?}");
    }
}
