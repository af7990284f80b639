//! Cryptographic Message Syntax (RFC 5652), as far as one phone signature needs it, as spans of the original.

use std::borrow::Cow;

use der::asn1::ObjectIdentifier;

use crate::ber::{BerError, CONTEXT_0, CONTEXT_1, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, Tlv};

pub(crate) const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

pub(crate) const ID_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");

/// A signature carries the user and at most a few authorities (1 to 3 seen).
const CERTIFICATES_MAX: usize = 16;
/// One is right; a few more are read so that the report can say how many there were.
const SIGNERS_MAX: usize = 16;
const ATTRIBUTES_MAX: usize = 32;
const CONSTRUCTED_OCTET_STRING: u8 = 0x24;
const SIGNER_BY_KEY_ID: u8 = 0x80;
const SIGNER_BY_KEY_ID_CONSTRUCTED: u8 = 0xA0;

/// Why the octets are not a SignedData.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CmsError {
    #[error("{place}: {source}")]
    Ber { place: &'static str, source: BerError },
    #[error("{0}: not an object identifier")]
    Oid(&'static str),
    #[error("the content type is {0}, not signedData")]
    NotSignedData(String),
    #[error("more than {max} {what}")]
    TooMany { what: &'static str, max: usize },
}

fn at(place: &'static str) -> impl Fn(BerError) -> CmsError {
    move |source| CmsError::Ber { place, source }
}

fn oid(tlv: Tlv<'_>, place: &'static str) -> Result<ObjectIdentifier, CmsError> {
    let tlv = tlv.tagged(OID).map_err(at(place))?;
    ObjectIdentifier::from_bytes(tlv.content).map_err(|_| CmsError::Oid(place))
}

/// An AlgorithmIdentifier; `parameters` is the whole element, header included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Algorithm<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) parameters: Option<&'a [u8]>,
}

impl<'a> Algorithm<'a> {
    pub(crate) fn read(tlv: Tlv<'a>, place: &'static str) -> Result<Self, CmsError> {
        let mut inner = tlv.tagged(SEQUENCE).map_err(at(place))?.reader();
        let oid = oid(inner.next().map_err(at(place))?, place)?;
        let parameters = if inner.is_empty() { None } else { Some(inner.next().map_err(at(place))?.whole) };
        inner.end().map_err(at(place))?;
        Ok(Self { oid, parameters })
    }

    /// Absent or NULL: both mean "none", and providers write either for RSA, ECDSA and digests (§4.1).
    pub(crate) fn has_no_parameters(&self) -> bool {
        matches!(self.parameters, None | Some([0x05, 0x00]))
    }
}

/// How the signer's certificate is named.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SignerId<'a> {
    /// Both as the whole DER elements.
    IssuerAndSerial {
        issuer: &'a [u8],
        serial: &'a [u8],
    },
    KeyId(&'a [u8]),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute<'a> {
    pub(crate) oid: ObjectIdentifier,
    values: Tlv<'a>,
}

impl<'a> Attribute<'a> {
    /// The value, when there is exactly one.
    pub(crate) fn single(&self) -> Option<Tlv<'a>> {
        let mut values = self.values.reader();
        let value = values.next().ok()?;
        values.is_empty().then_some(value)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct SignerInfo<'a> {
    pub(crate) id: SignerId<'a>,
    pub(crate) digest: Algorithm<'a>,
    pub(crate) signature_algorithm: Algorithm<'a>,
    pub(crate) signature: Cow<'a, [u8]>,
    signed_attributes: Option<Tlv<'a>>,
}

impl<'a> SignerInfo<'a> {
    /// The signed attributes as they came, or `None` where there are none.
    pub(crate) fn signed_attributes(&self) -> Option<Tlv<'a>> {
        self.signed_attributes
    }
}

#[derive(Clone, Debug)]
pub(crate) struct SignedData<'a> {
    pub(crate) content_type: ObjectIdentifier,
    /// `None` for a detached signature.
    pub(crate) content: Option<Cow<'a, [u8]>>,
    /// Each as its whole DER element.
    pub(crate) certificates: Vec<&'a [u8]>,
    pub(crate) signers: Vec<SignerInfo<'a>>,
}

impl<'a> SignedData<'a> {
    /// Reads ContentInfo (RFC 5652 §3) and the SignedData in it (§5.1).
    pub(crate) fn read(object: Tlv<'a>) -> Result<Self, CmsError> {
        let place = "ContentInfo";
        let mut info = object.tagged(SEQUENCE).map_err(at(place))?.reader();
        let content_type = oid(info.next().map_err(at(place))?, "contentType")?;
        if content_type != ID_SIGNED_DATA {
            return Err(CmsError::NotSignedData(content_type.to_string()));
        }
        let explicit = info.tagged(CONTEXT_0).map_err(at(place))?;
        info.end().map_err(at(place))?;
        let mut inner = explicit.reader();
        let signed_data = inner.tagged(SEQUENCE).map_err(at("SignedData"))?;
        inner.end().map_err(at("SignedData"))?;
        Self::fields(signed_data)
    }

