//! How many requests one caller, or one address, may make: token buckets in a fixed amount of memory.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::refused::Refused;

/// Buckets of one kind. Two callers that share one share its rate, too: with the secret keys of the
/// hash, nobody can choose whose bucket to empty.
const BUCKETS: usize = 8_192;

/// So many seconds' worth of requests may come at once.
const BURST_S: f64 = 2.0;

/// The address that a connection comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// One kind of limit, perhaps none.
#[derive(Debug)]
pub(crate) struct Rate(Option<Buckets>);

#[derive(Debug)]
struct Buckets {
    hash: RandomState,
    buckets: Box<[Mutex<Bucket>]>,
    per_s: f64,
}

#[derive(Debug)]
struct Bucket {
    /// Requests that may still come.
    left: f64,
    at: Instant,
}

impl Rate {
    pub(crate) fn new(per_s: Option<u32>) -> Self {
        Self(per_s.map(|per_s| {
            let (per_s, at) = (f64::from(per_s), Instant::now());
            let full = || Mutex::new(Bucket { left: per_s * BURST_S, at });
            Buckets { hash: RandomState::new(), buckets: (0..BUCKETS).map(|_| full()).collect(), per_s }
        }))
    }

    /// Counts a request of `who`.
    ///
    /// # Errors
    /// [`Refused::TooMany`], with the time after which the next one may come.
    pub(crate) fn count(&self, who: impl Hash) -> Result<(), Refused> {
        let Some(Buckets { hash, buckets, per_s }) = &self.0 else { return Ok(()) };
        let at = usize::try_from(hash.hash_one(who) % BUCKETS as u64).unwrap_or_default();
        // There is a bucket at every such place.
        let Some(bucket) = buckets.get(at) else { return Ok(()) };
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + since * per_s).min(per_s * BURST_S);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(Refused::TooMany(Duration::from_secs_f64((1.0 - bucket.left) / per_s)));
        }
        bucket.left -= 1.0;
        Ok(())
    }

    /// Counts a request from an address: one of IPv6 with all of its network of 64 bits, which is one
    /// customer's.
    pub(crate) fn count_peer(&self, peer: Option<&Peer>) -> Result<(), Refused> {
        match peer {
            None => Ok(()),
            Some(Peer(IpAddr::V4(ip))) => self.count(ip.to_bits()),
            Some(Peer(IpAddr::V6(ip))) => self.count(ip.to_bits() >> 64),
        }
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
