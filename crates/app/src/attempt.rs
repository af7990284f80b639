//! Read, decide, commit, until it holds.

use std::pin::Pin;
use std::time::{Duration, Instant};

use sigill_domain::breach::Breach;
use sigill_domain::event::Event;
use sigill_domain::idempotency::{Answer, Keep, Kept, Request};
use sigill_store::{CommitError, Lapsed, Permit, Placed, Scope, Seals, StoreError};
use tracing::debug;
use uuid::Uuid;

use crate::refusal::Refusal;

/// The longest pause between two attempts.
const PAUSE_MAX: Duration = Duration::from_millis(50);

/// What came with a request beside what is asked for.
pub struct Asked<'a, T> {
    /// Rules that were found broken while reading it.
    pub extra: &'a [Breach],
    /// `Idempotency-Key`.
    pub repeat: Option<Repeat<'a, T>>,
    /// `Prefer: dry-run`: everything but the commit.
    pub dry_run: bool,
}

impl<T> Default for Asked<'_, T> {
    fn default() -> Self {
        Self { extra: &[], repeat: None, dry_run: false }
    }
}

/// A request that may be a repetition of one before.
pub struct Repeat<'a, T> {
    /// What tells that it is the same one.
    pub request: Request,
    /// The answer as it would be kept.
    pub answer: &'a (dyn Fn(&T) -> Answer + Send + Sync),
}

/// What became of a request.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It was done: this is the answer.
    Done(T),
    /// It was done before: this was the answer.
    Kept(Answer),
    /// A dry run: what it would come to, and what history would say.
    Would(T, Vec<Event>),
}

/// What a decision came to.
pub(crate) enum Decision<T, R> {
    /// Nothing is to be written.
    Already(T),
    /// With the place where it was decided: only what was read within the rooms says that.
    Change(T, Placed<R>),
}

impl<T, R> Decision<T, R> {
    /// As the domain has it: no change where everything stays as it is.
    pub(crate) fn of(value: T, change: Option<Placed<R>>) -> Self {
        match change {
            Some(change) => Self::Change(value, change),
            None => Self::Already(value),
        }
    }
}

/// A decision under way. Boxed, since the future of an async closure can't be shown to be `Send`
/// for every lifetime of what it borrows.
pub(crate) type Deciding<'a, T, R> = Pin<Box<dyn Future<Output = Result<Decision<T, R>, Refusal>> + Send + 'a>>;

/// Reads and decides by `decide` and commits what comes of it; where what was read has moved
/// meanwhile, all again, with jitter, until the request's deadline.
///
/// A refusal always comes out of `decide`. Where the connection was lost before the answer, the
/// event of the change tells whether it took effect: its id is the same in every attempt of a
/// request, so that even an attempt that arrives late is recognised, and can't be applied twice.
///
/// An answer that is kept comes before every refusal but that the path names nothing.
///
/// Rights are those of the moment: each time but the first, and where the caller was read a while ago, it is read again
/// before it is decided.
pub(crate) async fn attempt<'a, R, S: Scope, T>(
    permit: &Permit<R, S>,
    asked: &Asked<'_, T>,
    decide: impl Fn() -> Deciding<'a, T, R>,
) -> Result<Outcome<T>, Refusal> {
    let mut uncertain: Option<(T, Placed<R>)> = None;
    let mut tries: u32 = 0;
    loop {
        let is_old = tries > 0 || permit.is_old();
        // Boxed, as what is seldom needed below: else all that waits for it would be as large, and be moved about.
        let problem = match Box::pin(once(permit, asked, &decide, &mut uncertain, is_old)).await {
            Ok(outcome) => return Ok(outcome),
            Err(Ended::Refused(refusal)) => return Box::pin(settle(uncertain, refusal)).await,
            Err(Ended::Again(problem)) => problem,
        };
        tries += 1;
        let pause = pause(permit.happening().id, tries);
        if Instant::now() + pause >= permit.deadline() {
            return Box::pin(settle(uncertain, problem.into())).await;
        }
        debug!(tries, %problem, "deciding again");
        tokio::time::sleep(pause).await;
    }
}

