//! Events that nobody waits for, and of which nobody can make too many.
//!
//! An answer leaves its event in a queue, and a task writes it. And nobody can fill the history, or the memory, by asking
//! for what is refused: of each key, which is a caller or a user, a few events are written in a while; the rest is
//! counted and told by the next one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sigill_app::{App, Task, history};
use sigill_domain::event::Event;
use sigill_domain::time::Timestamp;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// Events that wait to be written.
const QUEUE_MAX: usize = 256;
/// How long one event may take.
const WRITE_MAX: Duration = Duration::from_secs(10);

/// How many are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ration {
    /// What the events are, for the log.
    pub(crate) what: &'static str,
    pub(crate) window_ms: i64,
    /// Of one key in one window.
    pub(crate) per_key_max: u32,
    /// Of all keys in one window.
    pub(crate) total_max: u32,
    /// Keys that are counted at once.
    pub(crate) keys_max: usize,
}

/// The events of one kind, of this node.
#[derive(Debug)]
pub(crate) struct Rationed {
    queue: mpsc::Sender<Event>,
    /// Until the task that writes takes it.
    waiting: Mutex<Option<mpsc::Receiver<Event>>>,
    counts: Mutex<Counts>,
}

#[derive(Debug)]
struct Counts {
    ration: Ration,
    keys: HashMap<String, Window>,
    total: Window,
    /// Those that no event will tell.
    lost: u64,
}

#[derive(Debug)]
struct Window {
    since: Timestamp,
    told: u32,
    untold: u64,
}

impl Rationed {
    pub(crate) fn new(ration: Ration) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        Self { queue, waiting: Mutex::new(Some(waiting)), counts: Mutex::new(Counts::new(ration)) }
    }

    /// Notes the event of a key, which `event` makes, if it is to be written; it is told how many before it were not.
    pub(crate) fn note(&self, key: &str, now: Timestamp, event: impl FnOnce(u64) -> Option<Event>) {
        let mut counts = self.counts();
        let Some(untold) = counts.next(key, now) else { return };
        if event(untold).is_none_or(|event| self.queue.try_send(event).is_err()) {
            counts.lost += untold + 1;
        }
    }

    /// Writes what is noted, until `stop`; then what still waits.
    pub(crate) async fn write(&self, app: &App, stop: &CancellationToken) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut waiting) = waiting else { return };
        while let Some(Some(event)) = stop.run_until_cancelled(waiting.recv()).await {
            self.write_one(app, event).await;
        }
        while let Ok(event) = waiting.try_recv() {
            self.write_one(app, event).await;
        }
    }

    async fn write_one(&self, app: &App, event: Event) {
        let what = self.counts().ration.what;
        let occasion = app.world.occasion(event.request_id.clone(), WRITE_MAX);
        if let Err(error) = history::note(&app.store.system(Task::Denials, occasion), event).await {
            self.counts().lost += 1;
            warn!(%error, what, "an event can't be written");
        }
        let lost = std::mem::take(&mut self.counts().lost);
        if lost > 0 {
            warn!(lost, what, "events are missing in the history: there were too many at once");
        }
    }

    /// Nothing that holds the lock can leave the counts half changed.
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn new(ration: Ration) -> Self {
        let total = Window { since: Timestamp::from_micros(i64::MIN), told: 0, untold: 0 };
        Self { ration, keys: HashMap::new(), total, lost: 0 }
    }

    /// Whether a key's next one gets an event, and how many before it had none.
    fn next(&mut self, key: &str, now: Timestamp) -> Option<u64> {
        let Ration { window_ms, per_key_max, total_max, keys_max, .. } = self.ration;
        if !self.keys.contains_key(key) && self.keys.len() >= keys_max {
            let lost = &mut self.lost;
            self.keys.retain(|_, window| {
                let is_open = !window.is_over(window_ms, now);
                *lost += if is_open { 0 } else { window.untold };
                is_open
            });
            if self.keys.len() >= keys_max {
                self.lost += 1;
                return None;
            }
        }
        self.total.begin(window_ms, now);
        let window = self.keys.entry(key.to_owned()).or_insert(Window { since: now, told: 0, untold: 0 });
        window.begin(window_ms, now);
        if window.told == per_key_max || self.total.told == total_max {
            window.untold += 1;
            return None;
        }
        window.told += 1;
        self.total.told += 1;
        Some(std::mem::take(&mut window.untold))
    }
}

impl Window {
    fn is_over(&self, window_ms: i64, now: Timestamp) -> bool {
        self.since.micros().saturating_add(window_ms * 1_000) <= now.micros()
    }

    /// Begins anew, where it is over.
    fn begin(&mut self, window_ms: i64, now: Timestamp) {
        if self.is_over(window_ms, now) {
            (self.since, self.told) = (now, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW_MS: i64 = 60_000;

    fn counts(total_max: u32) -> (Counts, Timestamp) {
        let ration = Ration { what: "x", window_ms: WINDOW_MS, per_key_max: 5, total_max, keys_max: 1_000 };
        (Counts::new(ration), Timestamp::from_micros(1_000_000))
    }

    #[test]
    fn a_key_gets_a_few_events_in_a_window_and_the_next_one_tells_of_the_rest() {
        let (mut counts, at) = counts(u32::MAX);
        let told: Vec<_> = (0..8).map(|_| counts.next("api/a", at)).collect();
        assert_eq!(told, [Some(0), Some(0), Some(0), Some(0), Some(0), None, None, None]);
        assert_eq!(counts.next("api/b", at), Some(0), "another one isn't concerned");
        assert_eq!(counts.next("api/a", at.plus_millis(WINDOW_MS - 1)), None);
        assert_eq!(counts.next("api/a", at.plus_millis(WINDOW_MS)), Some(4));
        assert_eq!(counts.next("api/a", at.plus_millis(WINDOW_MS)), Some(0));
    }

    #[test]
    fn all_together_get_so_many() {
        let (mut counts, at) = counts(7);
        let told = (0..100).filter(|n| counts.next(&format!("api/{n}"), at).is_some()).count();
        assert_eq!(told, 7);
        assert_eq!(counts.next("api/99", at.plus_millis(WINDOW_MS)), Some(1), "and then the next one tells");
    }

    #[test]
    fn more_keys_than_are_counted_take_no_memory_and_are_counted_as_lost() {
        let (mut counts, at) = counts(u32::MAX);
        let told = (0..1_007).filter(|n| counts.next(&format!("api/{n}"), at).is_some()).count();
        assert_eq!((told, counts.keys.len(), counts.lost), (1_000, 1_000, 7));
        assert_eq!(counts.next("api/late", at.plus_millis(WINDOW_MS)), Some(0), "places become free");
        assert_eq!(counts.keys.len(), 1);
    }
}
