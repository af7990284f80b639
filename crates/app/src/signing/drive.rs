//! Driving one signature from *requested* to *settled*. Each step begins with what is written down, so that it doesn't
//! matter who took the step before.

use std::time::Duration;

use sigill_domain::change::Change;
use sigill_domain::event::Happening;
use sigill_domain::right::System;
use sigill_domain::signing::{Held, Outcome, Signature, State, Verdict};
use sigill_domain::time::Timestamp;
use sigill_mss::client::Failure;
use sigill_mss::message::Operation;
use sigill_store::{Everywhere, Permit};
use tokio::time::Instant;
use tracing::{info, warn};
use uuid::Uuid;

use super::desk::Desk;
use super::message;
use super::provider::Provider;
use super::said::Said;
use super::verdict::{self, Judge};
use crate::attempt::{Decision, simply};
use crate::refusal::Refusal;

/// How often the provider is asked for one signature: once more, where it isn't known whether it got the first.
const ATTEMPTS_MAX: i64 = 2;
/// How long an answer to a question is waited for, in milliseconds.
const ANSWER_MS_MAX: u64 = 10_000;
/// After the database, or the provider, didn't answer.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What comes after a step.
enum Next {
    /// Settled or gone.
    Over,
    After(Duration),
}

/// What is remembered between steps, and need not be.
struct Memory {
    /// The provider hasn't been asked in the attempt that is written down.
    unasked: bool,
    /// Why there was no answer last time.
    trouble: Option<Failure>,
    /// What the provider said to what, until it is written down: it may say it only once.
    said: Option<(Operation, Said)>,
}

/// Drives until it is settled or gone; through every trouble, since nobody else would look after it while
/// this node renews its lease.
pub(super) async fn to_the_end(desk: &Desk, id: Uuid, is_new: bool) {
    let mut memory = Memory { unasked: is_new, trouble: None, said: None };
    loop {
        let pause = match step(desk, id, &mut memory).await {
            Ok(Next::Over) => break,
            Ok(Next::After(pause)) => pause,
            Err(error) => {
                warn!(signature = %id, %error, "a signature waits for the database");
                AGAIN_AFTER
            }
        };
        tokio::time::sleep(pause).await;
    }
}

async fn step(desk: &Desk, id: Uuid, memory: &mut Memory) -> Result<Next, Refusal> {
    let permit = desk.permit("signing");
    let Some(held) = permit.held_signature(id).await? else { return Ok(Next::Over) };
    let signature = &held.signature;
    let Some(provider) = desk.providers().get(&signature.mssp) else {
        let why = "the configuration of this node has no such provider any more";
        return settle(desk, signature, &|_| Ok(Verdict::of(Outcome::ProviderTrouble, why))).await;
    };
    if let Some((operation, said)) = &memory.said {
        let next = note(desk, &provider, signature, *operation, said).await?;
        memory.said = None;
        return Ok(next);
    }
    match signature.state {
        State::Requested => ask(desk, &provider, signature, memory).await,
        State::Pending => look(desk, &provider, signature, memory).await,
        State::Settled => Ok(Next::Over),
    }
}

/// Writes down what the provider said.
async fn note(
    desk: &Desk,
    provider: &Provider,
    signature: &Signature,
    operation: Operation,
    said: &Said,
) -> Result<Next, Refusal> {
    if signature.state == State::Settled {
        return Ok(Next::Over);
    }
    let Said::Open(open) = said else { return over(desk, provider, signature, operation, said).await };
    pending(desk, signature.id, &open.transaction, open.profile.as_deref()).await?;
    Ok(Next::After(provider.pause(Duration::ZERO)))
}

