//! What isn't kept is purged in the background: what dead clients and applications have left, answers that were kept for repeated requests,
//! and old events. Once at the start, since the server may have been stopped while it did, whenever a client
//! or an application was deleted, and every hour.

use std::sync::Arc;
use std::time::Duration;

use sigill_app::{Refusal, Task, applications, client, erole, history, session};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::rounds::{Job, Round};
use crate::http::server::Server;

/// How long one purge may take; what is left then is for the next one.
const TIME_MAX: Duration = Duration::from_secs(600);

/// When to look again for what has grown old.
const EVERY: Duration = Duration::from_secs(3_600);

/// When to try again after a failure.
const AGAIN: Duration = Duration::from_secs(60);

/// Purges until `stop`, which may strike at any moment: the next purge goes on where it was.
pub(crate) async fn run(server: Arc<Server>, stop: CancellationToken) {
    let _ = stop.run_until_cancelled(forever(&server)).await;
}

async fn forever(server: &Server) {
    loop {
        let died = server.died.notified();
        server.metrics.purging(true);
        if once(server).await {
            server.metrics.purging(false);
            // Either is reason enough.
            let _ = tokio::time::timeout(EVERY, died).await;
        } else {
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// Whether all is purged.
async fn once(server: &Server) -> bool {
    let world = &server.app.world;
    let began = world.clock.now();
    let occasion = world.occasion(world.id().to_string(), TIME_MAX);
    let permit = server.app.store.system(Task::Purge, occasion);
    let outcomes = [
        purged("what deleted clients had left", client::purge(&permit).await),
        purged("what deleted applications and roles had left", applications::purge(&permit).await),
        purged("what deleted enterprise roles had left", erole::purge(&permit).await),
        purged("old events and answers", history::purge(&permit, server.limits.history_days_max).await),
        purged("old sessions", session::purge(&permit).await),
    ];
    let (dealt, is_whole) = (outcomes.iter().flatten().sum(), outcomes.iter().all(Option::is_some));
    server.rounds.note(Job::Purge, Round { began, ended: world.clock.now(), dealt, is_whole });
    is_whole
}

/// How many batches there were; `None`: not all is purged.
fn purged(what: &str, outcome: Result<u64, Refusal>) -> Option<u64> {
    match &outcome {
        Ok(0) => {}
        Ok(batches) => info!(batches, "purged {what}"),
        Err(error) => warn!(%error, "can't purge {what}"),
    }
    outcome.ok()
}
