//! A status with its details: what the additional services, a receipt and the query of a profile say.

use crate::status::Code;

/// The vendor extension of a receipt: shows the message and waits for the person (§2.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptWish {
    /// Always `synch` at Mobile ID.
    pub messaging_mode: String,
    pub user_ack: bool,
    pub language: Option<String>,
    pub profile_uri: Option<String>,
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
