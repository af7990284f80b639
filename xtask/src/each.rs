//! Work on several things at once.

use std::{
    iter, panic,
    sync::{Mutex, PoisonError},
    thread,
};

/// What `work` makes of each item, in their order. As many at once as there are processors, the first ones first.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let left = Mutex::new(items.iter().enumerate());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || iter::from_fn(next).map(|(n, item)| (n, work(item))).collect::<Vec<_>>();
    let mut made = thread::scope(|scope| {
        let workers: Vec<_> = iter::repeat_with(|| scope.spawn(work))
            .take(thread::available_parallelism().map_or(1, usize::from))
            .collect();
        let made =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked)));
        made.flatten().collect::<Vec<_>>()
    });
    made.sort_by_key(|(n, _)| *n);
    made.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_in_the_order_of_what_it_is_made_of() {
        let items: Vec<u32> = (0..100).collect();
        assert_eq!(each(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(each(&[0_u32; 0], |item| *item).is_empty());
    }
}
