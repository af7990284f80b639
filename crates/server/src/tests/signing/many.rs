//! Many signatures pending at once on one node: no thread for each, and other calls go on.
//!
//! `SIGILL_PENDING=1000 cargo xtask postgres -- cargo nextest run -p sigill-server many --no-capture` for a thousand.

use std::time::Instant;

use sigill_mssp::{Act, Script};

use super::*;

const PENDING: usize = 100;
const CALLS: usize = 200;

/// The threads of this process.
fn threads() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("Threads:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Median and 99th percentile of reading a credential, in microseconds.
async fn latency(here: &Signing) -> (u128, u128) {
    let mut took = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let since = Instant::now();
        here.credential("u0").await;
        took.push(since.elapsed().as_micros());
    }
    took.sort_unstable();
    (took[CALLS / 2], took[CALLS * 99 / 100])
}

on_both! {
    async fn many_pending_signatures_cost_no_thread_each(database: Database) {
        let pending = std::env::var("SIGILL_PENDING").ok().and_then(|n| n.parse().ok()).unwrap_or(PENDING);
        let numbers = (0..pending).map(|n| Number::scripted(&format!("4179{n:07}"), Script::of(Act::Ignore))).collect();
        // As a configuration has it where nothing is said.
        let here = Signing::with(database, Binding::Rest, numbers, 2_000).await;
        let mut paths = Vec::new();
        for n in 0..pending {
            paths.push(here.person(&format!("u{n}"), &format!("+4179{n:07}")).await);
        }
        here.credential("u0").await;
        let (threads_before, before) = (threads(), latency(&here).await);
        let mut asked = Vec::new();
        for path in &paths {
            asked.push(here.ask(path).await);
        }
        for at in &asked {
            here.pending(at).await;
        }
        let desk = &here.site.fixture.app.desk;
        assert_eq!(desk.driven_count(), pending);
        let (threads_while, during) = (threads(), latency(&here).await);
        println!(
            "{pending} pending: {threads_before} threads before, {threads_while} while; reading a credential took {} / {} µs \
             before and {} / {} µs while (median / 99 %)",
            before.0, before.1, during.0, during.1
        );
        assert!(threads_while < threads_before + 64, "{threads_before} threads before, {threads_while} while");
        // Nobody answers: all of them end at their limit.
        here.site.fixture.clock.advance_ms(91_000);
        for at in &asked {
            assert_eq!(here.settled(at).await["outcome"], "timed-out");
        }
    }
}
