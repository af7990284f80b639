//! A signature object of which every part can be changed before or after it is signed.

use aws_lc_rs::digest;

use super::der::{indefinite, int, join, null, octets, oid, seq, set, time, tlv};
use super::keys::{Alg, Key, SHA1, SHA256, SHA384, SHA512};
use super::pki::Pki;

pub const ID_DATA: &str = "1.2.840.113549.1.7.1";
pub const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
pub const TEXT: &str = "Test: Grüezi, pay CHF 10?";

pub fn hash(oid: &str, content: &[u8]) -> Vec<u8> {
    let algorithm = match oid {
        SHA1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        SHA256 => &digest::SHA256,
        SHA384 => &digest::SHA384,
        SHA512 => &digest::SHA512,
        _ => &digest::SHA256,
    };
    digest::digest(algorithm, content).as_ref().to_vec()
}

pub fn attribute(id: &str, values: &[Vec<u8>]) -> Vec<u8> {
    seq(&[oid(id), set(values)])
}

#[derive(Clone)]
pub struct Signer {
    pub version: u8,
    pub sid: Vec<u8>,
    pub digest: Vec<u8>,
    pub attributes: Option<Vec<Vec<u8>>>,
    pub algorithm: Vec<u8>,
    pub signature: Vec<u8>,
    pub unsigned: Vec<u8>,
    /// Writes the attributes under [0]; a test can choose another encoding.
    pub wrap: fn(&[u8]) -> Vec<u8>,
}

impl Signer {
    /// What is signed: the attributes as SET, in the order in which they stand.
    pub fn message(&self) -> Vec<u8> {
        set(self.attributes.as_deref().unwrap_or_default())
    }

    pub fn encode(&self) -> Vec<u8> {
        let attributes = self.attributes.as_ref().map(|all| (self.wrap)(&join(all))).unwrap_or_default();
        seq(&[
            int(&[self.version]),
            self.sid.clone(),
            self.digest.clone(),
            attributes,
            self.algorithm.clone(),
            octets(&self.signature),
            self.unsigned.clone(),
        ])
    }
}

/// The order in which `seq` is applied is the order of RFC 5652 §5.1.
#[derive(Clone)]
pub struct Object {
    pub outer_type: &'static str,
    pub content_type: &'static str,
    /// The whole octet string element, or none for a detached signature.
    pub content: Option<Vec<u8>>,
    pub certificates: Vec<Vec<u8>>,
    pub signers: Vec<Signer>,
    pub indefinite: bool,
}

pub fn issuer_and_serial(issuer: &[u8], serial: &[u8]) -> Vec<u8> {
    seq(&[issuer.to_vec(), int(serial)])
}

impl Object {
    /// The 2024 shape: P-256, NULL parameters, three certificates, a nonce and no signingTime.
    pub fn of(text: &[u8]) -> Self {
        let pki = Pki::get();
        let signer = Signer {
            version: 1,
            sid: issuer_and_serial(&super::pki::common_name("Test Issuing CA"), &[0x33, 0x44]),
            digest: seq(&[oid(SHA256), null()]),
            attributes: Some(vec![
                attribute(CONTENT_TYPE, &[oid(ID_DATA)]),
                attribute("1.2.840.113549.1.9.25.3", &[octets(b"8 octets")]),
                attribute(MESSAGE_DIGEST, &[octets(&hash(SHA256, text))]),
            ]),
            algorithm: seq(&[oid("1.2.840.10045.4.3.2"), null()]),
            signature: Vec::new(),
            unsigned: Vec::new(),
            wrap: |content| tlv(0xA0, content),
        };
        let mut object = Self {
            outer_type: "1.2.840.113549.1.7.2",
            content_type: ID_DATA,
            content: Some(octets(text)),
            certificates: vec![pki.user.clone(), pki.issuing.clone(), pki.root.clone()],
            signers: vec![signer],
            indefinite: true,
        };
        object.sign();
        object
    }

    pub fn signer(&mut self) -> &mut Signer {
        &mut self.signers[0]
    }

    /// Signs the first signer's attributes with the user's key.
    pub fn sign(&mut self) {
        self.sign_with(&Pki::get().user_key, Alg::Ecdsa256);
    }

    pub fn sign_with(&mut self, key: &Key, alg: Alg) {
        let message = self.signers[0].message();
        self.signers[0].signature = key.sign(alg, &message);
    }

    /// Changes digest, algorithm, certificate and key together, and signs.
    pub fn resign(&mut self, key: &Key, alg: Alg, certificate: Vec<u8>) {
        let text = super::content_of(self);
        self.certificates[0] = certificate;
        let signer = self.signer();
        signer.digest = seq(&[oid(alg.hash_oid()), null()]);
        signer.algorithm = alg.identifier();
        signer.attributes = Some(vec![
            attribute(CONTENT_TYPE, &[oid(ID_DATA)]),
            attribute(MESSAGE_DIGEST, &[octets(&hash(alg.hash_oid(), &text))]),
        ]);
        self.sign_with(key, alg);
    }

    pub fn set_attributes(&mut self, attributes: Vec<Vec<u8>>) {
        self.signer().attributes = Some(attributes);
        self.sign();
    }

    pub fn add_attribute(&mut self, attribute: Vec<u8>) {
        self.signer().attributes.as_mut().unwrap().push(attribute);
        self.sign();
    }

    pub fn signing_time() -> Vec<u8> {
        attribute(SIGNING_TIME, &[time("240702065310Z")])
    }

    pub fn encode(&self) -> Vec<u8> {
        let wrap = |tag, content: &[u8]| if self.indefinite { indefinite(tag, content) } else { tlv(tag, content) };
        let mut inside = vec![oid(self.content_type)];
        inside.extend(self.content.as_ref().map(|content| tlv(0xA0, content)));
        let digests: Vec<_> = self.signers.iter().map(|signer| signer.digest.clone()).collect();
        let mut parts = vec![int(&[1]), set(&digests), seq(&inside)];
        if !self.certificates.is_empty() {
            parts.push(wrap(0xA0, &join(&self.certificates)));
        }
        parts.push(set(&self.signers.iter().map(Signer::encode).collect::<Vec<_>>()));
        let signed_data = wrap(0x30, &join(&parts));
        wrap(0x30, &join(&[oid(self.outer_type), wrap(0xA0, &signed_data)]))
    }
}
