//! Leaving a master key behind: what it has sealed is sealed by the one that took its place.

use sigill_domain::property;
use sigill_store::{KeepsSealed, Store};
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
    /// Answers that are kept for repeated requests and are.
    pub answers: u64,
    /// Objects whose encrypted custom properties are.
    pub properties: u64,
    /// Secrets of credentials that were hashed with an older key. Nobody can hash them anew, since nobody has them: they
    /// need that key until they are made again.
    pub hashed: u64,
    /// Secrets of credentials, and objects with encrypted custom properties, that none of the keys opens.
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
    for of in KeepsSealed::ALL {
        all_of(store, world, (&vault, &keyed), of, &mut done).await?;
    }
    Ok(done)
}

/// The same of all that is in one place. A message or an answer that none of the keys opens is over soon.
async fn all_of(
    store: &Store,
    world: &World,
    (vault, keyed): (&Vault, &Keyed),
    of: KeepsSealed,
    done: &mut Rewrapped,
) -> Result<(), KeysError> {
    let mut after = Uuid::nil();
    loop {
        // A page has a time of its own.
        let permit = ring::permit(store, world);
        let page = permit.sealed_after(of, after, PAGE).await.map_err(Refusal::from)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        for (id, stored) in page {
            let Some(stored) = stored else { continue };
            done.hashed += u64::from(of == KeepsSealed::Secrets && keyed.is_older(&stored));
            let reseal = |sealed: &str, bound_to| vault.reseal(sealed, bound_to, world);
            let sealed = match of {
                KeepsSealed::Properties(_) => {
                    property::resealed(&stored, id, reseal).unwrap_or(Err(SealError::Unsealed))
                }
                _ => reseal(&stored, id),
            };
            let is_done = match sealed {
                Ok(Some(sealed)) => {
                    let permit = ring::permit(store, world);
                    permit.reseal(of, id, (stored, sealed)).await.map_err(Refusal::from)?
                }
                Ok(None) => false,
                Err(_) => {
                    let stays = matches!(of, KeepsSealed::Secrets | KeepsSealed::Properties(_));
                    done.unopened += u64::from(stays);
                    false
                }
            };
            *done.count(of) += u64::from(is_done);
        }
    }
}

impl Rewrapped {
    fn count(&mut self, of: KeepsSealed) -> &mut u64 {
        match of {
            KeepsSealed::Secrets => &mut self.secrets,
            KeepsSealed::Messages => &mut self.messages,
            KeepsSealed::Answers => &mut self.answers,
            KeepsSealed::Properties(_) => &mut self.properties,
        }
    }
}

fn failed(error: SealError) -> KeysError {
    Refusal::Failed(format!("a signing key: {error}")).into()
}
