//! Authorities and users in the shape of Mobile ID since 2023: RSASSA-PSS above, P-256 below.

use std::sync::OnceLock;

use base64::Engine as _;

use super::der::{bits, boolean, int, join, octets, oid, printable, seq, set, time, tlv, utf8};
use super::keys::{Alg, Key};

pub const SERIAL: &str = "MIDCHE0123456789";

#[derive(Clone)]
pub struct CertSpec {
    pub version: Option<u8>,
    pub serial: Vec<u8>,
    pub issuer: Vec<u8>,
    pub subject: Vec<u8>,
    pub from: &'static str,
    pub to: &'static str,
    pub spki: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
}

pub fn extension(id: &str, critical: bool, value: Vec<u8>) -> Vec<u8> {
    let mut parts = vec![oid(id)];
    if critical {
        parts.push(boolean(true));
    }
    parts.push(octets(&value));
    seq(&parts)
}

/// Bit 0 is digitalSignature, bit 5 keyCertSign.
pub fn key_usage(set_bits: &[u8]) -> Vec<u8> {
    let octet = set_bits.iter().fold(0_u8, |sum, bit| sum | (0x80 >> bit));
    let unused = octet.trailing_zeros().min(7) as u8;
    extension("2.5.29.15", true, tlv(3, &[unused, octet]))
}

pub fn purposes(oids: &[&str]) -> Vec<u8> {
    extension("2.5.29.37", false, seq(&oids.iter().map(|id| oid(id)).collect::<Vec<_>>()))
}

pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";

pub fn authority(path_len: Option<u8>) -> Vec<u8> {
    let mut parts = vec![boolean(true)];
    parts.extend(path_len.map(|length| int(&[length])));
    extension("2.5.29.19", true, seq(&parts))
}

/// One policy with a pointer to its statement.
pub fn policies(critical: bool) -> Vec<u8> {
    let statement = seq(&[oid("1.3.6.1.5.5.7.2.1"), tlv(0x16, b"https://cps.example")]);
    extension("2.5.29.32", critical, seq(&[seq(&[oid("2.16.756.1.83.30.4.4"), seq(&[statement])])]))
}

pub fn key_id(id: &[u8]) -> Vec<u8> {
    extension("2.5.29.14", false, octets(id))
}

pub fn name(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    seq(&parts.iter().map(|(id, value)| set(&[seq(&[oid(id), value.clone()])])).collect::<Vec<_>>())
}

pub fn common_name(text: &str) -> Vec<u8> {
    name(&[("2.5.4.3", utf8(text))])
}

pub fn user_name(serials: &[&str]) -> Vec<u8> {
    let mut parts: Vec<_> = serials.iter().map(|serial| ("2.5.4.5", printable(serial))).collect();
    parts.push(("2.5.4.3", utf8(&format!("{SERIAL}:PN"))));
    name(&parts)
}

impl CertSpec {
    pub fn root(subject: &str, key: &Key) -> Self {
        Self {
            version: Some(2),
            serial: vec![0x11],
            issuer: common_name(subject),
            subject: common_name(subject),
            from: "200101000000Z",
            to: "381124102153Z",
            spki: key.spki.clone(),
            extensions: vec![authority(None), key_usage(&[5, 6])],
        }
    }

    pub fn issuing(key: &Key) -> Self {
        Self {
            serial: vec![0x22],
            subject: common_name("Test Issuing CA"),
            to: "290128122338Z",
            extensions: vec![authority(None), key_usage(&[5, 6]), purposes(&[CLIENT_AUTH])],
            ..Self::root("Test Root CA", key)
        }
    }

    pub fn user(spki: &[u8]) -> Self {
        Self {
            version: Some(2),
            serial: vec![0x33, 0x44],
            issuer: common_name("Test Issuing CA"),
            subject: user_name(&[SERIAL]),
            from: "230123095003Z",
            to: "260122095002Z",
            spki: spki.to_vec(),
            extensions: vec![key_usage(&[0]), purposes(&[CLIENT_AUTH]), key_id(b"user-key-id")],
        }
    }

    pub fn sign(&self, issuer: &Key, alg: Alg) -> Vec<u8> {
        let mut parts = Vec::new();
        parts.extend(self.version.map(|version| tlv(0xA0, &int(&[version]))));
        parts.extend([int(&self.serial), alg.identifier(), self.issuer.clone()]);
        parts.extend([seq(&[time(self.from), time(self.to)]), self.subject.clone(), self.spki.clone()]);
        if !self.extensions.is_empty() {
            parts.push(tlv(0xA3, &seq(&self.extensions)));
        }
        let tbs = seq(&parts);
        let signature = issuer.sign(alg, &tbs);
        seq(&[tbs, alg.identifier(), bits(&signature)])
    }
}

pub struct Pki {
    pub root_key: &'static Key,
    pub issuing_key: &'static Key,
    pub user_key: Key,
    pub root: Vec<u8>,
    pub issuing: Vec<u8>,
    pub user: Vec<u8>,
}

impl Pki {
    pub fn get() -> &'static Self {
        static PKI: OnceLock<Pki> = OnceLock::new();
        PKI.get_or_init(|| {
            let (root_key, issuing_key, user_key) = (Key::rsa2048(0), Key::rsa2048(1), Key::p256());
            Self {
                root: CertSpec::root("Test Root CA", root_key).sign(root_key, Alg::Pss256),
                issuing: CertSpec::issuing(issuing_key).sign(root_key, Alg::Pss256),
                user: CertSpec::user(&user_key.spki).sign(issuing_key, Alg::Pss256),
                root_key,
                issuing_key,
                user_key,
            }
        })
    }

    /// A certificate for the user's key, changed by `change`, from the usual issuer.
    pub fn user_with(&self, change: impl FnOnce(&mut CertSpec)) -> Vec<u8> {
        let mut spec = CertSpec::user(&self.user_key.spki);
        change(&mut spec);
        spec.sign(self.issuing_key, Alg::Pss256)
    }
}

pub fn pem(label: &str, der: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| String::from_utf8(line.to_vec()).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

pub fn pems(certificates: &[Vec<u8>]) -> String {
    String::from_utf8(join(&certificates.iter().map(|der| pem("CERTIFICATE", der).into_bytes()).collect::<Vec<_>>()))
        .unwrap()
}
