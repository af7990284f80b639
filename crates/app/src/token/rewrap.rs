//! Leaving a master key behind: what it has sealed is sealed by the one that took its place.

use sigill_store::Store;
use uuid::Uuid;

use super::key::{KeysError, PURPOSE};
use super::keyed::Keyed;
use super::ring;
use super::seal::{MasterKey, SealError, Vault};
use crate::refusal::Refusal;
use crate::world::World;

/// Credentials that are looked at in one go.
const PAGE: i64 = 500;

/// What was done, and what is left to an older key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Signing keys that are sealed by the current key now, and weren't.
    pub signing_keys: u64,
    /// Secrets of credentials that are.
    pub secrets: u64,
    /// Messages that wait to be sent and are.
    pub messages: u64,
    /// Secrets of credentials that were hashed with an older key. Nobody can hash them anew, since nobody has them: they
    /// need that key until they are made again.
    pub hashed: u64,
    /// Secrets of credentials that none of the keys opens.
    pub unopened: u64,
}

/// Seals by the current master key what an older one has sealed. What is done is done, however it ends: the next time
/// goes on with the rest. Servers may run meanwhile, once all of them have the current key.
///
/// # Errors
/// The database can't be asked, or the keys open no signing key.
pub async fn rewrap(store: &Store, world: &World, master: &MasterKey) -> Result<Rewrapped, KeysError> {
    // That the keys are those of this database.
    ring::read(store, world, master).await?;
    let mut done = Rewrapped::default();
    let permit = ring::permit(store, world);
    for key in permit.signing_keys().await.map_err(Refusal::from)? {
        let sealed = master.reseal(&key.sealed, PURPOSE, world).map_err(failed)?;
        if let Some(sealed) = sealed {
            let is_done = permit.reseal_signing_key(&key, sealed).await.map_err(Refusal::from)?;
            done.signing_keys += u64::from(is_done);
        }
    }
    let (vault, keyed) = (master.vault(), Keyed::new(master));
    let mut after = Uuid::nil();
    loop {
        // A page has a time of its own.
        let permit = ring::permit(store, world);
        let page = permit.secrets_after(after, PAGE).await.map_err(Refusal::from)?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        for (id, stored) in page {
            let Some(stored) = stored else { continue };
            done.hashed += u64::from(keyed.is_older(&stored));
            match vault.reseal(&stored, id, world) {
                Ok(Some(sealed)) => {
                    let permit = ring::permit(store, world);
                    let is_done = permit.reseal_secret(id, &stored, sealed).await.map_err(Refusal::from)?;
                    done.secrets += u64::from(is_done);
                }
                Ok(None) => {}
                Err(_) => done.unopened += 1,
            }
        }
    }
    done.messages = messages(store, world, &vault).await?;
    Ok(done)
}

/// The same of messages that wait: those that none of the keys opens fail when they are due.
async fn messages(store: &Store, world: &World, vault: &Vault) -> Result<u64, KeysError> {
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let permit = ring::permit(store, world);
        let page = permit.messages_after(after, PAGE).await.map_err(Refusal::from)?;
        let Some((last, _)) = page.last() else { return Ok(count) };
        after = *last;
        for (id, stored) in page {
            let Some(stored) = stored else { continue };
            if let Ok(Some(sealed)) = vault.reseal(&stored, id, world) {
                let permit = ring::permit(store, world);
                count += u64::from(permit.reseal_message(id, &stored, sealed).await.map_err(Refusal::from)?);
            }
        }
    }
}

fn failed(error: SealError) -> KeysError {
    Refusal::Failed(format!("a signing key: {error}")).into()
}
