//! How many requests one caller, or one address, may make.

use std::hash::Hash;
use std::net::IpAddr;
use std::time::Duration;

use sigill_app::Buckets;
use sigill_app::token::Network;

use crate::http::refused::Refused;

/// The address that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// One kind of limit, perhaps none.
#[derive(Debug)]
pub(crate) struct Rate(Option<Buckets>);

/// As a [`Rate`], for those whose answers come later instead of being refused.
#[derive(Debug)]
pub(crate) struct Pace(Buckets);

impl Rate {
    pub(crate) fn new(per_s: Option<u32>) -> Self {
        Self(per_s.map(Buckets::new))
    }

    /// Counts a request of `who`.
    ///
    /// # Errors
    /// [`Refused::TooMany`], with the time after which the next one may come.
    pub(crate) fn count(&self, who: impl Hash) -> Result<(), Refused> {
        match self.0.as_ref().map(|buckets| buckets.take(who, Duration::ZERO)) {
            None | Some(Duration::ZERO) => Ok(()),
            Some(wait) => Err(Refused::TooMany(wait)),
        }
    }

    /// Counts a request from an address.
    pub(crate) fn count_peer(&self, peer: Option<&Peer>) -> Result<(), Refused> {
        peer.map_or(Ok(()), |peer| self.count(peer.network()))
    }
}

impl Pace {
    pub(crate) fn new(per_s: u32) -> Self {
        Self(Buckets::new(per_s))
    }

    /// Counts a request of `who`, and tells how long its answer has to wait, at most `wait_max`. Whoever would have to
    /// wait for longer isn't counted: otherwise a flood would lengthen the waiting without end.
    pub(crate) fn wait(&self, who: impl Hash, wait_max: Duration) -> Duration {
        self.0.take(who, wait_max).min(wait_max)
    }
}

impl Peer {
    /// The address, or of IPv6 its network of 64 bits, which is one customer's.
    pub(crate) fn network(&self) -> Network {
        Network(match self.0 {
            IpAddr::V4(ip) => u64::from(ip.to_bits()),
            // The first 64 of 128 bits.
            IpAddr::V6(ip) => u64::try_from(ip.to_bits() >> 64).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn so_many_requests_a_second_pass_after_a_burst() {
        let rate = Rate::new(Some(5));
        let passed = (0..100).filter(|_| rate.count("a").is_ok()).count();
        assert_eq!(passed, 10);
        assert!(rate.count("b").is_ok(), "everybody has a bucket");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!((0..100).filter(|_| rate.count("a").is_ok()).count(), 5);
        let Err(Refused::TooMany(after)) = rate.count("a") else { panic!("it passed") };
        assert_eq!(after, Duration::from_millis(200));
        assert!((0..100).all(|_| Rate::new(None).count("a").is_ok()));
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_too_often_waits_longer_and_longer_but_never_too_long() {
        let pace = Pace::new(5);
        let max = Duration::from_secs(1);
        let waits: Vec<u128> = (0..17).map(|_| pace.wait("a", max).as_millis()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 400, 600, 800, 1_000, 1_000, 1_000]);
        assert_eq!(pace.wait("b", max), Duration::ZERO, "everybody has a pace");
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!(pace.wait("a", max), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn an_ipv6_network_is_one_peer() {
        let rate = Rate::new(Some(1));
        let peer = |ip: &str| Peer(ip.parse().unwrap());
        assert!(rate.count_peer(Some(&peer("2001:db8::1"))).is_ok());
        assert!(rate.count_peer(Some(&peer("2001:db8::2"))).is_ok());
        assert!(rate.count_peer(Some(&peer("2001:db8::3"))).is_err());
        assert!(rate.count_peer(Some(&peer("2001:db8:0:1::3"))).is_ok());
        assert!(rate.count_peer(None).is_ok());
    }
}
