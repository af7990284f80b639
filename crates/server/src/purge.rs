//! What dead clients have left is purged in the background: once at the start, since the server may
//! have been stopped while it did, and whenever a client was deleted.

use std::sync::Arc;
use std::time::Duration;

use sigill_app::client;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::router::Server;

/// How long one purge may take; what is left then is for the next one.
const TIME_MAX: Duration = Duration::from_secs(600);

/// When to try again after a failure.
const AGAIN: Duration = Duration::from_secs(60);

/// Purges until `stop`, which may strike at any moment: the next purge goes on where it was.
pub(crate) async fn run(server: Arc<Server>, stop: CancellationToken) {
    let _ = stop.run_until_cancelled(forever(&server)).await;
}

async fn forever(server: &Server) {
    loop {
        let died = server.client_died.notified();
        server.metrics.purging(true);
        if once(server).await {
            server.metrics.purging(false);
            died.await;
        } else {
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// Whether all is purged.
async fn once(server: &Server) -> bool {
    let world = &server.app.world;
    let occasion = world.occasion(world.id().to_string(), TIME_MAX);
    match client::purge(&server.app.store.system(occasion)).await {
        Ok(0) => true,
        Ok(batches) => {
            info!(batches, "purged what deleted clients had left");
            true
        }
        Err(error) => {
            warn!(%error, "can't purge what deleted clients have left");
            false
        }
    }
}
