//! What is read from elsewhere and may be a little old: one reads, everybody uses it, and who finds what they need waits
//! for nobody.

use std::sync::{Arc, PoisonError, RwLock};

use sigill_domain::time::Timestamp;
use tokio::sync::Mutex;

use crate::refusal::Refusal;

/// After a reading that failed, nobody tries again for this long, in milliseconds: they would only queue.
const AGAIN_AFTER_MS: i64 = 1_000;

/// The last that was read, and when.
#[derive(Debug)]
pub struct Snapshot<T> {
    known: RwLock<Known<T>>,
    /// Held by the one who reads; when reading failed last.
    reading: Mutex<Option<Timestamp>>,
}

#[derive(Debug)]
struct Known<T> {
    value: Arc<T>,
    at: Timestamp,
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), at: self.at }
    }
}

impl<T> Known<T> {
    /// Also of what will be known only later: who began before it was read, is near it; a clock that was set back isn't.
    fn age_ms(&self, at: Timestamp) -> i64 {
        at.millis().saturating_sub(self.at.millis()).saturating_abs()
    }
}

impl<T> Snapshot<T> {
    /// `value`, read at `at`.
    #[must_use]
    pub fn new(value: T, at: Timestamp) -> Self {
        Self { known: RwLock::new(Known { value: Arc::new(value), at }), reading: Mutex::default() }
    }

    fn known(&self) -> Known<T> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is known, if it is less than `age_ms` milliseconds old at `at`.
    fn known_within(&self, age_ms: i64, at: Timestamp) -> Option<Arc<T>> {
        Some(self.known()).filter(|known| known.age_ms(at) < age_ms).map(|known| known.value)
    }

    /// What is known, less than `age_ms` milliseconds old. From half that age on, one caller brings it up to date while
    /// the others go on with what is known, so that as a rule nobody waits.
    ///
    /// # Errors
    /// What is known is too old, and reading fails.
    pub async fn recent<F>(&self, age_ms: i64, at: Timestamp, read: impl FnOnce() -> F) -> Result<Arc<T>, Refusal>
    where
        F: Future<Output = Result<T, Refusal>>,
    {
        let known = self.known();
        let age = known.age_ms(at);
        if age >= age_ms {
            return self.fresh(age_ms, at, read).await;
        }
        if age >= age_ms / 2
            && let Ok(mut failed) = self.reading.try_lock()
        {
            // Who fails to bring it up to date goes on like the rest.
            return Ok(self.read(&mut failed, age_ms / 2, at, read).await.unwrap_or(known.value));
        }
        Ok(known.value)
    }

    /// What is known, less than `age_ms` milliseconds old; else it is read. Those who come meanwhile wait for it: one
    /// reads.
    ///
    /// # Errors
    /// Reading fails, or did a moment ago.
    pub async fn fresh<F>(&self, age_ms: i64, at: Timestamp, read: impl FnOnce() -> F) -> Result<Arc<T>, Refusal>
    where
        F: Future<Output = Result<T, Refusal>>,
    {
        match self.known_within(age_ms, at) {
            Some(known) => Ok(known),
            None => self.read(&mut *self.reading.lock().await, age_ms, at, read).await,
        }
    }

