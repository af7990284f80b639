//! The load: connections that ask one request after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::Result;
use crate::call::Connection;
use crate::numbers::{Dice, Latencies};
use crate::scenario::{People, Scenario};
use crate::target::Target;

/// How much is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) connections: u64,
    pub(crate) time: Duration,
    /// Requests a second, whether the answers keep up or not; `None`: as fast as answers come.
    pub(crate) rate: Option<f64>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) latencies: Latencies,
    /// Answers that were not the one expected.
    pub(crate) errors: u64,
    /// Those of them that were 503.
    pub(crate) busy: u64,
    /// What the first of them was.
    pub(crate) first_error: Option<String>,
    pub(crate) seconds: f64,
}

impl Outcome {
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }
}

pub(crate) async fn run(targets: &[Target], people: &Arc<People>, scenario: Scenario, load: Load) -> Result<Outcome> {
    let mut connections = Vec::new();
    for target in targets.iter().cycle().take(usize::try_from(load.connections)?) {
        connections.push(Connection::open(target).await?);
    }
    let start = Instant::now();
    let (mut lanes, mut paced) = (JoinSet::new(), Vec::new());
    for (lane, connection) in (0..).zip(connections) {
        let due = load.rate.map(|_| {
            let (due, receiver) = unbounded_channel();
            paced.push(due);
            receiver
        });
        lanes.spawn(self::lane(connection, people.clone(), scenario, lane, (load, due), start));
    }
    if let Some(rate) = load.rate {
        std::thread::spawn(move || pace(&paced, rate, start, load.time));
    }
    let mut all = Outcome::default();
    let mut ended = start;
    while let Some(done) = lanes.join_next().await {
        let (outcome, end) = done??;
        all.latencies.merge(outcome.latencies);
        all.errors += outcome.errors;
        all.busy += outcome.busy;
        all.first_error = all.first_error.or(outcome.first_error);
        ended = ended.max(end);
    }
    all.seconds = ended.duration_since(start).as_secs_f64();
    Ok(all)
}

/// Tells the lanes in turn when a request is due. A thread of its own: the runtime's timers are a millisecond wide,
/// which is more than what is measured.
#[allow(clippy::disallowed_methods, reason = "it is a thread that does nothing else")]
fn pace(lanes: &[UnboundedSender<Instant>], rate: f64, start: Instant, time: Duration) {
    for (n, lane) in (0_u32..).zip(lanes.iter().cycle()) {
        let after = Duration::from_secs_f64(f64::from(n) / rate);
        if after >= time {
            return;
        }
        std::thread::sleep((start + after).saturating_duration_since(Instant::now()));
        // A lane that has failed is told nothing more.
        let _ = lane.send(start + after);
    }
}

async fn lane(
    mut connection: Connection,
    people: Arc<People>,
    scenario: Scenario,
    lane: u64,
    (load, mut due): (Load, Option<UnboundedReceiver<Instant>>),
    start: Instant,
) -> Result<(Outcome, Instant)> {
    let mut outcome = Outcome::default();
    let mut dice = Dice(lane.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ start.elapsed().as_nanos() as u64);
    let end = start + load.time;
    loop {
        // Under a rate, a request is late from the time when it should have been asked.
        let due = match &mut due {
            Some(due) => due.recv().await,
            None => Some(Instant::now()).filter(|now| *now < end),
        };
        let Some(due) = due else { break };
        let Some(asking) = people.next(scenario, lane, load.connections, &mut dice) else { break };
        let (status, body) = connection.call(&asking.request).await?;
        if status < 300 {
            outcome.latencies.add(due.elapsed());
        } else {
            outcome.errors += 1;
            outcome.busy += u64::from(status == 503);
            outcome.first_error.get_or_insert_with(|| format!("{status} {}", String::from_utf8_lossy(body)));
        }
        people.answered(&asking, status);
    }
    Ok((outcome, Instant::now()))
}
