//! One X.509 certificate: its original octets and the fields that decide something.

use aws_lc_rs::digest;
use der::asn1::ObjectIdentifier as Oid;
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};

use super::{Reason, Signer};
use crate::cms::SignerId;

const SERIAL_NUMBER: Oid = Oid::new_unwrap("2.5.4.5");
pub(crate) const CLIENT_AUTH: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.2");
const EMAIL_PROTECTION: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.4");
/// RFC 9336.
const DOCUMENT_SIGNING: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.36");
const ANY_PURPOSE: Oid = Oid::new_unwrap("2.5.29.37.0");

/// What a signer's key must be for. Providers have keys of either kind, and the certificates differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Usage {
    /// Key usage digitalSignature; extended key usage clientAuth, any, or none named. As Mobile ID has it.
    #[default]
    Authentication,
    /// Key usage digitalSignature or contentCommitment (nonRepudiation); extended key usage emailProtection,
    /// documentSigning, any, or none named. As qualified certificates and those for signatures have it.
    Signature,
}

impl Usage {
    /// As files spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::Signature => "signature",
        }
    }

    /// In words, for a reason.
    pub(crate) fn bits(self) -> &'static str {
        match self {
            Self::Authentication => "digitalSignature",
            Self::Signature => "digitalSignature or contentCommitment",
        }
    }

    pub(crate) fn purposes(self) -> &'static str {
        match self {
            Self::Authentication => "clientAuth",
            Self::Signature => "emailProtection or documentSigning",
        }
    }

    fn names(self, purpose: Oid) -> bool {
        match self {
            Self::Authentication => matches!(purpose, CLIENT_AUTH | ANY_PURPOSE),
            Self::Signature => matches!(purpose, EMAIL_PROTECTION | DOCUMENT_SIGNING | ANY_PURPOSE),
        }
    }
}

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

    pub(crate) fn key(&self) -> &x509_cert::spki::SubjectPublicKeyInfoOwned {
        self.inner.tbs_certificate().subject_public_key_info()
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
    pub(crate) fn may_sign_text(&self, wanted: Usage) -> Result<bool, Reason> {
        let usage = extension(self.inner.tbs_certificate().get_extension::<KeyUsage>())?;
        let commits = wanted == Usage::Signature;
        Ok(usage.is_none_or(|usage| usage.digital_signature() || (commits && usage.non_repudiation())))
    }

    pub(crate) fn may_sign_certificates(&self) -> Result<bool, Reason> {
        let usage = extension(self.inner.tbs_certificate().get_extension::<KeyUsage>())?;
        Ok(usage.is_none_or(|usage| usage.key_cert_sign()))
    }

    /// What its extended key usage names; `None` where there is none.
    pub(crate) fn purposes(&self) -> Result<Option<Vec<Oid>>, Reason> {
        let usage = extension(self.inner.tbs_certificate().get_extension::<ExtendedKeyUsage>())?;
        Ok(usage.map(|usage| usage.0))
    }

    /// By its extended key usage; absent, it restricts nothing.
    pub(crate) fn is_meant_for(&self, wanted: Usage) -> Result<bool, Reason> {
        let usage = extension(self.inner.tbs_certificate().get_extension::<ExtendedKeyUsage>())?;
        Ok(usage.is_none_or(|usage| usage.0.iter().any(|purpose| wanted.names(*purpose))))
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