    fn fields(signed_data: Tlv<'a>) -> Result<Self, CmsError> {
        let place = "SignedData";
        let mut fields = signed_data.reader();
        fields.tagged(INTEGER).map_err(at("SignedData.version"))?;
        fields.tagged(SET).map_err(at("SignedData.digestAlgorithms"))?;
        let (content_type, content) = encapsulated(fields.tagged(SEQUENCE).map_err(at("encapContentInfo"))?)?;
        let mut certificates = Vec::new();
        if let Some(set) = fields.optional(CONTEXT_0).map_err(at("certificates"))? {
            let mut each = set.reader();
            while !each.is_empty() {
                let certificate = each.next().map_err(at("certificates"))?;
                // Attribute certificates and other choices have context tags and prove nothing here.
                if certificate.tag == SEQUENCE {
                    certificates.push(certificate.whole);
                }
                if certificates.len() > CERTIFICATES_MAX {
                    return Err(CmsError::TooMany { what: "certificates", max: CERTIFICATES_MAX });
                }
            }
        }
        fields.optional(CONTEXT_1).map_err(at("crls"))?;
        let mut each = fields.tagged(SET).map_err(at("signerInfos"))?.reader();
        let mut signers = Vec::new();
        while !each.is_empty() {
            if signers.len() == SIGNERS_MAX {
                return Err(CmsError::TooMany { what: "signers", max: SIGNERS_MAX });
            }
            signers.push(signer_info(each.next().map_err(at("signerInfos"))?)?);
        }
        fields.end().map_err(at(place))?;
        Ok(Self { content_type, content, certificates, signers })
    }
}

/// Type and octets of the content.
type Encapsulated<'a> = (ObjectIdentifier, Option<Cow<'a, [u8]>>);

fn encapsulated(tlv: Tlv<'_>) -> Result<Encapsulated<'_>, CmsError> {
    let place = "encapContentInfo";
    let mut fields = tlv.reader();
    let content_type = oid(fields.next().map_err(at(place))?, "eContentType")?;
    let content = match fields.optional(CONTEXT_0).map_err(at("eContent"))? {
        None => None,
        Some(explicit) => {
            let mut inner = explicit.reader();
            let content = inner.next().and_then(|content| content.octets()).map_err(at("eContent"))?;
            inner.end().map_err(at("eContent"))?;
            Some(content)
        }
    };
    fields.end().map_err(at(place))?;
    Ok((content_type, content))
}

fn signer_info(tlv: Tlv<'_>) -> Result<SignerInfo<'_>, CmsError> {
    let mut fields = tlv.tagged(SEQUENCE).map_err(at("SignerInfo"))?.reader();
    fields.tagged(INTEGER).map_err(at("SignerInfo.version"))?;
    let id = signer_id(fields.next().map_err(at("sid"))?)?;
    let digest = Algorithm::read(fields.next().map_err(at("digestAlgorithm"))?, "digestAlgorithm")?;
    let signed_attributes = fields.optional(CONTEXT_0).map_err(at("signedAttrs"))?;
    let place = "signatureAlgorithm";
    let signature_algorithm = Algorithm::read(fields.next().map_err(at(place))?, place)?;
    let signature = fields.next().and_then(|value| value.octets()).map_err(at("signature"))?;
    fields.optional(CONTEXT_1).map_err(at("unsignedAttrs"))?;
    fields.end().map_err(at("SignerInfo"))?;
    Ok(SignerInfo { id, digest, signature_algorithm, signature, signed_attributes })
}

fn signer_id(tlv: Tlv<'_>) -> Result<SignerId<'_>, CmsError> {
    match tlv.tag {
        SIGNER_BY_KEY_ID => Ok(SignerId::KeyId(tlv.content)),
        // Segmented or explicitly wrapped: one inner octet string.
        SIGNER_BY_KEY_ID_CONSTRUCTED => {
            let mut inner = tlv.reader();
            let value = inner.next().map_err(at("subjectKeyIdentifier"))?;
            match value.tag {
                OCTET_STRING if inner.is_empty() => Ok(SignerId::KeyId(value.content)),
                found => Err(at("subjectKeyIdentifier")(BerError::Tag { expected: OCTET_STRING, found })),
            }
        }
        CONSTRUCTED_OCTET_STRING => Err(at("sid")(BerError::Segment)),
        _ => {
            let mut fields = tlv.tagged(SEQUENCE).map_err(at("sid"))?.reader();
            let issuer = fields.tagged(SEQUENCE).map_err(at("issuer"))?.whole;
            let serial = fields.tagged(INTEGER).map_err(at("serialNumber"))?.whole;
            fields.end().map_err(at("sid"))?;
            Ok(SignerId::IssuerAndSerial { issuer, serial })
        }
    }
}

/// The attributes inside `set` ([0] IMPLICIT SET OF Attribute), which has been found to be DER.
pub(crate) fn attributes<'a>(set: &Tlv<'a>) -> Result<Vec<Attribute<'a>>, CmsError> {
    let place = "signedAttrs";
    let mut each = set.reader();
    let mut attributes = Vec::new();
    while !each.is_empty() {
        let mut fields = each.tagged(SEQUENCE).map_err(at(place))?.reader();
        let oid = oid(fields.next().map_err(at(place))?, place)?;
        let values = fields.tagged(SET).map_err(at(place))?;
        fields.end().map_err(at(place))?;
        attributes.push(Attribute { oid, values });
        if attributes.len() > ATTRIBUTES_MAX {
            return Err(CmsError::TooMany { what: "signed attributes", max: ATTRIBUTES_MAX });
        }
    }
    Ok(attributes)
}

/// The octets that were signed: the attributes under the universal SET tag instead of `[0]` (RFC 5652 §5.4).
pub(crate) fn signed_octets(set: &Tlv<'_>) -> Vec<u8> {
    let mut octets = set.whole.to_vec();
    if let Some(tag) = octets.first_mut() {
        *tag = SET;
    }
    octets
}
