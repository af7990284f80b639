//! What is measured of the database: how long its answers take, and how many connections are in use.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Upper bounds of the buckets, in microseconds: from what a cache answers to what a caller no longer
/// waits for.
const BOUNDS_MICROS: [u64; 13] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000];

/// How often something took how long.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BOUNDS_MICROS.len()],
    longer: AtomicU64,
    sum_micros: AtomicU64,
}

impl Histogram {
    /// Counts one that took so long.
    pub fn observe(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let at = BOUNDS_MICROS.partition_point(|bound| *bound < micros);
        self.buckets.get(at).unwrap_or(&self.longer).fetch_add(1, Ordering::Relaxed);
        self.sum_micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// Each bound in seconds with how many took so long at most.
    pub fn cumulated(&self) -> impl Iterator<Item = (f64, u64)> {
        BOUNDS_MICROS.iter().zip(&self.buckets).scan(0, |total, (bound, bucket)| {
            *total += bucket.load(Ordering::Relaxed);
            Some((Duration::from_micros(*bound).as_secs_f64(), *total))
        })
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.buckets.iter().chain([&self.longer]).map(|bucket| bucket.load(Ordering::Relaxed)).sum()
    }

    /// How long all took together, in seconds.
    #[must_use]
    pub fn sum_s(&self) -> f64 {
        Duration::from_micros(self.sum_micros.load(Ordering::Relaxed)).as_secs_f64()
    }
}

/// What one kind of work asks of the database.
#[derive(Debug, Default)]
pub struct Measure {
    /// How long each took, those that failed included.
    pub time: Histogram,
    /// How often it failed, for any reason but that something had moved.
    pub failures: AtomicU64,
}

impl Measure {
    pub(crate) async fn of<T, E>(
        &self,
        work: impl Future<Output = Result<T, E>>,
        is_failure: impl Fn(&E) -> bool,
    ) -> Result<T, E> {
        let since = Instant::now();
        let done = work.await;
        self.time.observe(since.elapsed());
        if done.as_ref().is_err_and(is_failure) {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        done
    }
}

/// All work, by its kind.
#[derive(Debug, Default)]
pub struct Measures {
    /// Reads of requests, their caller included.
    pub read: Measure,
    /// Changes of requests, as one step each.
    pub change: Measure,
    /// Reports of logins, as one step each.
    pub login: Measure,
    /// What the server does by itself.
    pub job: Measure,
    /// Events that were written.
    pub events: AtomicU64,
}

impl Measures {
    pub(crate) fn count_events(&self, count: u64) {
        self.events.fetch_add(count, Ordering::Relaxed);
    }

    /// Each kind with its name.
    #[must_use]
    pub fn all(&self) -> [(&'static str, &Measure); 4] {
        [("read", &self.read), ("change", &self.change), ("login", &self.login), ("job", &self.job)]
    }
}

/// Connections to the database: those for reading where it is SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// As many as may be open, by the configuration.
    pub max: usize,
    /// As many as do something now.
    pub in_use: usize,
    /// How often the database refused a further one.
    pub refused: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_as_long_as_a_bound_is_within_it() {
        let histogram = Histogram::default();
        for micros in [1, 500, 501, 1_000_000, 99_000_000] {
            histogram.observe(Duration::from_micros(micros));
        }
        let cumulated: Vec<_> = histogram.cumulated().collect();
        assert_eq!((cumulated[0], cumulated[1]), ((0.0005, 2), (0.001, 3)));
        assert_eq!((cumulated[10], cumulated[12]), ((1.0, 4), (10.0, 4)));
        assert_eq!((histogram.count(), histogram.sum_s()), (5, 100.001_002));
    }
}
