//! Hexadecimal notations, and what a credential is found by because of its certificate.

use sha2::{Digest, Sha256};

use super::{Key, Keys};
use crate::certificate::SignerCert;

/// What a credential with this certificate, in PEM, is found by.
pub(crate) fn cert_keys(pem: Option<&str>) -> Keys {
    // It was read when it was accepted; what can't be read again isn't found by it.
    let cert = pem.and_then(|text| SignerCert::parse(text).ok());
    let serial = cert.as_ref().and_then(|cert| hex(cert.serial_hex())).map(without_zeros);
    let sha256 = cert.as_ref().map(|cert| sha256_hex(cert.der()));
    vec![(Key::CertSerial, serial), (Key::CertSha256, sha256)]
}

/// The hexadecimal digits of a text in lower case, where it has nothing else but the usual
/// separators and a leading `0x`.
pub(crate) fn hex(text: &str) -> Option<String> {
    let bare = text.trim();
    let bare = bare.strip_prefix("0x").or_else(|| bare.strip_prefix("0X")).unwrap_or(bare);
    let digits: String = bare.chars().filter(|c| !c.is_whitespace() && !":-".contains(*c)).collect();
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())).then(|| digits.to_ascii_lowercase())
}

pub(crate) fn without_zeros(digits: String) -> String {
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        significant => significant.to_owned(),
    }
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_a_serial_number_has_one_form() {
        for notation in ["0A1B", "0x0a1b", "0A:1B", "00 0a 1b", "a1b"] {
            assert_eq!(hex(notation).map(without_zeros).as_deref(), Some("a1b"), "{notation}");
        }
        for wrong in ["", ":", "0A1G", "anna"] {
            assert_eq!(hex(wrong), None, "{wrong}");
        }
        assert_eq!(without_zeros("000".to_owned()), "0");
    }

    #[test]
    fn the_fingerprint_is_sha_256() {
        // FIPS 180-2, appendix B.1
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
