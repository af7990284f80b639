//! Time and randomness, as arguments.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// What it takes to wait for a time.
pub type Until = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What time it is, and waiting for a later one.
pub trait Clock: Debug + Send + Sync {
    fn now(&self) -> Timestamp;

    /// Completes when `now` has reached `at`.
    fn until(&self, at: Timestamp) -> Until;
}

/// Where random octets for ids and certificate serial numbers come from. Keys and signatures take theirs from aws-lc.
pub trait Entropy: Debug + Send + Sync {
    fn fill(&self, octets: &mut [u8]);
}

/// The clock and the randomness that a simulator works with.
#[derive(Clone, Debug)]
pub struct World {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

impl World {
    /// The real ones.
    #[must_use]
    pub fn real() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy) }
    }

    pub(crate) fn octets<const N: usize>(&self) -> [u8; N] {
        let mut octets = [0; N];
        self.entropy.fill(&mut octets);
        octets
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// `at` and `millis` later; the last representable time where that is beyond it.
pub(crate) fn later(at: Timestamp, millis: u64) -> Timestamp {
    let millis = i64::try_from(millis).unwrap_or(i64::MAX);
    at.checked_add(SignedDuration::from_millis(millis)).unwrap_or(Timestamp::MAX)
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn until(&self, at: Timestamp) -> Until {
        let left = Duration::try_from(at.duration_since(self.now())).unwrap_or_default();
        // A timer never runs for longer than this: the timer wheel has a limit, and whoever waits looks again.
        Box::pin(tokio::time::sleep(left.min(Duration::from_hours(24))))
    }
}

/// The random generator of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, octets: &mut [u8]) {
        // aws-lc aborts where the machine has no randomness, so there is no error to handle.
        if aws_lc_rs::rand::fill(octets).is_err() {
            std::process::abort();
        }
    }
}

/// A clock that stands until somebody moves it: for tests of whatever talks to the simulator.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<watch::Sender<Timestamp>>);

impl ManualClock {
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(watch::Sender::new(now)))
    }

    pub fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.0.send_modify(|now| *now = later(*now, millis));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    fn until(&self, at: Timestamp) -> Until {
        let mut now = self.0.subscribe();
        Box::pin(async move {
            if now.wait_for(|now| *now >= at).await.is_err() {
                // The clock is gone, so the time never comes.
                std::future::pending::<()>().await;
            }
        })
    }
}
