//! What is under way on a connection: requests that are answered, and answers until their last byte is sent. Hyper
//! limits how long headers may take only once it knows the protocol, and not how long nobody reads an answer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sigill_app::Share;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::http::limits::Limits;
use crate::http::waiting::{Place, Waiting};

/// Bytes of answers to callers that one connection may leave unread, beside one answer of any size.
const UNSENT_MAX: usize = 4 << 20;

/// What is asked on a connection.
#[derive(Clone, Debug)]
pub(crate) struct Activity {
    asked: Arc<Mutex<Asked>>,
    idle: Waiting,
    dismissed: Arc<Notify>,
}

#[derive(Debug)]
struct Asked {
    /// Among those that are idle, while nothing is answered.
    place: Option<Place>,
    /// Requests whose answers aren't there, or go on.
    answering: usize,
    any: bool,
    /// When there was nothing under way any more.
    last: Instant,
    next: u64,
    /// Answers that are there, or a part of them, and aren't sent.
    sending: HashMap<u64, Sending>,
    /// Bytes of those whose length is known.
    unsent: usize,
}

/// How far an answer is.
#[derive(Debug)]
struct Sending {
    /// Pieces that aren't written.
    pieces: usize,
    /// Whether there will be more, but isn't yet: the other side doesn't keep us waiting.
    is_to_come: bool,
    /// When it last got on.
    moved: Instant,
}

/// A request that is under way until this is dropped: when its answer is sent, or nobody wants it any more.
#[derive(Debug)]
pub(crate) struct UnderWay {
    activity: Activity,
    id: u64,
    is_answered: AtomicBool,
    /// What it holds beside its connection's only request.
    _share: Option<Share>,
}

/// Bytes of an answer, until they are sent.
#[derive(Debug)]
pub(crate) struct Unsent {
    activity: Activity,
    bytes: usize,
}

impl Activity {
    pub(crate) fn new(idle: Waiting) -> Self {
        let dismissed = Arc::new(Notify::new());
        let place = Some(idle.enter(&dismissed));
        let (any, last, sending) = (false, Instant::now(), HashMap::new());
        let asked = Asked { place, answering: 0, any, last, next: 0, sending, unsent: 0 };
        Self { asked: Arc::new(Mutex::new(asked)), idle, dismissed }
    }

    fn with<T>(&self, change: impl FnOnce(&mut Asked) -> T) -> T {
        change(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether something is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.with(|asked| asked.is_busy())
    }

    /// One more request, which holds `share`.
    pub(crate) fn begin(&self, share: Option<Share>) -> Arc<UnderWay> {
        let id = self.with(|asked| {
            asked.place = None;
            asked.answering += 1;
            asked.any = true;
            asked.next += 1;
            asked.next
        });
        Arc::new(UnderWay { activity: self.clone(), id, is_answered: AtomicBool::new(false), _share: share })
    }

    /// Ready when nothing was asked for longer than the limits allow, which is less for the first request; when nothing of
    /// an answer was taken for longer; or when nothing is answered and another connection needs the place.
    pub(crate) async fn over(&self, limits: &Limits) {
        loop {
            let now = Instant::now();
            let until = self.with(|asked| {
                if asked.is_busy() {
                    // Nothing that isn't there yet can be too late before then.
                    return asked.stuck_since().unwrap_or(now) + limits.unread();
                }
                asked.last + if asked.any { limits.idle() } else { limits.headers().min(limits.idle()) }
            });
            if until <= now {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep_until(until) => {}
                () = self.dismissed.notified() => {
                    // It may have been asked something just then.
                    if self.with(|asked| asked.answering == 0) {
                        return;
                    }
                }
            }
        }
    }

    /// One request less whose answer isn't there.
    fn answered(&self, asked: &mut Asked) {
        asked.answering -= 1;
        if asked.answering == 0 {
            asked.place = Some(self.idle.enter(&self.dismissed));
        }
    }
}

impl Asked {
    fn is_busy(&self) -> bool {
        self.answering > 0 || !self.sending.is_empty()
    }

    /// Since when the other side takes nothing of that answer of which it has taken nothing for longest.
    fn stuck_since(&self) -> Option<Instant> {
        let stuck = self.sending.values().filter(|sending| sending.pieces > 0 || !sending.is_to_come);
        stuck.map(|sending| sending.moved).min()
    }
}

impl UnderWay {
    /// Its answer is there. Where it is one that goes on (`goes_on`), the connection isn't idle before its end.
    pub(crate) fn answered(&self, goes_on: bool) {
        let is_done = !goes_on && !self.is_answered.swap(true, Ordering::Relaxed);
        self.activity.with(|asked| {
            asked.sending.insert(self.id, Sending { pieces: 0, is_to_come: false, moved: Instant::now() });
            if is_done {
                self.activity.answered(asked);
            }
        });
    }

