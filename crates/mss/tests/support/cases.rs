//! Forged and broken objects, each with the check that must refuse it and the reason's code.

use sigill_mss::verify::{Check, ExpectedText, Report, SerialRule, Terms, Trust, Usage, verify};

use super::der::{indefinite, int, join, null, octets, oid, seq, tlv, utf8};
use super::forge::{CONTENT_TYPE, ID_DATA, MESSAGE_DIGEST, Object, TEXT, attribute, hash, issuer_and_serial};
use super::keys::{Alg, Key, SHA1, SHA256, SHA384, pss, rsa_spki_of};
use super::pki::{
    self, CertSpec, Pki, SERIAL, SERVER_AUTH, authority, common_name, extension, key_usage, purposes, user_name,
};

mod crypto;
mod trust;

use crypto::{algorithm, ess, signature};
pub use trust::{issuing_with, root_with, signed, user};
use trust::{path, text, usage};

pub const AT: &str = "2024-07-02T06:53:10Z";
pub const ESS_V1: &str = "1.2.840.113549.1.9.16.2.12";
pub const ESS_V2: &str = "1.2.840.113549.1.9.16.2.47";

#[derive(Clone)]
pub struct Case {
    pub name: &'static str,
    pub octets: Vec<u8>,
    pub text: ExpectedText,
    pub at: &'static str,
    pub roots: Vec<Vec<u8>>,
    pub serial: Option<&'static str>,
    pub legacy_sha1: bool,
    pub usage: Usage,
    /// `None` for a good one.
    pub want: Option<(Check, &'static str)>,
}

impl Case {
    pub fn verify(&self) -> Report {
        let trust = Trust::from_roots_pem(&pki::pems(&self.roots)).unwrap();
        let mut terms = Terms::new(&self.text, self.at.parse().unwrap(), &trust);
        terms.legacy_sha1 = self.legacy_sha1;
        terms.usage = self.usage;
        terms.serial = match self.serial {
            None => SerialRule::NotAsked,
            Some("") => SerialRule::Present,
            Some(serial) => SerialRule::Recorded(serial),
        };
        verify(&self.octets, &terms)
    }
}

pub fn good(name: &'static str, change: impl FnOnce(&mut Object)) -> Case {
    let mut object = Object::of(TEXT.as_bytes());
    change(&mut object);
    Case {
        name,
        octets: object.encode(),
        text: ExpectedText::Exact(TEXT.to_owned()),
        at: AT,
        roots: vec![Pki::get().root.clone()],
        serial: Some(SERIAL),
        legacy_sha1: false,
        usage: Usage::default(),
        want: None,
    }
}

fn bad(check: Check, code: &'static str, name: &'static str, change: impl FnOnce(&mut Object)) -> Case {
    Case { want: Some((check, code)), ..good(name, change) }
}

fn broken(check: Check, code: &'static str, name: &'static str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Case {
    let case = bad(check, code, name, |_| {});
    Case { octets: change(case.octets.clone()), ..case }
}

pub fn forged() -> Vec<Case> {
    let groups =
        [encoding(), structure(), signer(), attributes(), algorithm(), signature(), ess(), path(), usage(), text()];
    groups.into_iter().flatten().collect()
}

fn encoding() -> Vec<Case> {
    let case = |name, change: fn(Vec<u8>) -> Vec<u8>| broken(Check::Encoding, "not-ber", name, change);
    vec![
        case("nothing", |_| Vec::new()),
        case("one octet", |octets| octets[..1].to_vec()),
        case("the last octet is missing", |octets| octets[..octets.len() - 1].to_vec()),
        case("the second half is missing", |octets| octets[..octets.len() / 2].to_vec()),
        case("the last end mark is missing", |octets| octets[..octets.len() - 2].to_vec()),
        case("an octet too many", |octets| join(&[octets, vec![0]])),
        case("two objects", |octets| join(&[octets.clone(), octets])),
        case("a hundred open indefinite lengths", |_| [0x30, 0x80].repeat(100)),
        case("thirty nested elements", |octets| (0..30).fold(octets, |inner, _| tlv(0x30, &inner))),
        case("a length of five octets", |_| vec![0x30, 0x85, 0, 0, 0, 0, 0]),
        case("a primitive with indefinite length", |_| vec![0x30, 0x80, 0x04, 0x80, 0, 0, 0, 0]),
        case("a high tag number", |octets| indefinite(0x30, &[vec![0x3F, 0x81, 1, 0], octets].concat())),
        case("a length beyond the object", |_| vec![0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, 0x02]),
        case("a quarter of a mebibyte", |octets| join(&[octets, vec![0; 256 * 1024]])),
        case("HTML instead of a signature", |_| b"<html><body>502 Bad Gateway</body></html>".to_vec()),
    ]
}

fn structure() -> Vec<Case> {
    let case = |name, change: fn(&mut Object)| bad(Check::SignedData, "structure", name, change);
    vec![
        bad(Check::SignedData, "not-signed-data", "content type data", |o| o.outer_type = ID_DATA),
        bad(Check::SignedData, "not-signed-data", "content type envelopedData", |o| {
            o.outer_type = "1.2.840.113549.1.7.3";
        }),
        broken(Check::SignedData, "structure", "nothing in the ContentInfo", |_| seq(&[oid("1.2.840.113549.1.7.2")])),
        broken(Check::SignedData, "structure", "an octet string for SignedData", |_| {
            seq(&[oid("1.2.840.113549.1.7.2"), tlv(0xA0, &octets(b"x"))])
        }),
        broken(Check::SignedData, "structure", "a certificate alone", |_| Pki::get().user.clone()),
        case("seventeen certificates", |o| o.certificates = vec![o.certificates[0].clone(); 17]),
        case("seventeen signers", |o| o.signers = vec![o.signers[0].clone(); 17]),
        case("the content is an integer", |o| o.content = Some(int(&[5]))),
        case("the content is a segmented string of integers", |o| o.content = Some(tlv(0x24, &int(&[5])))),
        case("two octet strings as content", |o| o.content = Some(join(&[octets(b"a"), octets(b"b")]))),
        case("a signer without identifier", |o| o.signer().sid = Vec::new()),
        case("a signer without digest algorithm", |o| o.signer().digest = Vec::new()),
        case("something after the unsigned attributes", |o| o.signer().unsigned = join(&[tlv(0xA1, &[]), null()])),
        case("an algorithm with two parameters", |o| {
            o.signer().algorithm = seq(&[oid("1.2.840.10045.4.3.2"), null(), null()]);
        }),
    ]
}

fn signer() -> Vec<Case> {
    use Check::{Content, OneSigner, SignerCertificate};
    vec![
        bad(OneSigner, "no-signer", "nobody signed", |o| o.signers.clear()),
        bad(OneSigner, "several-signers", "the same signer twice", |o| o.signers.push(o.signers[0].clone())),
        bad(OneSigner, "several-signers", "a second signer", |o| {
            let mut second = o.signers[0].clone();
            second.sid = issuer_and_serial(&common_name("Somebody"), &[1]);
            o.signers.push(second);
        }),
        bad(Content, "detached", "detached", |o| o.content = None),
        bad(Content, "content-type", "the content's type was changed", |o| o.content_type = "1.2.840.113549.1.7.5"),
        bad(Content, "content-type", "the same octets signed as a time stamp's content", |o| {
            o.content_type = "1.2.840.113549.1.9.16.1.4";
            let other = attribute(CONTENT_TYPE, &[oid(o.content_type)]);
            o.set_attributes(vec![other, digest_of(TEXT.as_bytes())]);
        }),
        bad(SignerCertificate, "signer-unknown", "no certificate", |o| o.certificates.clear()),
        bad(SignerCertificate, "signer-unknown", "only authorities", |o| drop(o.certificates.remove(0))),
        bad(SignerCertificate, "signer-ambiguous", "the user's certificate twice", |o| {
            o.certificates.push(o.certificates[0].clone());
        }),
        bad(SignerCertificate, "signer-ambiguous", "two certificates with the same issuer and serial", |o| {
            let other = Pki::get().user_with(|spec| spec.to = "250122095002Z");
            o.certificates.push(other);
        }),
        bad(SignerCertificate, "signer-unknown", "another serial number in the signer", |o| {
            o.signer().sid = issuer_and_serial(&common_name("Test Issuing CA"), &[0x33, 0x45]);
        }),
        bad(SignerCertificate, "signer-unknown", "another issuer in the signer", |o| {
            o.signer().sid = issuer_and_serial(&common_name("Other CA"), &[0x33, 0x44]);
        }),
        bad(SignerCertificate, "signer-unknown", "an issuer with the same letters in another string type", |o| {
            let issuer = pki::name(&[("2.5.4.3", super::der::printable("Test Issuing CA"))]);
            o.signer().sid = issuer_and_serial(&issuer, &[0x33, 0x44]);
        }),
        bad(SignerCertificate, "signer-unknown", "a key id that nobody has", |o| {
            o.signer().sid = tlv(0x80, b"nobody");
        }),
        bad(SignerCertificate, "certificate-unreadable", "the signer's certificate is an empty sequence", |o| {
            o.certificates[0] = seq(&[]);
        }),
        bad(SignerCertificate, "certificate-unreadable", "a certificate with an indefinite length", |o| {
            let inner = o.certificates[0][4..].to_vec();
            o.certificates[0] = indefinite(0x30, &inner);
        }),
    ]
}

pub fn digest_of(text: &[u8]) -> Vec<u8> {
    attribute(MESSAGE_DIGEST, &[octets(&hash(SHA256, text))])
}

pub fn content_type() -> Vec<u8> {
    attribute(CONTENT_TYPE, &[oid(ID_DATA)])
}

fn attributes() -> Vec<Case> {
    let case = |code, name, change: fn(&mut Object)| bad(Check::SignedAttributes, code, name, change);
    let text = TEXT.as_bytes();
    vec![
        case("attributes-absent", "no signed attributes, the content signed instead", |o| {
            o.signer().attributes = None;
            o.signer().signature = Pki::get().user_key.sign(Alg::Ecdsa256, TEXT.as_bytes());
        }),
        case("attribute-missing", "an empty set of attributes", |o| o.set_attributes(Vec::new())),
        case("attribute-missing", "no content type", |o| o.set_attributes(vec![digest_of(TEXT.as_bytes())])),
        case("attribute-missing", "no digest", |o| o.set_attributes(vec![content_type()])),
        case("content-type-differs", "another content type is signed", |o| {
            let other = attribute(CONTENT_TYPE, &[oid("1.2.840.113549.1.7.5")]);
            o.set_attributes(vec![other, digest_of(TEXT.as_bytes())]);
        }),
        case("attribute-twice", "two digests", |o| {
            let other = attribute(MESSAGE_DIGEST, &[octets(&hash(SHA256, b"other"))]);
            o.add_attribute(other);
        }),
        case("attribute-twice", "the content type twice", |o| o.add_attribute(content_type())),
        case("attribute-twice", "an unknown attribute twice", |o| {
            o.add_attribute(attribute("1.2.3.4", &[null()]));
            o.add_attribute(attribute("1.2.3.4", &[null()]));
        }),
        case("attribute-not-single", "a digest with two values", |o| {
            let (one, two) = (hash(SHA256, TEXT.as_bytes()), hash(SHA256, b"other"));
            o.set_attributes(vec![content_type(), attribute(MESSAGE_DIGEST, &[octets(&one), octets(&two)])]);
        }),
        case("attribute-not-single", "a digest without value", |o| {
            o.set_attributes(vec![content_type(), attribute(MESSAGE_DIGEST, &[])]);
        }),
        case("attribute-not-single", "a digest that is a text", |o| {
            o.set_attributes(vec![content_type(), attribute(MESSAGE_DIGEST, &[utf8("digest")])]);
        }),
        case("attribute-not-single", "a content type that is an octet string", |o| {
            o.set_attributes(vec![attribute(CONTENT_TYPE, &[octets(b"data")]), digest_of(TEXT.as_bytes())]);
        }),
        case("attributes-not-der", "attributes with an indefinite length", |o| {
            o.signer().wrap = |content| indefinite(0xA0, content);
        }),
        case("attributes-not-der", "attributes with a length longer than needed", |o| {
            o.signer().wrap = |content| [&[0xA0, 0x83, 0, 0, content.len() as u8], content].concat();
        }),
        case("attributes-not-der", "a digest in segments", |o| {
            let segments = tlv(0x24, &octets(&hash(SHA256, TEXT.as_bytes())));
            o.set_attributes(vec![content_type(), attribute(MESSAGE_DIGEST, &[segments])]);
        }),
        case("attributes-unreadable", "an attribute that is an integer", |o| o.add_attribute(int(&[1]))),
        bad(Check::SignedAttributes, "attributes-unreadable", "forty attributes", |o| {
            let more = (0..40_u8).map(|number| attribute(&format!("1.2.3.{number}"), &[null()]));
            o.set_attributes([content_type(), digest_of(text)].into_iter().chain(more).collect());
        }),
    ]
}

/// An ESS signing-certificate-v2 attribute with one id.
pub fn ess_v2(parts: &[Vec<u8>]) -> Vec<u8> {
    attribute(ESS_V2, &[seq(&[seq(&[seq(parts)])])])
}
