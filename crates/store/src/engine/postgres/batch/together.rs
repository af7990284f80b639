//! Waiting for company: jobs of one kind that arrive while others are under way go together once one of those is
//! done. Whoever finds a place goes at once, so that an idle server waits for nobody.
//!
//! There are few places, since company is worth more than one more job under way. But a job can take long, by a lock or a
//! disk, and those behind it shall not: after [`SLOW`], it holds its place no longer.

use std::borrow::Borrow;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// Jobs that go together at most.
pub(super) const TOGETHER_MAX: usize = 64;

/// After so long under way, a job keeps nobody waiting. Several times what most take.
pub(super) const SLOW: Duration = Duration::from_millis(5);

/// Kinds of jobs that are known at most. More than the statements of a program; beyond it, each goes alone.
const KINDS_MAX: usize = 256;

/// A job that may have company.
pub(super) trait Job {
    /// Whether it can't go together with another one of its kind.
    fn clashes(&self, other: &Self) -> bool;
}

/// Jobs by their kind.
#[derive(Debug)]
pub(super) struct JobQueue<K, J> {
    kinds: Mutex<HashMap<K, Kind<J>>>,
    places: Places,
}

/// How many jobs of one kind are under way at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    /// Of those that aren't slow.
    pub(super) quick: usize,
    /// Of all.
    pub(super) all: usize,
}

#[derive(Debug)]
struct Kind<J> {
    /// When those under way began. Which is whose doesn't matter: the oldest goes first.
    under_way: VecDeque<Instant>,
    waiting: VecDeque<J>,
}

impl<J> Kind<J> {
    fn has_place(&self, places: Places, now: Instant) -> bool {
        let quick = self.under_way.iter().filter(|since| now.duration_since(**since) < SLOW).count();
        quick < places.quick && self.under_way.len() < places.all
    }
}

impl<K: Hash + Eq, J: Job> JobQueue<K, J> {
    pub(super) fn new(places: Places) -> Self {
        Self { kinds: Mutex::default(), places }
    }

    fn kinds(&self) -> MutexGuard<'_, HashMap<K, Kind<J>>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place, which [`JobQueue::next`] gives back or passes on; or leaves a job with those that wait.
    pub(super) fn go_or_wait<Q, A>(&self, kind: &Q, job: impl FnOnce() -> (J, A)) -> Option<A>
    where
        K: Borrow<Q>,
        Q: ToOwned<Owned = K> + Hash + Eq + ?Sized,
    {
        let (mut kinds, now) = (self.kinds(), Instant::now());
        if let Some(known) = kinds.get_mut(kind) {
            // Behind others, one waits even where a place is free by now: they take it when their time is up.
            if known.waiting.is_empty() && known.has_place(self.places, now) {
                known.under_way.push_back(now);
                return None;
            }
            let (job, answer) = job();
            known.waiting.push_back(job);
            return Some(answer);
        }
        if kinds.len() < KINDS_MAX {
            kinds.insert(kind.to_owned(), Kind { under_way: [now].into(), waiting: VecDeque::new() });
        }
        None
    }

    /// Those who go next in the place of one that is done. None: the place is free.
    pub(super) fn next<Q>(&self, kind: &Q) -> Vec<J>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let (mut kinds, now) = (self.kinds(), Instant::now());
        let Some(known) = kinds.get_mut(kind) else { return Vec::new() };
        known.under_way.pop_front();
        let next = taken(&mut known.waiting);
        if !next.is_empty() {
            known.under_way.push_back(now);
        }
        next
    }

    /// Those who go because what is under way has become slow. None: it isn't, or there are no more places.
    pub(super) fn overdue<Q>(&self, kind: &Q) -> Vec<J>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let (mut kinds, now) = (self.kinds(), Instant::now());
        let Some(known) = kinds.get_mut(kind) else { return Vec::new() };
        if !known.has_place(self.places, now) {
            return Vec::new();
        }
        let next = taken(&mut known.waiting);
        if !next.is_empty() {
            known.under_way.push_back(now);
        }
        next
    }
}