    fn moved(&self, change: impl FnOnce(&mut Sending)) {
        self.activity.with(|asked| {
            if let Some(sending) = asked.sending.get_mut(&self.id) {
                change(sending);
                sending.moved = Instant::now();
            }
        });
    }

    /// A piece of its answer is taken, to be written.
    pub(crate) fn gives(&self) {
        self.moved(|sending| {
            sending.pieces += 1;
            sending.is_to_come = false;
        });
    }

    /// A piece is written.
    pub(crate) fn wrote(&self) {
        self.moved(|sending| sending.pieces = sending.pieces.saturating_sub(1));
    }

    /// The next piece is asked for, and not there yet.
    pub(crate) fn has_more_to_come(&self) {
        self.moved(|sending| sending.is_to_come = true);
    }

    /// Counts the bytes of its answer; `None` where the connection leaves too many unread.
    pub(crate) fn hold(&self, bytes: usize) -> Option<Unsent> {
        self.activity.with(|asked| {
            let unsent = asked.unsent.checked_add(bytes)?;
            if asked.unsent > 0 && unsent > UNSENT_MAX {
                return None;
            }
            asked.unsent = unsent;
            Some(Unsent { activity: self.activity.clone(), bytes })
        })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let is_answered = self.is_answered.load(Ordering::Relaxed);
        self.activity.with(|asked| {
            asked.sending.remove(&self.id);
            if !is_answered {
                self.activity.answered(asked);
            }
            if !asked.is_busy() {
                asked.last = Instant::now();
            }
        });
    }
}

impl Drop for Unsent {
    fn drop(&mut self) {
        self.activity.with(|asked| asked.unsent -= self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// After how many milliseconds it is over; `None` where it isn't in ten minutes.
    async fn over_after(activity: &Activity) -> Option<u128> {
        let begin = Instant::now();
        let limits = Limits::default();
        tokio::time::timeout(Duration::from_secs(600), activity.over(&limits)).await.ok()?;
        Some(begin.elapsed().as_millis())
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_ends_when_it_is_idle_or_nothing_of_an_answer_is_taken() {
        assert_eq!(over_after(&Activity::new(Waiting::default())).await, Some(10_000), "nothing was ever asked");
        let activity = Activity::new(Waiting::default());
        drop(activity.begin(None));
        assert_eq!(over_after(&activity).await, Some(60_000));
        let (slow, stuck) = (activity.begin(None), activity.begin(None));
        assert_eq!(over_after(&activity).await, None, "they aren't answered yet");
        slow.answered(false);
        stuck.answered(false);
        slow.gives();
        for _ in 0..2 {
            tokio::time::advance(Duration::from_secs(14)).await;
            slow.wrote();
            slow.gives();
        }
        assert_eq!(over_after(&activity).await, Some(2_000), "28 of 30 seconds are over");
        drop(stuck);
        assert_eq!(over_after(&activity).await, Some(28_000));
        drop(slow);
        assert_eq!(over_after(&activity).await, Some(60_000), "all is sent");
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_what_is_still_to_come_is_not_late() {
        let activity = Activity::new(Waiting::default());
        let follows = activity.begin(None);
        follows.answered(true);
        follows.gives();
        follows.has_more_to_come();
        assert_eq!(over_after(&activity).await, Some(30_000), "but the first piece wasn't taken");
        follows.wrote();
        assert_eq!(over_after(&activity).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_whose_answers_are_only_to_be_read_gives_way_to_another() {
        let idle = Waiting::default();
        let activity = Activity::new(idle.clone());
        for (goes_on, gives_way) in [(false, true), (true, false)] {
            let request = activity.begin(None);
            request.answered(goes_on);
            request.gives();
            idle.dismiss_oldest();
            let limits = Limits::default();
            let over = tokio::time::timeout(Duration::from_secs(1), activity.over(&limits));
            assert_eq!(over.await.is_ok(), gives_way);
        }
    }

    #[test]
    fn a_connection_leaves_one_answer_of_any_size_unread_or_several_that_are_small() {
        let activity = Activity::new(Waiting::default());
        let request = activity.begin(None);
        let large = request.hold(UNSENT_MAX * 3).unwrap();
        assert!(request.hold(1).is_none());
        drop(large);
        let small = request.hold(UNSENT_MAX / 2).unwrap();
        assert!(request.hold(UNSENT_MAX).is_none());
        let other = request.hold(UNSENT_MAX / 2).unwrap();
        drop((small, other));
        assert!(request.hold(UNSENT_MAX).is_some());
    }
}
