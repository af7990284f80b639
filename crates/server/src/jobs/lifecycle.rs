//! What has ended is disabled or archived, and users are warned before, as client policies say: some minutes after the
//! start, and every hour.

use std::sync::Arc;
use std::time::Duration;

use sigill_app::Task;
use sigill_app::lifecycle::{self, Dealt, Deed};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::rounds::{Job, Round};
use crate::http::server::Server;

/// How long one step may take in the database.
const STEP_MAX: Duration = Duration::from_secs(20);

/// Between two rounds. Nothing depends on the minute: what isn't valid any more doesn't serve, whatever its state.
const EVERY: Duration = Duration::from_secs(3_600);

/// Before the first one: a server that starts has other things to do.
const FIRST: Duration = Duration::from_secs(300);

/// Goes on until `stop`, which may strike at any moment: each user and each credential is a step of its own.
pub(crate) async fn run(server: Arc<Server>, stop: CancellationToken) {
    let _ = stop.run_until_cancelled(forever(&server)).await;
}

async fn forever(server: &Server) {
    tokio::time::sleep(FIRST).await;
    loop {
        once(server).await;
        tokio::time::sleep(EVERY).await;
    }
}

async fn once(server: &Server) {
    let world = &server.app.world;
    let permit = || server.app.store.system(Task::Lifecycle, world.occasion(world.id().to_string(), STEP_MAX));
    let (began, mut dealt) = (world.clock.now(), 0_u64);
    let mut is_whole = true;
    let mut each = |one: &Dealt| match &one.deed {
        Deed::Failed(why) => {
            is_whole = false;
            warn!(client = %one.client, kind = ?one.kind, ext_id = %one.ext_id, error = %why, "what ends can't be dealt with");
        }
        _ => dealt += 1,
    };
    let done = lifecycle::run(&permit, &server.app.outbox, false, &mut each).await;
    match &done {
        Ok(()) if dealt == 0 => {}
        Ok(()) => info!(dealt, "users and credentials that end are dealt with"),
        Err(error) => warn!(%error, dealt, "not all that ends is dealt with: the rest is for the next round"),
    }
    let round = Round { began, ended: world.clock.now(), dealt, is_whole: is_whole && done.is_ok() };
    server.rounds.note(Job::Lifecycle, round);
}
