//! How secrets of credentials are kept: hashed, hashed with a key, or sealed.

use sigill_domain::credential::brought;
use sigill_domain::credential::{Random, Secret};
use uuid::Uuid;

use crate::refusal::Refusal;
use crate::token::{Fit, Network, Secrets};
use crate::world::World;

/// What turns secrets into their stored form, and makes up new ones.
#[derive(Clone, Copy, Debug)]
pub struct Keeper<'a> {
    /// Where randomness comes from.
    pub world: &'a World,
    /// The keys, and the queue of slow hashes.
    pub secrets: &'a Secrets,
}

impl Keeper<'_> {
    /// Randomness for one request, however often it is decided.
    pub(crate) fn random(&self) -> Random {
        let mut seed = [0; 32];
        self.world.entropy.fill(&mut seed);
        Random::new(seed)
    }

    /// The stored form of a secret of the credential with this internal key.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] where too many are being hashed.
    pub(crate) async fn keep(&self, secret: &Secret, credential: Uuid) -> Result<String, Refusal> {
        match secret {
            Secret::Chosen(secret) => self.secrets.hash(self.world, secret).await,
            Secret::Made(secret) => Ok(self.secrets.hash_with_key(secret)),
            Secret::Brought(hash) => Ok(format!("{}{hash}", brought::STORED)),
            Secret::Sealed(plain) => self.secrets.seal(self.world, plain, credential),
        }
    }

    /// What was sealed for the credential with this internal key; nothing where nothing is kept.
    ///
    /// # Errors
    /// It was sealed with another key, for another credential, or was altered.
    pub(crate) fn open(&self, stored: Option<&str>, credential: Uuid) -> Result<String, Refusal> {
        stored.map_or_else(|| Ok(String::new()), |stored| self.secrets.open(stored, credential))
    }

    /// Whether what somebody shows belongs to a stored hash; what is computed doesn't depend on whether there is one.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] where too many are being checked, [`Refusal::TooMany`] for who showed too many wrong ones.
    pub(crate) async fn fits(
        &self,
        shown: &str,
        user: &str,
        from: Option<Network>,
        stored: Option<String>,
    ) -> Result<Fit, Refusal> {
        match stored {
            Some(hash) if hash.starts_with("$hmac-sha256$") => {
                Ok(Fit { is_right: self.secrets.fits_with_key(shown, &hash), anew: None })
            }
            stored => self.secrets.fits(self.world, shown, user, from, stored).await,
        }
    }
}
