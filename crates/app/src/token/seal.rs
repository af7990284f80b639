//! Sealing what must not be readable in a database or a backup of it.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use thiserror::Error;
use uuid::Uuid;

use crate::world::World;

/// The key that seals the secrets of this installation: 32 bytes, the same on every node.
pub struct MasterKey {
    seal: LessSafeKey,
    secrets: hmac::Key,
    vault: Vault,
}

/// For what a key is derived (RFC 5869).
const SECRETS: &[u8] = b"sigill secrets 1";
const VAULT: &[u8] = b"sigill vault 1";
/// How a sealed secret begins; then come the id of the key, and what is sealed.
const SCHEME: &str = "$aes-256-gcm$k=";

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// Why something can't be sealed or unsealed.
#[derive(Debug, Error)]
pub enum SealError {
    /// A text isn't a master key.
    #[error("a master key is 32 bytes in base64 (44 characters)")]
    Malformed,
    /// Another key, another purpose, or altered: that can't be told apart.
    #[error("it was sealed with another master key, or for another purpose, or has been altered")]
    Refused,
    /// It was never sealed, or by another version.
    #[error("it isn't in the form of something sealed")]
    Unsealed,
}

impl MasterKey {
    /// Makes a fresh key, in the form in which [`MasterKey::read`] takes it.
    #[must_use]
    pub fn generate(world: &World) -> String {
        let mut bytes = [0; 32];
        world.entropy.fill(&mut bytes);
        BASE64_STANDARD.encode(bytes)
    }

    /// Reads a key out of its file: base64, white space around it ignored.
    ///
    /// # Errors
    /// It isn't one.
    pub fn read(text: &str) -> Result<Self, SealError> {
        let bytes = BASE64_STANDARD.decode(text.trim()).map_err(|_| SealError::Malformed)?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| SealError::Malformed)?;
        let derived = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(&bytes);
        let secrets = derived.expand(&[SECRETS], hmac::HMAC_SHA256).map_err(|_| SealError::Malformed)?;
        let secrets: hmac::Key = secrets.into();
        let key_of_vault = derived.expand(&[VAULT], &AES_256_GCM).map_err(|_| SealError::Malformed)?.into();
        let id = hmac::sign(&secrets, VAULT);
        let id = BASE64_STANDARD_NO_PAD.encode(id.as_ref().get(..6).unwrap_or_default());
        let vault = Vault { key: Arc::new(LessSafeKey::new(key_of_vault)), start: format!("{SCHEME}{id}$").into() };
        Ok(Self { seal: LessSafeKey::new(key), secrets, vault })
    }

    /// What seals secrets of credentials.
    pub(super) fn vault(&self) -> Vault {
        self.vault.clone()
    }

    /// The key by which secrets that Sigill makes are hashed.
    pub(super) fn secrets(&self) -> hmac::Key {
        self.secrets.clone()
    }

    /// Seals `plain`, to be unsealed for the same `purpose` only: AES-256-GCM with a random nonce in
    /// front, in base64.
    pub(super) fn seal(&self, plain: &[u8], purpose: &str, world: &World) -> Result<String, SealError> {
        seal(&self.seal, plain, purpose.as_bytes(), world)
    }

    pub(super) fn unseal(&self, sealed: &str, purpose: &str) -> Result<Vec<u8>, SealError> {
        unseal(&self.seal, sealed, purpose.as_bytes())
    }
}

/// Seals secrets of credentials, each for the row that it is in. Cloning shares the key. `Debug` hides it.
#[derive(Clone)]
pub(super) struct Vault {
    key: Arc<LessSafeKey>,
    /// `SCHEME`, the id of the key, and `$`.
    start: Arc<str>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Vault {
    /// Seals a secret of the credential with this internal key.
    pub(super) fn seal(&self, plain: &str, credential: Uuid, world: &World) -> Result<String, SealError> {
        let sealed = seal(&self.key, plain.as_bytes(), credential.as_bytes(), world)?;
        Ok(format!("{}{sealed}", self.start))
    }

    /// Opens what was sealed for the same credential.
    pub(super) fn open(&self, sealed: &str, credential: Uuid) -> Result<String, SealError> {
        let sealed = sealed.strip_prefix(&*self.start).ok_or(SealError::Refused)?;
        let plain = unseal(&self.key, sealed, credential.as_bytes())?;
        String::from_utf8(plain).map_err(|_| SealError::Refused)
    }
}

fn seal(key: &LessSafeKey, plain: &[u8], bound_to: &[u8], world: &World) -> Result<String, SealError> {
    let mut nonce = [0; NONCE_LEN];
    world.entropy.fill(&mut nonce);
    let mut sealed = plain.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to), &mut sealed)
        .map_err(|_| SealError::Refused)?;
    Ok(BASE64_STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat()))
}

fn unseal(key: &LessSafeKey, sealed: &str, bound_to: &[u8]) -> Result<Vec<u8>, SealError> {
    let bytes = BASE64_STANDARD_NO_PAD.decode(sealed).map_err(|_| SealError::Unsealed)?;
    let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Unsealed)?;
    let mut rest = rest.to_vec();
    let plain = key
        .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(bound_to), &mut rest)
        .map_err(|_| SealError::Refused)?;
    Ok(plain.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_and_purpose_only() {
        let world = World::real();
        let key = MasterKey::read(&format!(" {}\n", MasterKey::generate(&world))).unwrap();
        let sealed = key.seal(b"secret", "a", &world).unwrap();
        assert_eq!(key.unseal(&sealed, "a").unwrap(), b"secret");
        assert!(key.unseal(&sealed, "b").is_err());
        let other = MasterKey::read(&MasterKey::generate(&world)).unwrap();
        assert!(other.unseal(&sealed, "a").is_err());
        assert!(key.unseal("", "a").is_err());
        assert!(MasterKey::read("c2hvcnQ=").is_err());
    }
}
