//! Time that stands still until it is told to go on, and randomness that repeats.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use sigill_app::{Clock, Entropy, World};
use sigill_domain::time::Timestamp;

/// 2026-05-18T12:34:56.789012Z, a time with microseconds that the wire must cut.
const START_MICROS: i64 = 1_779_107_696_789_012;

/// A clock that only a test moves.
#[derive(Debug)]
pub struct FrozenClock(AtomicI64);

impl FrozenClock {
    #[must_use]
    pub fn new() -> Self {
        Self(AtomicI64::new(START_MICROS))
    }

    pub fn advance_ms(&self, millis: i64) {
        self.0.fetch_add(millis * 1_000, Ordering::SeqCst);
    }
}

impl Default for FrozenClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Bytes of a counter: different each time, the same in each run. Not for secrets.
#[derive(Debug)]
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64, so that neighbours don't look alike.
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst).wrapping_add(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_be_bytes()[..chunk.len()]);
        }
    }
}

/// A world that stands still, and the clock to move it.
#[must_use]
pub fn world(seed: u64) -> (World, Arc<FrozenClock>) {
    let clock = Arc::new(FrozenClock::new());
    (World { clock: Arc::clone(&clock) as Arc<dyn Clock>, entropy: Arc::new(SeededEntropy::new(seed)) }, clock)
}

/// A name that no other test has, also in another process.
pub(crate) fn unique() -> String {
    World::real().id().simple().to_string()
}
