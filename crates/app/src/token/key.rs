//! Signing keys: Ed25519, made here, kept sealed in the database, shared by all nodes.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sigill_domain::time::Timestamp;
use sigill_store::StoredKey;

use super::jwk::Jwk;
use super::seal::MasterKey;
use crate::refusal::Refusal;
use crate::world::World;

const PURPOSE: &str = "signing key";

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

    pub(super) fn open(stored: &StoredKey, master: &MasterKey) -> Result<Self, Refusal> {
        let failed = |why: &str| Refusal::Failed(format!("signing key {}: {why}", stored.id));
        let seed = master.unseal(&stored.sealed, PURPOSE).map_err(|error| failed(&error.to_string()))?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| failed("it isn't one"))?;
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
