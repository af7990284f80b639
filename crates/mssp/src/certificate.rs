//! Writing X.509 certificates in the shape of the captured ones.

use der::asn1::ObjectIdentifier;
use jiff::Timestamp;

use crate::der::{bits, int, octets, oid, printable, seq, set, time, tlv, truth, utf8};
use crate::key::{Key, KeyError};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const SUBJECT_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");

/// What a certificate is for.
#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    Root,
    /// Below the root, with clientAuth on the authority itself as Rubin CA 4 has it.
    Issuing,
    /// The other authority, which only signs the server's certificate.
    ServerRoot,
    Person,
    /// Mobile-ID of SK: digitalSignature or nonRepudiation, and no extended key usage.
    SkAuthentication,
    SkSignature,
    Server {
        names: Vec<String>,
    },
    /// An AP's client certificate.
    Client,
}

/// A distinguished name, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name(pub(crate) Vec<u8>);

impl Name {
    fn of(parts: &[(ObjectIdentifier, Vec<u8>)]) -> Self {
        Self(seq(&parts.iter().map(|(id, value)| set(&[seq(&[oid(*id), value.clone()])])).collect::<Vec<_>>()))
    }

    pub(crate) fn authority(common_name: &str) -> Self {
        Self::of(&[
            (COUNTRY, printable("CH")),
            (ORGANISATION, utf8("Sigill simulator")),
            (COMMON_NAME, utf8(common_name)),
        ])
    }

    pub(crate) fn common(common_name: &str) -> Self {
        Self::of(&[(COMMON_NAME, utf8(common_name))])
    }

    /// As Mobile-ID of SK names people: the order of the names differs, and there is a comma in the CN.
    pub(crate) fn sk_person(code: &str) -> Self {
        Self::of(&[
            (COUNTRY, printable("EE")),
            (COMMON_NAME, utf8("SIMULATED,P\u{d5}HJUS")),
            (SERIAL_NUMBER, printable(&format!("PNOEE-{code}"))),
        ])
    }

    /// `serialNumber` and, as CN, the same with `:PN` behind; without it where a script wants none.
    pub(crate) fn person(serial: &str, with_serial: bool) -> Self {
        let common = (COMMON_NAME, utf8(&format!("{serial}:PN")));
        if with_serial { Self::of(&[(SERIAL_NUMBER, printable(serial)), common]) } else { Self::of(&[common]) }
    }
}

/// Everything that a certificate says.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) serial: [u8; 16],
    pub(crate) issuer: Name,
    pub(crate) subject: Name,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) public: Vec<u8>,
    pub(crate) purpose: Purpose,
}

/// The identifier of a key: RFC 7093 §2 method 1, the first 20 octets of SHA-256.
pub(crate) fn key_id(public: &[u8]) -> Vec<u8> {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, public);
    digest.as_ref().iter().take(20).copied().collect()
}

fn extension(id: ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![oid(id)];
    if critical {
        parts.push(truth());
    }
    parts.push(octets(value));
    seq(&parts)
}

/// Key usage: one octet of bits and how many of its low bits are unused.
fn key_usage(octet: u8, unused: u8) -> Vec<u8> {
    extension(KEY_USAGE, true, &tlv(3, &[unused, octet]))
}

fn purposes(ids: &[ObjectIdentifier]) -> Vec<u8> {
    extension(EXTENDED_KEY_USAGE, false, &seq(&ids.iter().map(|id| oid(*id)).collect::<Vec<_>>()))
}

fn authority() -> Vec<Vec<u8>> {
    // keyCertSign and cRLSign; no path length, as the captured ones.
    vec![extension(BASIC_CONSTRAINTS, true, &seq(&[truth()])), key_usage(0b0000_0110, 1)]
}

fn alternative_names(names: &[String]) -> Vec<u8> {
    let each = names.iter().map(|name| match name.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(address)) => tlv(0x87, &address.octets()),
        Ok(std::net::IpAddr::V6(address)) => tlv(0x87, &address.octets()),
        Err(_) => tlv(0x82, name.as_bytes()),
    });
    extension(ALTERNATIVE_NAME, false, &seq(&each.collect::<Vec<_>>()))
}

impl Spec {
    fn extensions(&self) -> Vec<Vec<u8>> {
        let mut all = match &self.purpose {
            Purpose::Root | Purpose::ServerRoot => authority(),
            Purpose::Issuing => [authority(), vec![purposes(&[CLIENT_AUTH])]].concat(),
            // digitalSignature only.
            Purpose::Person | Purpose::Client => vec![key_usage(0b1000_0000, 7), purposes(&[CLIENT_AUTH])],
            Purpose::SkAuthentication => vec![key_usage(0b1000_0000, 7)],
            Purpose::SkSignature => vec![key_usage(0b0100_0000, 6)],
            Purpose::Server { names } => {
                vec![key_usage(0b1000_0000, 7), purposes(&[SERVER_AUTH]), alternative_names(names)]
            }
        };
        all.push(extension(SUBJECT_KEY_ID, false, &octets(&key_id(&self.public))));
        all
    }

    /// The certificate, signed by `issuer`.
    pub(crate) fn sign(&self, issuer: &Key) -> Result<Vec<u8>, KeyError> {
        let algorithm = issuer.as_authority();
        let body = seq(&[
            tlv(0xA0, &int(&[2])),
            int(&self.serial),
            algorithm.identifier(),
            self.issuer.0.clone(),
            seq(&[time(self.from), time(self.to)]),
            self.subject.0.clone(),
            self.public.clone(),
            tlv(0xA3, &seq(&self.extensions())),
        ]);
        let signature = issuer.sign(algorithm, &body)?;
        Ok(seq(&[body, algorithm.identifier(), bits(&signature)]))
    }
}