/// Asks the person, by way of the provider.
async fn ask(desk: &Desk, provider: &Provider, signature: &Signature, memory: &mut Memory) -> Result<Next, Refusal> {
    let now = desk.world().clock.now();
    if signature.limit_at <= now {
        return settle(desk, signature, &|_| {
            Ok(Verdict::of(Outcome::TimedOut, "its time was over before it was taken"))
        })
        .await;
    }
    if !memory.unasked {
        if signature.attempts >= ATTEMPTS_MAX {
            let trouble = memory.trouble.as_ref();
            return settle(desk, signature, &|_| {
                Ok(trouble.map_or_else(
                    || Verdict::of(Outcome::ProviderTrouble, "asked twice, and nobody knows what became of it"),
                    verdict::trouble,
                ))
            })
            .await;
        }
        let fresh = message::trans_id(desk.world().id());
        let (attempts, fresh) = (signature.attempts, fresh.as_str());
        memory.unasked = remark(desk, signature, &|held, happening| held.repeat(attempts, fresh, happening)).await?;
        return Ok(Next::After(Duration::ZERO));
    }
    memory.unasked = false;
    match provider.sign(signature, now).await {
        Ok(said) => {
            memory.said = Some((Operation::Signature, said));
            Ok(Next::After(Duration::ZERO))
        }
        Err(trouble) => {
            silence(signature, &trouble);
            memory.trouble = Some(trouble);
            Ok(Next::After(AGAIN_AFTER))
        }
    }
}

fn silence(signature: &Signature, trouble: &Failure) {
    let trouble = verdict::short(&trouble.to_string());
    warn!(signature = %signature.id, mssp = signature.mssp, trouble, "a provider gave no answer that can be used");
}

/// Looks whether the person has answered.
async fn look(desk: &Desk, provider: &Provider, signature: &Signature, memory: &mut Memory) -> Result<Next, Refusal> {
    let world = desk.world();
    let since = Instant::now();
    let end = signature.limit_at.plus_millis(desk.options().grace_ms);
    let answer = provider.status(world, signature, ANSWER_MS_MAX.min(until(end, world.clock.now()))).await;
    let is_over = end <= world.clock.now();
    match answer {
        Ok(said) if !verdict::is_open(&said) => {
            memory.said = Some((Operation::StatusQuery, said));
            Ok(Next::After(Duration::ZERO))
        }
        Ok(_) if is_over => {
            settle(desk, signature, &|_| Ok(Verdict::of(Outcome::TimedOut, "nobody answered within the time limit")))
                .await
        }
        Ok(_) => Ok(Next::After(provider.pause(since.elapsed()))),
        Err(trouble) if is_over => settle(desk, signature, &|_| Ok(verdict::trouble(&trouble))).await,
        Err(trouble) => {
            silence(signature, &trouble);
            Ok(Next::After(AGAIN_AFTER))
        }
    }
}

/// From now to `end` in milliseconds; at least two seconds, so that a last question can be answered.
fn until(end: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(end.millis() - now.millis()).unwrap_or_default().max(2_000)
}

async fn pending(desk: &Desk, id: Uuid, mssp_trans_id: &str, profile: Option<&str>) -> Result<(), Refusal> {
    let permit = &desk.permit("signing");
    simply(permit, || {
        Box::pin(async move {
            let Some(held) = permit.held_signature(id).await? else { return Ok(Decision::Already(())) };
            let change = held.pending(mssp_trans_id, profile, &permit.happening());
            Ok(Decision::of((), change.map(|(_, change)| held.placed(change))))
        })
    })
    .await?;
    desk.tell(id);
    Ok(())
}

/// Judges the last answer by what the credential remembers in the very step that counts it.
async fn over(
    desk: &Desk,
    provider: &Provider,
    signature: &Signature,
    operation: Operation,
    said: &Said,
) -> Result<Next, Refusal> {
    let at = desk.world().clock.now();
    settle(desk, signature, &|held| {
        let remembered = held.remembered();
        let person = held.credential.detail.national_identity_number.as_ref();
        let judge = Judge { provider, signature: &held.signature, remembered: &remembered, person, operation, at };
        Ok(judge.verdict(said))
    })
    .await
}

type Judging<'a> = &'a (dyn Fn(&Held) -> Result<Verdict, Refusal> + Send + Sync);

