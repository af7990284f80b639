//! What an outbox does again and again: claims what is due, sends it, and deletes what is old.

use std::time::Duration;

use sigill_domain::message::{Channel, Message, Next};
use sigill_domain::right::System;
use sigill_post::Carried;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{debug, info, warn};
use uuid::Uuid;

use super::outbox::Outbox;
use super::tally::Sent;
use crate::attempt::{Decision, simply};
use crate::refusal::Refusal;

/// Messages that are claimed, and sent at once.
const CLAIM_MAX: i64 = 16;
/// How long a server that stops waits for what is being sent.
const STOP_MAX: Duration = Duration::from_secs(5);
/// Messages that are deleted in one step.
const RETIRE_MAX: i64 = 1_000;

impl Outbox {
    /// Sends what is due, until nothing is; how many were tried.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn sweep(&self) -> Result<usize, Refusal> {
        let mut tried = 0;
        loop {
            // Who claims again has an id again: what the one before left waits for its end.
            let claim = self.world().id();
            let claimed = self.permit("sending").claim_messages(claim, CLAIM_MAX).await?;
            let count = claimed.len();
            let mut tasks = JoinSet::new();
            for (message, sealed) in claimed {
                let outbox = self.clone();
                tasks.spawn(async move { outbox.one(message, sealed, claim).await });
            }
            while let Some(done) = tasks.join_next().await {
                if let Ok(Err(error)) = done {
                    warn!(%error, "what became of a message can't be written down: it may be sent once more");
                }
            }
            tried += count;
            if i64::try_from(count).is_ok_and(|count| count < CLAIM_MAX) {
                return Ok(tried);
            }
        }
    }

    /// Sends what is due and deletes what is old, until `stop`.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let every = |millis: u64| {
            let mut ticks = interval(Duration::from_millis(millis.max(1)));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks
        };
        let (mut sweep, mut retire) = (every(self.options().sweep_ms), every(3_600_000));
        let mut stop = std::pin::pin!(stop);
        let sends = self.reach().any();
        loop {
            let is_old = tokio::select! {
                () = &mut stop => return,
                _ = sweep.tick(), if sends => false,
                () = self.told(), if sends => false,
                _ = retire.tick() => true,
            };
            let mut round = std::pin::pin!(self.round(is_old));
            let done = tokio::select! {
                done = &mut round => done,
                () = &mut stop => {
                    // What is being sent is ended, if that is soon; else another node goes on after its claim.
                    let _ = tokio::time::timeout(STOP_MAX, round).await;
                    return;
                }
            };
            if let Err(error) = done {
                warn!(%error, "messages can't be looked after just now");
            }
        }
    }

    /// Where nothing can be sent any more, what still waits comes to its end, too.
    async fn round(&self, is_old: bool) -> Result<(), Refusal> {
        if is_old {
            self.retire().await?;
        }
        self.sweep().await.map(|_| ())
    }

    async fn retire(&self) -> Result<(), Refusal> {
        while self.permit("sending").retire_messages(self.options().retention_days, RETIRE_MAX).await? > 0 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Sends one that is claimed.
    async fn one(&self, message: Message, sealed: Option<String>, claim: Uuid) -> Result<(), Refusal> {
        let now = self.world().clock.now();
        let opened = self.open(sealed.as_deref().unwrap_or_default(), message.id);
        let ways = match opened {
            Ok(ways) => ways,
            Err(error) => {
                warn!(message = %message.id, %error, "a message can't be opened");
                return self.failed(&message, claim, ("it can't be opened", None)).await;
            }
        };
        let place = usize::try_from(message.way).unwrap_or(usize::MAX);
        let further = ways.get(place.saturating_add(1)).map(|way| way.channel);
        let Some(parcel) = ways.get(place).filter(|_| now < message.until) else {
            return self.failed(&message, claim, ("its time was over before it was taken", None)).await;
        };
        match self.carry(message.id, parcel).await {
            Carried::Taken => self.sent(&message, claim).await,
            Carried::Refused(reason) => self.failed(&message, claim, (&reason, further)).await,
            Carried::NotNow(reason) => match message.next(ways.len(), self.world().clock.now()) {
                Next::Again(at) => {
                    self.count(message.channel, Sent::Postponed);
                    let (id, tries, channel) = (message.id, message.tries, message.channel.as_str());
                    info!(message = %id, channel, tries, reason, again = %at, "a message is sent later");
                    self.permit("sending").postpone_message(message.id, claim, at).await?;
                    Ok(())
                }
                Next::Over => self.failed(&message, claim, (&reason, further)).await,
            },
        }
    }

    async fn sent(&self, message: &Message, claim: Uuid) -> Result<(), Refusal> {
        self.count(message.channel, Sent::Taken);
        let (id, permit) = (message.id, &self.permit(&message.request_id));
        simply(permit, || {
            Box::pin(async move {
                let Some(held) = permit.held_message(id).await? else { return Ok(Decision::<(), System>::Already(())) };
                let change = held.sent(claim, &permit.happening());
                Ok(Decision::of((), change.map(|change| held.placed(change))))
            })
        })
        .await?;
        debug!(message = %id, channel = message.channel.as_str(), "a message is sent");
        Ok(())
    }

    /// It isn't taken this way: the next one, where there is one, is tried at once.
    async fn failed(
        &self,
        message: &Message,
        claim: Uuid,
        (reason, further): (&str, Option<Channel>),
    ) -> Result<(), Refusal> {
        self.count(message.channel, Sent::Failed);
        let (id, permit) = (message.id, &self.permit(&message.request_id));
        simply(permit, || {
            Box::pin(async move {
                let Some(held) = permit.held_message(id).await? else { return Ok(Decision::<(), System>::Already(())) };
                let change = held.failed(claim, reason, further, &permit.happening());
                Ok(Decision::of((), change.map(|change| held.placed(change))))
            })
        })
        .await?;
        warn!(message = %id, channel = message.channel.as_str(), reason, "a message isn't taken");
        if further.is_some() {
            self.tell();
        }
        Ok(())
    }

    fn count(&self, channel: Channel, sent: Sent) {
        self.tally().count(channel, sent);
    }
}
