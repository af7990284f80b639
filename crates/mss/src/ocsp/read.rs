//! The structure of an answer (RFC 6960 §4.2.1), in DER, as spans of the original.

use der::Decode;
use der::asn1::{GeneralizedTime, ObjectIdentifier as Oid};
use jiff::Timestamp;

use crate::ber::{BerError, CONTEXT_0, CONTEXT_1, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, Tlv};
use crate::cms::Algorithm;
use crate::verify::Doubt;

const ID_BASIC: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const ENUMERATED: u8 = 0x0A;
const BIT_STRING: u8 = 0x03;
const CONTEXT_2: u8 = 0xA2;
const GOOD: u8 = 0x80;
const REVOKED: u8 = 0xA1;
const UNKNOWN: u8 = 0x82;

/// Real answers speak of one certificate.
const RESPONSES_MAX: usize = 16;
/// The responder's own, and perhaps its authorities.
const CERTIFICATES_MAX: usize = 8;

/// Who says that it has signed.
pub(super) enum Responder<'a> {
    /// The whole element of its name.
    Name(&'a [u8]),
    /// The SHA-1 of its key.
    Key(&'a [u8]),
}

pub(super) enum Status {
    Good,
    Revoked { at: Timestamp, reason: Option<u8> },
    Unknown,
}

/// What is said of one certificate.
pub(super) struct Single<'a> {
    /// By which digest issuer and key are named.
    pub(super) hash: Algorithm<'a>,
    pub(super) issuer_name: &'a [u8],
    pub(super) issuer_key: &'a [u8],
    pub(super) serial: &'a [u8],
    pub(super) status: Status,
    pub(super) this: Timestamp,
    pub(super) next: Option<Timestamp>,
}

pub(super) struct Answer<'a> {
    /// What is signed.
    pub(super) octets: &'a [u8],
    pub(super) responder: Responder<'a>,
    pub(super) produced: Timestamp,
    pub(super) singles: Vec<Single<'a>>,
    pub(super) algorithm: Algorithm<'a>,
    pub(super) signature: &'a [u8],
    pub(super) certificates: Vec<&'a [u8]>,
}

fn at(place: &'static str) -> impl Fn(BerError) -> Doubt {
    move |error| unreadable(place, error)
}

fn unreadable(place: &'static str, detail: impl std::fmt::Display) -> Doubt {
    Doubt::Unreadable { detail: format!("{place}: {detail}") }
}

impl<'a> Answer<'a> {
    pub(super) fn read(octets: &'a [u8]) -> Result<Self, Doubt> {
        let whole = Reader::whole(octets).map_err(at("OCSPResponse"))?;
        if !whole.is_der() {
            return Err(unreadable("OCSPResponse", "it is not DER"));
        }
        let mut fields = whole.tagged(SEQUENCE).map_err(at("OCSPResponse"))?.reader();
        let status = fields.tagged(ENUMERATED).map_err(at("responseStatus"))?;
        if status.content != [0] {
            return Err(Doubt::NoAnswer { status: status_words(status.content) });
        }
        let bytes = fields.tagged(CONTEXT_0).and_then(only).map_err(at("responseBytes"))?;
        fields.end().map_err(at("OCSPResponse"))?;
        let mut bytes = bytes.tagged(SEQUENCE).map_err(at("responseBytes"))?.reader();
        let kind = oid(bytes.next().map_err(at("responseType"))?, "responseType")?;
        if kind != ID_BASIC {
            return Err(Doubt::Kind { oid: kind.to_string() });
        }
        let basic = bytes.tagged(OCTET_STRING).map_err(at("response"))?;
        bytes.end().map_err(at("responseBytes"))?;
        Self::basic(basic.content)
    }

