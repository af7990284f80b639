//! The load: connections that ask one request after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

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
    let mut lanes = JoinSet::new();
    for (lane, connection) in (0..).zip(connections) {
        lanes.spawn(self::lane(connection, people.clone(), scenario, lane, load, start));
    }
    let mut all = Outcome::default();
    let mut ended = start;
    while let Some(done) = lanes.join_next().await {
        let (outcome, end) = done??;
        all.latencies.merge(outcome.latencies);
        all.errors += outcome.errors;
        all.first_error = all.first_error.or(outcome.first_error);
        ended = ended.max(end);
    }
    all.seconds = ended.duration_since(start).as_secs_f64();
    Ok(all)
}

async fn lane(
    mut connection: Connection,
    people: Arc<People>,
    scenario: Scenario,
    lane: u64,
    load: Load,
    start: Instant,
) -> Result<(Outcome, Instant)> {
    let mut outcome = Outcome::default();
    let mut dice = Dice(lane.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ start.elapsed().as_nanos() as u64);
    let end = start + load.time;
    let mut asked = 0_u64;
    loop {
        // Under a rate, a request is late from the time when it should have been asked.
        let due = match load.rate {
            Some(rate) => start + Duration::from_secs_f64((asked * load.connections + lane) as f64 / rate),
            None => Instant::now(),
        };
        if due >= end {
            break;
        }
        if load.rate.is_some() {
            tokio::time::sleep_until(due.into()).await;
        }
        let Some(asking) = people.next(scenario, lane, load.connections, &mut dice) else { break };
        let (status, body) = connection.call(&asking.request).await?;
        asked += 1;
        if status < 300 {
            outcome.latencies.add(due.elapsed());
        } else {
            outcome.errors += 1;
            outcome.first_error.get_or_insert_with(|| format!("{status} {}", String::from_utf8_lossy(body)));
        }
        people.answered(&asking, status);
    }
    Ok((outcome, Instant::now()))
}
