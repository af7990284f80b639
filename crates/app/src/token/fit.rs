//! Secrets of credentials that people chose, compared with the hash that is kept: Sigill's own, or one that was brought.

use std::sync::Arc;

use sigill_domain::credential::brought::Brought;

use super::secret::{LEN_MAX, Network, Secrets, Shown};
use super::{argon, brought};
use crate::refusal::Refusal;
use crate::world::World;

/// Whether a secret belongs to a hash.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fit {
    /// Whether it does.
    pub is_right: bool,
    /// The server's own hash of it, which is to take the place of one that was brought; `None`: it stays.
    pub anew: Option<String>,
}

impl std::fmt::Debug for Fit {
    /// Without the hash.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fit").field("is_right", &self.is_right).finish_non_exhaustive()
    }
}

impl Secrets {
    /// Whether a secret that somebody chose belongs to a slow hash; what is computed doesn't depend on whether there is one.
    /// To one that was brought, the server's own is computed beside: for what fits, to take its place, and else for the
    /// time that it takes.
    ///
    /// # Errors
    /// As for tokens: too many are being checked, or somebody showed too many wrong ones.
    pub async fn fits(
        &self,
        world: &World,
        secret: &str,
        user: &str,
        from: Option<Network>,
        hash: Option<String>,
    ) -> Result<Fit, Refusal> {
        if secret.len() > 4 * LEN_MAX {
            return Ok(Fit::default());
        }
        let mut salt = [0; 16];
        world.entropy.fill(&mut salt);
        let (secret, hashing) = (secret.to_owned(), Arc::clone(&self.0.hashing));
        let work = move || {
            let Some(brought) = hash.as_deref().and_then(Brought::stored) else {
                return Fit { is_right: argon::fits(&secret, hash.as_deref(), &hashing), anew: None };
            };
            let anew = argon::hash(&secret, salt, &hashing).ok();
            let is_right = brought.is_ok_and(|brought| brought::fits(secret.as_bytes(), &brought));
            Fit { is_right, anew: anew.filter(|_| is_right) }
        };
        self.checked(Shown { user, from }, work, |fit| fit.is_right).await
    }

    /// Whether a secret belongs to one of these hashes, which aren't many.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] where too many are being hashed.
    pub async fn is_among(&self, secret: &str, hashes: Vec<String>) -> Result<bool, Refusal> {
        let (secret, secrets) = (secret.to_owned(), self.clone());
        self.for_setting(move || hashes.iter().any(|hash| secrets.is_of(&secret, hash))).await
    }

    /// Whether a secret belongs to a hash of whatever kind.
    fn is_of(&self, secret: &str, hash: &str) -> bool {
        match Brought::stored(hash) {
            Some(brought) => brought.is_ok_and(|brought| brought::fits(secret.as_bytes(), &brought)),
            None if hash.starts_with("$argon2id$") => argon::fits(secret, Some(hash), &self.0.hashing),
            None => self.fits_with_key(secret, hash),
        }
    }
}