    fn basic(octets: &'a [u8]) -> Result<Self, Doubt> {
        let place = "BasicOCSPResponse";
        let whole = Reader::whole(octets).map_err(at(place))?;
        if !whole.is_der() {
            return Err(unreadable(place, "it is not DER"));
        }
        let mut fields = whole.tagged(SEQUENCE).map_err(at(place))?.reader();
        let data = fields.tagged(SEQUENCE).map_err(at("tbsResponseData"))?;
        let algorithm = fields.next().map_err(at("signatureAlgorithm"))?;
        let algorithm = Algorithm::read(algorithm, "signatureAlgorithm").map_err(|error| unreadable(place, error))?;
        let signature = fields.tagged(BIT_STRING).map_err(at("signature"))?;
        let [0, signature @ ..] = signature.content else {
            return Err(unreadable("signature", "it ends within an octet"));
        };
        let mut certificates = Vec::new();
        if let Some(certs) = fields.optional(CONTEXT_0).map_err(at("certs"))? {
            let mut each = only(certs).and_then(|certs| certs.tagged(SEQUENCE)).map_err(at("certs"))?.reader();
            while !each.is_empty() {
                certificates.push(each.tagged(SEQUENCE).map_err(at("certs"))?.whole);
                if certificates.len() > CERTIFICATES_MAX {
                    return Err(unreadable("certs", format_args!("more than {CERTIFICATES_MAX}")));
                }
            }
        }
        fields.end().map_err(at(place))?;
        let (responder, produced, singles) = said(data)?;
        Ok(Self { octets: data.whole, responder, produced, singles, algorithm, signature, certificates })
    }
}

type Said<'a> = (Responder<'a>, Timestamp, Vec<Single<'a>>);

