//! Answers of responders, right and wrong.

use std::sync::OnceLock;

use aws_lc_rs::digest;
use sigill_mss::ocsp::{Judged, judge};
use sigill_mss::verify::{Doubt, Standing, Trust};

use super::der::{int, null, octets, oid, seq, tlv};
use super::keys::{Alg, Key, SHA1, SHA256, SHA384};
use super::pki::{CertSpec, Pki, common_name, key_usage, pems, purposes};

/// When the signature came.
pub const AT: &str = "2024-06-01T12:00:00Z";
pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
pub const NAME_OF_ISSUER: &str = "Test Issuing CA";

/// The responder's.
pub fn key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(Key::p256)
}

pub fn spec() -> CertSpec {
    CertSpec {
        serial: vec![0x55],
        subject: common_name("Test Responder"),
        to: "290101000000Z",
        extensions: vec![key_usage(&[0]), purposes(&[OCSP_SIGNING])],
        ..CertSpec::user(&key().spki)
    }
}

/// Its certificate, changed, by the authority with this key.
pub fn responder(change: impl FnOnce(&mut CertSpec), issuer: &Key) -> Vec<u8> {
    let mut spec = spec();
    change(&mut spec);
    spec.sign(issuer, Alg::Pss256)
}

pub fn generalized(text: &str) -> Vec<u8> {
    tlv(0x18, text.as_bytes())
}

/// The public key's octets, without their algorithm.
fn bare(key: &Key) -> &[u8] {
    // SubjectPublicKeyInfo is the algorithm, then a BIT STRING that ends it.
    let algorithm = usize::from(key.spki[if key.spki[1] < 0x80 { 3 } else { 3 + usize::from(key.spki[1] & 0x7F) }]);
    let start = if key.spki[1] < 0x80 { 2 } else { 2 + usize::from(key.spki[1] & 0x7F) } + 2 + algorithm;
    let header = if key.spki[start + 1] < 0x80 { 2 } else { 2 + usize::from(key.spki[start + 1] & 0x7F) };
    &key.spki[start + header + 1..]
}

pub fn by_key(key: &Key) -> Vec<u8> {
    tlv(0xA2, &octets(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bare(key)).as_ref()))
}

pub enum Status {
    Good,
    Other(Vec<u8>),
}

impl Status {
    /// Since the key was compromised.
    pub fn revoked(at: &str) -> Self {
        Self::Other(tlv(0xA1, &[generalized(at), tlv(0xA0, &tlv(0x0A, &[1]))].concat()))
    }
}

pub enum Whose {
    Responder,
    Authority,
    Root,
    Signer,
    Nobody,
}

/// One answer, and by what it is judged.
pub struct Case {
    /// Instead of all that is below.
    pub whole: Option<Vec<u8>>,
    pub kind: Vec<u8>,
    pub version: Option<Vec<u8>>,
    pub id: Option<Vec<u8>>,
    pub produced: Vec<u8>,
    pub hash: &'static str,
    /// Another name for it.
    pub hash_oid: Option<Vec<u8>>,
    pub issuer_name: Vec<u8>,
    pub issuer_key: Vec<u8>,
    pub serial: Vec<u8>,
    pub status: Status,
    pub this: Vec<u8>,
    pub next: Option<Vec<u8>>,
    pub singles: usize,
    pub single_extensions: Vec<Vec<u8>>,
    pub extensions: Vec<Vec<u8>>,
    pub key: Whose,
    pub alg: Alg,
    /// Another name for it.
    pub algorithm: Option<Vec<u8>>,
    pub signature: Option<Vec<u8>>,
    pub signed_instead: Option<Box<Case>>,
    pub flip: Option<usize>,
    pub unused_bits: u8,
    pub certificates: Vec<Vec<u8>>,
    pub between: Vec<Vec<u8>>,
    pub trust_other: bool,
}

