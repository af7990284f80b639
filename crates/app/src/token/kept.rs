//! Secrets of credentials that need no slow hash: those that we make, and those that must be read again.

use std::sync::Arc;

use sigill_domain::credential::Dictionary;
use uuid::Uuid;

use super::{MasterKey, Secrets, TokenOptions};
use crate::refusal::Refusal;
use crate::turns::Turns;
use crate::world::World;

impl Secrets {
    /// As the options say.
    pub(super) fn of(master: &MasterKey, options: &TokenOptions) -> Self {
        let mut secrets = Self::new(master, options.hashing_max, options.wrong_secrets_per_s_max);
        // Nobody shares it yet.
        if let Some(inner) = Arc::get_mut(&mut secrets.0) {
            inner.dictionary.clone_from(&options.dictionary);
        }
        secrets
    }

    /// Passwords that many people choose; `None`: the list that ships.
    #[must_use]
    pub fn dictionary(&self) -> Option<&Dictionary> {
        self.0.dictionary.as_ref()
    }

    /// In which order what is shown is checked.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// The keyed hash of a secret that we made of at least 128 random bits, whatever its form.
    #[must_use]
    pub fn hash_with_key(&self, secret: &str) -> String {
        self.0.keyed.hash(secret)
    }

    /// Whether a secret belongs to a keyed hash.
    #[must_use]
    pub fn fits_with_key(&self, secret: &str, hash: &str) -> bool {
        self.0.keyed.find(secret, &[hash.to_owned()]).is_some()
    }

    /// Seals what must be read again, for one credential by its internal key.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn seal(&self, world: &World, plain: &str, credential: Uuid) -> Result<String, Refusal> {
        self.0.vault.seal(plain, credential, world).map_err(|error| Refusal::Failed(error.to_string()))
    }

    /// Opens what was sealed for the same credential.
    ///
    /// # Errors
    /// It was sealed with another key, for another credential, or was altered.
    pub fn open(&self, sealed: &str, credential: Uuid) -> Result<String, Refusal> {
        self.0.vault.open(sealed, credential).map_err(|error| Refusal::Failed(format!("a sealed secret: {error}")))
    }
}
