//! One X.509 certificate: its original octets and the fields that decide something.

use aws_lc_rs::digest;
use der::asn1::ObjectIdentifier as Oid;
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};

use super::{Reason, Signer};
use crate::cms::SignerId;

const SERIAL_NUMBER: Oid = Oid::new_unwrap("2.5.4.5");
const CLIENT_AUTH: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.2");
const ANY_PURPOSE: Oid = Oid::new_unwrap("2.5.29.37.0");

/// A certificate that was parsed strictly, with the octets it was parsed from.
#[derive(Clone, Debug)]
pub(crate) struct Cert {
    pub(crate) octets: Vec<u8>,
    pub(crate) inner: Certificate,
}

/// An extension that is there twice or cannot be read must never count as absent.
fn extension<'a, T>(found: Result<Option<(bool, T)>, der::Error>) -> Result<Option<T>, Reason>
where
    T: der::Decode<'a>,
{
    match found {
        Ok(found) => Ok(found.map(|(_, value)| value)),
        Err(error) => Err(Reason::CertificateUnreadable { detail: error.to_string() }),
    }
}

impl Cert {
    pub(crate) fn read(octets: &[u8]) -> Result<Self, Reason> {
        let unreadable = |error: der::Error| Reason::CertificateUnreadable { detail: error.to_string() };
        Ok(Self { octets: octets.to_vec(), inner: Certificate::from_der(octets).map_err(unreadable)? })
    }

    /// Names and serial numbers are compared as octets; a signer writes what stands in its certificate.
    pub(crate) fn is_named_by(&self, id: &SignerId<'_>) -> bool {
        let tbs = self.inner.tbs_certificate();
        match id {
            SignerId::IssuerAndSerial { issuer, serial } => {
                tbs.issuer().to_der().is_ok_and(|der| der == *issuer)
                    && tbs.serial_number().to_der().is_ok_and(|der| der == *serial)
            }
            SignerId::KeyId(wanted) => match tbs.get_extension::<SubjectKeyIdentifier>() {
                Ok(Some((_, id))) => id.0.as_bytes() == *wanted,
                _ => false,
            },
        }
    }

    pub(crate) fn subject(&self) -> String {
        self.inner.tbs_certificate().subject().to_string()
    }

    /// Seconds since 1970: first and last second of validity.
    pub(crate) fn validity_s(&self) -> (u64, u64) {
        let validity = self.inner.tbs_certificate().validity();
        (validity.not_before.to_unix_duration().as_secs(), validity.not_after.to_unix_duration().as_secs())
    }

    /// Absent key usage restricts nothing (RFC 5280 §4.2.1.3).
    pub(crate) fn may_sign_text(&self) -> Result<bool, Reason> {
        let usage = extension(self.inner.tbs_certificate().get_extension::<KeyUsage>())?;
        Ok(usage.is_none_or(|usage| usage.digital_signature()))
    }

    pub(crate) fn may_sign_certificates(&self) -> Result<bool, Reason> {
        let usage = extension(self.inner.tbs_certificate().get_extension::<KeyUsage>())?;
        Ok(usage.is_none_or(|usage| usage.key_cert_sign()))
    }

    pub(crate) fn may_authenticate(&self) -> Result<bool, Reason> {
        let usage = extension(self.inner.tbs_certificate().get_extension::<ExtendedKeyUsage>())?;
        Ok(usage.is_none_or(|usage| usage.0.iter().any(|oid| matches!(*oid, CLIENT_AUTH | ANY_PURPOSE))))
    }

    /// Basic constraints: `None` for no authority, else the path length where one is set.
    pub(crate) fn authority(&self) -> Result<Option<Option<u8>>, Reason> {
        let constraints = extension(self.inner.tbs_certificate().get_extension::<BasicConstraints>())?;
        Ok(constraints.filter(|constraints| constraints.ca).map(|constraints| constraints.path_len_constraint))
    }

    /// Every value of subject attribute 2.5.4.5, read by OID and never out of a printed name. One that is not text
    /// counts too, and equals nothing that was recorded.
    pub(crate) fn serial_numbers(&self) -> Vec<String> {
        let subject = self.inner.tbs_certificate().subject();
        let each = subject.iter().filter(|attribute| attribute.oid == SERIAL_NUMBER);
        each.map(|attribute| String::from_utf8_lossy(attribute.value.value()).into_owned()).collect()
    }

    pub(crate) fn sha256(&self) -> String {
        hex(digest::digest(&digest::SHA256, &self.octets).as_ref())
    }

    pub(crate) fn describe(&self) -> Signer {
        let tbs = self.inner.tbs_certificate();
        let mut serials = self.serial_numbers();
        Signer {
            serial_number: if serials.len() == 1 { serials.pop() } else { None },
            subject: self.subject(),
            issuer: tbs.issuer().to_string(),
            certificate_serial: hex(tbs.serial_number().as_bytes()),
            certificate_sha256: self.sha256(),
            certificate_der: self.octets.clone(),
            not_before: tbs.validity().not_before.to_string(),
            not_after: tbs.validity().not_after.to_string(),
        }
    }
}

pub(crate) fn hex(octets: &[u8]) -> String {
    use std::fmt::Write as _;
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{octet:02x}");
        text
    })
}
