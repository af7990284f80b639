//! Requests of those who aren't known: who sent no token, or none that is accepted.
//!
//! Whatever they ask for costs little, but it costs what callers need. So each address gets so many answers a second, and
//! all of them together; more come later, at most [`WAIT_MAX`]. Who waits costs nothing but a little memory, and can ask
//! nothing else on that connection meanwhile (HTTP/1). Being refused at once would only make them ask again.

use std::hash::Hash;
use std::time::Duration;

use super::limits::Limits;
use super::places::{Place, Places};
use super::rate::{Pace, Peer};
use super::refused::Refused;
use super::waiting::Reading;

/// Where a probe asks whether the server is well.
pub(crate) const PROBES: [&str; 3] = ["/livez", "/readyz", "/startupz"];

/// How long an answer waits at most: for longer, and those who are no flood would give up.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// So many times what one address may ask, all may together.
const ALL_FACTOR: u32 = 20;

/// What strangers may take: nothing of it is callers'.
#[derive(Debug)]
pub(crate) struct Strangers {
    /// Bodies of token requests, being read.
    pub(crate) reading: Reading,
    /// Whose tokens and secrets are being checked, by address.
    places: Places,
    /// Those of them that need the slow hash: who waits for it doesn't take the place of those who needn't.
    hashing: Places,
    each: Pace,
    all: Pace,
}

/// What a stranger asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Errand {
    /// Whether the server is well: whatever else is asked from there, or by everybody, who watches it learns it in time.
    Health,
    Other,
}

impl Strangers {
    pub(crate) fn new(limits: &Limits) -> Self {
        let per_s = limits.stranger_requests_per_s_max;
        Self {
            reading: Reading::new(limits.token_requests_max),
            places: Places::new(limits.token_requests_max),
            hashing: Places::new(limits.token_requests_max),
            each: Pace::new(per_s),
            all: Pace::new(per_s.saturating_mul(ALL_FACTOR)),
        }
    }

    /// A place for a request from there whose token or secret is checked, by the slow hash or not.
    ///
    /// # Errors
    /// [`Refused::Busy`] where there is none.
    pub(crate) fn enter(&self, from: impl Hash, is_slow: bool) -> Result<Place, Refused> {
        let places = if is_slow { &self.hashing } else { &self.places };
        places.enter(from)
    }

    /// How long the answer to a request from there has to wait.
    pub(crate) fn wait(&self, peer: &Peer, errand: Errand) -> Duration {
        let own = self.each.wait((peer.network(), errand), WAIT_MAX);
        // Who waits for its own turn doesn't take that of another.
        if !own.is_zero() || errand == Errand::Health { own } else { self.all.wait((), WAIT_MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(n: u32) -> Peer {
        Peer(std::net::Ipv4Addr::from_bits(n).into())
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_waits_for_itself_and_many_for_each_other() {
        let strangers = Strangers::new(&Limits { stranger_requests_per_s_max: 10, ..Limits::default() });
        for n in 0..1_000 {
            let is_early = strangers.wait(&peer(1), Errand::Other).is_zero();
            assert_eq!(is_early, n < 20, "{n}");
        }
        assert_eq!(strangers.wait(&peer(1), Errand::Health), Duration::ZERO);
        assert_eq!(strangers.wait(&peer(2), Errand::Other), Duration::ZERO);
        let early = (3..1_000).filter(|n| strangers.wait(&peer(*n), Errand::Other).is_zero()).count();
        assert_eq!(early, 2 * 10 * 20 - 20 - 1);
        assert_eq!(strangers.wait(&peer(1_001), Errand::Health), Duration::ZERO);
        assert_eq!(strangers.wait(&peer(1), Errand::Other), WAIT_MAX);
    }
}
