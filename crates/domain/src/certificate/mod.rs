//! The certificate of a signer.
//!
//! `signerCert` holds exactly one X.509 certificate in PEM. Text before it is accepted, as people
//! paste what `openssl x509 -text` prints; after it only white space. The text is stored and returned
//! byte for byte. Expired and not yet valid certificates are accepted: the documentation asks for a
//! *valid X.509 certificate*, not for a currently valid one.

mod error;
mod pem;
mod rules;

#[cfg(test)]
mod tests;

use std::fmt::{self, Write};

use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::certificate::{Certificate, TbsCertificate};
use x509_cert::ext::pkix::BasicConstraints;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

pub use error::{BrokenRule, CertificateError};

/// Exactly one X.509 certificate in PEM, as it was submitted.
#[derive(Clone, PartialEq, Eq)]
pub struct SignerCert {
    text: String,
    der: Vec<u8>,
    serial_hex: String,
    subject_serial_number: Option<String>,
    not_before: i64,
    not_after: i64,
}

impl SignerCert {
    /// Longest text, in code points, all that precedes the certificate included.
    pub const LEN_MAX: usize = error::LEN_MAX;

    /// Reads a text that holds one certificate in PEM (its form is described in `pem`).
    ///
    /// # Errors
    /// What is wrong with it, in words that a caller may see.
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        if text.trim().is_empty() {
            return Err(CertificateError::Empty);
        }
        let len = text.chars().count();
        if len > Self::LEN_MAX {
            return Err(CertificateError::TooLong { len });
        }
        let der = pem::decode(text)?;
        let (certificate, rest) = Certificate::from_der_partial(&der).map_err(CertificateError::Der)?;
        if !rest.is_empty() {
            return Err(CertificateError::TrailingBytes { len: rest.len() });
        }
        rules::check(&certificate)?;
        let signed = certificate.tbs_certificate();
        Ok(Self {
            text: text.to_owned(),
            serial_hex: hexadecimal(signed.serial_number()),
            subject_serial_number: subject_serial_number(signed.subject()),
            not_before: unix_seconds(signed.validity().not_before),
            not_after: unix_seconds(signed.validity().not_after),
            der,
        })
    }

    /// The text as it was submitted.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The one serial number in the subject (2.5.4.5), which names the person at some providers; not that of the
    /// certificate.
    #[must_use]
    pub fn subject_serial_number(&self) -> Option<String> {
        self.subject_serial_number.clone()
    }

    /// The certificate as it was encoded; nothing is encoded again.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The serial number in hexadecimal, capital letters, two digits a byte, `-` before a negative
    /// one: as `openssl x509 -serial` prints it.
    #[must_use]
    pub fn serial_hex(&self) -> &str {
        &self.serial_hex
    }

    /// The name of the subject as in RFC 4514; may be empty. Written when it is asked for, which is seldom: it takes longer
    /// than to read the certificate.
    #[must_use]
    pub fn subject(&self) -> String {
        self.name(TbsCertificate::subject)
    }

    /// The name of the issuer as in RFC 4514.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.name(TbsCertificate::issuer)
    }

    fn name(&self, of: impl Fn(&TbsCertificate) -> &Name) -> String {
        // It was read before.
        let certificate = Certificate::from_der(&self.der);
        certificate.map_or_else(|_| UNREADABLE.to_owned(), |certificate| display(of(certificate.tbs_certificate())))
    }

    /// The first second of the validity, in Unix time.
    #[must_use]
    pub fn not_before(&self) -> i64 {
        self.not_before
    }

    /// The last second of the validity, in Unix time.
    #[must_use]
    pub fn not_after(&self) -> i64 {
        self.not_after
    }
}

/// Names the certificate; the PEM would drown a log line.
impl fmt::Debug for SignerCert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignerCert")
            .field("serial", &self.serial_hex)
            .field("subject", &self.subject())
            .finish_non_exhaustive()
    }
}

/// Whether a certificate, in DER, says that it is one of an authority (RFC 5280, 4.2.1.9). One that can't be read doesn't.
#[must_use]
pub fn is_of_authority(der: &[u8]) -> bool {
    let Ok(certificate) = Certificate::from_der(der) else { return false };
    let constraints = certificate.tbs_certificate().get_extension::<BasicConstraints>();
    matches!(constraints, Ok(Some((_, BasicConstraints { ca: true, .. }))))
}

const UNREADABLE: &str = "(unreadable)";

fn display(name: &Name) -> String {
    let mut text = String::new();
    // `to_string` would panic where the name can't be written; nothing of that kind is known.
    match write!(text, "{name}") {
        Ok(()) => text,
        Err(_) => UNREADABLE.to_owned(),
    }
}

fn unix_seconds(time: Time) -> i64 {
    // Four digits of a year end far below.
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// From two's complement to a sign and a magnitude.
fn hexadecimal(serial: &SerialNumber) -> String {
    let mut magnitude = serial.as_bytes().to_vec();
    let negative = magnitude.first().is_some_and(|first| *first >= 0x80);
    if negative {
        let mut carry = true;
        for byte in magnitude.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
    }
    let mut text = if negative { "-" } else { "" }.to_owned();
    let zeros = magnitude.iter().take(magnitude.len().saturating_sub(1)).take_while(|byte| **byte == 0).count();
    for byte in magnitude.iter().skip(zeros) {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02X}");
    }
    text
}

/// Read by its object identifier, never out of a printed name; `None` where there are none or several.
fn subject_serial_number(subject: &Name) -> Option<String> {
    const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
    let mut found = subject.iter().filter(|attribute| attribute.oid == SERIAL_NUMBER);
    let (first, second) = (found.next()?, found.next());
    let text = std::str::from_utf8(first.value.value()).ok()?;
    second.is_none().then(|| text.to_owned())
}
