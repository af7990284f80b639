//! Secrets of technical users: made, hashed and verified.
//!
//! Those that Sigill makes are checked by a keyed hash, at once. Those that people choose need a slow hash, of which only
//! so many are computed at a time: who waits for one has a share of the queue, by address and by user, and who shows
//! wrong ones is let at it more and more slowly.

use std::sync::Arc;
use std::time::Duration;

use sigill_domain::credential::Dictionary;
use sigill_domain::credential::device_password::SECRETS_MAX;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Instant;

use super::argon::Hashing;
use super::keyed::{self, Keyed};
use super::seal::Vault;
use super::{MasterKey, argon};
use crate::buckets::Buckets;
use crate::refusal::Refusal;
use crate::shares::{Share, Shares};
use crate::turns::Turns;
use crate::world::World;

/// Longest secret that is looked at, in bytes: hashing endless ones would be an attack.
pub(super) const LEN_MAX: usize = 512;
/// So many wait for each that is computed: about a second, and so that one caller who checks the passwords of many people
/// has places for 32 requests at once and more (three quarters, see [`Shares`]).
const QUEUE_FACTOR: usize = 64;
/// How long an address waits before a secret of it is looked at. Where it would be longer, it is told to come back.
const WAIT_MAX: Duration = Duration::from_secs(1);
/// How far an address can be behind.
const BEHIND_MAX: Duration = Duration::from_secs(5);

/// Where a request comes from: an address of IPv4, or a network of IPv6 of 64 bits, which is one customer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(pub u64);

/// How secrets of technical users are hashed and verified. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Secrets(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) keyed: Keyed,
    pub(super) vault: Vault,
    /// Slow hashes that are computed.
    places: Arc<Semaphore>,
    /// Those who wait for one, by address and by user.
    by_network: Shares,
    by_user: Shares,
    /// Secrets that didn't fit, of each address.
    wrong: Buckets,
    pub(super) hashing: Arc<Hashing>,
    pub(super) turns: Turns,
    pub(super) dictionary: Option<Dictionary>,
}

/// Whose secret it is said to be, and from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) user: &'a str,
    pub(super) from: Option<Network>,
}

/// A place in the queue, by user and by address where that is known.
#[expect(dead_code, reason = "held until the work is done")]
struct Queued(Share, Option<Share>);

impl Secrets {
    /// Computes `at_once` slow hashes at once at most, and looks at `wrong_per_s` wrong secrets of one address in a second.
    #[must_use]
    pub fn new(master: &MasterKey, at_once: usize, wrong_per_s: u32) -> Self {
        let at_once = at_once.max(1);
        let queue = || Shares::new(at_once * QUEUE_FACTOR);
        Self(Arc::new(Inner {
            keyed: Keyed::new(master),
            vault: master.vault(),
            places: Arc::new(Semaphore::new(at_once)),
            by_network: queue(),
            by_user: queue(),
            wrong: Buckets::new(wrong_per_s.max(1)),
            hashing: Arc::default(),
            turns: Turns::default(),
            dictionary: None,
        }))
    }

    /// Whether a secret of this form needs the slow hash.
    #[must_use]
    pub fn are_slow(secret: &str) -> bool {
        secret.len() <= LEN_MAX && !keyed::is_made(secret)
    }

    /// A fresh secret.
    #[must_use]
    pub fn generate(&self, world: &World) -> String {
        keyed::generate(world)
    }

    /// The hash of a secret, which says of which kind it is: a keyed one where Sigill has made it, else one of argon2id.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] where too many are being hashed.
    pub async fn hash(&self, world: &World, secret: &str) -> Result<String, Refusal> {
        if keyed::is_made(secret) {
            return Ok(self.0.keyed.hash(secret));
        }
        let mut salt = [0; 16];
        world.entropy.fill(&mut salt);
        let (secret, hashing) = (secret.to_owned(), Arc::clone(&self.0.hashing));
        let hash = self.for_setting(move || argon::hash(&secret, salt, &hashing)).await?;
        hash.map_err(|error| Refusal::Failed(format!("hashing a secret: {error}")))
    }

