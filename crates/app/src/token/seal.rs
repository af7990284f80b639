//! Sealing what must not be readable in a database or a backup of it.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use thiserror::Error;
use uuid::Uuid;

use crate::world::World;

/// The keys that seal the secrets of this installation, the same on every node: the first one seals, and all of them
/// open what they have sealed.
pub struct MasterKey {
    first: One,
    older: Vec<One>,
}

/// One key: 32 bytes.
struct One {
    seal: LessSafeKey,
    secrets: hmac::Key,
    vault: Sealer,
}

/// So many keys are read: the current one, and those that haven't been left behind yet.
const KEYS_MAX: usize = 8;
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
    /// A line isn't a master key.
    #[error("line {line}: a master key is 32 bytes in base64 (44 characters)")]
    Malformed {
        /// Its number, from 1.
        line: usize,
    },
    /// There are more than are read.
    #[error(
        "there are more than {KEYS_MAX} master keys: expected the current one first, and those that still open something"
    )]
    TooMany,
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

    /// Reads the keys out of their file: a line of base64 each, the current one first. Empty lines and white space
    /// around a key are ignored.
    ///
    /// # Errors
    /// A line isn't one, there is none, or there are too many.
    pub fn read(text: &str) -> Result<Self, SealError> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let read = |(n, line): (usize, &str)| One::read(line.trim()).ok_or(SealError::Malformed { line: n + 1 });
        let mut keys = lines.take(KEYS_MAX + 1).map(read).collect::<Result<Vec<_>, _>>()?.into_iter();
        let first = keys.next().ok_or(SealError::Malformed { line: 1 })?;
        let older: Vec<_> = keys.collect();
        if older.len() < KEYS_MAX { Ok(Self { first, older }) } else { Err(SealError::TooMany) }
    }

    /// What seals secrets of credentials.
    pub(super) fn vault(&self) -> Vault {
        let older = self.older.iter().map(|one| one.vault.clone()).collect();
        Vault { first: self.first.vault.clone(), older }
    }

    /// The key by which secrets that Sigill makes are hashed, and those by which they were.
    pub(super) fn secrets(&self) -> (hmac::Key, Vec<hmac::Key>) {
        (self.first.secrets.clone(), self.older.iter().map(|one| one.secrets.clone()).collect())
    }

    /// Seals `plain`, to be unsealed for the same `purpose` only: AES-256-GCM with a random nonce in
    /// front, in base64.
    pub(super) fn seal(&self, plain: &[u8], purpose: &str, world: &World) -> Result<String, SealError> {
        seal(&self.first.seal, plain, purpose.as_bytes(), world)
    }

    /// Unseals what one of the keys has sealed.
    pub(super) fn unseal(&self, sealed: &str, purpose: &str) -> Result<Vec<u8>, SealError> {
        let first = unseal(&self.first.seal, sealed, purpose.as_bytes());
        self.older.iter().fold(first, |found, one| match found {
            Err(SealError::Refused) => unseal(&one.seal, sealed, purpose.as_bytes()),
            found => found,
        })
    }

    /// The same, sealed by the current key; nothing where it is already.
    pub(super) fn reseal(&self, sealed: &str, purpose: &str, world: &World) -> Result<Option<String>, SealError> {
        if unseal(&self.first.seal, sealed, purpose.as_bytes()).is_ok() {
            return Ok(None);
        }
        let plain = self.unseal(sealed, purpose)?;
        self.seal(&plain, purpose, world).map(Some)
    }
}

impl One {
    fn read(text: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(text).ok()?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).ok()?;
        let derived = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(&bytes);
        let secrets: hmac::Key = derived.expand(&[SECRETS], hmac::HMAC_SHA256).ok()?.into();
        let key_of_vault = derived.expand(&[VAULT], &AES_256_GCM).ok()?.into();
        let id = hmac::sign(&secrets, VAULT);
        let id = BASE64_STANDARD_NO_PAD.encode(id.as_ref().get(..6)?);
        let vault = Sealer { key: Arc::new(LessSafeKey::new(key_of_vault)), start: format!("{SCHEME}{id}$").into() };
        Some(Self { seal: LessSafeKey::new(key), secrets, vault })
    }
}

