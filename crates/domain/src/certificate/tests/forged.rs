//! Certificates put together by hand, with one rule broken or kept in an unusual way.

use super::{pem, refusal};
use crate::certificate::SignerCert;

/// A certificate put together by hand, so that a test can break one rule. Each part is DER.
pub(super) struct Parts {
    version: Vec<u8>,
    serial: Vec<u8>,
    inner: Vec<u8>,
    issuer: Vec<u8>,
    validity: Vec<u8>,
    tail: Vec<u8>,
    outer: Vec<u8>,
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = u8::try_from(content.len());
    let head = match len {
        Ok(len) if len < 0x80 => vec![tag, len],
        Ok(len) => vec![tag, 0x81, len],
        Err(_) => vec![tag, 0x82, (content.len() >> 8) as u8, content.len() as u8],
    };
    [head, content.to_vec()].concat()
}

const ECDSA_SHA256: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
/// CN=a
const NAME: &[u8] = b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a";
/// Key usage, not critical, digitalSignature.
pub(super) const KEY_USAGE: &[u8] = b"\x30\x0b\x06\x03\x55\x1d\x0f\x04\x04\x03\x02\x07\x80";

impl Parts {
    pub(super) fn new() -> Self {
        Self {
            version: tlv(0xa0, &tlv(2, &[2])),
            serial: tlv(2, &[1]),
            inner: ECDSA_SHA256.to_vec(),
            issuer: NAME.to_vec(),
            validity: [tlv(0x17, b"010101000000Z"), tlv(0x17, b"020101000000Z")].concat(),
            tail: Vec::new(),
            outer: ECDSA_SHA256.to_vec(),
        }
    }

    pub(super) fn version_1() -> Self {
        Self { version: Vec::new(), ..Self::new() }
    }

    pub(super) fn extensions(mut self, extensions: &[u8]) -> Self {
        self.tail = tlv(0xa3, &tlv(0x30, extensions));
        self
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let key = [tlv(0x30, b"\x06\x03\x2b\x65\x70"), tlv(3, &[0; 33])].concat();
        let validity = tlv(0x30, &self.validity);
        let (version, serial) = (&self.version[..], &self.serial[..]);
        let signed =
            [version, serial, &self.inner, &self.issuer, &validity, NAME, &tlv(0x30, &key), &self.tail].concat();
        tlv(0x30, &[tlv(0x30, &signed), self.outer.clone(), tlv(3, &[0, 1])].concat())
    }

    fn refusal(&self) -> String {
        refusal(&pem(&self.der()))
    }
}

#[test]
fn what_certificates_may_have_is_accepted() {
    let plain = Parts::new;
    let unique_identifier = tlv(0x81, &[0, 1]);
    for (name, parts) in [
        ("no extensions", plain()),
        ("an extension", plain().extensions(KEY_USAGE)),
        ("version 1", Parts::version_1()),
        ("version 1, encoded", Parts { version: tlv(0xa0, &tlv(2, &[0])), ..plain() }),
        ("version 2", Parts { version: tlv(0xa0, &tlv(2, &[1])), tail: unique_identifier.clone(), ..plain() }),
        ("a unique identifier", Parts { tail: unique_identifier, ..plain() }),
        (
            "critical FALSE, encoded",
            plain().extensions(b"\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\x00\x04\x04\x03\x02\x07\x80"),
        ),
        (
            "no well-defined expiration",
            Parts { validity: [tlv(0x17, b"700101000000Z"), tlv(0x18, b"99991231235959Z")].concat(), ..plain() },
        ),
        (
            "not yet valid",
            Parts { validity: [tlv(0x18, b"20900101000000Z"), tlv(0x18, b"20910101000000Z")].concat(), ..plain() },
        ),
    ] {
        assert_eq!(parts.refusal(), "", "{name}");
    }
}

