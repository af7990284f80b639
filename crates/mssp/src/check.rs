//! What is checked about a request before anybody's phone rings. Pure.
//!
//! The order of the checks is unpublished; ours: readable (101, 102) → version 108 → AP and its
//! certificate 104 → Instant and duplicates 101 → form of the number 101 → messaging mode, time and services 101, 102
//! → text 107, 103 → number known 105 → profile 109 → state of the person 404, 403, 402, 422 → another one open 406.

use jiff::Timestamp;
use sigill_mss::approval::{self, ApprovalError};
use sigill_mss::message::{
    Data, Fault, Header, MessagingMode, MobileUser, Operation, Service, ServiceDetail, SignatureRequest,
};
use sigill_mss::status::Code;
use sigill_mss::text::{self, TextError};
use sigill_mss::verify::TRANSACTION_APPROVAL;

use crate::number::digits;
use crate::options::{Ap, ApFamily, Limits, Options};
use crate::transaction::detail_of;

/// There are not that many kinds.
const SERVICES_MAX: usize = 16;

/// A refusal, boxed: it is large and rare.
pub(crate) type Refused = Box<Fault>;

pub(crate) fn fault(code: u16, detail: &str) -> Refused {
    Box::new(Fault::of(Code(code), detail))
}

pub(crate) fn plain(code: u16) -> Refused {
    fault(code, detail_of(code))
}

fn second(code: u16, inner: u16, detail: &str) -> Refused {
    let mut fault = fault(code, detail);
    fault.inner = Some(Code(inner));
    fault
}

/// On which connection a request came.
#[derive(Clone, Debug)]
pub(crate) enum Peer {
    /// With what the client presented: nothing, a leaf, or a leaf and more.
    Tls(Vec<Vec<u8>>),
    /// Loopback without TLS.
    Plain,
}

/// Version numbers that each message may have.
pub(crate) fn version(operation: Operation, header: &Header) -> Result<(), Refused> {
    let found = header.version.map(|version| (version.major, version.minor));
    let fits = match operation {
        Operation::ProfileQuery => found == Some((2, 0)),
        Operation::Signature => matches!(found, Some((1, 1 | 2))),
        _ => found == Some((1, 1)),
    };
    if fits { Ok(()) } else { Err(plain(108)) }
}

/// Which AP this is, going by its certificate and its id.
pub(crate) fn ap<'a>(options: &'a Options, peer: &Peer, header: &Header) -> Result<&'a Ap, Refused> {
    if header.ap.id.is_empty() {
        return Err(fault(102, "AP_ID is empty"));
    }
    let known = options.aps.iter().find(|ap| ap.id == header.ap.id).ok_or_else(|| fault(104, "AP is unknown"))?;
    let trusted = match peer {
        Peer::Plain => true,
        Peer::Tls(chain) => match chain.as_slice() {
            // A client that sends more than its own certificate is refused by the real service too.
            [leaf] => known.owns(leaf) && may_authenticate(leaf),
            _ => false,
        },
    };
    if !trusted {
        return Err(plain(104));
    }
    let given = header.ap.password.as_ref().map_or("", |password| password.reveal());
    match &known.password {
        Some(password) if password != given => Err(fault(104, "Wrong AP_PWD")),
        _ => Ok(known),
    }
}

/// Whether the certificate has extended key usage clientAuth, which the real service demands.
fn may_authenticate(leaf: &[u8]) -> bool {
    use der::Decode as _;
    use x509_cert::ext::pkix::ExtendedKeyUsage;
    const CLIENT_AUTH: der::asn1::ObjectIdentifier = der::asn1::ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
    let Ok(certificate) = x509_cert::Certificate::from_der(leaf) else { return false };
    matches!(certificate.tbs_certificate().get_extension::<ExtendedKeyUsage>(),
        Ok(Some((_, usages))) if usages.0.contains(&CLIENT_AUTH))
}

pub(crate) fn instant(header: &Header, now: Timestamp, limits: &Limits) -> Result<(), Refused> {
    let apart = header.ap.instant.timestamp().duration_since(now).unsigned_abs();
    if apart.as_secs() > limits.instant_s {
        Err(fault(101, "Instant is not close to the current time"))
    } else {
        Ok(())
    }
}

/// The number's digits. `41000000000` is the documented heartbeat and illegal on purpose.
pub(crate) fn msisdn(user: &MobileUser) -> Result<String, Refused> {
    let number = user.msisdn.as_ref().ok_or_else(|| fault(102, "MSISDN is missing"))?;
    digits(number.as_str()).filter(|digits| digits != "41000000000").ok_or_else(|| plain(101))
}

/// Messaging mode, times, format and services; answers the language.
pub(crate) fn wishes(request: &SignatureRequest, ap: &Ap, now: Timestamp, limits: &Limits) -> Result<String, Refused> {
    if request.mode == MessagingMode::AsynchServerServer {
        return Err(second(101, 1013, "MessagingMode is not supported"));
    }
    if request.timeout_s.is_some_and(|seconds| seconds == 0 || seconds > limits.timeout_s_max) {
        return Err(fault(101, "TimeOut is out of range"));
    }
    if request.validity_date.as_ref().is_some_and(|date| date.timestamp() <= now) {
        return Err(fault(208, "ValidityDate has passed"));
    }
    let format = request.format.as_deref();
    if format.is_some_and(|uri| !uri.ends_with("#PKCS7") && !uri.ends_with("#CMS-Signature")) {
        return Err(second(101, 1017, "MSS_Format is not supported"));
    }
    services(request, ap.family)
}

