//! The signing keys of the installation, as this node knows them.

use std::sync::Arc;
use std::time::Duration;

use sigill_domain::time::Timestamp;
use sigill_store::{Everywhere, Permit, Store, StoredKey, Task};
use uuid::Uuid;

use super::key::{KeysError, SigningKey, opened};
use super::seal::MasterKey;
use super::times::SKEW_S;
use crate::refusal::Refusal;
use crate::snapshot::Snapshot;
use crate::world::World;

/// Keys are read again for an unknown `kid`, or to be shown, at most this often.
const RELOAD_EVERY_MS: i64 = 1_000;
/// Another node may have made or deleted one: so long it takes until every node knows.
const AGE_MAX_MS: i64 = 10_000;

/// All signing keys.
pub(super) struct Ring {
    store: Store,
    world: World,
    master: MasterKey,
    /// The one that signs last first.
    keys: Snapshot<Vec<SigningKey>>,
}

impl Ring {
    /// Reads the keys, and makes the first one where there is none.
    pub(super) async fn open(store: &Store, world: &World, master: MasterKey) -> Result<Self, KeysError> {
        let permit = permit(store, world);
        if permit.signing_keys().await.map_err(Refusal::from)?.is_empty() {
            // Two nodes that start at once make one each; both serve.
            let key = SigningKey::generate(&master, world, world.clock.now())?;
            permit.add_signing_key(&key).await.map_err(Refusal::from)?;
        }
        let at = world.clock.now();
        let keys = Snapshot::new(read(store, world, &master).await?, at);
        Ok(Self { store: store.clone(), world: world.clone(), master, keys })
    }

    /// The keys as they were a few seconds ago, or as they are now. Nobody waits for a stranger who wants newer ones.
    pub(super) async fn recent(&self, at: Timestamp) -> Result<Arc<Vec<SigningKey>>, Refusal> {
        self.keys.recent(AGE_MAX_MS, at, || self.read()).await
    }

    /// As [`Ring::recent`], where a token names a key that isn't among those: not asked for every bad token.
    pub(super) async fn searched(&self, kid: &str, at: Timestamp) -> Result<Arc<Vec<SigningKey>>, Refusal> {
        let keys = self.recent(at).await?;
        if keys.iter().any(|key| key.id == kid) { Ok(keys) } else { self.current(at).await }
    }

    /// The keys as they were a second ago at most, those of all nodes.
    pub(super) async fn current(&self, at: Timestamp) -> Result<Arc<Vec<SigningKey>>, Refusal> {
        self.keys.fresh(RELOAD_EVERY_MS, at, || self.read()).await
    }

    async fn read(&self) -> Result<Vec<SigningKey>, Refusal> {
        Ok(read(&self.store, &self.world, &self.master).await?)
    }
}

/// Every stored key, opened.
pub(super) async fn read(store: &Store, world: &World, master: &MasterKey) -> Result<Vec<SigningKey>, KeysError> {
    opened(&permit(store, world).signing_keys().await.map_err(Refusal::from)?, master)
}

/// The one that signs at a time: the last that may by then.
pub(super) fn signing(keys: &[SigningKey], at: Timestamp) -> Option<&SigningKey> {
    keys.iter().find(|key| key.signs_from <= at).or(keys.last())
}

pub(super) fn permit(store: &Store, world: &World) -> Permit<sigill_domain::right::System, Everywhere> {
    store.system(Task::Keys, world.occasion("keys".to_owned(), Duration::from_secs(5)))
}

/// A signing key as its operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// `kid`.
    pub id: Uuid,
    /// When it was made.
    pub created: Timestamp,
    /// From when on it signs; before, it is only published, so that others know it in time.
    pub signs_from: Timestamp,
    /// Until when it signs; none: no other follows yet.
    pub signs_to: Option<Timestamp>,
}

/// All keys, the one that signs last first.
///
/// # Errors
/// The database can't be asked.
pub async fn keys(store: &Store, world: &World) -> Result<Vec<KeyInfo>, Refusal> {
    let stored = permit(store, world).signing_keys().await?;
    let follows = |n: usize| n.checked_sub(1).and_then(|n| stored.get(n)).map(|key: &StoredKey| key.signs_from);
    let info = |(n, key): (usize, &StoredKey)| KeyInfo {
        id: key.id,
        created: key.created,
        signs_from: key.signs_from,
        signs_to: follows(n),
    };
    Ok(stored.iter().enumerate().map(info).collect())
}

/// Makes a key that signs in `after_s` seconds, when every node and whoever reads the key set knows it. The others go
/// on verifying.
///
/// # Errors
/// The database can't be asked.
pub async fn rotate(store: &Store, world: &World, master: &MasterKey, after_s: i64) -> Result<KeyInfo, Refusal> {
    let now = world.clock.now();
    let signs_from = Timestamp::from_micros(now.micros().saturating_add(after_s.saturating_mul(1_000_000)));
    let key = SigningKey::generate(master, world, signs_from)?;
    permit(store, world).add_signing_key(&key).await?;
    Ok(KeyInfo { id: key.id, created: key.created, signs_from, signs_to: None })
}

/// Deletes a key. Tokens that it signed are no longer accepted: on this database within ten seconds.
///
/// # Errors
/// It isn't there, it signs or will, or tokens of it may still be valid, unless `now` says that this is meant.
pub async fn retire(store: &Store, world: &World, id: Uuid, lifetime_s: i64, now: bool) -> Result<(), Refusal> {
    let all = keys(store, world).await?;
    let key = all.iter().find(|key| key.id == id).ok_or_else(|| Refusal::NoRecord(format!("there is no key {id}")))?;
    let at = world.clock.now();
    let Some(signs_to) = key.signs_to.filter(|signs_to| *signs_to <= at) else {
        return Err(refused(format!("key {id} signs, or will: make another one first, and wait until that signs")));
    };
    let needed = Timestamp::from_micros(signs_to.micros().saturating_add((lifetime_s + SKEW_S) * 1_000_000));
    if !now && needed > at {
        return Err(refused(format!("tokens that key {id} signed may be valid until {needed}")));
    }
    Ok(permit(store, world).delete_signing_key(id).await?)
}

fn refused(why: String) -> Refusal {
    Refusal::Broken(vec![sigill_domain::breach::Breach::invalid(why)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_key_that_may_sign_by_then_signs_or_else_the_first() {
        let world = World::real();
        let master = MasterKey::read(&MasterKey::generate(&world)).unwrap();
        let key = |micros: i64| SigningKey::generate(&master, &world, Timestamp::from_micros(micros)).unwrap();
        let keys = opened(&[key(30), key(20), key(10)], &master).unwrap();
        let signs = |at: i64| signing(&keys, Timestamp::from_micros(at)).map(|key| key.signs_from.micros());
        assert_eq!([5, 10, 19, 20, 29, 30, 99].map(signs), [10, 10, 10, 20, 20, 30, 30].map(Some));
        assert!(signing(&[], Timestamp::from_micros(0)).is_none());
    }
}
