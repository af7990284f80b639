//! Time and randomness, as arguments.

use std::cell::RefCell;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sigill_domain::time::Timestamp;
pub use sigill_store::Clock;
use sigill_store::Occasion;
use uuid::Uuid;

/// Where random bytes come from; ids and secrets are made of them.
pub trait Entropy: Debug + Send + Sync {
    /// Overwrites all of `bytes` with random ones, good enough for secrets.
    fn fill(&self, bytes: &mut [u8]);
}

/// The clock and the randomness that a server works with.
#[derive(Clone, Debug)]
pub struct World {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids and secrets come from.
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
        let mut random = [0; ID_LEN];
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
            clock: Arc::clone(&self.clock),
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
        if bytes.len() <= ID_LEN { Ready::take(bytes) } else { generate(bytes) }
    }
}

fn generate(bytes: &mut [u8]) {
    // aws-lc aborts where the machine has no randomness, so there is no error to handle; a
    // buffer left at zero would make guessable secrets.
    if aws_lc_rs::rand::fill(bytes).is_err() {
        std::process::abort();
    }
}

/// Random bytes in an id.
const ID_LEN: usize = 10;

/// Random bytes for the next ids of a thread: three are made for each request, and to ask the generator for one takes as
/// long as to ask it for many.
struct Ready {
    bytes: [u8; 25 * ID_LEN],
    used: usize,
}

thread_local! {
    static READY: RefCell<Ready> = const { RefCell::new(Ready { bytes: [0; 25 * ID_LEN], used: 25 * ID_LEN }) };
}

impl Ready {
    /// Gives out bytes, none of them twice.
    fn take(wanted: &mut [u8]) {
        READY.with_borrow_mut(|ready| {
            if ready.used + wanted.len() > ready.bytes.len() {
                generate(&mut ready.bytes);
                ready.used = 0;
            }
            let (given, _) = ready.bytes[ready.used..].split_at_mut(wanted.len());
            wanted.copy_from_slice(given);
            given.fill(0);
            ready.used += wanted.len();
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_random_bytes_are_given_out_twice_however_many_are_asked_for() {
        let mut seen = HashSet::new();
        for n in 0..1_000 {
            // Eight at least, so that chance doesn't repeat any.
            let mut bytes = vec![0; 8 + n % 25];
            SystemEntropy.fill(&mut bytes);
            assert!(seen.insert(bytes[..8].to_owned()), "{n}");
        }
    }
}
