//! Who waits for somebody outside, who may never come: for a request, or for a body. Where there is no room
//! for more, whoever has waited longest gives way; who is quick never waits long.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use tokio::sync::Notify;

/// Those who wait, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waiting(Arc<Mutex<Queue>>);

#[derive(Debug, Default)]
struct Queue {
    next: u64,
    waiting: BTreeMap<u64, Arc<Notify>>,
}

/// One who waits, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    waiting: Waiting,
    id: u64,
}

impl Waiting {
    fn with<T>(&self, change: impl FnOnce(&mut Queue) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins to wait. `dismissed` is notified where the place has to be given up.
    pub(crate) fn enter(&self, dismissed: &Arc<Notify>) -> Place {
        let id = self.with(|queue| {
            queue.next += 1;
            queue.waiting.insert(queue.next, Arc::clone(dismissed));
            queue.next
        });
        Place { waiting: self.clone(), id }
    }

    /// Asks whoever has waited longest to give way, if anybody waits.
    pub(crate) fn dismiss_oldest(&self) {
        self.dismiss_beyond(None);
    }

    /// Where more than `max` wait, or always where there is no `max`.
    fn dismiss_beyond(&self, max: Option<usize>) {
        let oldest = self.with(|queue| match max {
            Some(max) if queue.waiting.len() <= max => None,
            _ => queue.waiting.pop_first(),
        });
        if let Some((_, dismissed)) = oldest {
            dismissed.notify_one();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.waiting.with(|queue| queue.waiting.remove(&self.id));
    }
}

/// Bodies that are being read, a limited number at once.
#[derive(Debug)]
pub(crate) struct Reading {
    waiting: Waiting,
    max: usize,
}

impl Reading {
    pub(crate) fn new(max: usize) -> Self {
        Self { waiting: Waiting::default(), max: max.max(1) }
    }

    /// What `read` gives; `None` where it had to give way to another. A body that is there already
    /// needs no place.
    pub(crate) async fn within<T>(&self, read: impl Future<Output = T>) -> Option<T> {
        let mut read = pin!(read);
        let at_once = std::future::poll_fn(|context| Poll::Ready(read.as_mut().poll(context))).await;
        if let Poll::Ready(done) = at_once {
            return Some(done);
        }
        let dismissed = Arc::new(Notify::new());
        let _place = self.waiting.enter(&dismissed);
        self.waiting.dismiss_beyond(Some(self.max));
        tokio::select! {
            biased;
            done = read => Some(done),
            () = dismissed.notified() => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_one_that_has_waited_longest_gives_way_and_who_is_quick_needs_no_place() {
        let reading = Reading::new(2);
        let never = || reading.within(std::future::pending::<()>());
        let (mut first, mut second, mut third) = (pin!(never()), pin!(never()), pin!(never()));
        let poll = |future: std::pin::Pin<&mut dyn Future<Output = Option<()>>>| {
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            future.poll(&mut context)
        };
        assert!(poll(first.as_mut()).is_pending() && poll(second.as_mut()).is_pending());
        assert_eq!(reading.within(async { 7 }).await, Some(7));
        assert!(poll(first.as_mut()).is_pending());
        assert!(poll(third.as_mut()).is_pending());
        assert_eq!(poll(first.as_mut()), Poll::Ready(None));
        assert!(poll(second.as_mut()).is_pending() && poll(third.as_mut()).is_pending());
        let mut fourth = pin!(never());
        assert!(poll(fourth.as_mut()).is_pending());
        assert_eq!(poll(second.as_mut()), Poll::Ready(None));
    }
}
