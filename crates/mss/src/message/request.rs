//! What an AP asks.

use super::{Header, Instant, MobileUser, Operation, Status, TransId};

/// Who waits for whom (§1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessagingMode {
    Synch,
    AsynchClientServer,
    AsynchServerServer,
}

/// DataToBeSigned, DataToBeDisplayed and Message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    pub text: String,
    pub mime_type: Option<String>,
    pub encoding: Option<String>,
}

impl Data {
    /// `text/plain` in UTF-8.
    pub fn plain(text: impl Into<String>) -> Self {
        let plain = |value: &str| Some(value.to_owned());
        Self { text: text.into(), mime_type: plain("text/plain"), encoding: plain("UTF-8") }
    }
}

/// The rule for a phone's place that the AP may set (§2.6). Values are texts on the wire and stay so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeoPolicy {
    /// ISO 3166 alpha-2 codes.
    pub country_whitelist: Vec<String>,
    pub country_blacklist: Vec<String>,
    /// From 0 to 1.
    pub device_confidence_min: Option<String>,
    pub location_confidence_min: Option<String>,
    pub timestamp_minutes_max: Option<String>,
    pub accuracy_meters_max: Option<String>,
}

/// What an additional service carries besides its URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceDetail {
    None,
    UserLang(String),
    App2App { redirect_uri: String },
    GeoFencing(GeoPolicy),
    EventId(String),
    NoSpamCode { code: String, verify: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub uri: String,
    pub detail: ServiceDetail,
}

impl Service {
    pub const USER_LANG: &'static str = "http://mss.ficom.fi/TS102204/v1.0.0#userLang";
    pub const GEOFENCING: &'static str = "http://mid.swisscom.ch/as#geofencing";
    pub const APP2APP: &'static str = "http://mid.swisscom.ch/as#app2app";
    pub const SUBSCRIBER_INFO: &'static str = "http://mid.swisscom.ch/as#subscriberInfo";
    pub const EVENT_ID: &'static str = "http://mss.ficom.fi/TS102204/v1.0.0#eventId";
    pub const NO_SPAM: &'static str = "http://mss.ficom.fi/TS102204/v1.0.0#noSpam";

    /// Four to eight letters and digits that the person sees at both places: mandatory by FiCom's rules.
    pub fn event_id(id: impl Into<String>) -> Self {
        Self { uri: Self::EVENT_ID.to_owned(), detail: ServiceDetail::EventId(id.into()) }
    }

    /// FiCom's mandatory service against unasked prompts, with a code that the provider is not to check.
    pub fn no_spam_unchecked() -> Self {
        let detail = ServiceDetail::NoSpamCode { code: String::new(), verify: false };
        Self { uri: Self::NO_SPAM.to_owned(), detail }
    }

    /// The language of the prompt: mandatory at Mobile ID (§2.6).
    pub fn user_lang(language: impl Into<String>) -> Self {
        Self { uri: Self::USER_LANG.to_owned(), detail: ServiceDetail::UserLang(language.into()) }
    }
}

/// MSS_SignatureReq. KeyReference and SignatureProfileComparison are skipped when read: nobody was seen to send them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureRequest {
    pub header: Header,
    pub mode: MessagingMode,
    pub timeout_s: Option<u32>,
    pub validity_date: Option<Instant>,
    pub mobile_user: MobileUser,
    pub data: Data,
    pub display: Option<Data>,
    pub profile: Option<String>,
    pub services: Vec<Service>,
    /// URI of MSS_Format.
    pub format: Option<String>,
}

/// MSS_StatusReq.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRequest {
    pub header: Header,
    pub mssp_trans_id: TransId,
    /// A Kiuru addition.
    pub mobile_user: Option<MobileUser>,
}

/// MSS_ReceiptReq.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRequest {
    pub header: Header,
    pub mssp_trans_id: TransId,
    pub mobile_user: MobileUser,
    pub status: Option<Status>,
    pub message: Option<Data>,
}

/// MSS_ProfileReq.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRequest {
    pub header: Header,
    pub mobile_user: MobileUser,
    /// Words out of sscds, state, certs, pinstatus, rcstatus, aastatus, carddetails.
    pub params: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Signature(SignatureRequest),
    Status(StatusRequest),
    Receipt(ReceiptRequest),
    Profile(ProfileRequest),
}

impl Request {
    pub fn header(&self) -> &Header {
        match self {
            Self::Signature(request) => &request.header,
            Self::Status(request) => &request.header,
            Self::Receipt(request) => &request.header,
            Self::Profile(request) => &request.header,
        }
    }

    pub fn operation(&self) -> Operation {
        match self {
            Self::Signature(_) => Operation::Signature,
            Self::Status(_) => Operation::StatusQuery,
            Self::Receipt(_) => Operation::Receipt,
            Self::Profile(_) => Operation::ProfileQuery,
        }
    }
}
