//! Deciding and committing where what was decided may hold a secret, which must be hashed or sealed before.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};

use sigill_domain::credential::Decided;
use sigill_domain::credential::stored;
use sigill_domain::message::Queued;
use sigill_store::{Permit, Placed, Within};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::keeper::{Keeper, Keeping};
use super::whose::Made;
use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;

/// How often a secret that is made up is kept before one gives up: each time, a policy must have changed meanwhile.
const KEEPS_MAX: usize = 3;

/// What was decided, with its change in its place.
pub(super) struct Settled<R> {
    made: Made,
    change: Option<Placed<R>>,
    secret: Option<Keeping>,
    queued: Option<Queued>,
}

impl<R> Settled<R> {
    /// What was decided on `of`, whose stored secrets so far are these `earlier`.
    pub(super) fn on<T>(of: &Within<R, T>, decided: Decided<R>, earlier: Option<&str>) -> Self {
        let Decided { credential, change, secret, remembers, reveal, queued } = decided;
        let earlier = earlier.map(|earlier| stored::all(earlier).take(remembers).map(str::to_owned).collect());
        let secret = secret.map(|secret| Keeping { secret, earlier: earlier.unwrap_or_default(), remembers });
        Self { made: Made { credential, reveal }, change: change.map(|change| of.placed(change)), secret, queued }
    }

    /// The same with its secret kept in the change, where that takes no time: nothing can have moved meanwhile, and so
    /// nothing is decided again.
    async fn kept_at_once(mut self, keeper: Keeper<'_>) -> Result<Self, Refusal> {
        let id = self.made.credential.id;
        if let (Some(secret), Some(change)) = (self.secret.take_if(|secret| !secret.is_slow()), &mut self.change) {
            let stored = keeper.keep(&secret, id).await?;
            if !change.keep_secret(id, &stored) {
                return Err(Refusal::Failed("a secret would not be written with its credential".to_owned()));
            }
        }
        Ok(self)
    }
}

/// A decision under way; see [`crate::attempt::Deciding`].
pub(super) type Settling<'a, R> = Pin<Box<dyn Future<Output = Result<Settled<R>, Refusal>> + Send + 'a>>;

/// A secret, and the form in which it is stored.
struct Kept {
    secret: Keeping,
    stored: String,
}

/// Decides by `decide`, which is given the stored form of a secret that is slow to hash once it is known, and commits what
/// comes of it. Such a one is hashed once, however often it is decided, and what is stored is always of the secret that
/// the answer shows.
pub(super) async fn settle<'a, R: Sync>(
    permit: &'a Permit<R>,
    keeper: Keeper<'a>,
    asked: &Asked<'_, Made>,
    decide: &'a (dyn Fn(Option<String>) -> Settling<'a, R> + Send + Sync),
) -> Result<Outcome<Made>, Refusal> {
    let kept = &Mutex::new(None);
    let dry_run = asked.dry_run;
    let is_queued = &AtomicBool::new(false);
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let keep = |id: Uuid, secret: Keeping| async move {
                let stored = keeper.keep(&secret, id).await?;
                // Others may have waited for the same: rights are those of now.
                permit.renew().await?;
                Ok(stored)
            };
            let secret_of = |settled: &Settled<R>| {
                settled.secret.clone().filter(|_| !dry_run).map(|secret| (settled.made.credential.id, secret))
            };
            let decide = |stored: Option<String>| async move {
                let settled = decide(stored).await?;
                if dry_run { Ok(settled) } else { settled.kept_at_once(keeper).await }
            };
            let mut settled = with_secret(&mut *kept.lock().await, decide, secret_of, keep).await?;
            if let (Some(queued), Some(change), false) = (settled.queued, &mut settled.change, dry_run) {
                let sealed = keeper.outbox.seal(&queued)?;
                change.enclose(queued.message, sealed);
                is_queued.store(true, Ordering::Relaxed);
            }
            Ok(Decision::of(settled.made, settled.change))
        })
    })
    .await?;
    if is_queued.load(Ordering::Relaxed) {
        keeper.outbox.tell();
    }
    Ok(outcome)
}

/// Decides until what was decided holds the secret that is kept.
async fn with_secret<D, F, G>(
    kept: &mut Option<Kept>,
    decide: impl Fn(Option<String>) -> F,
    secret_of: impl Fn(&D) -> Option<(Uuid, Keeping)>,
    keep: impl Fn(Uuid, Keeping) -> G,
) -> Result<D, Refusal>
where
    F: Future<Output = Result<D, Refusal>>,
    G: Future<Output = Result<String, Refusal>>,
{
    for _ in 0..=KEEPS_MAX {
        let decided = decide(kept.as_ref().map(|kept| kept.stored.clone())).await?;
        match secret_of(&decided) {
            Some((id, secret)) if kept.as_ref().is_none_or(|kept| kept.secret != secret) => {
                let stored = keep(id, secret.clone()).await?;
                *kept = Some(Kept { secret, stored });
            }
            _ => return Ok(decided),
        }
    }
    Err(Refusal::Unavailable("what it is decided by keeps changing".to_owned()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use sigill_domain::credential::Secret;

    use super::*;

    /// What a decision came to: the secret, and what is stored.
    type Pair = (String, Option<String>);

    /// Decides with secrets made by policies that follow each other.
    async fn decided(policies: &[&str]) -> Result<Pair, Refusal> {
        let tries = &Cell::new(0);
        let decide = |stored: Option<String>| async move {
            let secret = policies[tries.get().min(policies.len() - 1)];
            tries.set(tries.get() + 1);
            Ok((secret.to_owned(), stored))
        };
        let secret_of = |(secret, _): &Pair| Some((Uuid::nil(), Keeping::of(Secret::Chosen(secret.clone()))));
        let keep = |_, keeping: Keeping| async move {
            match keeping.secret {
                Secret::Chosen(secret) | Secret::Made(secret) | Secret::Sealed(secret) | Secret::Brought(secret) => {
                    Ok(format!("#{secret}"))
                }
            }
        };
        with_secret(&mut None, decide, secret_of, keep).await
    }

    #[tokio::test]
    async fn what_is_stored_is_of_the_secret_that_is_shown() {
        let pair = |secret: &str| (secret.to_owned(), Some(format!("#{secret}")));
        assert_eq!(decided(&["long"]).await.unwrap(), pair("long"));
        // A policy changed while the first one was hashed.
        assert_eq!(decided(&["long", "short"]).await.unwrap(), pair("short"));
        assert_eq!(decided(&["long", "short", "long"]).await.unwrap(), pair("long"));
    }

    #[tokio::test]
    async fn a_policy_that_never_rests_is_given_up() {
        let restless: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let restless: Vec<&str> = restless.iter().map(String::as_str).collect();
        assert!(matches!(decided(&restless).await, Err(Refusal::Unavailable(_))));
    }

    #[tokio::test]
    async fn without_a_secret_nothing_is_kept() {
        let keep = |_, _| async { panic!("there is none") };
        with_secret(&mut None, |_| async { Ok(()) }, |()| None, keep).await.unwrap();
    }
}