    async fn read<F>(
        &self,
        failed: &mut Option<Timestamp>,
        age_ms: i64,
        at: Timestamp,
        read: impl FnOnce() -> F,
    ) -> Result<Arc<T>, Refusal>
    where
        F: Future<Output = Result<T, Refusal>>,
    {
        // Perhaps the one who was here before has brought it.
        if let Some(known) = self.known_within(age_ms, at) {
            return Ok(known);
        }
        if failed.is_some_and(|failed| (0..AGAIN_AFTER_MS).contains(&(at.millis() - failed.millis()))) {
            return Err(Refusal::Unavailable("reading failed a moment ago".to_owned()));
        }
        match read().await {
            Ok(value) => {
                let known = Known { value: Arc::new(value), at };
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = known.clone();
                *failed = None;
                Ok(known.value)
            }
            Err(refusal) => {
                *failed = Some(at);
                Err(refusal)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::{Context, Poll, Waker};

    use tokio::sync::Semaphore;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_micros(ms * 1_000)
    }

    fn poll<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    /// A place to read from that answers when it is let: how often it was read.
    struct Source {
        gate: Semaphore,
        reads: AtomicU32,
    }

    impl Source {
        fn new() -> Self {
            Self { gate: Semaphore::new(0), reads: AtomicU32::new(0) }
        }

        async fn read(&self) -> Result<u32, Refusal> {
            let read = self.reads.fetch_add(1, Ordering::Relaxed) + 1;
            self.gate.acquire().await.unwrap().forget();
            Ok(read)
        }
    }

    #[tokio::test]
    async fn while_one_reads_the_others_use_what_is_known() {
        let (snapshot, source) = (Snapshot::new(0, at(0)), Source::new());
        // Who wants something newer waits, and so do all who want the same; only one reads.
        let mut strangers: Vec<_> =
            (0..900).map(|_| Box::pin(snapshot.fresh(1_000, at(1_500), || source.read()))).collect();
        assert!(strangers.iter_mut().all(|stranger| poll(stranger.as_mut()).is_pending()));
        // Whom something older serves doesn't wait for them, before and after half its age.
        for ms in [1_500, 4_999, 5_000, 9_999] {
            let known = pin!(snapshot.recent(10_000, at(ms), || source.read()));
            assert!(matches!(poll(known), Poll::Ready(Ok(known)) if *known == 0), "{ms}");
        }
        source.gate.add_permits(1);
        for stranger in strangers {
            assert_eq!(*stranger.await.unwrap(), 1);
        }
        assert_eq!(source.reads.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_is_half_as_old_as_it_may_be_is_read_by_one_and_what_is_too_old_isnt_used() {
        let (snapshot, source) = (Snapshot::new(0, at(0)), Source::new());
        let mut first = pin!(snapshot.recent(10_000, at(5_000), || source.read()));
        assert!(poll(first.as_mut()).is_pending(), "one of them reads");
        assert!(matches!(poll(pin!(snapshot.recent(10_000, at(5_000), || source.read()))), Poll::Ready(Ok(_))));
        let mut late = pin!(snapshot.recent(10_000, at(10_000), || source.read()));
        assert!(poll(late.as_mut()).is_pending(), "it is too old");
        source.gate.add_permits(1);
        assert_eq!(*first.await.unwrap(), 1);
        assert_eq!(*late.await.unwrap(), 1);
        assert_eq!(source.reads.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_clock_that_was_set_back_lets_nothing_grow_old() {
        let snapshot = Snapshot::new(0, at(100_000));
        let never = || async { panic!("it is asked") };
        assert_eq!(*snapshot.fresh(1_000, at(99_500), never).await.unwrap(), 0);
        assert_eq!(*snapshot.fresh(1_000, at(50_000), || async { Ok(1) }).await.unwrap(), 1);
        assert_eq!(*snapshot.recent(10_000, at(20_000), || async { Ok(2) }).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn who_comes_after_a_failure_is_told_so_at_once() {
        let snapshot = Snapshot::new(0, at(0));
        let down = || async { Err(Refusal::Unavailable("down".to_owned())) };
        let never = || async { panic!("it is asked again") };
        assert!(snapshot.fresh(1_000, at(2_000), down).await.is_err());
        assert!(snapshot.fresh(1_000, at(2_999), never).await.is_err());
        assert_eq!(*snapshot.recent(10_000, at(6_000), down).await.unwrap(), 0, "it isn't too old");
        assert_eq!(*snapshot.fresh(1_000, at(7_000), || async { Ok(7) }).await.unwrap(), 7);
    }
}
