//! What callers are denied for lack of a right is a part of their history.
//!
//! Nobody waits for it: an answer leaves its event in a queue, and a task writes it. And nobody can fill the history, or
//! the memory, by asking for what it mustn't: of each caller a few events a minute are written, the rest is counted and
//! told by the next one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::MatchedPath;
use http::Uri;
use serde_json::{Map, Value, json};
use sigill_app::{App, Caller, history};
use sigill_domain::event::Event;
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::Elementary;
use sigill_domain::time::Timestamp;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::path::PathIds;

/// Events of one caller in one window.
const PER_WINDOW_MAX: u32 = 5;
const WINDOW_MS: i64 = 60_000;
/// Callers that are counted at once.
const CALLERS_MAX: usize = 1_000;
/// Events that wait to be written.
const QUEUE_MAX: usize = 256;
/// How long one event may take.
const WRITE_MAX: Duration = Duration::from_secs(10);

/// What was asked for, as far as history may know it: no query, no body.
pub(crate) struct Asked<'a> {
    pub(crate) right: Elementary,
    pub(crate) method: &'static str,
    pub(crate) route: Option<&'a MatchedPath>,
    pub(crate) uri: &'a Uri,
}

impl Asked<'_> {
    fn told(&self, untold: u64) -> Value {
        let route = self.route.map_or("none", MatchedPath::as_str);
        let mut told = Map::new();
        told.insert("right".to_owned(), json!(self.right.as_str()));
        told.insert("method".to_owned(), json!(self.method));
        told.insert("route".to_owned(), json!(route));
        // What can't be an id isn't repeated, since it may be anything.
        for (name, id) in PathIds::matched(route, self.uri.path()).iter().filter(|(_, id)| ExtId::parse("", id).is_ok())
        {
            told.insert(name.to_owned(), json!(id));
        }
        if untold > 0 {
            told.insert("untold".to_owned(), json!(untold));
        }
        Value::Object(told)
    }
}

/// The denials of this node.
#[derive(Debug)]
pub(crate) struct Denials {
    queue: mpsc::Sender<Event>,
    /// Until the task that writes takes it.
    waiting: Mutex<Option<mpsc::Receiver<Event>>>,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    callers: HashMap<String, Window>,
    /// Denials that no event will tell.
    lost: u64,
}

#[derive(Debug)]
struct Window {
    since: Timestamp,
    told: u32,
    untold: u64,
}

impl Default for Denials {
    fn default() -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        Self { queue, waiting: Mutex::new(Some(waiting)), counts: Mutex::default() }
    }
}

impl Denials {
    /// Notes that `caller` was denied something.
    pub(crate) fn note(&self, caller: &Caller, asked: &Asked<'_>) {
        let mut counts = self.counts();
        let Some(untold) = caller.denied(Value::Null).and_then(|event| counts.next(caller.name(), event.at)) else {
            return;
        };
        let sent = caller.denied(asked.told(untold)).is_some_and(|event| self.queue.try_send(event).is_ok());
        if !sent {
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
        let occasion = app.world.occasion(event.request_id.clone(), WRITE_MAX);
        if let Err(error) = history::denied(&app.store.system(occasion), event).await {
            self.counts().lost += 1;
            warn!(%error, "can't write down that a caller was denied something");
        }
        let lost = std::mem::take(&mut self.counts().lost);
        if lost > 0 {
            warn!(lost, "denials are missing in the history: there were too many at once");
        }
    }

    /// Nothing that holds the lock can leave the counts half changed.
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Whether a caller's next denial gets an event, and how many before it had none.
    fn next(&mut self, caller: &str, now: Timestamp) -> Option<u64> {
        if !self.callers.contains_key(caller) && self.callers.len() >= CALLERS_MAX {
            let lost = &mut self.lost;
            self.callers.retain(|_, window| {
                let is_open = !window.is_over(now);
                *lost += if is_open { 0 } else { window.untold };
                is_open
            });
            if self.callers.len() >= CALLERS_MAX {
                self.lost += 1;
                return None;
            }
        }
        let window = self.callers.entry(caller.to_owned()).or_insert(Window { since: now, told: 0, untold: 0 });
        if window.is_over(now) {
            (window.since, window.told) = (now, 0);
        }
        if window.told == PER_WINDOW_MAX {
            window.untold += 1;
            return None;
        }
        window.told += 1;
        Some(std::mem::take(&mut window.untold))
    }
}

impl Window {
    fn is_over(&self, now: Timestamp) -> bool {
        self.since.plus_millis(WINDOW_MS) <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_gets_a_few_events_a_minute_and_the_next_one_tells_of_the_rest() {
        let (mut counts, at) = (Counts::default(), Timestamp::from_micros(1_000_000));
        let told: Vec<_> = (0..8).map(|_| counts.next("api/a", at)).collect();
        assert_eq!(told, [Some(0), Some(0), Some(0), Some(0), Some(0), None, None, None]);
        assert_eq!(counts.next("api/b", at), Some(0), "another caller isn't concerned");
        assert_eq!(counts.next("api/a", at.plus_millis(WINDOW_MS - 1)), None);
        assert_eq!(counts.next("api/a", at.plus_millis(WINDOW_MS)), Some(4));
        assert_eq!(counts.next("api/a", at.plus_millis(WINDOW_MS)), Some(0));
    }

    #[test]
    fn more_callers_than_are_counted_take_no_memory_and_are_counted_as_lost() {
        let (mut counts, at) = (Counts::default(), Timestamp::from_micros(1_000_000));
        let told = (0..CALLERS_MAX + 7).filter(|n| counts.next(&format!("api/{n}"), at).is_some()).count();
        assert_eq!((told, counts.callers.len(), counts.lost), (CALLERS_MAX, CALLERS_MAX, 7));
        assert_eq!(counts.next("api/late", at.plus_millis(WINDOW_MS)), Some(0), "places become free");
        assert_eq!(counts.callers.len(), 1);
    }
}
