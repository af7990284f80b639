//! How secrets of credentials are kept: hashed, hashed with a key, or sealed.

use sigill_domain::breach::Breach;
use sigill_domain::certificate::SignerCert;
use sigill_domain::code::Code;
use sigill_domain::credential::{Kind, Random, Secret, brought, stored};
use sigill_domain::message::Addressee;
use sigill_store::{Sendable, Within};
use uuid::Uuid;

use crate::authorities::Authorities;
use crate::refusal::Refusal;
use crate::sending::Outbox;
use crate::token::{Fit, Network, Secrets};
use crate::world::World;

/// A secret that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keeping {
    pub(crate) secret: Secret,
    /// The stored forms of those before it that can't be chosen again, the newest first.
    pub(crate) earlier: Vec<String>,
    /// So many of the latest can't be, this one among them.
    pub(crate) remembers: usize,
}

impl Keeping {
    /// Whether it takes a slow hash, for which there is a queue.
    pub(crate) fn is_slow(&self) -> bool {
        matches!(self.secret, Secret::Chosen(_))
    }

    /// A secret by itself.
    #[cfg(test)]
    pub(crate) const fn of(secret: Secret) -> Self {
        Self { secret, earlier: Vec::new(), remembers: 0 }
    }
}

/// What turns secrets into their stored form, and makes up new ones.
#[derive(Clone, Copy, Debug)]
pub struct Keeper<'a> {
    /// Where randomness comes from.
    pub world: &'a World,
    /// The keys, and the queue of slow hashes.
    pub secrets: &'a Secrets,
    /// Who vouches for certificates.
    pub authorities: &'a Authorities,
    /// Who vouches for the makes of authenticators.
    pub attesters: &'a Authorities,
    /// What sends messages to people.
    pub outbox: &'a Outbox,
}

impl Keeper<'_> {
    /// Whether an authority vouches for the certificate among these members, and if not, why; `None`: there is none.
    pub(crate) fn vouched(
        &self,
        kind: &dyn Kind,
        member: impl FnOnce(&str) -> Option<String>,
    ) -> Option<Result<(), &'static str>> {
        let certificate = SignerCert::parse(&member(kind.certificate()?)?).ok()?;
        Some(self.authorities.vouch(certificate.der(), self.world.clock.now()))
    }

    /// Randomness for one request, however often it is decided.
    pub(crate) fn random(&self) -> Random {
        let mut seed = [0; 32];
        self.world.entropy.fill(&mut seed);
        Random::new(seed)
    }

    /// To whom a decision on a credential of this type may send something; nobody where nothing is, or nothing can be.
    pub(crate) async fn addressee<R, T: Sendable>(
        &self,
        kind: &dyn Kind,
        of: &Within<R, T>,
        number: Option<String>,
    ) -> Result<Option<Addressee>, Refusal> {
        let reach = self.outbox.reach();
        if !kind.form().sends || !reach.any() {
            return Ok(None);
        }
        // Boxed: seldom needed, and so no part of the future of all.
        Ok(Box::pin(of.addressee(number, reach.per_hour_max)).await?)
    }

    /// The stored form of a secret of the credential with this internal key, and behind it those that can't be chosen
    /// again.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] where too many are being hashed; [`Refusal::Broken`] where it is one of those.
    pub(crate) async fn keep(&self, keeping: &Keeping, credential: Uuid) -> Result<String, Refusal> {
        let Keeping { secret, earlier, remembers } = keeping;
        if let Secret::Chosen(secret) = secret
            && !earlier.is_empty()
            && self.secrets.is_among(secret, earlier.clone()).await?
        {
            let message = format!("it is one of the latest {remembers} passwords: expected another one");
            return Err(vec![Breach::new(Code::PwdPolicyViolated, message)].into());
        }
        let stored = self.keep_one(secret, credential).await?;
        Ok(stored::joined(&stored, earlier.iter().take(remembers.saturating_sub(1)).map(String::as_str)))
    }

    pub(super) async fn keep_one(&self, secret: &Secret, credential: Uuid) -> Result<String, Refusal> {
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
