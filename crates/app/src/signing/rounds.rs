//! What a desk does again and again: takes signatures up, renews its leases, deletes what is old.

use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{debug, warn};
use uuid::Uuid;

use super::desk::Desk;
use super::drive;
use crate::refusal::Refusal;

/// Signatures that are taken over at once.
const CLAIM_MAX: i64 = 500;
/// Settled signatures that are deleted in one step.
const RETIRE_MAX: i64 = 1_000;

impl Desk {
    /// Drives a signature that was just written down: the provider hasn't been asked.
    pub(super) fn drive_new(&self, id: Uuid, place: OwnedSemaphorePermit) {
        self.spawn(id, place, true);
    }

    /// `false` where this node drives it already.
    fn spawn(&self, id: Uuid, place: OwnedSemaphorePermit, is_new: bool) -> bool {
        let Some(entry) = self.enter(id) else { return false };
        tokio::spawn(async move {
            drive::to_the_end(&entry.desk, id, is_new).await;
            drop((entry, place));
        });
        true
    }

    /// Renews the leases of all that this node has to drive.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn renew(&self) -> Result<(), Refusal> {
        self.permit("signing").renew_leases(self.node()).await?;
        Ok(())
    }

    /// Takes over what its driver has left, as far as there are places, and what nobody drives here though it is this
    /// node's; how many there were.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn sweep(&self) -> Result<usize, Refusal> {
        let free = i64::try_from(self.places_left()).unwrap_or(CLAIM_MAX);
        let ids = self.permit("signing").claim_leases(self.node(), CLAIM_MAX.min(free)).await?;
        let mut taken = 0;
        for id in ids {
            if self.drives(id) {
                continue;
            }
            let Ok(place) = self.place() else { break };
            taken += usize::from(self.spawn(id, place, false));
        }
        if taken > 0 {
            debug!(taken, "going on with signatures that were left");
        }
        Ok(taken)
    }

    /// Renews leases, takes over what others have left, deletes what is old, until `stop`; then gives its own up.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let every = |millis: u64| {
            let mut ticks = interval(Duration::from_millis(millis.max(1)));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks
        };
        let (mut renew, mut sweep) = (every(self.options().renew_ms), every(self.options().sweep_ms));
        let mut retire = every(3_600_000);
        let mut stop = std::pin::pin!(stop);
        loop {
            let done = tokio::select! {
                () = &mut stop => break,
                _ = renew.tick() => self.renew().await,
                _ = sweep.tick() => self.sweep().await.map(|_| ()),
                _ = retire.tick() => self.retire().await,
            };
            if let Err(error) = done {
                warn!(%error, "signatures can't be looked after just now");
            }
        }
        if let Err(error) = self.permit("signing").release_leases(self.node()).await {
            warn!(%error, "open signatures are taken over only when their leases end");
        }
    }

    async fn retire(&self) -> Result<(), Refusal> {
        while self.permit("signing").forget_asked(RETIRE_MAX).await? > 0 {
            tokio::task::yield_now().await;
        }
        while self.permit("signing").retire_signatures(self.options().retention_days, RETIRE_MAX).await? > 0 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}
