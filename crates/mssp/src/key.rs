//! Keys of authorities and people, and signing with them.

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use der::asn1::ObjectIdentifier;
use sigill_mss::sk::HashKind;

use crate::der::{bits, int, null, oid, seq, tlv};

pub(crate) const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
pub(crate) const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
pub(crate) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(crate) const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Why a key cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the cryptographic library refuses")]
    Refused(#[source] Unspecified),
    #[error("the stored key cannot be read")]
    Stored(#[source] KeyRejected),
}

impl From<Unspecified> for KeyError {
    fn from(error: Unspecified) -> Self {
        Self::Refused(error)
    }
}

/// The kinds that the providers use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// P-256.
    #[default]
    Ec,
    /// RSA with 2048 bit.
    Rsa,
}

/// How something is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Ecdsa,
    RsaPkcs1,
    /// SHA-256, MGF1 with SHA-256, salt of 32 octets: the current authorities.
    RsaPss,
}

#[derive(Debug)]
enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// A private key. `Debug` shows nothing of it: aws-lc's own does not either.
#[derive(Debug)]
pub(crate) struct Key(Pair);

impl Key {
    pub(crate) fn make(kind: KeyKind) -> Result<Self, KeyError> {
        match kind {
            KeyKind::Ec => Ok(Self(Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING)?))),
            KeyKind::Rsa => Self::make_rsa(KeySize::Rsa2048),
        }
    }

    pub(crate) fn make_rsa(size: KeySize) -> Result<Self, KeyError> {
        Ok(Self(Pair::Rsa(RsaKeyPair::generate(size)?)))
    }

    pub(crate) fn from_pkcs8(octets: &[u8]) -> Result<Self, KeyError> {
        let ec = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, octets);
        match ec {
            Ok(pair) => Ok(Self(Pair::Ec(pair))),
            Err(_) => RsaKeyPair::from_pkcs8(octets).map(|pair| Self(Pair::Rsa(pair))).map_err(KeyError::Stored),
        }
    }

    pub(crate) fn to_pkcs8(&self) -> Result<Vec<u8>, KeyError> {
        match &self.0 {
            Pair::Ec(pair) => Ok(pair.to_pkcs8v1()?.as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let octets: Pkcs8V1Der<'_> = pair.as_der()?;
                Ok(octets.as_ref().to_vec())
            }
        }
    }

    pub(crate) fn is_rsa(&self) -> bool {
        matches!(self.0, Pair::Rsa(_))
    }

    /// SubjectPublicKeyInfo.
    pub(crate) fn public(&self) -> Vec<u8> {
        match &self.0 {
            Pair::Ec(pair) => seq(&[seq(&[oid(EC), oid(P256)]), bits(pair.public_key().as_ref())]),
            Pair::Rsa(pair) => rsa_public(pair.public_key().as_ref()),
        }
    }

    /// The algorithm in which an authority with this key signs certificates.
    pub(crate) fn as_authority(&self) -> Algorithm {
        if self.is_rsa() { Algorithm::RsaPss } else { Algorithm::Ecdsa }
    }

    pub(crate) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match &self.0 {
            Pair::Ec(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let encoding: &'static dyn RsaEncoding =
                    if algorithm == Algorithm::RsaPss { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random, message, &mut signature)?;
                Ok(signature)
            }
        }
    }
}

impl Key {
    /// Signs a hash that was made elsewhere, as Mobile-ID of SK does: with an EC key r and s, 32 octets each, else PKCS#1
    /// v1.5.
    pub(crate) fn sign_hash(&self, kind: HashKind, hash: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.0 {
            Pair::Ec(pair) => {
                // A longer hash counts with its left 256 bit (FIPS 186-5 §6.4.1), which is all that aws-lc is given.
                let left = Digest::import_less_safe(hash.get(..32).unwrap_or(hash), &digest::SHA256)?;
                Ok(raw(pair.sign_digest(&left)?.as_ref()))
            }
            Pair::Rsa(pair) => {
                let (encoding, algorithm): (&'static dyn RsaEncoding, _) = match kind {
                    HashKind::Sha256 => (&RSA_PKCS1_SHA256, &digest::SHA256),
                    HashKind::Sha384 => (&RSA_PKCS1_SHA384, &digest::SHA384),
                    HashKind::Sha512 => (&RSA_PKCS1_SHA512, &digest::SHA512),
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign_digest(encoding, &Digest::import_less_safe(hash, algorithm)?, &mut signature)?;
                Ok(signature)
            }
        }
    }
}

/// r and s out of the DER that aws-lc makes of them: SEQUENCE of two INTEGERs, none of them longer than 33 octets.
fn raw(der: &[u8]) -> Vec<u8> {
    let mut rest = der.get(2..).unwrap_or_default();
    let mut out = Vec::with_capacity(64);
    for _ in 0..2 {
        let length = rest.get(1).copied().map_or(0, usize::from);
        let number = rest.get(2..2 + length).unwrap_or_default();
        let digits = number.get(number.len().saturating_sub(32)..).unwrap_or_default();
        out.extend(std::iter::repeat_n(0, 32 - digits.len()).chain(digits.iter().copied()));
        rest = rest.get(2 + length..).unwrap_or_default();
    }
    out
}

impl Algorithm {
    /// AlgorithmIdentifier in a certificate.
    pub(crate) fn identifier(self) -> Vec<u8> {
        match self {
            Self::Ecdsa => seq(&[oid(ECDSA_SHA256)]),
            Self::RsaPkcs1 => seq(&[oid(RSA_SHA256), null()]),
            Self::RsaPss => {
                let hash = seq(&[oid(SHA256), null()]);
                let mask = seq(&[oid(MGF1), hash.clone()]);
                seq(&[oid(PSS), seq(&[tlv(0xA0, &hash), tlv(0xA1, &mask), tlv(0xA2, &int(&[32]))])])
            }
        }
    }
}

fn rsa_public(key: &[u8]) -> Vec<u8> {
    seq(&[seq(&[oid(RSA), null()]), bits(key)])
}

/// A public RSA key of 1024 bit, below every limit. Nobody has the private one: aws-lc makes none that short.
pub(crate) fn weak_public() -> Vec<u8> {
    let mut modulus = vec![0xA5_u8; 128];
    if let Some(last) = modulus.last_mut() {
        *last |= 1;
    }
    rsa_public(&seq(&[int(&modulus), int(&[1, 0, 1])]))
}