/// How an attempt ended that didn't succeed.
enum Ended {
    Again(CommitError),
    Refused(Refusal),
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Lapsed> for Ended {
    fn from(lapsed: Lapsed) -> Self {
        Self::Refused(lapsed.into())
    }
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

/// One attempt; where the caller `is_old`, it is read again first.
async fn once<'a, R, S: Scope, T>(
    permit: &Permit<R, S>,
    asked: &Asked<'_, T>,
    decide: &impl Fn() -> Deciding<'a, T, R>,
    uncertain: &mut Option<(T, Placed<R>)>,
    is_old: bool,
) -> Result<Outcome<T>, Ended> {
    // Before anything else is tried: an earlier attempt may have taken effect.
    if let Some((value, change)) = uncertain.take() {
        match change.took_effect().await {
            Ok(true) => return Ok(Outcome::Done(value)),
            Ok(false) => *uncertain = Some((value, change)),
            Err(error) => {
                *uncertain = Some((value, change));
                return Err(Ended::Again(CommitError::Store(error)));
            }
        }
    }
    if is_old {
        permit.renew().await?;
    }
    let decided = decide().await;
    // After the decision: where that was refused because the first of two same requests has just
    // been done, its answer is there to be found.
    let kept = match &asked.repeat {
        Some(repeat) => permit.kept(&repeat.request).await?.map(|kept| opened(permit, kept)).transpose()?,
        None => None,
    };
    if uncertain.is_none()
        && !decided.as_ref().is_err_and(Refusal::is_no_record)
        && let (Some(kept), Some(repeat)) = (&kept, &asked.repeat)
        && !kept.is_over(permit.now())
    {
        return Ok(repeated(kept, &repeat.request)?);
    }
    let (value, mut change) = match decided? {
        Decision::Already(value) => return Ok(Outcome::Done(value)),
        Decision::Change(value, change) if asked.dry_run => return Ok(Outcome::Would(value, change.into_events())),
        Decision::Change(value, change) => (value, change),
    };
    if let Some(repeat) = &asked.repeat {
        if let Some(over) = kept.filter(|kept| kept.is_over(permit.now())) {
            permit.forget(&over).await?;
        }
        if let Some(keep) = keep(permit, repeat, &value, &change)? {
            change.keep(keep);
        }
    }
    match change.commit().await {
        Ok(()) => Ok(Outcome::Done(value)),
        Err(error @ CommitError::Moved) => Err(Ended::Again(error)),
        Err(error @ CommitError::Unknown(_)) => {
            *uncertain = Some((value, change));
            Err(Ended::Again(error))
        }
        Err(error) => Err(Ended::Refused(error.into())),
    }
}

/// The last word where an attempt was refused. Where an earlier one was uncertain, its event tells: what
/// stands in the way may be our own change. Where that can't be learnt, the caller hears that it isn't
/// known, not that nothing was done.
async fn settle<R, T>(uncertain: Option<(T, Placed<R>)>, refusal: Refusal) -> Result<Outcome<T>, Refusal> {
    let Some((value, change)) = uncertain else { return Err(refusal) };
    match (change.took_effect().await, refusal) {
        (Ok(true), _) => Ok(Outcome::Done(value)),
        // It may still be on its way.
        (Ok(false), Refusal::Unavailable(why) | Refusal::Unknown(why)) => Err(Refusal::Unknown(why)),
        (Ok(false), refusal) => Err(refusal),
        (Err(error), _) => Err(Refusal::Unknown(error.to_string())),
    }
}

/// As [`attempt`], for what the server does by itself: nothing is repeated or only tried.
pub(crate) async fn simply<'a, R, S: Scope, T>(
    permit: &Permit<R, S>,
    decide: impl Fn() -> Deciding<'a, T, R>,
) -> Result<T, Refusal> {
    match attempt(permit, &Asked::default(), decide).await? {
        Outcome::Done(value) | Outcome::Would(value, _) => Ok(value),
        Outcome::Kept(_) => Err(Refusal::Failed("an answer was kept for the server itself".to_owned())),
    }
}

/// What a kept answer means for a request with the same key.
fn repeated<T>(kept: &Kept, request: &Request) -> Result<Outcome<T>, Refusal> {
    if kept.fingerprint == request.fingerprint {
        Ok(Outcome::Kept(kept.answer.clone()))
    } else {
        Err(Refusal::KeyReused)
    }
}

/// The write that keeps the answer; none for the server itself, which repeats nothing. Its body is sealed, since it may
/// show values of encrypted properties.
fn keep<R, S, T>(
    permit: &Permit<R, S>,
    repeat: &Repeat<'_, T>,
    value: &T,
    change: &Placed<R>,
) -> Result<Option<Keep>, Refusal> {
    let happening = permit.happening();
    let Some(caller_id) = happening.by.user_id else { return Ok(None) };
    let (id, mut answer) = (happening.event_id, (repeat.answer)(value));
    if let Some(body) = &mut answer.body {
        *body = sealer(permit)?.seal(body, id).map_err(Refusal::Failed)?;
    }
    let client_id = change.events().first().map(|event| event.client_id).filter(|id| !id.is_nil());
    Ok(Some(Keep { id, client_id, caller_id, request: repeat.request.clone(), answer, at: happening.at }))
}

fn opened<R, S>(permit: &Permit<R, S>, mut kept: Kept) -> Result<Kept, Refusal> {
    if let Some(body) = &mut kept.answer.body {
        let failed = |why| Refusal::Failed(format!("a kept answer: {why}"));
        *body = sealer(permit)?.open(body, kept.id).map_err(failed)?;
    }
    Ok(kept)
}

/// What seals, which whoever serves has.
pub(crate) fn sealer<R, S>(permit: &Permit<R, S>) -> Result<&dyn Seals, Refusal> {
    permit.seals().ok_or_else(|| Refusal::Failed("what is sealed needs the master key".to_owned()))
}

/// Grows with the tries up to [`PAUSE_MAX`]; between a half and all of that, as the request's id has it.
fn pause(id: Uuid, tries: u32) -> Duration {
    let full = PAUSE_MAX.min(Duration::from_millis(1) * 2_u32.saturating_pow(tries.min(6)));
    let (_, low) = id.as_u64_pair();
    let mixed = (low ^ u64::from(tries)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56;
    full / 2 + full.mul_f64(mixed as f64 / 512.0)
}
