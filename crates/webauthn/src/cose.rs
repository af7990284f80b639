//! Public keys as authenticators write them (RFC 9052, RFC 9053, RFC 8812), and what is signed with them.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

use crate::cbor::Item;

/// What an authenticator signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256, from 2048 bits on.
    Rs256,
}

impl Algorithm {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Es256, Self::EdDsa, Self::Es384, Self::Rs256];

    /// Its name (IANA, *COSE algorithms*).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
        }
    }

    /// Its number there.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Es384 => -35,
            Self::Rs256 => -257,
        }
    }

    /// Reads its name exactly.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(crate) fn numbered(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.number() == number)
    }

    /// Whether this key, as certificates write keys of the algorithm, has signed the message.
    pub(crate) fn verifies(self, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Self::Es256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(message, signature),
            Self::Es384 => UnparsedPublicKey::new(&ECDSA_P384_SHA384_ASN1, key).verify(message, signature),
            Self::EdDsa => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256 => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).verify(message, signature),
        };
        verified.is_ok()
    }
}

/// A public key of an authenticator. `Debug` shows its algorithm.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: Algorithm,
    key: Key,
}

#[derive(Clone, PartialEq, Eq)]
enum Key {
    /// A point, uncompressed; or what Ed25519 has.
    Octets(Vec<u8>),
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PublicKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// Octets of an RSA modulus: from 2048 to 8192 bits.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;
/// Octets of an exponent, at most.
const EXPONENT_MAX: usize = 4;

impl PublicKey {
    /// Longest key, in octets.
    pub const LEN_MAX: usize = 1_200;

    /// Reads a key.
    ///
    /// # Errors
    /// What is wrong with it, in words that a caller may see.
    pub fn read(octets: &[u8]) -> Result<Self, String> {
        if octets.len() > Self::LEN_MAX {
            return Err(format!("expected a key of at most {} octets, got {}", Self::LEN_MAX, octets.len()));
        }
        let item = Item::read(octets).map_err(|why| format!("expected a COSE key: {why}"))?;
        Self::of(&item)
    }

    pub(crate) fn of(item: &Item<'_>) -> Result<Self, String> {
        let number = |label| item.label(label).and_then(Item::int);
        let octets = |label| item.label(label).and_then(Item::bytes).unwrap_or_default();
        let names = || Algorithm::ALL.map(Algorithm::number).map(|number| number.to_string()).join(", ");
        let given = number(3).ok_or_else(|| "expected a COSE key with an algorithm".to_owned())?;
        let algorithm = Algorithm::numbered(given)
            .ok_or_else(|| format!("expected a key of one of the algorithms {}, got {given}", names()))?;
        let point = |len: usize| {
            let (x, y) = (octets(-2), octets(-3));
            (x.len() == len && y.len() == len).then(|| Key::Octets([&[4], x, y].concat()))
        };
        let key = match (algorithm, number(1), number(-1)) {
            (Algorithm::Es256, Some(2), Some(1)) => point(32),
            (Algorithm::Es384, Some(2), Some(2)) => point(48),
            (Algorithm::EdDsa, Some(1), Some(6)) => (octets(-2).len() == 32).then(|| Key::Octets(octets(-2).to_vec())),
            (Algorithm::Rs256, Some(3), _) => {
                let (n, e) = (octets(-1), octets(-2));
                let is_sound = MODULUS.contains(&n.len()) && (1..=EXPONENT_MAX).contains(&e.len()) && n[0] != 0;
                is_sound.then(|| Key::Rsa { n: n.to_vec(), e: e.to_vec() })
            }
            _ => None,
        };
        let key = key.ok_or_else(|| format!("expected a key that belongs to {}", algorithm.name()))?;
        Ok(Self { algorithm, key })
    }

    /// What it signs with.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Its point, uncompressed, where it is one of ES256.
    pub(crate) fn point(&self) -> Option<&[u8]> {
        match (&self.key, self.algorithm) {
            (Key::Octets(point), Algorithm::Es256) => Some(point),
            _ => None,
        }
    }

    /// Whether it has signed the message.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.key {
            Key::Octets(octets) => self.algorithm.verifies(octets, message, signature),
            Key::Rsa { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
        }
    }
}