/// Seals secrets of credentials, each for the row that it is in. Cloning shares the keys. `Debug` hides them.
#[derive(Clone)]
pub(super) struct Vault {
    first: Sealer,
    older: Arc<[Sealer]>,
}

/// One key of a vault.
#[derive(Clone)]
struct Sealer {
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
        let sealed = seal(&self.first.key, plain.as_bytes(), credential.as_bytes(), world)?;
        Ok(format!("{}{sealed}", self.first.start))
    }

    /// Opens what was sealed for the same credential, by whichever of the keys.
    pub(super) fn open(&self, sealed: &str, credential: Uuid) -> Result<String, SealError> {
        let by = |sealer: &Sealer| sealed.strip_prefix(&*sealer.start).map(|rest| (Arc::clone(&sealer.key), rest));
        let (key, sealed) = by(&self.first).or_else(|| self.older.iter().find_map(by)).ok_or(SealError::Refused)?;
        let plain = unseal(&key, sealed, credential.as_bytes())?;
        String::from_utf8(plain).map_err(|_| SealError::Refused)
    }

    /// The same, sealed by the current key; nothing where it is already, or isn't sealed at all.
    pub(super) fn reseal(&self, stored: &str, credential: Uuid, world: &World) -> Result<Option<String>, SealError> {
        if !stored.starts_with(SCHEME) || stored.starts_with(&*self.first.start) {
            return Ok(None);
        }
        let plain = self.open(stored, credential)?;
        self.seal(&plain, credential, world).map(Some)
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
        for wrong in ["", "\n", "c2hvcnQ="] {
            assert!(matches!(MasterKey::read(wrong), Err(SealError::Malformed { line: 1 })), "{wrong:?}");
        }
    }

    #[test]
    fn the_first_key_seals_and_older_ones_still_open() {
        let world = World::real();
        let (old, new) = (MasterKey::generate(&world), MasterKey::generate(&world));
        let read = |text: &str| MasterKey::read(text).unwrap();
        let (before, both, after) = (read(&old), read(&format!("{new}\n\n {old}\r\n")), read(&new));
        let credential = world.id();
        let (key, secret) =
            (before.seal(b"key", "a", &world).unwrap(), before.vault().seal("x", credential, &world).unwrap());
        assert_eq!(both.unseal(&key, "a").unwrap(), b"key");
        assert_eq!(both.vault().open(&secret, credential).unwrap(), "x");
        assert!(after.unseal(&key, "a").is_err() && after.vault().open(&secret, credential).is_err());
        let key = both.reseal(&key, "a", &world).unwrap().unwrap();
        let secret = both.vault().reseal(&secret, credential, &world).unwrap().unwrap();
        assert_eq!(after.unseal(&key, "a").unwrap(), b"key");
        assert_eq!(after.vault().open(&secret, credential).unwrap(), "x");
        assert!(before.unseal(&key, "a").is_err() && both.vault().open(&secret, world.id()).is_err());
        // Nothing is done twice, and what isn't sealed is left alone.
        assert_eq!(both.reseal(&key, "a", &world).unwrap(), None);
        for left in [secret.as_str(), "$argon2id$v=19$m=1", ""] {
            assert_eq!(both.vault().reseal(left, credential, &world).unwrap(), None, "{left}");
        }
        let lines = |count: usize| MasterKey::read(&vec![old.as_str(); count].join("\n"));
        assert!(lines(KEYS_MAX).is_ok() && matches!(lines(KEYS_MAX + 1), Err(SealError::TooMany)));
        assert!(matches!(MasterKey::read(&format!("{new}\nshort")), Err(SealError::Malformed { line: 2 })));
    }
}