async fn settle(desk: &Desk, signature: &Signature, judge: Judging<'_>) -> Result<Next, Refusal> {
    let (id, permit) = (signature.id, &desk.permit(&signature.request_id));
    let settled = simply(permit, || Box::pin(decide(permit, id, judge))).await?;
    desk.tell(id);
    if let Some(settled) = settled {
        told(desk, &settled);
        receipt(desk, &settled).await?;
    }
    Ok(Next::Over)
}

/// Counts and logs how a signature was settled.
fn told(desk: &Desk, signature: &Signature) {
    let Some(settled) = &signature.settled else { return };
    let (id, mssp, outcome, status) = (signature.id, &signature.mssp, settled.outcome, settled.provider_status);
    desk.count(mssp, outcome);
    let name = outcome.as_str();
    if outcome != Outcome::Unverifiable {
        // Not the reason: a provider may name the number in its words.
        info!(signature = %id, mssp, outcome = name, status, "a signature is settled");
        return;
    }
    // Here the reason is that of a check, which never has the number.
    let reason = settled.detail.reason.as_deref().map(verdict::short);
    let look = "signer_roots_file of the provider and the clock of this machine; `sigill doctor` looks at both";
    warn!(signature = %id, mssp, outcome = name, status, reason, look, "a signature can't be judged here");
}

async fn decide(
    permit: &Permit<System, Everywhere>,
    id: Uuid,
    judge: Judging<'_>,
) -> Result<Decision<Option<Signature>, System>, Refusal> {
    let Some(held) = permit.held_signature(id).await? else { return Ok(Decision::Already(None)) };
    if held.signature.state == State::Settled {
        return Ok(Decision::Already(None));
    }
    let verdict = judge(&held)?;
    Ok(match held.settle(verdict, &permit.happening()) {
        Some((signature, change)) => Decision::Change(Some(signature), held.placed(change)),
        None => Decision::Already(None),
    })
}

/// Tells the person that it worked, at most once. What becomes of it changes nothing.
async fn receipt(desk: &Desk, signature: &Signature) -> Result<(), Refusal> {
    let Some(text) = signature.receipt_text.as_deref() else { return Ok(()) };
    let Some(provider) = desk.providers().get(&signature.mssp) else { return Ok(()) };
    let Some(way) = provider.mss() else { return Ok(()) };
    if signature.mssp_trans_id.is_none()
        || !remark(desk, signature, &|held, happening| held.receipt_begins(happening)).await?
    {
        return Ok(());
    }
    let (Ok(call), Ok(transaction)) = (message::fresh(desk.world()), message::transaction(signature)) else {
        return Ok(());
    };
    let outcome = match provider.receipt(way, &call, &transaction, text).await {
        Ok(told) => {
            let status = told.response.status;
            let answer = status.receipt.as_ref().and_then(|receipt| receipt.user_response.clone());
            answer.unwrap_or_else(|| status.code.name().to_owned())
        }
        Err(failure) => failure.code().map_or_else(|| failure.to_string(), |code| code.name().to_owned()),
    };
    let outcome = &verdict::short(&outcome);
    remark(desk, signature, &|held, happening| held.receipt_ends(outcome, happening)).await?;
    Ok(())
}

type Stepping<'a> = &'a (dyn Fn(&Held, &Happening) -> Option<Change<System>> + Send + Sync);

/// Takes a step that settles nothing; `false` where it isn't to be taken any more.
async fn remark(desk: &Desk, signature: &Signature, taken: Stepping<'_>) -> Result<bool, Refusal> {
    let (id, permit) = (signature.id, &desk.permit(&signature.request_id));
    simply(permit, || {
        Box::pin(async move {
            let Some(held) = permit.held_signature(id).await? else { return Ok(Decision::Already(false)) };
            let change = taken(&held, &permit.happening());
            Ok(Decision::of(change.is_some(), change.map(|change| held.placed(change))))
        })
    })
    .await
}
