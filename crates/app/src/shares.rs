//! Places that many share, so that nobody takes all of them.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Places of one kind, or bytes. Who gets none is told so instead of being queued: a queue in front of an overloaded
/// server only grows.
///
/// Nobody gets the last quarter of them who holds more than an eighth of all: so there is room for others, whatever one
/// does.
#[derive(Clone, Debug)]
pub struct Shares(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    max: usize,
    hash: RandomState,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    /// By whom, as a hash; only those who hold any.
    of: HashMap<u64, usize>,
}

/// What one holds, until this is dropped.
#[derive(Debug)]
pub struct Share {
    shares: Shares,
    of: u64,
    count: usize,
}

impl Shares {
    /// So many for all together.
    #[must_use]
    pub fn new(max: usize) -> Self {
        Self(Arc::new(Inner { max, hash: RandomState::new(), held: Mutex::default() }))
    }

    /// One for `who`; `None` where there is none, or none for one who holds so many.
    #[must_use]
    pub fn enter(&self, who: impl Hash) -> Option<Share> {
        self.take(who, 1)
    }

    /// So many for `who`, or none.
    #[must_use]
    pub fn take(&self, who: impl Hash, count: usize) -> Option<Share> {
        let of = self.0.hash.hash_one(who);
        let max = self.0.max;
        let mut held = self.held();
        let own = held.of.get(&of).copied().unwrap_or_default().checked_add(count)?;
        let all = held.all.checked_add(count)?;
        let is_scarce = all > max - max / 4;
        if all > max || (is_scarce && own > max / 8 + 1) {
            return None;
        }
        held.all = all;
        held.of.insert(of, own);
        drop(held);
        Some(Share { shares: self.clone(), of, count })
    }

    /// Whether nobody holds any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held().all == 0
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing that holds the lock can leave the counts half changed.
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.shares.held();
        held.all = held.all.saturating_sub(self.count);
        match held.of.get_mut(&self.of) {
            Some(own) if *own > self.count => *own -= self.count,
            _ => {
                held.of.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alone_gets_three_quarters_and_the_rest_is_for_those_who_hold_little() {
        let places = Shares::new(512);
        let mut of_one: Vec<Share> = std::iter::from_fn(|| places.enter("one")).collect();
        assert_eq!(of_one.len(), 384);
        let of_another: Vec<Share> = std::iter::from_fn(|| places.enter("another")).collect();
        assert_eq!(of_another.len(), 65);
        let of_others: Vec<Share> = (0..200).filter_map(|n| places.enter(n)).collect();
        assert_eq!(of_others.len(), 63, "all are taken");
        assert!(places.enter("one").is_none());
        drop(of_others);
        assert!(places.enter("one").is_none(), "still too many");
        of_one.truncate(300);
        drop(of_another);
        assert!(places.enter("one").is_some());
        of_one.clear();
        assert!(places.held().of.is_empty() && places.held().all == 0);
    }

    #[test]
    fn a_few_places_are_places_too() {
        let places = Shares::new(1);
        let only = places.enter("one").unwrap();
        assert!(places.enter("another").is_none());
        drop(only);
        assert!(places.enter("another").is_some());
    }

    #[test]
    fn several_are_taken_at_once_or_none() {
        let bytes = Shares::new(800);
        let first = bytes.take("one", 500).unwrap();
        assert!(bytes.take("one", 101).is_none(), "the last quarter");
        let second = bytes.take("one", 100).unwrap();
        assert!(bytes.take("another", 102).is_none() && bytes.take("another", usize::MAX).is_none());
        let third = bytes.take("another", 101).unwrap();
        assert!(bytes.take("third", 100).is_none());
        drop((first, second, third));
        assert!(bytes.held().of.is_empty() && bytes.held().all == 0);
    }
}