impl Case {
    pub fn good() -> Self {
        let pki = Pki::get();
        Self {
            whole: None,
            kind: oid("1.3.6.1.5.5.7.48.1.1"),
            version: None,
            id: None,
            produced: generalized("20240601115500Z"),
            hash: SHA256,
            hash_oid: None,
            issuer_name: common_name(NAME_OF_ISSUER),
            issuer_key: bare(pki.issuing_key).to_vec(),
            serial: vec![0x33, 0x44],
            status: Status::Good,
            this: generalized("20240601115500Z"),
            next: None,
            singles: 1,
            single_extensions: Vec::new(),
            extensions: Vec::new(),
            key: Whose::Responder,
            alg: Alg::Ecdsa256,
            algorithm: None,
            signature: None,
            signed_instead: None,
            flip: None,
            unused_bits: 0,
            certificates: vec![responder(|_| {}, pki.issuing_key)],
            between: vec![pki.issuing.clone()],
            trust_other: false,
        }
    }

    pub fn by_authority(&mut self) {
        self.id = Some(tlv(0xA1, &common_name(NAME_OF_ISSUER)));
        self.key = Whose::Authority;
        self.alg = Alg::Pss256;
        self.certificates.clear();
    }

    pub fn named_by(&mut self, hash: &'static str) {
        self.hash = hash;
    }

    fn hashed(&self, of: &[u8]) -> Vec<u8> {
        let algorithm = match self.hash {
            SHA1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            SHA256 => &digest::SHA256,
            SHA384 => &digest::SHA384,
            _ => &digest::SHA512,
        };
        octets(digest::digest(algorithm, of).as_ref())
    }

    fn data(&self) -> Vec<u8> {
        let hash = seq(&[self.hash_oid.clone().unwrap_or_else(|| oid(self.hash)), null()]);
        let id = seq(&[hash, self.hashed(&self.issuer_name), self.hashed(&self.issuer_key), int(&self.serial)]);
        let status = match &self.status {
            Status::Good => tlv(0x80, &[]),
            Status::Other(octets) => octets.clone(),
        };
        let explicit = |extensions: &[Vec<u8>]| match extensions {
            [] => Vec::new(),
            some => tlv(0xA1, &seq(some)),
        };
        let next = self.next.as_ref().map(|next| tlv(0xA0, next)).unwrap_or_default();
        let single = seq(&[id, status, self.this.clone(), next, explicit(&self.single_extensions)]);
        seq(&[
            self.version.clone().unwrap_or_default(),
            self.id.clone().unwrap_or_else(|| tlv(0xA1, &common_name("Test Responder"))),
            self.produced.clone(),
            seq(&vec![single; self.singles]),
            explicit(&self.extensions),
        ])
    }

    fn signature_over(&self, data: &[u8]) -> Vec<u8> {
        let pki = Pki::get();
        let mut signature = match self.key {
            Whose::Responder => key().sign(self.alg, data),
            Whose::Authority => pki.issuing_key.sign(self.alg, data),
            Whose::Root => pki.root_key.sign(self.alg, data),
            Whose::Signer => pki.user_key.sign(self.alg, data),
            Whose::Nobody => Key::p256().sign(self.alg, data),
        };
        if let Some(at) = self.flip {
            signature[at] ^= 1;
        }
        signature
    }

    pub fn octets(&self) -> Vec<u8> {
        if let Some(whole) = &self.whole {
            return whole.clone();
        }
        let data = self.data();
        let signed = self.signed_instead.as_ref().map_or_else(|| data.clone(), |other| other.data());
        let signature = self.signature.clone().unwrap_or_else(|| self.signature_over(&signed));
        let certs = match self.certificates.as_slice() {
            [] => Vec::new(),
            some => tlv(0xA0, &seq(some)),
        };
        let basic = seq(&[
            data,
            self.algorithm.clone().unwrap_or_else(|| self.alg.identifier()),
            tlv(0x03, &[&[self.unused_bits], signature.as_slice()].concat()),
            certs,
        ]);
        seq(&[tlv(0x0A, &[0]), tlv(0xA0, &seq(&[self.kind.clone(), octets(&basic)]))])
    }

    pub fn judged(&self) -> Result<Standing, Doubt> {
        let pki = Pki::get();
        let root = match self.trust_other {
            true => CertSpec::root("Test Root CA", Key::rsa2048(3)).sign(Key::rsa2048(3), Alg::Pss256),
            false => pki.root.clone(),
        };
        let trust = Trust::from_roots_pem(&pems(&[root])).unwrap();
        let trust = trust.with_intermediates_pem(&pems(&self.between)).unwrap();
        let judged = Judged { certificate: &pki.user, issuer: &pki.issuing, at: AT.parse().unwrap(), trust: &trust };
        judge(&self.octets(), &judged)
    }
}
