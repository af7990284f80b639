//! What the provider answers.

use super::{Fault, Header, MobileUser, Operation, Status, TransId};

/// MSS_Signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureValue {
    /// Base64 as it came, white space and all: decoding belongs to the verification.
    Base64(String),
    /// Something else, such as an XML signature or a FiCom PKCS#1 pair; named by its element, not read.
    Other(String),
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
