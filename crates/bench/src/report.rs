//! What was measured, and how it is shown.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::numbers::median;

/// One run of one thing.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) database: &'static str,
    pub(crate) scenario: String,
    pub(crate) connections: u64,
    pub(crate) round: u64,
    /// What the floors of the same round did, one by one and 64 at once; `NaN` where there is none.
    pub(crate) floors: [f64; 2],
    pub(crate) per_second: f64,
    /// 50th, 99th and 99.9th percentile in milliseconds.
    pub(crate) latency_ms: [f64; 3],
    /// CPU seconds for a thousand requests: of Sigill, of the database, of what asks.
    pub(crate) cpu: [f64; 3],
    pub(crate) errors: u64,
}

impl Run {
    /// One that has to be filled in.
    pub(crate) fn new(
        database: &'static str,
        scenario: String,
        connections: u64,
        round: u64,
        floors: [f64; 2],
    ) -> Self {
        let (per_second, nothing) = (f64::NAN, [f64::NAN; 3]);
        Self {
            database,
            scenario,
            connections,
            round,
            floors,
            per_second,
            latency_ms: nothing,
            cpu: nothing,
            errors: 0,
        }
    }

    fn ratios(&self) -> [f64; 2] {
        self.floors.map(|floor| self.per_second / floor)
    }
}

/// What is said of a server beside its runs.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) database: &'static str,
    pub(crate) start_ms: f64,
    pub(crate) idle_mb: f64,
    pub(crate) most_mb: f64,
    pub(crate) seed: Value,
}

#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) conditions: Vec<String>,
    pub(crate) runs: Vec<Run>,
    pub(crate) servers: Vec<Server>,
}

impl Report {
    /// Keeps it, and tells it to who waits.
    pub(crate) fn add(&mut self, run: Run) {
        eprintln!(
            "{} {} {} {}: {:.0}/s, floor {:.0}/s",
            run.database, run.round, run.scenario, run.connections, run.per_second, run.floors[0]
        );
        self.runs.push(run);
    }

    pub(crate) fn table(&self) -> String {
        let mut groups: BTreeMap<_, Vec<&Run>> = BTreeMap::new();
        for run in &self.runs {
            groups.entry((run.database, run.scenario.as_str(), run.connections)).or_default().push(run);
        }
        let mut text = format!(
            "{:<9}{:<15}{:>5}{:>8}{:>8}{:>6} {:<12}{:>7}{:>6}{:>8}{:>8}{:>8}{:>8}{:>7}{:>7}{:>7}\n",
            "database",
            "call",
            "conn",
            "req/s",
            "floor",
            "ratio",
            "(spread)",
            "by 64",
            "ratio",
            "p50 ms",
            "p99 ms",
            "p99.9",
            "sigill",
            "db",
            "load",
            "errors"
        );
        for ((database, scenario, connections), runs) in groups {
            let all = |value: &dyn Fn(&Run) -> f64| runs.iter().map(|run| value(run)).collect::<Vec<_>>();
            let of = |value: &dyn Fn(&Run) -> f64| number(median(&all(value)), 0);
            let fine = |value: &dyn Fn(&Run) -> f64| number(median(&all(value)), 2);
            let (lowest, highest) = spread(&all(&|run| run.ratios()[0]));
            let spread = if lowest.is_finite() { format!("({lowest:.2}-{highest:.2})") } else { String::new() };
            let cpu = [0, 1, 2].map(|n| number(median(&all(&|run| run.cpu[n])), 3));
            text.push_str(&format!(
                "{database:<9}{scenario:<15}{connections:>5}{:>8}{:>8}{:>6} {spread:<12}{:>7}{:>6}{:>8}{:>8}{:>8}{:>8}{:>7}{:>7}{:>7}\n",
                of(&|run| run.per_second),
                of(&|run| run.floors[0]),
                fine(&|run| run.ratios()[0]),
                of(&|run| run.floors[1]),
                fine(&|run| run.ratios()[1]),
                fine(&|run| run.latency_ms[0]),
                fine(&|run| run.latency_ms[1]),
                fine(&|run| run.latency_ms[2]),
                cpu[0],
                cpu[1],
                cpu[2],
                runs.iter().map(|run| run.errors).sum::<u64>(),
            ));
        }
        text.push_str(
            "\nsigill, db, load: CPU seconds of Sigill, the database and what asks, for a thousand requests\n",
        );
        for server in &self.servers {
            text.push_str(&format!(
                "{}: first answer after {:.0} ms, memory idle {:.0} MB, at most {:.0} MB\n",
                server.database, server.start_ms, server.idle_mb, server.most_mb
            ));
        }
        for conditions in &self.conditions {
            text.push_str(&format!("{conditions}\n"));
        }
        text
    }

    pub(crate) fn json(&self) -> Value {
        let runs = self.runs.iter().map(|run| {
            json!({
                "database": run.database, "scenario": run.scenario, "connections": run.connections,
                "round": run.round, "per_s": run.per_second,
                "floor_per_s": run.floors[0], "ratio": run.ratios()[0],
                "floor_by_64_per_s": run.floors[1], "ratio_by_64": run.ratios()[1],
                "p50_ms": run.latency_ms[0], "p99_ms": run.latency_ms[1], "p999_ms": run.latency_ms[2],
                "cpu_s_per_1000": { "sigill": run.cpu[0], "database": run.cpu[1], "load": run.cpu[2] },
                "errors": run.errors,
            })
        });
        let servers = self.servers.iter().map(|server| {
            json!({
                "database": server.database, "start_ms": server.start_ms, "idle_mb": server.idle_mb,
                "most_mb": server.most_mb, "seed": server.seed,
            })
        });
        json!({
            "conditions": self.conditions,
            "runs": runs.collect::<Vec<_>>(),
            "servers": servers.collect::<Vec<_>>(),
        })
    }
}

/// Nothing where there is none.
fn number(value: f64, digits: usize) -> String {
    if value.is_finite() { format!("{value:.digits$}") } else { String::new() }
}

fn spread(values: &[f64]) -> (f64, f64) {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    finite.fold((f64::NAN, f64::NAN), |(lowest, highest), value| (lowest.min(value), highest.max(value)))
}
