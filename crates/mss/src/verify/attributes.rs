//! The signed attributes (RFC 5652 §11): what they must say, and reading them from their original octets.

use der::Decode;
use der::asn1::{GeneralizedTime, ObjectIdentifier as Oid, UtcTime};

use super::Reason;
use super::algorithm::Digest;
use super::certificate::Cert;
use crate::ber::{OCTET_STRING, OID, Reader, SEQUENCE, Tlv};
use crate::cms::{self, Algorithm, Attribute, SignedData, SignerInfo};

const CONTENT_TYPE: Oid = Oid::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: Oid = Oid::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: Oid = Oid::new_unwrap("1.2.840.113549.1.9.5");
const SIGNING_CERTIFICATE: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// The attributes of one signer, found to be there, to be DER and to be single-valued.
#[derive(Debug)]
pub(crate) struct Signed<'a> {
    /// Under the SET tag, otherwise as received: what the signature covers.
    pub(crate) octets: Vec<u8>,
    pub(crate) digest: &'a [u8],
    signing_certificate: Option<Tlv<'a>>,
    signing_certificate_v2: Option<Tlv<'a>>,
    signing_time: Option<Tlv<'a>>,
}

impl<'a> Signed<'a> {
    pub(crate) fn read(data: &SignedData<'_>, signer: &SignerInfo<'a>) -> Result<Self, Reason> {
        let set = signer.signed_attributes().ok_or(Reason::AttributesAbsent)?;
        if !set.is_der() {
            return Err(Reason::AttributesNotDer);
        }
        let all = cms::attributes(&set).map_err(|error| Reason::AttributesUnreadable { detail: error.to_string() })?;
        for (index, attribute) in all.iter().enumerate() {
            if all.iter().take(index).any(|earlier| earlier.oid == attribute.oid) {
                return Err(Reason::AttributeTwice { oid: attribute.oid.to_string() });
            }
        }
        let content_type = mandatory(&all, CONTENT_TYPE, OID)?;
        if content_type.content != data.content_type.as_bytes() {
            return Err(Reason::ContentTypeDiffers);
        }
        Ok(Self {
            octets: cms::signed_octets(&set),
            digest: mandatory(&all, MESSAGE_DIGEST, OCTET_STRING)?.content,
            signing_certificate: optional(&all, SIGNING_CERTIFICATE)?,
            signing_certificate_v2: optional(&all, SIGNING_CERTIFICATE_V2)?,
            signing_time: optional(&all, SIGNING_TIME)?,
        })
    }

    /// Text of the signer's own claim; never used as the time of verification (§4.1).
    pub(crate) fn claimed_time(&self) -> Option<String> {
        let octets = self.signing_time?.whole;
        let utc = UtcTime::from_der(octets).ok().map(|time| time.to_date_time());
        let time = utc.or_else(|| GeneralizedTime::from_der(octets).ok().map(|time| time.to_date_time()));
        time.map(|time| time.to_string())
    }

    /// ESS: the first certificate that is named must be the signer's (RFC 2634 §5.4, RFC 5035 §3).
    pub(crate) fn check_signing_certificate(&self, signer: &Cert) -> Result<(), Reason> {
        if let Some(attribute) = self.signing_certificate {
            names(attribute, signer, false)?;
        }
        if let Some(attribute) = self.signing_certificate_v2 {
            names(attribute, signer, true)?;
        }
        Ok(())
    }
}

fn mandatory<'a>(all: &[Attribute<'a>], oid: Oid, tag: u8) -> Result<Tlv<'a>, Reason> {
    let value = optional(all, oid)?.ok_or_else(|| Reason::AttributeMissing { oid: oid.to_string() })?;
    value.tagged(tag).map_err(|_| Reason::AttributeNotSingle { oid: oid.to_string() })
}

fn optional<'a>(all: &[Attribute<'a>], oid: Oid) -> Result<Option<Tlv<'a>>, Reason> {
    match all.iter().find(|attribute| attribute.oid == oid) {
        None => Ok(None),
        Some(attribute) => match attribute.single() {
            Some(value) => Ok(Some(value)),
            None => Err(Reason::AttributeNotSingle { oid: oid.to_string() }),
        },
    }
}

/// SigningCertificate and SigningCertificateV2 differ in the hash: SHA-1 always, or named with SHA-256 as default.
fn names(attribute: Tlv<'_>, signer: &Cert, second: bool) -> Result<(), Reason> {
    let (digest, hash, serial) = first_id(attribute, second).ok_or(Reason::SigningCertificateUnreadable)?;
    if digest.of(&signer.octets) != hash {
        return Err(Reason::SigningCertificateDiffers);
    }
    match serial {
        Some(serial) if serial != signer.inner.tbs_certificate().serial_number().as_bytes() => {
            Err(Reason::SigningCertificateDiffers)
        }
        _ => Ok(()),
    }
}

type CertificateId<'a> = (Digest, &'a [u8], Option<&'a [u8]>);

fn first_id(attribute: Tlv<'_>, second: bool) -> Option<CertificateId<'_>> {
    let mut list = attribute.tagged(SEQUENCE).ok()?.reader().tagged(SEQUENCE).ok()?.reader();
    let mut id = list.tagged(SEQUENCE).ok()?.reader();
    let digest = match (second, id.peek()?) {
        (true, SEQUENCE) => {
            let algorithm = Algorithm::read(id.next().ok()?, "hashAlgorithm").ok()?;
            Digest::from_oid(algorithm.oid).filter(|_| algorithm.has_no_parameters())?
        }
        (true, _) => Digest::Sha256,
        (false, _) => Digest::Sha1,
    };
    let hash = id.tagged(OCTET_STRING).ok()?.content;
    let serial = if id.is_empty() { None } else { Some(serial(id.next().ok()?)?) };
    id.is_empty().then_some((digest, hash, serial))
}

/// IssuerSerial: GeneralNames and the serial number.
fn serial(issuer_serial: Tlv<'_>) -> Option<&[u8]> {
    let mut fields: Reader<'_> = issuer_serial.tagged(SEQUENCE).ok()?.reader();
    fields.tagged(SEQUENCE).ok()?;
    let serial = fields.tagged(crate::ber::INTEGER).ok()?.content;
    fields.is_empty().then_some(serial)
}