fn services(request: &SignatureRequest, family: ApFamily) -> Result<String, Refused> {
    const KNOWN: [&str; 3] = [Service::GEOFENCING, Service::APP2APP, Service::SUBSCRIBER_INFO];
    // FiCom's and ETSI's own are taken and, except for `validate`, have no effect.
    const SPACES: [&str; 2] = ["http://mss.ficom.fi/TS102204/v1.0.0#", "http://uri.etsi.org/TS102204/v1.1.2#"];
    if request.services.len() > SERVICES_MAX {
        return Err(fault(101, "Too many AdditionalServices"));
    }
    let mut language = None;
    for service in &request.services {
        let is_known =
            KNOWN.contains(&service.uri.as_str()) || SPACES.iter().any(|space| service.uri.starts_with(space));
        if !is_known {
            return Err(second(101, 1014, "AdditionalService is unknown"));
        }
        match &service.detail {
            ServiceDetail::UserLang(value) => language = Some(value.trim().to_ascii_uppercase()),
            ServiceDetail::App2App { redirect_uri } if redirect_uri.is_empty() => {
                return Err(fault(102, "RedirectUri is missing"));
            }
            ServiceDetail::App2App { .. } if request.mode == MessagingMode::Synch => {
                return Err(fault(101, "App2App needs the asynchronous mode"));
            }
            _ => {}
        }
    }
    match (language.as_deref(), family) {
        (Some("EN" | "DE" | "FR" | "IT"), ApFamily::MobileId) => Ok(language.unwrap_or_default()),
        (None | Some(""), ApFamily::MobileId) => Err(fault(102, "UserLang is missing")),
        (Some(_), ApFamily::MobileId) => Err(fault(101, "UserLang is not supported")),
        (_, ApFamily::Ficom) => ficom(&request.services).map(|()| language.unwrap_or_else(|| "EN".to_owned())),
    }
}

/// What FiCom's guideline 2.1 makes mandatory. Nobody here has a no-spam code, so any is right.
fn ficom(services: &[Service]) -> Result<(), Refused> {
    let named = |uri| services.iter().find(|service| service.uri == uri).map(|service| &service.detail);
    match named(Service::EVENT_ID) {
        Some(ServiceDetail::EventId(id))
            if (4..=8).contains(&id.len()) && id.bytes().all(|octet| octet.is_ascii_alphanumeric()) => {}
        Some(ServiceDetail::EventId(_)) => return Err(fault(101, "EventID is not 4 to 8 letters and digits")),
        _ => return Err(fault(102, "EventID is missing")),
    }
    match named(Service::NO_SPAM) {
        Some(ServiceDetail::NoSpamCode { .. }) => Ok(()),
        _ => Err(second(102, 1012, "NoSpamCode is missing")),
    }
}

/// Whether a transaction approval was sent instead of a text.
pub(crate) fn is_approval(data: &Data) -> bool {
    data.mime_type.as_deref() == Some(TRANSACTION_APPROVAL)
}

/// The text to be signed: MIME type and prefix 107, length 103.
pub(crate) fn text(request: &SignatureRequest, ap: &Ap) -> Result<(), Refused> {
    let data = &request.data;
    if request.display.as_ref().is_some_and(|display| display.text != data.text) {
        return Err(fault(107, "DataToBeDisplayed is not DataToBeSigned"));
    }
    if data.text.is_empty() {
        return Err(second(102, 1022, "DataToBeSigned is empty"));
    }
    if !is_approval(data) {
        return words(data, ap);
    }
    encoding(data)?;
    approval::check(&data.text, ap.prefix.as_deref()).map_err(|error| match error {
        ApprovalError::Prefix => plain(107),
        ApprovalError::TooLong { .. } => plain(103),
        ApprovalError::Json(_) | ApprovalError::Shape(_) => fault(107, "INVALID_TXNAPPROVAL_PAYLOAD"),
    })
}

fn encoding(data: &Data) -> Result<(), Refused> {
    if data.encoding.as_deref().is_some_and(|encoding| !encoding.eq_ignore_ascii_case("UTF-8")) {
        return Err(second(101, 1016, "Encoding is not supported"));
    }
    Ok(())
}

/// Words that a phone shows, to be signed or as a receipt.
pub(crate) fn words(data: &Data, ap: &Ap) -> Result<(), Refused> {
    encoding(data)?;
    if !matches!(data.mime_type.as_deref(), None | Some("text/plain")) {
        return Err(fault(107, "MimeType is not supported"));
    }
    if ap.prefix.as_deref().is_some_and(|prefix| !data.text.contains(prefix)) {
        return Err(plain(107));
    }
    text::check(&data.text, text::Limits::MOBILE_ID, None).map_err(|error| match error {
        TextError::TooLong { .. } => plain(103),
        _ => plain(107),
    })
}
