//! What the provider answers.

use super::{Fault, Header, MobileUser, Operation, ReceiptWish, TransId};
use crate::status::Code;

/// MSS_Signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureValue {
    /// Base64 as it came, white space and all: decoding belongs to the verification.
    Base64(String),
    /// Something else, such as an XML signature or a FiCom PKCS#1 pair; named by its element, not read.
    Other(String),
}

/// Result of the geofencing service; an error here comes inside a successful signature (§2.6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeoFence {
    pub country: Option<String>,
    pub accuracy_m: Option<String>,
    pub timestamp: Option<String>,
    pub device_confidence: Option<String>,
    pub location_confidence: Option<String>,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceAnswer {
    None,
    GeoFencing(GeoFence),
    App2App {
        auth_uri: String,
    },
    /// Pairs of id and value; 1901 is MCC and MNC.
    SubscriberInfo(Vec<(String, String)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceResponse {
    pub uri: String,
    pub answer: ServiceAnswer,
}

/// What became of a receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptOutcome {
    pub messaging_mode: Option<String>,
    pub user_ack: Option<bool>,
    pub client_ack: Option<bool>,
    pub network_ack: Option<bool>,
    /// A JSON text with a status of OK, CANCEL or TIMEOUT.
    pub user_response: Option<String>,
    pub fault_message: Option<String>,
}

/// One key of a user with its certificates, the user's first, base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserCertificate {
    pub algorithm: Option<String>,
    pub state: Option<String>,
    pub certificates: Vec<String>,
    pub subjects: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardDetails {
    pub mcc: Option<String>,
    pub mnc: Option<String>,
    pub network: Option<String>,
}

/// A SIM or an App installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// ACTIVE, INACTIVE or REGISTERED.
    pub state: Option<String>,
    pub pin_blocked: Option<bool>,
    pub certificates: Vec<UserCertificate>,
    pub card: Option<CardDetails>,
}

/// ProfileQueryExtension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileDetail {
    pub auto_activation: Option<bool>,
    pub recovery_code_created: Option<bool>,
    pub sim: Option<Device>,
    pub apps: Vec<Device>,
}

/// Status, with every detail that is known to occur in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub code: Code,
    /// A nested StatusCode.
    pub inner: Option<Code>,
    pub message: Option<String>,
    pub services: Vec<ServiceResponse>,
    pub receipt_wish: Option<ReceiptWish>,
    pub receipt: Option<ReceiptOutcome>,
    pub profile: Option<ProfileDetail>,
}

impl Status {
    /// The code with its name as message and no details.
    pub fn of(code: Code) -> Self {
        Self {
            code,
            inner: None,
            message: code.entry().map(|entry| entry.name.to_owned()),
            services: Vec::new(),
            receipt_wish: None,
            receipt: None,
            profile: None,
        }
    }
}

/// MSS_SignatureResp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureResponse {
    pub header: Header,
    pub mssp_trans_id: TransId,
    pub mobile_user: MobileUser,
    /// Absent in the first answer of an asynchronous request.
    pub signature: Option<SignatureValue>,
    /// The effective profile.
    pub profile: Option<String>,
    pub status: Status,
}

/// MSS_StatusResp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusResponse {
    pub header: Header,
    /// Only in notifications.
    pub mssp_trans_id: Option<TransId>,
    pub mobile_user: Option<MobileUser>,
    pub signature: Option<SignatureValue>,
    pub status: Status,
}

/// MSS_ReceiptResp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptResponse {
    pub header: Header,
    pub status: Status,
}

/// MSS_ProfileResp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileResponse {
    pub header: Header,
    pub profiles: Vec<String>,
    pub status: Status,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    Signature(SignatureResponse),
    Status(StatusResponse),
    Receipt(ReceiptResponse),
    Profile(ProfileResponse),
    Fault(Fault),
}

impl Response {
    /// `None` for a fault, which does not say what was asked.
    pub fn operation(&self) -> Option<Operation> {
        match self {
            Self::Signature(_) => Some(Operation::Signature),
            Self::Status(_) => Some(Operation::StatusQuery),
            Self::Receipt(_) => Some(Operation::Receipt),
            Self::Profile(_) => Some(Operation::ProfileQuery),
            Self::Fault(_) => None,
        }
    }
}
