//! Signing keys: Ed25519, made here, kept sealed in the database, shared by all nodes.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sigill_domain::time::Timestamp;
use sigill_store::StoredKey;
use thiserror::Error;
use uuid::Uuid;

use super::jwk::Jwk;
use super::seal::{MasterKey, SealError};
use crate::refusal::Refusal;
use crate::world::World;

/// For what signing keys are sealed.
pub(super) const PURPOSE: &str = "signing key";

/// Why a stored key can't be used.
pub(super) enum Unopened {
    /// The master key doesn't open it.
    Sealed,
    Damaged(&'static str),
}

/// Why the signing keys can't be used.
#[derive(Debug, Error)]
pub enum KeysError {
    /// There are so many.
    #[error("it opens none of the {count} signing keys that are stored")]
    OtherMaster {
        /// How many are stored.
        count: usize,
    },
    /// The others are opened by this master key, or there is none.
    #[error("the signing key {id} in the database is damaged: {why}")]
    Damaged {
        /// Its `kid`.
        id: Uuid,
        /// What is wrong with it; never what it holds.
        why: &'static str,
    },
    /// The database can't be asked.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<KeysError> for Refusal {
    fn from(error: KeysError) -> Self {
        match error {
            KeysError::Refused(refusal) => refusal,
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Opens all keys. Where the master key opens some of them it is the right one, and the others are damaged.
pub(super) fn opened(stored: &[StoredKey], master: &MasterKey) -> Result<Vec<SigningKey>, KeysError> {
    let (mut keys, mut sealed, mut damaged) = (Vec::with_capacity(stored.len()), Vec::new(), None);
    for one in stored {
        match SigningKey::open(one, master) {
            Ok(key) => keys.push(key),
            Err(Unopened::Sealed) => sealed.push(one.id),
            Err(Unopened::Damaged(why)) => damaged = Some((one.id, why)),
        }
    }
    match (damaged, sealed.first()) {
        (Some((id, why)), _) => Err(KeysError::Damaged { id, why }),
        (None, Some(_)) if keys.is_empty() => Err(KeysError::OtherMaster { count: sealed.len() }),
        (None, Some(id)) => {
            Err(KeysError::Damaged { id: *id, why: "it has been altered since it was sealed by this master key" })
        }
        (None, None) => Ok(keys),
    }
}

/// A key pair in use.
pub(super) struct SigningKey {
    /// `kid`.
    pub(super) id: String,
    pub(super) signs_from: Timestamp,
    pair: Ed25519KeyPair,
    pub(super) public: Jwk,
    jwk: Value,
}

impl SigningKey {
    /// Makes a key pair that signs from a time on, sealed for the database.
    pub(super) fn generate(master: &MasterKey, world: &World, signs_from: Timestamp) -> Result<StoredKey, Refusal> {
        let failed = || Refusal::Failed("a signing key can't be made".to_owned());
        let mut seed = [0; 32];
        world.entropy.fill(&mut seed);
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| failed())?;
        Ok(StoredKey {
            id: world.id(),
            sealed: master.seal(&seed, PURPOSE, world).map_err(|_| failed())?,
            public: BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
            created: world.clock.now(),
            signs_from,
        })
    }

    pub(super) fn open(stored: &StoredKey, master: &MasterKey) -> Result<Self, Unopened> {
        let failed = |why: &'static str| Unopened::Damaged(why);
        let seed = master.unseal(&stored.sealed, PURPOSE).map_err(|error| match error {
            SealError::Refused => Unopened::Sealed,
            _ => failed("it isn't in the form of something sealed"),
        })?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| failed("it is no key of Ed25519"))?;
        let x = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let id = stored.id.to_string();
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": id, "x": x });
        let public = jwk.as_object().map(Jwk::of).unwrap_or_else(|| Jwk::of(&Map::new())).map_err(failed)?;
        Ok(Self { id, signs_from: stored.signs_from, pair, public, jwk })
    }

    /// A token in its compact form.
    pub(super) fn sign(&self, typ: &str, claims: &Value) -> String {
        let header = json!({ "typ": typ, "alg": "EdDSA", "kid": self.id });
        let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    pub(super) fn jwk(&self) -> &Value {
        &self.jwk
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stored: &[StoredKey], master: &MasterKey) -> String {
        opened(stored, master).map_or_else(|error| error.to_string(), |keys| format!("{} keys", keys.len()))
    }

    #[test]
    fn another_master_key_is_told_from_a_key_that_is_damaged() {
        let world = World::real();
        let master = || MasterKey::read(&MasterKey::generate(&world)).unwrap();
        let (own, other) = (master(), master());
        let make = || SigningKey::generate(&own, &world, world.clock.now()).unwrap();
        let (one, two) = (make(), make());
        let both = [one.clone(), two.clone()];
        assert_eq!((told(&[], &own), told(&both, &own)), ("0 keys".to_owned(), "2 keys".to_owned()));
        assert_eq!(told(&both, &other), "it opens none of the 2 signing keys that are stored");
        let altered =
            StoredKey { sealed: SigningKey::generate(&other, &world, two.signs_from).unwrap().sealed, ..two.clone() };
        let why = "it has been altered since it was sealed by this master key";
        assert_eq!(
            told(&[one.clone(), altered], &own),
            format!("the signing key {} in the database is damaged: {why}", two.id)
        );
        let cut = StoredKey { sealed: "%".to_owned(), ..two.clone() };
        assert!(told(&[one, cut], &other).ends_with("isn't in the form of something sealed"));
    }
}
