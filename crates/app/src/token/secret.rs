//! Secrets of technical users: made, hashed and verified.

use std::sync::Arc;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{self, CustomizedPasswordHasher, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sigill_domain::credential::device_password::SECRETS_MAX;
use tokio::sync::Semaphore;

use crate::refusal::Refusal;
use crate::world::World;

/// Longest secret that is looked at, in bytes: hashing endless ones would be an attack.
pub(super) const LEN_MAX: usize = 512;
/// A secret has 256 bits.
const SECRET_BYTES: usize = 32;

/// Hashes and verifies by argon2id, a bounded number at once: each takes 19 MiB and some ten
/// milliseconds of a core (the parameters of RFC 9106's second choice, as OWASP has them).
#[derive(Clone, Debug)]
pub struct Secrets {
    places: Arc<Semaphore>,
    /// Callers that wait for a place at most; more are turned away.
    waiting: Arc<Semaphore>,
}

impl Secrets {
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        let at_once = at_once.max(1);
        Self { places: Arc::new(Semaphore::new(at_once)), waiting: Arc::new(Semaphore::new(at_once * 32)) }
    }

    /// A fresh secret: 43 characters that need no escaping.
    #[must_use]
    pub fn generate(&self, world: &World) -> String {
        let mut bytes = [0; SECRET_BYTES];
        world.entropy.fill(&mut bytes);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The argon2id hash of a secret in PHC string form.
    ///
    /// # Errors
    /// The computation fails, which it doesn't for secrets of this server.
    pub async fn hash(&self, world: &World, secret: &str) -> Result<String, Refusal> {
        let mut salt = [0; 16];
        world.entropy.fill(&mut salt);
        let secret = secret.to_owned();
        self.compute(move || Argon2id.hash_password_with_salt(secret.as_bytes(), &salt))
            .await
            .ok_or_else(|| Refusal::Unavailable("too many secrets are being checked".to_owned()))?
            .map(|hash: PasswordHash| hash.to_string())
            .map_err(|error| Refusal::Failed(format!("hashing a secret: {error}")))
    }

    /// The position of the first hash that `secret` belongs to; `Err` where too many wait.
    ///
    /// Takes its time also where there is no hash, so that nobody learns who exists.
    pub(super) async fn find(&self, secret: &str, hashes: Vec<String>) -> Result<Option<usize>, Busy> {
        if secret.len() > LEN_MAX {
            return Ok(None);
        }
        let secret = secret.to_owned();
        self.compute(move || {
            let fits = |hash: &String| {
                PasswordHash::new(hash).is_ok_and(|hash| Argon2id.verify_password(secret.as_bytes(), &hash).is_ok())
            };
            // As many computations for an unknown user as for one with all its secrets, and for the
            // first as for the last; the result of the others is not looked at, only the time they take.
            let found: Vec<bool> = hashes.iter().map(fits).collect();
            for _ in hashes.len()..SECRETS_MAX {
                let _ = Argon2id.hash_password_with_salt(secret.as_bytes(), NOBODY);
            }
            found.into_iter().position(|fits| fits)
        })
        .await
        .ok_or(Busy)
    }

    /// Whether `secret` belongs to `hash`; `Err` where too many wait. One computation, also where there is no hash.
    pub(super) async fn check(&self, secret: &str, hash: Option<String>) -> Result<bool, Busy> {
        if secret.len() > LEN_MAX {
            return Ok(false);
        }
        let secret = secret.to_owned();
        self.compute(move || match hash.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) => Argon2id.verify_password(secret.as_bytes(), &hash).is_ok(),
            _ => {
                let _ = Argon2id.hash_password_with_salt(secret.as_bytes(), NOBODY);
                false
            }
        })
        .await
        .ok_or(Busy)
    }

    /// Runs `work` when a place is free; `None` where too many wait.
    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let _waiting = self.waiting.try_acquire().ok()?;
        let place = Arc::clone(&self.places).acquire_owned().await.ok()?;
        tokio::task::spawn_blocking(move || {
            // Kept until the work is done, also where the caller goes away meanwhile.
            let _place = place;
            work()
        })
        .await
        .ok()
    }
}

/// Too many secrets are being checked.
#[derive(Debug)]
pub(super) struct Busy;

/// The salt of computations of which only the time counts.
const NOBODY: &[u8] = b"no such user....";

/// In blocks of 1 KiB, what is asked for at least: more than 32 MiB.
const ROOM_MIN: usize = 33 * 1024;

/// argon2id, in memory that goes back to the system at once.
///
/// What is below 32 MiB, glibc keeps after the first time, for the next one that needs as much: 20 MB of a server that
/// does nothing. For more it asks the system each time. What is asked for and not touched costs nothing.
struct Argon2id;

impl PasswordHasher<PasswordHash> for Argon2id {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> password_hash::Result<PasswordHash> {
        self.hash_password_customized(password, salt, None, None, Params::default())
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Argon2id {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> password_hash::Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let (blocks, length) = (params.block_count(), params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN));
        let mut room = Vec::with_capacity(blocks.max(ROOM_MIN));
        room.resize(blocks, Block::new());
        let mut out = vec![0; length];
        let params_string = ParamsString::try_from(&params)?;
        Argon2::new(algorithm, version, params).hash_password_into_with_memory(password, salt, &mut out, &mut room)?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: params_string,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&out)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_secret_is_found_by_its_hash_and_no_other_is() {
        let (secrets, world) = (Secrets::new(2), World::real());
        let hash = secrets.hash(&world, "correct").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let other = secrets.hash(&world, "other").await.unwrap();
        assert_eq!(secrets.find("correct", vec![other.clone(), hash.clone()]).await.unwrap(), Some(1));
        assert_eq!(secrets.find("wrong", vec![other, hash]).await.unwrap(), None);
        assert_eq!(secrets.find("correct", vec![]).await.unwrap(), None);
        assert_eq!(secrets.find("correct", vec!["garbage".to_owned()]).await.unwrap(), None);
    }

    #[tokio::test]
    async fn no_two_secrets_are_alike() {
        let (secrets, world) = (Secrets::new(1), World::real());
        let secret = secrets.generate(&world);
        assert_eq!(secret.len(), 43);
        assert_ne!(secret, secrets.generate(&world));
    }
}
