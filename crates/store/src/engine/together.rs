//! Waiting for company: jobs of one kind that arrive while others are under way go together once one of those is
//! done. Whoever finds a place goes at once, so that an idle server waits for nobody.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Jobs that go together at most.
pub(crate) const TOGETHER_MAX: usize = 64;

/// Kinds of jobs that are known at most. More than the statements of a program; beyond it, each goes alone.
const KINDS_MAX: usize = 256;

/// A job that may have company.
pub(crate) trait Job {
    /// Whether it can't go together with another one of its kind.
    fn clashes(&self, other: &Self) -> bool;
}

/// Jobs by their kind, which is the text of a statement.
#[derive(Debug)]
pub(crate) struct Together<J> {
    kinds: Mutex<HashMap<Box<str>, Kind<J>>>,
    /// Under way at once, of one kind.
    at_once: usize,
}

#[derive(Debug)]
struct Kind<J> {
    under_way: usize,
    waiting: VecDeque<J>,
}

impl<J: Job> Together<J> {
    pub(crate) fn new(at_once: usize) -> Self {
        Self { kinds: Mutex::default(), at_once: at_once.max(1) }
    }

    fn kinds(&self) -> MutexGuard<'_, HashMap<Box<str>, Kind<J>>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place, which [`Together::next`] gives back or passes on; or leaves a job with those that wait.
    pub(crate) fn go_or_wait<A>(&self, kind: &str, job: impl FnOnce() -> (J, A)) -> Option<A> {
        let mut kinds = self.kinds();
        if let Some(known) = kinds.get_mut(kind) {
            if known.under_way < self.at_once {
                known.under_way += 1;
                return None;
            }
            let (job, answer) = job();
            known.waiting.push_back(job);
            return Some(answer);
        }
        if kinds.len() < KINDS_MAX {
            kinds.insert(kind.into(), Kind { under_way: 1, waiting: VecDeque::new() });
        }
        None
    }

    /// Those who go next in the place of one that is done. None: the place is free.
    pub(crate) fn next(&self, kind: &str) -> Vec<J> {
        let mut kinds = self.kinds();
        let Some(known) = kinds.get_mut(kind) else { return Vec::new() };
        let (mut next, mut left) = (Vec::new(), VecDeque::new());
        while next.len() < TOGETHER_MAX
            && let Some(job) = known.waiting.pop_front()
        {
            if next.iter().any(|other| job.clashes(other)) {
                left.push_back(job);
            } else {
                next.push(job);
            }
        }
        // Who has waited longest stays in front.
        left.append(&mut known.waiting);
        known.waiting = left;
        if next.is_empty() {
            known.under_way = known.under_way.saturating_sub(1);
        }
        next
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

    fn enter(together: &Together<u32>, job: u32) -> bool {
        together.go_or_wait("kind", || (job, ())).is_none()
    }

    #[test]
    fn who_finds_a_place_goes_at_once_and_the_others_go_together() {
        let together = Together::new(2);
        assert_eq!([1, 2, 3, 4, 5].map(|job| enter(&together, job)), [true, true, false, false, false]);
        assert_eq!(together.next("kind"), [3, 4, 5]);
        // The place of the three, and that of the second.
        assert_eq!(together.next("kind"), [0; 0]);
        assert_eq!(together.next("kind"), [0; 0]);
        assert_eq!([6, 7, 8].map(|job| enter(&together, job)), [true, true, false]);
    }

    #[test]
    fn those_who_clash_go_one_after_the_other_in_their_order() {
        let together = Together::new(1);
        assert_eq!([1, 2, 2, 3, 2].map(|job| enter(&together, job)), [true, false, false, false, false]);
        assert_eq!(together.next("kind"), [2, 3]);
        assert_eq!(together.next("kind"), [2]);
        assert_eq!(together.next("kind"), [2]);
        assert_eq!(together.next("kind"), [0; 0]);
    }

    #[test]
    fn no_more_than_so_many_go_together() {
        let together = Together::new(1);
        for job in 0..=100 {
            enter(&together, job);
        }
        assert_eq!(together.next("kind").len(), TOGETHER_MAX);
        assert_eq!(together.next("kind").len(), 100 - TOGETHER_MAX);
    }
}