    /// The position of the first hash that `secret` belongs to, of at most [`SECRETS_MAX`].
    ///
    /// What is computed depends on the form of the secret alone, and not on whether the user is there, nor on how many
    /// secrets of which kind it has: so nobody learns who exists.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] where too many are being checked, [`Refusal::TooMany`] for who showed too many wrong ones.
    pub(super) async fn find(
        &self,
        secret: &str,
        shown: Shown<'_>,
        hashes: Vec<String>,
    ) -> Result<Option<usize>, Refusal> {
        if secret.len() > LEN_MAX {
            return Ok(None);
        }
        if keyed::is_made(secret) {
            return Ok(self.0.keyed.find(secret, &hashes));
        }
        let (secret, hashing) = (secret.to_owned(), Arc::clone(&self.0.hashing));
        let work = move || {
            // The result of the others is not looked at, only the time they take.
            let fits = |n: usize| argon::fits(&secret, hashes.get(n).map(String::as_str), &hashing);
            let fits: Vec<bool> = (0..SECRETS_MAX).map(fits).collect();
            fits.into_iter().position(|fits| fits)
        };
        self.checked(shown, work, Option::is_some).await
    }

    /// Whether `secret` belongs to `hash`; what is computed doesn't depend on whether there is one.
    ///
    /// # Errors
    /// As [`Secrets::find`].
    pub(super) async fn check(&self, secret: &str, shown: Shown<'_>, hash: Option<String>) -> Result<bool, Refusal> {
        if secret.len() > LEN_MAX {
            return Ok(false);
        }
        if keyed::is_made(secret) {
            return Ok(self.0.keyed.find(secret, hash.as_slice()).is_some());
        }
        let (secret, hashing) = (secret.to_owned(), Arc::clone(&self.0.hashing));
        self.checked(shown, move || argon::fits(&secret, hash.as_deref(), &hashing), |fits| *fits).await
    }

    /// How many slow hashes were computed so far.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.0.hashing.computed()
    }

    /// Runs `work` for somebody who sets a secret.
    pub(super) async fn for_setting<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        // All callers that set secrets share one share: strangers can't take that from them, nor they all of the queue.
        let queued = Queued(self.0.by_user.enter(()).ok_or_else(busy)?, None);
        self.compute(queued, work, |_| true).await
    }

    /// Runs `work` for somebody who isn't known, after waiting for its turn.
    pub(super) async fn checked<T: Send + 'static>(
        &self,
        shown: Shown<'_>,
        work: impl FnOnce() -> T + Send + 'static,
        is_right: fn(&T) -> bool,
    ) -> Result<T, Refusal> {
        let wait = shown.from.map_or(Duration::ZERO, |from| self.0.wrong.wait(from));
        if wait > WAIT_MAX {
            let retry_s = i64::try_from(wait.as_secs() + 1).unwrap_or(1);
            return Err(Refusal::TooMany { retry_s, why: "too many wrong secrets from this address".to_owned() });
        }
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        let network = shown.from.map(|from| self.0.by_network.enter(from).ok_or_else(busy)).transpose()?;
        let queued = Queued(self.0.by_user.enter(shown.user).ok_or_else(busy)?, network);
        let done = self.compute(queued, work, is_right).await?;
        if let Some(from) = shown.from.filter(|_| !is_right(&done)) {
            let _ = self.0.wrong.take(from, BEHIND_MAX);
        }
        Ok(done)
    }

    /// Runs `work` when a place is free. After what was wrong, the place rests for as long as
    /// that took: strangers never take more than half of the time that hashing has.
    async fn compute<T: Send + 'static>(
        &self,
        queued: Queued,
        work: impl FnOnce() -> T + Send + 'static,
        is_right: fn(&T) -> bool,
    ) -> Result<T, Refusal> {
        let place = Arc::clone(&self.0.places).acquire_owned().await.map_err(|_| busy())?;
        let (told, done) = oneshot::channel();
        let secrets = self.clone();
        // Its own task, so that all is held until the work is done, also where the caller goes away meanwhile.
        tokio::spawn(async move {
            let begin = Instant::now();
            let Ok(result) = tokio::task::spawn_blocking(work).await else { return };
            let rest = if is_right(&result) { Duration::ZERO } else { begin.elapsed() };
            drop(queued);
            if secrets.0.by_user.is_empty() {
                secrets.0.hashing.rest();
            }
            // Nobody may wait any more.
            let _ = told.send(result);
            rest_for(rest, place).await;
        });
        done.await.map_err(|_| Refusal::Failed("hashing a secret".to_owned()))
    }
}

