//! Signing keys: Ed25519, made here, kept sealed in the database, shared by all nodes.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use sigill_store::StoredKey;

use super::seal::MasterKey;
use crate::refusal::Refusal;
use crate::world::World;

const PURPOSE: &str = "signing key";

/// A key pair in use.
pub(super) struct SigningKey {
    /// `kid`.
    pub(super) id: String,
    pub(super) private: EncodingKey,
    pub(super) public: DecodingKey,
    /// The `x` of the key's JWK (RFC 8037).
    x: String,
}

impl SigningKey {
    /// Makes a key pair, sealed for the database.
    pub(super) fn generate(master: &MasterKey, world: &World) -> Result<StoredKey, Refusal> {
        let failed = || Refusal::Failed("a signing key can't be made".to_owned());
        let mut seed = [0; 32];
        world.entropy.fill(&mut seed);
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| failed())?;
        Ok(StoredKey {
            id: world.id(),
            sealed: master.seal(&seed, PURPOSE, world).map_err(|_| failed())?,
            public: BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
            created: world.clock.now(),
        })
    }

    pub(super) fn open(stored: &StoredKey, master: &MasterKey) -> Result<Self, Refusal> {
        let failed = |why: &str| Refusal::Failed(format!("signing key {}: {why}", stored.id));
        let seed = master.unseal(&stored.sealed, PURPOSE).map_err(|error| failed(&error.to_string()))?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| failed("it isn't one"))?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|_| failed("it can't be encoded"))?;
        let x = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Ok(Self {
            id: stored.id.to_string(),
            private: EncodingKey::from_ed_der(pkcs8.as_ref()),
            public: DecodingKey::from_ed_components(&x).map_err(|error| failed(&error.to_string()))?,
            x,
        })
    }

    pub(super) fn jwk(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.id, "x": self.x })
    }
}
