//! Sealing what must not be readable in a database or a backup of it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use thiserror::Error;

use crate::world::World;

/// The key that seals the secrets of this installation: 32 bytes, the same on every node.
pub struct MasterKey {
    seal: LessSafeKey,
    secrets: hmac::Key,
}

/// For what a key is derived (RFC 5869).
const SECRETS: &[u8] = b"sigill secrets 1";

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
        let secrets = derived.expand(&[SECRETS], hmac::HMAC_SHA256).map_err(|_| SealError::Malformed)?.into();
        Ok(Self { seal: LessSafeKey::new(key), secrets })
    }

    /// The key by which secrets that Sigill makes are hashed.
    pub(super) fn secrets(&self) -> hmac::Key {
        self.secrets.clone()
    }

    /// Seals `plain`, to be unsealed for the same `purpose` only: AES-256-GCM with a random nonce in
    /// front, in base64.
    pub(super) fn seal(&self, plain: &[u8], purpose: &str, world: &World) -> Result<String, SealError> {
        let mut nonce = [0; NONCE_LEN];
        world.entropy.fill(&mut nonce);
        let mut sealed = plain.to_vec();
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut sealed)
            .map_err(|_| SealError::Refused)?;
        Ok(BASE64_STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    pub(super) fn unseal(&self, sealed: &str, purpose: &str) -> Result<Vec<u8>, SealError> {
        let bytes = BASE64_STANDARD_NO_PAD.decode(sealed).map_err(|_| SealError::Unsealed)?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Unsealed)?;
        let mut rest = rest.to_vec();
        let plain = self
            .seal
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(purpose), &mut rest)
            .map_err(|_| SealError::Refused)?;
        Ok(plain.to_vec())
    }
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
