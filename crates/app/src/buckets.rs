//! How often something may happen: token buckets in a fixed amount of memory.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Buckets of one kind. Two callers that share one share its rate, too: with the secret keys of the
/// hash, nobody can choose whose bucket to empty.
const BUCKETS: usize = 8_192;

/// So many seconds' worth may come at once.
const BURST_S: f64 = 2.0;

/// A bucket for each of those who ask.
#[derive(Debug)]
pub struct Buckets {
    hash: RandomState,
    buckets: Box<[Mutex<Bucket>]>,
    per_s: f64,
    burst: f64,
}

#[derive(Debug)]
struct Bucket {
    /// How many may still come; less than none: those that wait.
    left: f64,
    at: Instant,
}

impl Buckets {
    /// `per_s` of each in a second, on the average.
    #[must_use]
    pub fn new(per_s: u32) -> Self {
        Self::with_burst(f64::from(per_s), f64::from(per_s) * BURST_S)
    }

    /// `most` of each in so long, which may all come at once.
    #[must_use]
    pub fn within(most: u32, time: Duration) -> Self {
        Self::with_burst(f64::from(most) / time.as_secs_f64(), f64::from(most))
    }

    fn with_burst(per_s: f64, burst: f64) -> Self {
        let at = Instant::now();
        let full = || Mutex::new(Bucket { left: burst, at });
        Self { hash: RandomState::new(), buckets: (0..BUCKETS).map(|_| full()).collect(), per_s, burst }
    }

    /// When the next one of `who` may come; it is counted if that is within `wait_max`.
    pub fn take(&self, who: impl Hash, wait_max: Duration) -> Duration {
        // There is a bucket at every such place.
        let Some(mut bucket) = self.bucket(who) else { return Duration::ZERO };
        let wait = self.wait_of(&bucket);
        if wait <= wait_max {
            bucket.left -= 1.0;
        }
        wait
    }

    /// When the next one of `who` may come; it isn't counted.
    pub fn wait(&self, who: impl Hash) -> Duration {
        self.bucket(who).map_or(Duration::ZERO, |bucket| self.wait_of(&bucket))
    }

    fn wait_of(&self, bucket: &Bucket) -> Duration {
        Duration::from_secs_f64(((1.0 - bucket.left) / self.per_s).max(0.0))
    }

    /// The bucket of `who` as it is now.
    fn bucket(&self, who: impl Hash) -> Option<MutexGuard<'_, Bucket>> {
        let at = usize::try_from(self.hash.hash_one(who) % BUCKETS as u64).unwrap_or_default();
        let mut bucket = self.buckets.get(at)?.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + since * self.per_s).min(self.burst);
        bucket.at = now;
        Some(bucket)
    }
}
