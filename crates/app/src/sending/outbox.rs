//! The outbox of a node: what it can send, and in which words.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sigill_domain::message::{Channel, Channels, Mailing, Parcel, Queued, Templates};
use sigill_domain::right::System;
use sigill_post::{Carried, Gateway, Mail, Package};
use sigill_store::{Everywhere, Permit, Store, Task};
use tokio::sync::Notify;
use uuid::Uuid;

use super::tally::SentTally;
use crate::refusal::Refusal;
use crate::token::Secrets;
use crate::world::World;

/// How long a step of the outbox may take in the database.
const STEP_MAX: Duration = Duration::from_secs(20);

/// Who carries what.
#[derive(Clone, Debug, Default)]
pub struct Carriers {
    /// Mail; `None`: nobody.
    pub mail: Option<Mail>,
    /// SMS; `None`: nobody.
    pub sms: Option<Gateway>,
}

/// What the configuration says about the outbox.
#[derive(Clone, Copy, Debug)]
pub struct OutboxOptions {
    /// Messages to one user in an hour, at most; and as many to one number.
    pub per_hour_max: usize,
    /// For how many days it is kept that a message was sent, beside the history.
    pub retention_days: u32,
    /// Between two looks for what other nodes have left, in milliseconds.
    pub sweep_ms: u64,
}

impl Default for OutboxOptions {
    fn default() -> Self {
        Self { per_hour_max: 20, retention_days: 30, sweep_ms: 2_000 }
    }
}

/// Sends messages. Cloning shares it.
#[derive(Clone)]
pub struct Outbox(Arc<Inner>);

struct Inner {
    store: Store,
    world: World,
    secrets: Secrets,
    carriers: Carriers,
    templates: Templates,
    options: OutboxOptions,
    queued: Notify,
    tally: SentTally,
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("carriers", &self.0.carriers).finish_non_exhaustive()
    }
}

impl Outbox {
    /// An outbox; it sends nothing yet. `secrets` seals what waits.
    #[must_use]
    pub fn new(
        (store, world, secrets): (Store, World, Secrets),
        carriers: Carriers,
        templates: Templates,
        options: OutboxOptions,
    ) -> Self {
        let (queued, tally) = Default::default();
        Self(Arc::new(Inner { store, world, secrets, carriers, templates, options, queued, tally }))
    }

    /// What can be sent here.
    #[must_use]
    pub fn reach(&self) -> Channels {
        let Carriers { mail, sms } = &self.0.carriers;
        Channels { email: mail.is_some(), sms: sms.is_some(), per_hour_max: self.0.options.per_hour_max }
    }

    /// What became of what was sent here.
    #[must_use]
    pub fn tally(&self) -> &SentTally {
        &self.0.tally
    }

    /// What a decision may send to somebody.
    pub(crate) fn mailing<'a>(&'a self, addressee: &'a sigill_domain::message::Addressee) -> Mailing<'a> {
        Mailing { reach: self.reach(), templates: &self.0.templates, addressee }
    }

    /// What is written with a change that queues something.
    pub(crate) fn seal(&self, queued: &Queued) -> Result<String, Refusal> {
        let failed = |error: serde_json::Error| Refusal::Failed(format!("a message: {error}"));
        let plain = serde_json::to_string(&queued.ways).map_err(failed)?;
        self.0.secrets.seal(&self.0.world, &plain, queued.message.id)
    }

    /// The ways of a message.
    pub(super) fn open(&self, sealed: &str, id: Uuid) -> Result<Vec<Parcel>, Refusal> {
        let failed = |error: serde_json::Error| Refusal::Failed(format!("a message: {error}"));
        serde_json::from_str(&self.0.secrets.open(sealed, id)?).map_err(failed)
    }

    /// That something was queued: this node looks at once.
    pub(crate) fn tell(&self) {
        self.0.queued.notify_one();
    }

    pub(super) async fn told(&self) {
        self.0.queued.notified().await;
    }

    pub(super) fn options(&self) -> &OutboxOptions {
        &self.0.options
    }

    pub(super) fn world(&self) -> &World {
        &self.0.world
    }

    /// The server's own permit; `request_id` is what its events will name.
    pub(super) fn permit(&self, request_id: &str) -> Permit<System, Everywhere> {
        self.0.store.system(Task::Sending, self.0.world.occasion(request_id.to_owned(), STEP_MAX))
    }

    /// Gives it to who carries it.
    pub(super) async fn carry(&self, id: Uuid, parcel: &Parcel) -> Carried {
        let Parcel { channel, to, subject, text } = parcel.clone();
        let package = Package { id, to, subject, text };
        let nobody = || Carried::NotNow("the configuration of this node has nobody who carries it".to_owned());
        match (channel, &self.0.carriers) {
            (Channel::Email, Carriers { mail: Some(mail), .. }) => mail.send(&package).await,
            (Channel::Sms, Carriers { sms: Some(gateway), .. }) => gateway.send(&package).await,
            _ => nobody(),
        }
    }
}
