//! The desk: which signatures this node drives.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sigill_domain::right::System;
use sigill_domain::signing::Outcome;
use sigill_store::{Everywhere, Permit, Store, Task};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use uuid::Uuid;

use super::provider::Providers;
use super::tally::Tally;
use crate::refusal::Refusal;
use crate::world::World;

/// How long a step of the desk may take in the database.
const STEP_MAX: Duration = Duration::from_secs(20);

/// What the configuration says about the desk.
#[derive(Clone, Copy, Debug)]
pub struct DeskOptions {
    /// Signatures that this node drives at once; one more is turned away.
    pub open_max: usize,
    /// For how many days settled signatures are kept.
    pub retention_days: u32,
    /// How long past its limit a signature is waited for, in milliseconds: the provider's own end of it may be late.
    pub grace_ms: i64,
    /// Between two renewals of the leases, in milliseconds.
    pub renew_ms: u64,
    /// Between two looks for what other nodes have left, in milliseconds.
    pub sweep_ms: u64,
}

impl Default for DeskOptions {
    fn default() -> Self {
        Self { open_max: 10_000, retention_days: 90, grace_ms: 10_000, renew_ms: 5_000, sweep_ms: 2_000 }
    }
}

/// Drives signatures. Cloning shares it.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    store: Store,
    world: World,
    providers: Providers,
    options: DeskOptions,
    /// This node, as leases name it.
    node: Uuid,
    places: Arc<Semaphore>,
    driven: Mutex<HashMap<Uuid, watch::Sender<()>>>,
    tally: Tally,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("node", &self.0.node).finish_non_exhaustive()
    }
}

/// A signature in the list of what is driven, until this is dropped. Who waits for it then looks again.
pub(super) struct Driven {
    pub(super) desk: Desk,
    id: Uuid,
}

impl Drop for Driven {
    fn drop(&mut self) {
        self.desk.driven().remove(&self.id);
    }
}

impl Desk {
    /// A desk with a fresh id for its node; it drives nothing yet.
    #[must_use]
    pub fn new(store: Store, world: World, providers: Providers, options: DeskOptions) -> Self {
        let places = Arc::new(Semaphore::new(options.open_max.min(Semaphore::MAX_PERMITS)));
        let node = world.id();
        let (driven, tally) = Default::default();
        Self(Arc::new(Inner { store, world, providers, options, node, places, driven, tally }))
    }

    /// The providers of the configuration.
    #[must_use]
    pub fn providers(&self) -> &Providers {
        &self.0.providers
    }

    /// How many signatures this node drives now.
    #[must_use]
    pub fn driven_count(&self) -> usize {
        self.driven().len()
    }

    /// How signatures were settled here.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.0.tally
    }

    /// Counts one that is settled. Those of providers that the configuration doesn't name any more are counted together.
    pub(super) fn count(&self, mssp: &str, outcome: Outcome) {
        let provider = if self.0.providers.get(mssp).is_some() { mssp } else { "other" };
        self.0.tally.settled(provider, outcome);
    }

    pub(super) fn node(&self) -> Uuid {
        self.0.node
    }

    pub(super) fn world(&self) -> &World {
        &self.0.world
    }

    pub(super) fn options(&self) -> &DeskOptions {
        &self.0.options
    }

    /// The server's own permit; `request_id` is what its events will name.
    pub(super) fn permit(&self, request_id: &str) -> Permit<System, Everywhere> {
        self.0.store.system(Task::Signing, self.0.world.occasion(request_id.to_owned(), STEP_MAX))
    }

    /// A place for one more signature.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        let place = self.0.places.clone().try_acquire_owned();
        place.map_err(|_| Refusal::Unavailable("as many signatures are open as this node drives".to_owned()))
    }

    fn driven(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<()>>> {
        // Nothing that holds the lock can leave it half changed.
        self.0.driven.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes whenever the signature does, where this node drives it.
    pub(super) fn changes(&self, id: Uuid) -> Option<watch::Receiver<()>> {
        self.driven().get(&id).map(watch::Sender::subscribe)
    }

    /// Wakes whoever waits for the signature here.
    pub(super) fn tell(&self, id: Uuid) {
        if let Some(waiters) = self.driven().get(&id) {
            let _ = waiters.send(());
        }
    }

    /// How many more signatures it could drive.
    pub(super) fn places_left(&self) -> usize {
        self.0.places.available_permits()
    }

    /// Whether this node drives the signature now.
    pub(super) fn drives(&self, id: Uuid) -> bool {
        self.driven().contains_key(&id)
    }

    /// Puts a signature into the list of what is driven; none where it is in it already.
    pub(super) fn enter(&self, id: Uuid) -> Option<Driven> {
        let mut driven = self.driven();
        if driven.contains_key(&id) {
            return None;
        }
        driven.insert(id, watch::Sender::new(()));
        Some(Driven { desk: self.clone(), id })
    }
}
