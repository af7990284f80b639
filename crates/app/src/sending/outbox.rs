//! The outbox of a node: what it can send, and in which words.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sigill_domain::ext_id::ExtId;
use sigill_domain::message::{
    Channel, Channels, Example, Mailing, Message, MessagePurpose, Parcel, Preview, Queued, Templates, mail_address,
};
use sigill_domain::right::System;
use sigill_domain::time::Timestamp;
use sigill_post::{Carried, Gateway, Mail, Package};
use sigill_store::{Everywhere, Permit, Store, Task};
use tokio::sync::Notify;
use uuid::Uuid;

use super::tally::SentTally;
use crate::buckets::Buckets;
use crate::refusal::Refusal;
use crate::token::Secrets;
use crate::world::World;

/// How long a step of the outbox may take in the database.
const STEP_MAX: Duration = Duration::from_secs(20);

/// Messages that are shown as waiting.
const WAITING_MAX: i64 = 50;
/// Examples that one may send oneself in an hour.
const EXAMPLES_MAX: u32 = 5;
const HOUR: Duration = Duration::from_secs(3_600);

/// A message that waits to be sent: neither to whom nor what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The client, by external id.
    pub client: ExtId,
    /// What it is for.
    pub purpose: MessagePurpose,
    /// How it goes now.
    pub channel: Channel,
    /// How often that was tried.
    pub tries: i64,
    /// When it was made.
    pub created: Timestamp,
    /// When it is tried next.
    pub due: Timestamp,
}

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
    examples: Buckets,
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
        let examples = Buckets::within(EXAMPLES_MAX, HOUR);
        Self(Arc::new(Inner { store, world, secrets, carriers, templates, options, queued, tally, examples }))
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

    /// What waits to be sent from whichever node, the next one first: some of it.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn waiting(&self) -> Result<Vec<Waiting>, Refusal> {
        let all = self.permit("waiting").waiting_messages(WAITING_MAX).await?;
        let of = |(message, client): (Message, ExtId)| {
            let Message { purpose, channel, tries, created, due, .. } = message;
            Some(Waiting { client, purpose, channel, tries, created, due: due? })
        };
        Ok(all.into_iter().filter_map(of).collect())
    }

    /// What a message says, with an example in it.
    #[must_use]
    pub fn preview(&self, purpose: MessagePurpose, of: &Example<'_>) -> Preview {
        self.0.templates.preview(purpose, of)
    }

    /// Sends an example by mail to the person that it is made of, who asks for it, and is this user; `None` where that has
    /// no address.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] where that was asked for too often lately.
    pub async fn send_example(
        &self,
        user: Uuid,
        purpose: MessagePurpose,
        of: &Example<'_>,
    ) -> Result<Option<Carried>, Refusal> {
        let Some(to) = of.person.contacts.email.as_deref().and_then(mail_address) else { return Ok(None) };
        let wait = self.0.examples.take(user, Duration::ZERO);
        if !wait.is_zero() {
            let retry_s = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1);
            let why = format!("{EXAMPLES_MAX} examples are sent in an hour, at most");
            return Err(Refusal::TooMany { retry_s, why });
        }
        let Preview { subject, text, .. } = self.preview(purpose, of);
        let parcel = Parcel { channel: Channel::Email, to: to.to_owned(), subject, text };
        Ok(Some(self.carry(self.0.world.id(), &parcel).await))
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
