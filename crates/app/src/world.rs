//! Time and randomness, as arguments.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sigill_domain::time::Timestamp;
use sigill_store::Occasion;
use uuid::Uuid;

/// What time it is.
pub trait Clock: Debug + Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Where random bytes come from; ids and secrets are made of them.
pub trait Entropy: Debug + Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The clock and the randomness that a server works with.
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

    /// A fresh UUIDv7 of now.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        let millis = u64::try_from(self.clock.now().millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// The circumstances of a request that has `timeout` to be answered.
    #[must_use]
    pub fn occasion(&self, request_id: String, timeout: Duration) -> Occasion {
        Occasion {
            at: self.clock.now(),
            deadline: Instant::now() + timeout,
            request_id,
            event_id: self.id(),
            id: self.id(),
        }
    }
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The random generator of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // aws-lc aborts where the machine has no randomness, so there is no error to handle; a
        // buffer left at zero would make guessable secrets.
        if aws_lc_rs::rand::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}