async fn rest_for(rest: Duration, place: OwnedSemaphorePermit) {
    if !rest.is_zero() {
        tokio::time::sleep(rest).await;
    }
    drop(place);
}

fn busy() -> Refusal {
    Refusal::Unavailable("too many secrets are being checked".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(at_once: usize) -> Secrets {
        Secrets::new(&MasterKey::read(&MasterKey::generate(&World::real())).unwrap(), at_once, 5)
    }

    const SHOWN: Shown<'_> = Shown { user: "api/robot", from: Some(Network(1)) };

    #[test]
    fn what_is_generated_has_the_form_of_what_sigill_makes_and_is_another_each_time() {
        let (secrets, world) = (secrets(1), World::real());
        let (one, two) = (secrets.generate(&world), secrets.generate(&world));
        assert!(keyed::is_made(&one) && keyed::is_made(&two) && one != two);
    }

    #[tokio::test]
    async fn a_secret_is_found_by_its_hash_and_no_other_is() {
        let (secrets, world) = (secrets(2), World::real());
        let made = secrets.generate(&world);
        let hashes = [
            secrets.hash(&world, "correct").await.unwrap(),
            secrets.hash(&world, &made).await.unwrap(),
            "garbage".to_owned(),
        ];
        let find = async |secret: &str, hashes: &[String]| secrets.find(secret, SHOWN, hashes.to_vec()).await.unwrap();
        assert_eq!(find("correct", &hashes).await, Some(0));
        assert_eq!(find(&made, &hashes).await, Some(1));
        assert_eq!(find("wrong", &hashes).await, None);
        assert_eq!(find(&secrets.generate(&world), &hashes).await, None);
        assert_eq!((find("correct", &[]).await, find(&made, &[]).await), (None, None));
        for (secret, hash, fits) in [("correct", 0, true), ("wrong", 0, false), (&made, 1, true), (&made, 0, false)] {
            assert_eq!(secrets.check(secret, SHOWN, hashes.get(hash).cloned()).await.unwrap(), fits, "{secret}");
        }
    }

    #[tokio::test]
    async fn what_is_computed_depends_on_the_form_of_a_secret_alone() {
        let (secrets, world) = (secrets(2), World::real());
        let (made, other) = (secrets.generate(&world), secrets.generate(&world));
        let (keyed, chosen) =
            (secrets.hash(&world, &made).await.unwrap(), secrets.hash(&world, "correct").await.unwrap());
        assert_eq!(secrets.computed(), 1, "what was made needs no slow hash");
        let of_users: [Vec<String>; 5] = [
            vec![],
            vec![keyed.clone()],
            vec![chosen.clone()],
            vec![chosen.clone(), keyed],
            vec![chosen.clone(), chosen],
        ];
        for hashes in of_users {
            for (secret, cost) in [("correct", 2), ("guessed", 2), (&made, 0), (&other, 0)] {
                // No address, and so no pace.
                let (before, shown) = (secrets.computed(), Shown { from: None, ..SHOWN });
                secrets.find(secret, shown, hashes.clone()).await.unwrap();
                assert_eq!(secrets.computed() - before, cost, "{secret} {hashes:?}");
                let before = secrets.computed();
                secrets.check(secret, shown, hashes.first().cloned()).await.unwrap();
                assert_eq!(secrets.computed() - before, cost / 2, "{secret} {hashes:?}");
            }
        }
    }

    #[tokio::test]
    async fn who_floods_the_queue_leaves_room_for_other_addresses_and_users() {
        let secrets = secrets(1);
        let world = World::real();
        let hash = secrets.hash(&world, "correct").await.unwrap();
        // All that is computed waits for this.
        let gate = Arc::clone(&secrets.0.places).acquire_owned().await.unwrap();
        let show = |user: &'static str, from: u64, secret: &'static str| {
            let (secrets, hash) = (secrets.clone(), hash.clone());
            let shown = Shown { user, from: Some(Network(from)) };
            tokio::spawn(async move { secrets.find(secret, shown, vec![hash]).await })
        };
        let flood: Vec<_> = (0..100).map(|_| show("api/robot", 1, "guessed")).collect();
        tokio::task::yield_now().await;
        // Another address for the same user, then another user from the same address: both would be more of what there is
        // too much of.
        assert!(show("api/robot", 2, "correct").await.unwrap().is_err());
        assert!(show("api/other", 1, "correct").await.unwrap().is_err());
        let good = show("api/other", 2, "correct");
        tokio::task::yield_now().await;
        drop(gate);
        assert_eq!(good.await.unwrap().unwrap(), Some(0));
        let mut refused = 0;
        for one in flood {
            refused += usize::from(one.await.unwrap().is_err());
        }
        assert_eq!(refused, 100 - 48, "three quarters of 64 wait");
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_that_shows_wrong_secrets_is_looked_at_more_slowly_and_nobody_else_is() {
        let secrets = secrets(1);
        let show = async |from: u64| secrets.check("guessed", Shown { from: Some(Network(from)), ..SHOWN }, None).await;
        for _ in 0..10 {
            assert!(matches!(show(1).await, Ok(false)));
        }
        // Two seconds' worth may come at once.
        assert_eq!(secrets.0.wrong.wait(Network(1)), Duration::from_millis(200));
        for _ in 0..20 {
            secrets.0.wrong.take(Network(1), BEHIND_MAX);
        }
        let refused = show(1).await;
        assert!(matches!(refused, Err(Refusal::TooMany { retry_s: 5, .. })), "after 4.2 seconds: {refused:?}");
        assert!(matches!(show(2).await, Ok(false)));
        // What Sigill made is looked at whatever others there show.
        let made = secrets.generate(&World::real());
        assert!(matches!(secrets.check(&made, SHOWN, Some(secrets.0.keyed.hash(&made))).await, Ok(true)));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert!(matches!(show(1).await, Ok(false)));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_to_wait_for_a_second_waits_and_who_is_right_never_has_to() {
        let secrets = secrets(1);
        let hash = Some(argon::hash("correct", [7; 16], &Hashing::default()).unwrap());
        let show = async |secret: &str| secrets.check(secret, SHOWN, hash.clone()).await;
        for _ in 0..12 {
            assert!(matches!(show("correct").await, Ok(true)));
        }
        assert!(secrets.0.wrong.wait(Network(1)).is_zero());
        while secrets.0.wrong.wait(Network(1)) < WAIT_MAX {
            secrets.0.wrong.take(Network(1), BEHIND_MAX);
        }
        let begin = Instant::now();
        assert!(matches!(show("guessed").await, Ok(false)));
        assert!(begin.elapsed() >= WAIT_MAX, "{:?}", begin.elapsed());
    }

    #[tokio::test]
    async fn secrets_that_are_too_long_are_not_looked_at() {
        let secrets = secrets(1);
        let (longest, longer) = ("x".repeat(LEN_MAX), "x".repeat(LEN_MAX + 1));
        let hash = |secret: &str| argon::hash(secret, [7; 16], &Hashing::default()).unwrap();
        for (secret, fits) in [(&longest, true), (&longer, false)] {
            let before = secrets.computed();
            assert_eq!(secrets.check(secret, SHOWN, Some(hash(secret))).await.unwrap(), fits);
            assert_eq!(secrets.find(secret, SHOWN, vec![hash(secret)]).await.unwrap().is_some(), fits);
            assert_eq!(secrets.computed() > before, fits);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_rests_after_what_was_wrong() {
        let places = Arc::new(Semaphore::new(1));
        for (rest_ms, is_free) in [(1, false), (0, true)] {
            let place = Arc::clone(&places).acquire_owned().await.unwrap();
            let rest = tokio::spawn(rest_for(Duration::from_millis(rest_ms), place));
            tokio::task::yield_now().await;
            assert_eq!(places.available_permits() == 1, is_free);
            rest.await.unwrap();
            assert_eq!(places.available_permits(), 1);
        }
    }
}
