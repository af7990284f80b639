//! Read, decide, commit, until it holds.

use std::pin::Pin;
use std::time::{Duration, Instant};

use sigill_domain::change::Change;
use sigill_store::{CommitError, Permit};
use tracing::debug;

use crate::refusal::Refusal;

/// The longest pause between two attempts.
const PAUSE_MAX: Duration = Duration::from_millis(50);

/// What a decision came to.
pub(crate) enum Decision<T, R> {
    /// Nothing is to be written.
    Already(T),
    Change(T, Change<R>),
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
pub(crate) async fn attempt<'a, R, S, T>(
    permit: &Permit<R, S>,
    decide: impl Fn() -> Deciding<'a, T, R>,
) -> Result<T, Refusal> {
    let mut uncertain: Option<(T, Change<R>)> = None;
    let mut tries: u32 = 0;
    loop {
        if let Some((_, change)) = &uncertain
            && permit.took_effect(change).await.unwrap_or(false)
            && let Some((value, _)) = uncertain.take()
        {
            return Ok(value);
        }
        let problem = match decide().await {
            Ok(Decision::Already(value)) => return Ok(value),
            Ok(Decision::Change(value, change)) => match permit.commit(&change).await {
                Ok(()) => return Ok(value),
                Err(error @ CommitError::Moved) => error,
                Err(error @ CommitError::Unknown(_)) => {
                    uncertain = Some((value, change));
                    error
                }
                Err(error) => return Err(error.into()),
            },
            // It may be our own change that stands in the way: only its event can tell.
            Err(refusal) => match &uncertain {
                None => return Err(refusal),
                Some((_, change)) => match permit.took_effect(change).await {
                    Ok(true) => continue,
                    Ok(false) if !matches!(refusal, Refusal::Unavailable(_)) => return Err(refusal),
                    Ok(false) | Err(_) => CommitError::Unknown(refusal.to_string()),
                },
            },
        };
        tries += 1;
        let pause = pause(permit.happening().id.as_u128(), tries);
        if Instant::now() + pause >= permit.deadline() {
            return Err(problem.into());
        }
        debug!(tries, %problem, "deciding again");
        tokio::time::sleep(pause).await;
    }
}

/// Grows with the tries up to [`PAUSE_MAX`]; between a half and all of that, as the request's id has it.
fn pause(seed: u128, tries: u32) -> Duration {
    let full = PAUSE_MAX.min(Duration::from_millis(1) * 2_u32.saturating_pow(tries.min(6)));
    let mixed = (seed as u64 ^ u64::from(tries)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56;
    full / 2 + full.mul_f64(mixed as f64 / 512.0)
}
