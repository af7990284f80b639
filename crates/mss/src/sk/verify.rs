//! Did this person sign this hash?

use aws_lc_rs::digest;
use jiff::Timestamp;

use crate::verify::parts::{Cert, Digest, Scheme, Suite, way};
use crate::verify::{Reason, Signer, Trust, Usage};

/// How a hash was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashKind {
    Sha256,
    Sha384,
    Sha512,
}

impl HashKind {
    /// Every one that the protocol has.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// As `hashType` spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA256",
            Self::Sha384 => "SHA384",
            Self::Sha512 => "SHA512",
        }
    }

    pub(super) fn digest(self) -> Digest {
        match self {
            Self::Sha256 => Digest::Sha256,
            Self::Sha384 => Digest::Sha384,
            Self::Sha512 => Digest::Sha512,
        }
    }

    fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

/// A hash as it was sent to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash {
    kind: HashKind,
    octets: Vec<u8>,
}

impl Hash {
    /// That of a document.
    #[must_use]
    pub fn of(kind: HashKind, document: &[u8]) -> Self {
        Self { kind, octets: digest::digest(kind.algorithm(), document).as_ref().to_vec() }
    }

    /// One that was made elsewhere; `None` where it hasn't the length of its kind.
    #[must_use]
    pub fn made(kind: HashKind, octets: &[u8]) -> Option<Self> {
        (octets.len() == kind.algorithm().output_len()).then(|| Self { kind, octets: octets.to_vec() })
    }

    #[must_use]
    pub fn kind(&self) -> HashKind {
        self.kind
    }

    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Such as `SHA256WithECEncryption`.
    pub algorithm: String,
    /// r and s one after the other, each as long as the curve's order; or PKCS#1 v1.5.
    pub value: Vec<u8>,
    /// In DER.
    pub certificate: Vec<u8>,
}

/// What it is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub hash: &'a Hash,
    /// The national identity number of who was asked.
    pub identity: &'a str,
    /// The caller's clock, or the stored time of reception.
    pub at: Timestamp,
    pub trust: &'a Trust,
    pub usage: Usage,
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub signer: Signer,
    /// In words.
    pub algorithm: &'static str,
    /// Subjects from the person to the root.
    pub path: Vec<String>,
}

/// Checks the signature over our hash, the path to a root at that time, what the key is for, and whose it is.
///
/// # Errors
/// The first check that fails.
pub fn verify(signed: &Signed, asked: &Asked<'_>) -> Result<Verified, Reason> {
    let cert = Cert::read(&signed.certificate)?;
    let (scheme, suite) = algorithm(signed, asked.hash, &cert)?;
    mathematics(signed, asked.hash, scheme, &suite)?;
    let path = way(&cert, asked.trust, asked.at, asked.usage)?;
    identity(&cert, asked.identity)?;
    Ok(Verified { signer: cert.describe(), algorithm: suite.name, path })
}

pub(super) fn algorithm(signed: &Signed, hash: &Hash, cert: &Cert) -> Result<(Scheme, Suite), Reason> {
    let scheme = scheme(&signed.algorithm, hash.kind)?;
    Ok((scheme, Suite::with_key(scheme, hash.kind.digest(), cert.key())?))
}

/// Whether the value is a signature over the hash.
pub(super) fn mathematics(signed: &Signed, hash: &Hash, scheme: Scheme, suite: &Suite) -> Result<(), Reason> {
    match scheme {
        Scheme::Ecdsa => suite.verify_hash(&hash.octets, &in_der(&signed.value, suite)?),
        _ => suite.verify_hash(&hash.octets, &signed.value),
    }
}

/// Sources spell it in upper and lower case. The hash must be the one that was sent.
fn scheme(name: &str, kind: HashKind) -> Result<Scheme, Reason> {
    let unknown = || Reason::AlgorithmUnknown { oid: name.chars().filter(|c| !c.is_control()).take(60).collect() };
    let upper = name.to_ascii_uppercase();
    let (hash, key) = upper.split_once("WITH").ok_or_else(unknown)?;
    let scheme = match key {
        "ECENCRYPTION" => Scheme::Ecdsa,
        "RSAENCRYPTION" => Scheme::RsaPkcs1,
        _ => return Err(unknown()),
    };
    match HashKind::ALL.into_iter().find(|known| known.as_str() == hash) {
        Some(found) if found == kind => Ok(scheme),
        Some(_) => Err(Reason::AlgorithmsDisagree),
        None => Err(unknown()),
    }
}

/// r and s as the two INTEGERs that everybody else writes. They come with all their zeros, and in no other form: in DER
/// one signature would have two.
fn in_der(value: &[u8], suite: &Suite) -> Result<Vec<u8>, Reason> {
    let half = suite.half().filter(|half| value.len() == half * 2);
    let (r, s) =
        half.and_then(|half| value.split_at_checked(half)).ok_or(Reason::SignatureForm { octets: value.len() })?;
    let integer = |number: &[u8]| {
        let start = number.iter().position(|octet| *octet != 0).unwrap_or(number.len().saturating_sub(1));
        let digits = number.get(start..).unwrap_or_default();
        let sign: &[u8] = if digits.first().is_some_and(|octet| octet & 0x80 != 0) { &[0] } else { &[] };
        tlv(0x02, &[sign, digits].concat())
    };
    Ok(tlv(0x30, &[integer(r), integer(s)].concat()))
}

/// Nothing here is longer than 127 octets.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    [&[tag, length], content].concat()
}

/// The subject's serial number (2.5.4.5): the number itself, or as ETSI EN 319 412-1 writes it, `PNOEE-…`. A name is never
/// taken apart: its order differs, and there are commas in it.
pub(super) fn identity(cert: &Cert, asked: &str) -> Result<(), Reason> {
    let serials = cert.serial_numbers();
    let found = match serials.as_slice() {
        [] => return Err(Reason::SerialAbsent),
        [one] => one,
        _ => return Err(Reason::SerialTwice),
    };
    if bare(found) == asked { Ok(()) } else { Err(Reason::IdentityDiffers) }
}

/// A serial number without its scheme and country.
pub(super) fn bare(serial: &str) -> &str {
    match serial.split_at_checked(6) {
        Some((head, rest)) if is_scheme(head) => rest,
        _ => serial,
    }
}

fn is_scheme(head: &str) -> bool {
    let country = head.strip_prefix("PNO").and_then(|rest| rest.strip_suffix('-'));
    country.is_some_and(|country| country.len() == 2 && country.bytes().all(|octet| octet.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_algorithm_names_our_hash_and_the_kind_of_key() {
        for name in ["SHA256WithECEncryption", "sha256WithECEncryption"] {
            assert_eq!(scheme(name, HashKind::Sha256), Ok(Scheme::Ecdsa));
        }
        assert_eq!(scheme("sha512WithRSAEncryption", HashKind::Sha512), Ok(Scheme::RsaPkcs1));
        assert_eq!(scheme("SHA256WithECEncryption", HashKind::Sha512), Err(Reason::AlgorithmsDisagree));
        for name in ["", "SHA1WithECEncryption", "SHA256WithEC", "SHA256", "rsassa-pss"] {
            assert!(matches!(scheme(name, HashKind::Sha256), Err(Reason::AlgorithmUnknown { .. })), "{name}");
        }
    }

    #[test]
    fn a_hash_has_the_length_of_its_kind() {
        for kind in HashKind::ALL {
            let hash = Hash::of(kind, b"a");
            assert_eq!(Hash::made(kind, hash.octets()).as_ref(), Some(&hash));
            assert_eq!(Hash::made(kind, b"short"), None);
        }
    }
}