fn said(data: Tlv<'_>) -> Result<Said<'_>, Doubt> {
    let mut fields = data.reader();
    // The first version is the default, which DER leaves out; some write it.
    if let Some(version) = fields.optional(CONTEXT_0).map_err(at("version"))? {
        let version = only(version).and_then(|version| version.tagged(INTEGER)).map_err(at("version"))?;
        if version.content != [0] {
            return Err(unreadable("version", "it is not 1"));
        }
    }
    let id = fields.next().map_err(at("responderID"))?;
    let inner = only(id).map_err(at("responderID"))?;
    let responder = match id.tag {
        CONTEXT_1 => Responder::Name(inner.tagged(SEQUENCE).map_err(at("responderID"))?.whole),
        CONTEXT_2 => Responder::Key(inner.tagged(OCTET_STRING).map_err(at("responderID"))?.content),
        _ => return Err(unreadable("responderID", "neither a name nor a key")),
    };
    let produced = time(fields.next().map_err(at("producedAt"))?, "producedAt")?;
    let mut each = fields.tagged(SEQUENCE).map_err(at("responses"))?.reader();
    let mut singles = Vec::new();
    while !each.is_empty() {
        singles.push(single(each.tagged(SEQUENCE).map_err(at("responses"))?)?);
        if singles.len() > RESPONSES_MAX {
            return Err(unreadable("responses", format_args!("more than {RESPONSES_MAX}")));
        }
    }
    extensions(fields.optional(CONTEXT_1).map_err(at("responseExtensions"))?, "responseExtensions")?;
    fields.end().map_err(at("tbsResponseData"))?;
    Ok((responder, produced, singles))
}

fn single(tlv: Tlv<'_>) -> Result<Single<'_>, Doubt> {
    let mut fields = tlv.reader();
    let mut id = fields.tagged(SEQUENCE).map_err(at("certID"))?.reader();
    let hash =
        Algorithm::read(id.next().map_err(at("certID"))?, "certID").map_err(|error| unreadable("certID", error))?;
    let issuer_name = id.tagged(OCTET_STRING).map_err(at("issuerNameHash"))?.content;
    let issuer_key = id.tagged(OCTET_STRING).map_err(at("issuerKeyHash"))?.content;
    let serial = id.tagged(INTEGER).map_err(at("serialNumber"))?.content;
    id.end().map_err(at("certID"))?;
    let status = status(fields.next().map_err(at("certStatus"))?)?;
    let this = time(fields.next().map_err(at("thisUpdate"))?, "thisUpdate")?;
    let next = match fields.optional(CONTEXT_0).map_err(at("nextUpdate"))? {
        Some(next) => Some(time(only(next).map_err(at("nextUpdate"))?, "nextUpdate")?),
        None => None,
    };
    extensions(fields.optional(CONTEXT_1).map_err(at("singleExtensions"))?, "singleExtensions")?;
    fields.end().map_err(at("SingleResponse"))?;
    Ok(Single { hash, issuer_name, issuer_key, serial, status, this, next })
}

fn status(tlv: Tlv<'_>) -> Result<Status, Doubt> {
    let place = "certStatus";
    match tlv.tag {
        GOOD if tlv.content.is_empty() => Ok(Status::Good),
        UNKNOWN if tlv.content.is_empty() => Ok(Status::Unknown),
        REVOKED => {
            let mut fields = tlv.reader();
            let at_time = time(fields.next().map_err(at(place))?, "revocationTime")?;
            let reason = match fields.optional(CONTEXT_0).map_err(at(place))? {
                Some(reason) => {
                    match only(reason).and_then(|reason| reason.tagged(ENUMERATED)).map_err(at(place))?.content {
                        [reason] => Some(*reason),
                        _ => return Err(unreadable(place, "a reason of several octets")),
                    }
                }
                None => None,
            };
            fields.end().map_err(at(place))?;
            Ok(Status::Revoked { at: at_time, reason })
        }
        found => Err(unreadable(place, format_args!("neither good nor revoked nor unknown: tag {found:#04x}"))),
    }
}

/// None that is known has to be understood for what is asked here, so that every critical one refuses.
fn extensions(explicit: Option<Tlv<'_>>, place: &'static str) -> Result<(), Doubt> {
    let Some(explicit) = explicit else { return Ok(()) };
    let mut each = only(explicit).and_then(|all| all.tagged(SEQUENCE)).map_err(at(place))?.reader();
    while !each.is_empty() {
        let mut fields = each.tagged(SEQUENCE).map_err(at(place))?.reader();
        let id = oid(fields.next().map_err(at(place))?, place)?;
        let value = fields.next().map_err(at(place))?;
        // FALSE is the default, which DER leaves out: whoever writes one means TRUE.
        if value.tag == 0x01 {
            return Err(Doubt::Critical { oid: id.to_string() });
        }
        value.tagged(OCTET_STRING).map_err(at(place))?;
        fields.end().map_err(at(place))?;
    }
    Ok(())
}

/// The one element within.
fn only(tlv: Tlv<'_>) -> Result<Tlv<'_>, BerError> {
    let mut inner = tlv.reader();
    let value = inner.next()?;
    inner.end()?;
    Ok(value)
}

fn oid(tlv: Tlv<'_>, place: &'static str) -> Result<Oid, Doubt> {
    let tlv = tlv.tagged(OID).map_err(at(place))?;
    Oid::from_bytes(tlv.content).map_err(|error| unreadable(place, error))
}

/// A GeneralizedTime of whole seconds in UTC, as RFC 5280 §4.1.2.5.2 wants it.
fn time(tlv: Tlv<'_>, place: &'static str) -> Result<Timestamp, Doubt> {
    let time = GeneralizedTime::from_der(tlv.whole).map_err(|error| unreadable(place, error))?;
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).map_err(|error| unreadable(place, error))?;
    Timestamp::from_second(seconds).map_err(|error| unreadable(place, error))
}

fn status_words(content: &[u8]) -> String {
    match content {
        [1] => "the request was malformed".to_owned(),
        [2] => "an internal error".to_owned(),
        [3] => "try later".to_owned(),
        [5] => "the request has to be signed".to_owned(),
        [6] => "not authorised".to_owned(),
        other => format!("status {}", crate::verify::parts::hex(other)),
    }
}
