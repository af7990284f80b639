//! Which digest and signature algorithms count, and computing them.

use aws_lc_rs::{digest, signature};
use der::asn1::ObjectIdentifier as Oid;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::Reason;
use crate::ber::{CONTEXT_0, CONTEXT_1, INTEGER, Reader, SEQUENCE};
use crate::cms::Algorithm;

const SHA1: Oid = Oid::new_unwrap("1.3.14.3.2.26");
const SHA256: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.3");
const RSA_ENCRYPTION: Oid = Oid::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: Oid = Oid::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: Oid = Oid::new_unwrap("1.2.840.113549.1.1.8");
const EC_PUBLIC_KEY: Oid = Oid::new_unwrap("1.2.840.10045.2.1");
const P256: Oid = Oid::new_unwrap("1.2.840.10045.3.1.7");
const P384: Oid = Oid::new_unwrap("1.3.132.0.34");

/// `…WithRSAEncryption` and `ecdsa-with-…`, each with the digest that its name fixes.
const NAMED: [(Oid, Scheme, Digest); 8] = [
    (Oid::new_unwrap("1.2.840.113549.1.1.5"), Scheme::RsaPkcs1, Digest::Sha1),
    (Oid::new_unwrap("1.2.840.113549.1.1.11"), Scheme::RsaPkcs1, Digest::Sha256),
    (Oid::new_unwrap("1.2.840.113549.1.1.12"), Scheme::RsaPkcs1, Digest::Sha384),
    (Oid::new_unwrap("1.2.840.113549.1.1.13"), Scheme::RsaPkcs1, Digest::Sha512),
    (Oid::new_unwrap("1.2.840.10045.4.1"), Scheme::Ecdsa, Digest::Sha1),
    (Oid::new_unwrap("1.2.840.10045.4.3.2"), Scheme::Ecdsa, Digest::Sha256),
    (Oid::new_unwrap("1.2.840.10045.4.3.3"), Scheme::Ecdsa, Digest::Sha384),
    (Oid::new_unwrap("1.2.840.10045.4.3.4"), Scheme::Ecdsa, Digest::Sha512),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digest {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    RsaPkcs1,
    RsaPss,
    Ecdsa,
}

impl Digest {
    const STRONG: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    pub(crate) fn from_oid(oid: Oid) -> Option<Self> {
        match oid {
            SHA1 => Some(Self::Sha1),
            SHA256 => Some(Self::Sha256),
            SHA384 => Some(Self::Sha384),
            SHA512 => Some(Self::Sha512),
            _ => None,
        }
    }

    fn read(algorithm: &Algorithm<'_>) -> Result<Self, Reason> {
        let oid = algorithm.oid;
        let digest = Self::from_oid(oid).ok_or_else(|| Reason::DigestUnknown { oid: oid.to_string() })?;
        if algorithm.has_no_parameters() { Ok(digest) } else { Err(parameters(algorithm)) }
    }

    pub(crate) fn of(self, octets: &[u8]) -> Vec<u8> {
        digest::digest(self.algorithm(), octets).as_ref().to_vec()
    }

    fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    fn length(self) -> u8 {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

fn parameters(algorithm: &Algorithm<'_>) -> Reason {
    Reason::AlgorithmParameters { oid: algorithm.oid.to_string() }
}

/// The algorithms of one signature together with the key that they fit.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) digest: Digest,
    pub(crate) name: &'static str,
    verifier: &'static dyn signature::VerificationAlgorithm,
    key: Vec<u8>,
}

impl Suite {
    /// Maps both algorithm identifiers and the certificate's key to one verification, or says what is wrong.
    pub(crate) fn choose(
        digest: &Algorithm<'_>,
        signature: &Algorithm<'_>,
        info: &SubjectPublicKeyInfoOwned,
        sha1_allowed: bool,
    ) -> Result<Self, Reason> {
        let digest = Digest::read(digest)?;
        let scheme = scheme(signature, digest)?;
        if digest == Digest::Sha1 {
            sha1(scheme, sha1_allowed)?;
        }
        Self::with_key(scheme, digest, info)
    }

    /// The same where the algorithm of the signature alone says which digest it is.
    pub(crate) fn of_signature(signature: &Algorithm<'_>, info: &SubjectPublicKeyInfoOwned) -> Result<Self, Reason> {
        let named = NAMED.iter().find(|(oid, ..)| *oid == signature.oid).map(|(.., digest)| *digest);
        let fits = |digest: &Digest| scheme(signature, *digest).is_ok();
        // Parameters of RSASSA-PSS name one; what fits none is told of the first.
        let digest = named.or_else(|| Digest::STRONG.into_iter().find(fits)).unwrap_or(Digest::Sha256);
        if digest == Digest::Sha1 {
            return Err(Reason::Sha1);
        }
        match signature.oid {
            // No digest at all.
            RSA_ENCRYPTION => Err(Reason::AlgorithmUnknown { oid: signature.oid.to_string() }),
            _ => Self::with_key(scheme(signature, digest)?, digest, info),
        }
    }

    /// The verification with a certificate's key, or what keeps the key from it.
    pub(crate) fn with_key(scheme: Scheme, digest: Digest, info: &SubjectPublicKeyInfoOwned) -> Result<Self, Reason> {
        let key = info.subject_public_key.as_bytes().ok_or(Reason::KeyUnreadable)?.to_vec();
        let (verifier, name) = match (scheme, info.algorithm.oid) {
            (Scheme::Ecdsa, EC_PUBLIC_KEY) => {
                let curve = info.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as::<Oid>().ok());
                ecdsa(curve.ok_or(Reason::KeyUnreadable)?, digest)?
            }
            (Scheme::RsaPkcs1 | Scheme::RsaPss, RSA_ENCRYPTION) => {
                let bits = modulus_bits(&key).ok_or(Reason::KeyUnreadable)?;
                if !(2048..=8192).contains(&bits) {
                    return Err(Reason::KeySize { bits });
                }
                rsa(scheme, digest)?
            }
            _ => return Err(Reason::KeyUnfit),
        };
        Ok(Self { digest, name, verifier, key })
    }

    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Reason> {
        let key = signature::UnparsedPublicKey::new(self.verifier, &self.key);
        key.verify(message, signature).map_err(|_| Reason::SignatureWrong)
    }

    /// The same over a hash that was made before.
    pub(crate) fn verify_hash(&self, hash: &[u8], signature: &[u8]) -> Result<(), Reason> {
        let hash = digest::Digest::import_less_safe(hash, self.digest.algorithm());
        let key = signature::UnparsedPublicKey::new(self.verifier, &self.key);
        hash.and_then(|hash| key.verify_digest(&hash, signature)).map_err(|_| Reason::SignatureWrong)
    }

    /// How many octets r and s have, each, with this key; `None` where it is no EC key. An uncompressed point is a mark and
    /// two coordinates, which are as long as the order of these curves.
    pub(crate) fn half(&self) -> Option<usize> {
        match self.key.as_slice() {
            [0x04, coordinates @ ..] if matches!(coordinates.len(), 64 | 96) => Some(coordinates.len() / 2),
            _ => None,
        }
    }
}

/// No phone was ever seen to sign with SHA-1 but with RSA PKCS#1 v1.5, from 2013 to 2015: the switch is for these.
fn sha1(scheme: Scheme, is_allowed: bool) -> Result<(), Reason> {
    match scheme {
        Scheme::RsaPkcs1 if is_allowed => Ok(()),
        Scheme::RsaPkcs1 => Err(Reason::Sha1),
        Scheme::RsaPss => Err(Reason::Sha1Never { scheme: "RSASSA-PSS" }),
        Scheme::Ecdsa => Err(Reason::Sha1Never { scheme: "ECDSA" }),
    }
}

fn scheme(algorithm: &Algorithm<'_>, digest: Digest) -> Result<Scheme, Reason> {
    if algorithm.oid == RSA_PSS {
        return pss(algorithm, digest).map(|()| Scheme::RsaPss);
    }
    let (scheme, fixed) = match NAMED.iter().find(|(oid, ..)| *oid == algorithm.oid) {
        Some((_, scheme, fixed)) => (*scheme, *fixed),
        None if algorithm.oid == RSA_ENCRYPTION => (Scheme::RsaPkcs1, digest),
        None => return Err(Reason::AlgorithmUnknown { oid: algorithm.oid.to_string() }),
    };
    if !algorithm.has_no_parameters() {
        return Err(parameters(algorithm));
    }
    if fixed != digest { Err(Reason::AlgorithmsDisagree) } else { Ok(scheme) }
}

/// RSASSA-PSS parameters (RFC 4055 §3.1): the hash, MGF1 with the same hash, salt as long as the hash, trailer 1.
fn pss(algorithm: &Algorithm<'_>, digest: Digest) -> Result<(), Reason> {
    let unfit = || parameters(algorithm);
    let octets = algorithm.parameters.ok_or_else(unfit)?;
    let mut fields = Reader::whole(octets).and_then(|tlv| tlv.tagged(SEQUENCE)).map_err(|_| unfit())?.reader();
    let mut field = |tag: u8| {
        let inner = fields.optional(tag).ok().flatten()?;
        let mut inner = inner.reader();
        let value = inner.next().ok()?;
        inner.is_empty().then_some(value)
    };
    let hash = field(CONTEXT_0).and_then(|tlv| Algorithm::read(tlv, "hash").ok()).ok_or_else(unfit)?;
    let mask = field(CONTEXT_1).and_then(|tlv| Algorithm::read(tlv, "mask").ok()).ok_or_else(unfit)?;
    let salt = field(0xA2).and_then(|tlv| tlv.tagged(INTEGER).ok()).ok_or_else(unfit)?;
    let trailer = field(0xA3);
    let mask_hash = mask.parameters.and_then(|octets| Reader::whole(octets).ok());
    let mask_hash = mask_hash.and_then(|tlv| Algorithm::read(tlv, "mask hash").ok()).ok_or_else(unfit)?;
    let trailer_fits = trailer.is_none_or(|trailer| trailer.whole == [INTEGER, 1, 1]);
    if mask.oid != MGF1 || salt.content != [digest.length()] || !trailer_fits || !fields.is_empty() {
        return Err(unfit());
    }
    if Digest::read(&hash)? != digest || Digest::read(&mask_hash)? != digest {
        return Err(Reason::AlgorithmsDisagree);
    }
    Ok(())
}

type Choice = (&'static dyn signature::VerificationAlgorithm, &'static str);

fn ecdsa(curve: Oid, digest: Digest) -> Result<Choice, Reason> {
    Ok(match (curve, digest) {
        (P256, Digest::Sha256) => (&signature::ECDSA_P256_SHA256_ASN1, "ECDSA P-256 with SHA-256"),
        (P256, Digest::Sha384) => (&signature::ECDSA_P256_SHA384_ASN1, "ECDSA P-256 with SHA-384"),
        (P256, Digest::Sha512) => (&signature::ECDSA_P256_SHA512_ASN1, "ECDSA P-256 with SHA-512"),
        (P384, Digest::Sha256) => (&signature::ECDSA_P384_SHA256_ASN1, "ECDSA P-384 with SHA-256"),
        (P384, Digest::Sha384) => (&signature::ECDSA_P384_SHA384_ASN1, "ECDSA P-384 with SHA-384"),
        (P384, Digest::Sha512) => (&signature::ECDSA_P384_SHA512_ASN1, "ECDSA P-384 with SHA-512"),
        (P256 | P384, Digest::Sha1) => return Err(Reason::Sha1Never { scheme: "ECDSA" }),
        (oid, _) => return Err(Reason::CurveUnknown { oid: oid.to_string() }),
    })
}

fn rsa(scheme: Scheme, digest: Digest) -> Result<Choice, Reason> {
    Ok(match (scheme, digest) {
        (Scheme::RsaPss, Digest::Sha256) => (&signature::RSA_PSS_2048_8192_SHA256, "RSASSA-PSS with SHA-256"),
        (Scheme::RsaPss, Digest::Sha384) => (&signature::RSA_PSS_2048_8192_SHA384, "RSASSA-PSS with SHA-384"),
        (Scheme::RsaPss, Digest::Sha512) => (&signature::RSA_PSS_2048_8192_SHA512, "RSASSA-PSS with SHA-512"),
        (Scheme::RsaPss, Digest::Sha1) => return Err(Reason::Sha1Never { scheme: "RSASSA-PSS" }),
        (_, Digest::Sha1) => {
            (&signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, "RSA PKCS#1 v1.5 with SHA-1 (legacy)")
        }
        (_, Digest::Sha256) => (&signature::RSA_PKCS1_2048_8192_SHA256, "RSA PKCS#1 v1.5 with SHA-256"),
        (_, Digest::Sha384) => (&signature::RSA_PKCS1_2048_8192_SHA384, "RSA PKCS#1 v1.5 with SHA-384"),
        (_, Digest::Sha512) => (&signature::RSA_PKCS1_2048_8192_SHA512, "RSA PKCS#1 v1.5 with SHA-512"),
    })
}

/// Of an RSAPublicKey (RFC 8017 §A.1.1).
fn modulus_bits(key: &[u8]) -> Option<usize> {
    let mut fields = Reader::whole(key).ok()?.tagged(SEQUENCE).ok()?.reader();
    let modulus = fields.tagged(INTEGER).ok()?.content;
    fields.tagged(INTEGER).ok()?;
    fields.end().ok()?;
    let start = modulus.iter().position(|octet| *octet != 0)?;
    let first = modulus.get(start)?;
    Some((modulus.len() - start) * 8 - usize::try_from(first.leading_zeros()).ok()?)
}

#[cfg(test)]
mod wycheproof_tests;