/// Those of the waiting ones that can go together.
fn taken<J: Job>(waiting: &mut VecDeque<J>) -> Vec<J> {
    let (mut next, mut left) = (Vec::new(), VecDeque::new());
    while next.len() < TOGETHER_MAX
        && let Some(job) = waiting.pop_front()
    {
        if next.iter().any(|other| job.clashes(other)) {
            left.push_back(job);
        } else {
            next.push(job);
        }
    }
    // Who has waited longest stays in front.
    left.append(waiting);
    *waiting = left;
    next
}

/// The answer to a job that waits. Each time that those under way may have become slow, `overdue` is called.
pub(super) async fn patiently<A>(
    mut answer: oneshot::Receiver<A>,
    overdue: impl Fn(),
) -> Result<A, oneshot::error::RecvError> {
    loop {
        match tokio::time::timeout(SLOW, &mut answer).await {
            Ok(answer) => return answer,
            Err(_) => overdue(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Job for u32 {
        fn clashes(&self, other: &Self) -> bool {
            self == other
        }
    }

    fn enter(together: &JobQueue<String, u32>, job: u32) -> bool {
        together.go_or_wait("kind", || (job, ())).is_none()
    }

    #[test]
    fn who_finds_a_place_goes_at_once_and_the_others_go_together() {
        let together = JobQueue::new(Places { quick: 2, all: 4 });
        assert_eq!([1, 2, 3, 4, 5].map(|job| enter(&together, job)), [true, true, false, false, false]);
        assert_eq!(together.next("kind"), [3, 4, 5]);
        // The place of the three, and that of the second.
        assert_eq!(together.next("kind"), [0; 0]);
        assert_eq!(together.next("kind"), [0; 0]);
        assert_eq!([6, 7, 8].map(|job| enter(&together, job)), [true, true, false]);
    }

    #[test]
    fn those_who_clash_go_one_after_the_other_in_their_order() {
        let together = JobQueue::new(Places { quick: 1, all: 4 });
        assert_eq!([1, 2, 2, 3, 2].map(|job| enter(&together, job)), [true, false, false, false, false]);
        assert_eq!(together.next("kind"), [2, 3]);
        assert_eq!(together.next("kind"), [2]);
        assert_eq!(together.next("kind"), [2]);
        assert_eq!(together.next("kind"), [0; 0]);
    }

    #[test]
    fn no_more_than_so_many_go_together() {
        let together = JobQueue::new(Places { quick: 1, all: 4 });
        for job in 0..=100 {
            enter(&together, job);
        }
        assert_eq!(together.next("kind").len(), TOGETHER_MAX);
        assert_eq!(together.next("kind").len(), 100 - TOGETHER_MAX);
    }

    #[test]
    fn one_that_is_slow_keeps_nobody_waiting_and_there_are_only_so_many() {
        let together = JobQueue::new(Places { quick: 1, all: 2 });
        let grow_old = |together: &JobQueue<String, u32>| {
            let long_ago = Instant::now().checked_sub(SLOW).unwrap();
            together.kinds().get_mut("kind").unwrap().under_way.iter_mut().for_each(|since| *since = long_ago);
        };
        assert_eq!([1, 2, 3].map(|job| enter(&together, job)), [true, false, false]);
        assert_eq!(together.overdue("kind"), [0; 0]);
        grow_old(&together);
        assert_eq!(together.overdue("kind"), [2, 3]);
        assert_eq!([4, 5].map(|job| enter(&together, job)), [false, false]);
        grow_old(&together);
        assert_eq!(together.overdue("kind"), [0; 0]);
        assert_eq!(together.next("kind"), [4, 5]);
        assert_eq!(together.next("kind"), [0; 0]);
        assert_eq!(together.next("kind"), [0; 0]);
        // With the place of a slow one beside it, one that comes goes at once.
        assert!(enter(&together, 6));
        grow_old(&together);
        assert!(enter(&together, 7));
    }
}
