//! A ceremony under way: the challenge, and what it was handed out for.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use super::{Fido2Rules, Verification};
use crate::credential::Random;
use crate::time::Timestamp;
use crate::words::words;

/// Octets of a challenge.
const CHALLENGE_LEN: usize = 32;
/// How long past its end that it was used is remembered: other nodes' clocks may be that much late.
const REMEMBERED_AFTER_S: i64 = 600;

words! {
    /// What a ceremony is for.
    Purpose {
        Registration = "registration";
        Authentication = "authentication";
    }
}

/// A ceremony as its caller keeps it, sealed. It serves once, and has an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceremony {
    purpose: String,
    /// Whose it is, by internal key; `None`: of whoever has a credential for it.
    user: Option<Uuid>,
    challenge: String,
    /// The relying party, by its domain.
    pub rp_id: String,
    verification: String,
    /// When it ends, in microseconds since 1970.
    until: i64,
}

/// Why a ceremony can't be ended.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CeremonyGone {
    /// It isn't one of this client's, or of this call's.
    #[error("ceremony: expected the one of this client, this user and this call")]
    Other,
    /// It has ended.
    #[error("ceremony: its time is over: begin another one")]
    Over,
    /// It has served.
    #[error("ceremony: it was used before, and serves once: begin another one")]
    Used,
}

impl Ceremony {
    /// One that begins now.
    #[must_use]
    pub fn begin(
        purpose: Purpose,
        user: Option<Uuid>,
        (rp_id, rules): (&str, &Fido2Rules),
        random: &Random,
        now: Timestamp,
    ) -> Self {
        Self {
            purpose: purpose.as_str().to_owned(),
            user,
            challenge: BASE64_URL_SAFE_NO_PAD.encode(random.octets("fido2 challenge", CHALLENGE_LEN)),
            rp_id: rp_id.to_owned(),
            verification: rules.verification.as_str().to_owned(),
            until: now.plus_millis(rules.duration_s * 1_000).micros(),
        }
    }

    /// Whether it can be ended by a call for this purpose, about this user.
    ///
    /// # Errors
    /// It can't.
    pub fn check(&self, purpose: Purpose, user: Uuid, now: Timestamp) -> Result<(), CeremonyGone> {
        if self.purpose != purpose.as_str() || self.user.is_some_and(|of| of != user) {
            return Err(CeremonyGone::Other);
        }
        if self.until() <= now { Err(CeremonyGone::Over) } else { Ok(()) }
    }

    /// Whether it was begun for one user.
    #[must_use]
    pub const fn is_of_somebody(&self) -> bool {
        self.user.is_some()
    }

    /// The challenge, in base64url.
    #[must_use]
    pub fn challenge(&self) -> &str {
        &self.challenge
    }

    /// The challenge as octets.
    #[must_use]
    pub fn challenge_octets(&self) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(&self.challenge).unwrap_or_default()
    }

    /// The first moment at which it doesn't serve any more.
    #[must_use]
    pub const fn until(&self) -> Timestamp {
        Timestamp::from_micros(self.until)
    }

    /// Whether the authenticator had to know who uses it when it began.
    #[must_use]
    pub fn verification(&self) -> Verification {
        Verification::from_wire(&self.verification).unwrap_or(Verification::Required)
    }

    /// What is noted when it has served, and until when.
    #[must_use]
    pub fn note(&self) -> (Uuid, Timestamp) {
        let digest = Sha256::digest([b"fido2 ceremony ", self.challenge.as_bytes()].concat());
        let id = uuid::Builder::from_random_bytes(digest.first_chunk().copied().unwrap_or_default()).into_uuid();
        (id, self.until().plus_millis(REMEMBERED_AFTER_S * 1_000))
    }
}

/// What authenticators know a user by: 32 octets that say nothing else of who it is, and stay the same.
#[must_use]
pub fn handle_of(user: Uuid) -> Vec<u8> {
    Sha256::digest([b"fido2 user ".as_slice(), user.as_bytes()].concat()).to_vec()
}

/// By what a credential is looked for: the hash of what its authenticator calls it, in base64url.
#[must_use]
pub fn hash_of(credential_id: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(credential_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Parameters;

    #[test]
    fn a_ceremony_is_of_one_user_and_one_call_and_has_an_end() {
        let (now, anna, bea) = (Timestamp::from_micros(0), Uuid::from_u128(1), Uuid::from_u128(2));
        let rules = Fido2Rules::read(&Parameters::new());
        let random = Random::new([7; 32]);
        let begin = |user| Ceremony::begin(Purpose::Authentication, user, ("example.com", &rules), &random, now);
        let of_anna = begin(Some(anna));
        assert_eq!(of_anna.challenge_octets().len(), 32);
        assert_eq!(of_anna.check(Purpose::Authentication, anna, now), Ok(()));
        assert_eq!(of_anna.check(Purpose::Authentication, bea, now), Err(CeremonyGone::Other));
        assert_eq!(of_anna.check(Purpose::Registration, anna, now), Err(CeremonyGone::Other));
        assert_eq!(begin(None).check(Purpose::Authentication, bea, now), Ok(()));
        let end = now.plus_millis(300_000);
        assert_eq!(of_anna.check(Purpose::Authentication, anna, end), Err(CeremonyGone::Over));
        let (id, until) = of_anna.note();
        assert_eq!((id, until), (begin(None).note().0, end.plus_millis(600_000)), "by its challenge alone");
        assert_ne!(handle_of(anna), handle_of(bea));
    }
}
