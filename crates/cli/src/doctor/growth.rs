//! How fast the history grows, and by whom: it is what fills a disk.

use std::time::Duration;

use sigill_app::{LatestEvents, Store};

use super::finding::Findings;
use crate::config::Config;
use crate::prepared;

const ABOUT: &str = "history";

/// The latest events that are looked at.
const LOOKED_AT: i64 = 10_000;
/// With fewer, nobody can say how fast it grows.
const TOLD_MIN: u64 = 1_000;
/// So many a day fill a disk within years, where nothing is ever deleted.
const KEPT_PER_DAY_MAX: u64 = 100_000;
/// More than a large installation writes: somebody writes without need.
const PER_DAY_MAX: u64 = 20_000_000;
/// What an event takes with its indexes, on PostgreSQL (docs/SCALING.md).
const EVENT_BYTES: u64 = 500;

pub(super) async fn look(config: &Config, store: &Store, findings: &mut Findings) {
    match store.latest_events(LOOKED_AT).await {
        Ok(latest) => judge(latest, config.history.retention_days, findings),
        Err(error) => findings.refusal(ABOUT, &prepared::database_failure(config, error), "see its own log"),
    }
}

fn judge(latest: Option<LatestEvents>, retention_days: Option<u32>, findings: &mut Findings) {
    let kept = match retention_days {
        Some(days) if days > 0 => format!("it is kept for {days} days"),
        _ => "it is kept for ever".to_owned(),
    };
    let Some(latest) = latest.filter(|latest| latest.count >= TOLD_MIN) else {
        return findings.ok(ABOUT, format!("{kept}; there are too few events to tell how fast it grows"));
    };
    let span_s = latest.span.max(Duration::from_secs(1)).as_secs();
    let per_day = latest.count.saturating_mul(24 * 3600) / span_s;
    let (client, most) = &latest.most;
    let found = format!(
        "{kept}, and grows by about {per_day} events ({} MB) a day as of late, {} % of them of the client {client}",
        per_day.saturating_mul(EVENT_BYTES) / 1_000_000,
        most * 100 / latest.count
    );
    let is_for_ever = retention_days.unwrap_or(0) == 0;
    if per_day > PER_DAY_MAX || (is_for_ever && per_day > KEPT_PER_DAY_MAX) {
        findings.warn(
            ABOUT,
            found,
            "set history.retention_days to what you need, and limits.caller_requests_per_s_max, so that no caller \
             writes without end",
        );
    } else {
        findings.ok(ABOUT, found);
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::{State, text};
    use super::*;

    /// What is said of so many events within so many seconds.
    fn said(count: u64, span_s: u64, retention_days: Option<u32>) -> (State, String) {
        let latest =
            LatestEvents { count, span: Duration::from_secs(span_s), most: ("shop".to_owned(), count * 9 / 10) };
        let mut findings = Findings::default();
        judge(Some(latest), retention_days, &mut findings);
        (findings.0[0].state, text(&findings.0))
    }

    #[test]
    fn a_history_that_would_fill_the_disk_is_told_with_who_writes_most_of_it() {
        let day = 24 * 3600;
        let (state, text) = said(10_000, day / 20, None);
        assert_eq!(state, State::Warning, "{text}");
        let words = "it is kept for ever, and grows by about 200000 events (100 MB) a day as of late, 90 % of them of the \
            client shop";
        assert!(text.contains(words) && text.contains("history.retention_days"), "{text}");
        assert_eq!(said(10_000, day / 20, Some(90)).0, State::Ok, "it has an end");
        assert_eq!(said(10_000, day, None).0, State::Ok);
        assert_eq!(said(10_000, 0, Some(90)).0, State::Warning, "nobody needs so many");
        assert_eq!(said(900, 0, None).0, State::Ok, "too few to tell");
        let mut none = Findings::default();
        judge(None, Some(0), &mut none);
        assert!(none.0[0].found.starts_with("it is kept for ever; there are too few"), "{}", none.0[0].found);
    }
}