#[test]
fn a_rule_of_rfc_5280_that_is_broken_is_named() {
    let plain = Parts::new;
    let sha384 = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03".to_vec();
    let with_null = b"\x30\x0c\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x05\x00".to_vec();
    for (parts, clause) in [
        (Parts { outer: sha384.clone(), ..plain() }, "signature algorithm inside the signed part is another"),
        (Parts { inner: with_null, ..plain() }, "signature algorithm inside the signed part is another"),
        (Parts { issuer: tlv(0x30, &[]), ..plain() }, "the issuer is empty (RFC 5280 4.1.2.4)"),
        (Parts { issuer: b"\x30\x02\x31\x00".to_vec(), ..plain() }, "the issuer is empty (RFC 5280 4.1.2.4)"),
        (
            Parts { tail: tlv(0x81, &[0, 1]), ..Parts::version_1() },
            "a version 1 certificate has unique identifiers (RFC 5280 4.1.2.8)",
        ),
        (
            Parts::version_1().extensions(KEY_USAGE),
            "extensions in a certificate that isn't version 3 (RFC 5280 4.1.2.9)",
        ),
        (plain().extensions(&[]), "the list of extensions is empty (RFC 5280 4.1.2.9)"),
        (plain().extensions(&KEY_USAGE.repeat(2)), "the extension 2.5.29.15 appears twice (RFC 5280 4.2)"),
    ] {
        let refusal = parts.refusal();
        assert!(refusal.starts_with("not a valid X.509 certificate: ") && refusal.contains(clause), "{refusal}");
    }
}

#[test]
fn what_isnt_der_is_refused() {
    let plain = Parts::new;
    for (name, parts) in [
        ("a serial number without bytes", Parts { serial: tlv(2, &[]), ..plain() }),
        ("a padded serial number", Parts { serial: tlv(2, &[0, 1]), ..plain() }),
        ("a serial number of 22 bytes", Parts { serial: tlv(2, &[1; 22]), ..plain() }),
        ("a length in the long form", Parts { serial: vec![2, 0x81, 1, 1], ..plain() }),
        ("version 4", Parts { version: tlv(0xa0, &tlv(2, &[3])), ..plain() }),
        (
            "a local time",
            Parts { validity: [tlv(0x17, b"010101000000+0100"), tlv(0x17, b"020101000000Z")].concat(), ..plain() },
        ),
        (
            "a time without seconds",
            Parts { validity: [tlv(0x17, b"0101010000Z"), tlv(0x17, b"020101000000Z")].concat(), ..plain() },
        ),
        (
            "the 30th of February",
            Parts { validity: [tlv(0x17, b"010230000000Z"), tlv(0x17, b"020101000000Z")].concat(), ..plain() },
        ),
        ("three times", Parts { validity: tlv(0x17, b"010101000000Z").repeat(3), ..plain() }),
        ("critical 01", plain().extensions(b"\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\x01\x04\x04\x03\x02\x07\x80")),
        ("an unknown last field", Parts { tail: tlv(0xa4, &[]), ..plain() }),
    ] {
        assert!(parts.refusal().starts_with("not a valid X.509 certificate: "), "{name}: {}", parts.refusal());
    }
    // Indefinite length, as in BER.
    let der = plain().der();
    let ber = [&[0x30, 0x80], der.get(3..).unwrap(), &[0, 0]].concat();
    assert!(refusal(&pem(&ber)).starts_with("not a valid X.509 certificate: "));
}

#[test]
fn serial_numbers_are_printed_as_openssl_does() {
    for (serial, expected) in [
        (&[0][..], "00"),
        (&[1], "01"),
        (&[0, 0x80], "80"),
        (&[0x7f, 0xff], "7FFF"),
        (&[0xff], "-01"),
        (&[0x80], "-80"),
        (&[0xff, 0x00], "-0100"),
        (
            &[
                0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                0xff, 0xff, 0xff, 0xff,
            ],
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        ),
    ] {
        let der = Parts { serial: tlv(2, serial), ..Parts::new() }.der();
        assert_eq!(SignerCert::parse(&pem(&der)).unwrap().serial_hex(), expected);
    }
}
