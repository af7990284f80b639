//! How many requests are answered at once, and how many of them for one.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::refused::Refused;

/// Places of one kind. One more request is told to come back instead of being queued: a queue in front of an overloaded
/// server only grows.
///
/// Nobody gets the last quarter of them who holds more than an eighth of all: so there is room for others, whatever one
/// does.
#[derive(Clone, Debug)]
pub(crate) struct Places(Arc<Inner>);

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

/// A place, until this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    places: Places,
    of: u64,
}

impl Places {
    pub(crate) fn new(max: usize) -> Self {
        Self(Arc::new(Inner { max, hash: RandomState::new(), held: Mutex::default() }))
    }

    /// A place for a request of `who`.
    ///
    /// # Errors
    /// [`Refused::Busy`] where there is none, or none for one who holds so many.
    pub(crate) fn enter(&self, who: impl Hash) -> Result<Place, Refused> {
        let of = self.0.hash.hash_one(who);
        let max = self.0.max;
        let mut held = self.held();
        let own = held.of.get(&of).copied().unwrap_or_default();
        let is_scarce = held.all >= max - max / 4;
        if held.all >= max || (is_scarce && own > max / 8) {
            return Err(Refused::Busy);
        }
        held.all += 1;
        held.of.insert(of, own + 1);
        drop(held);
        Ok(Place { places: self.clone(), of })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing that holds the lock can leave the counts half changed.
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.places.held();
        held.all = held.all.saturating_sub(1);
        match held.of.get_mut(&self.of) {
            Some(own) if *own > 1 => *own -= 1,
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
        let places = Places::new(512);
        let mut of_one: Vec<Place> = std::iter::from_fn(|| places.enter("one").ok()).collect();
        assert_eq!(of_one.len(), 384);
        let of_another: Vec<Place> = std::iter::from_fn(|| places.enter("another").ok()).collect();
        assert_eq!(of_another.len(), 65);
        let of_others: Vec<Place> = (0..200).filter_map(|n| places.enter(n).ok()).collect();
        assert_eq!(of_others.len(), 63, "all are taken");
        assert!(places.enter("one").is_err());
        drop(of_others);
        assert!(places.enter("one").is_err(), "still too many");
        of_one.truncate(300);
        drop(of_another);
        assert!(places.enter("one").is_ok());
        of_one.clear();
        assert!(places.held().of.is_empty() && places.held().all == 0);
    }

    #[test]
    fn a_few_places_are_places_too() {
        let places = Places::new(1);
        let only = places.enter("one").unwrap();
        assert!(places.enter("another").is_err());
        drop(only);
        assert!(places.enter("another").is_ok());
        assert!(Places::new(0).enter("one").is_err());
    }
}
