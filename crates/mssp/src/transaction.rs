//! One request for a signature, from the prompt to the answer.

use jiff::Timestamp;
use sigill_mss::message::{Fault, Header, MobileUser, Service, ServiceResponse};
use sigill_mss::status::Code;

use crate::script::{Act, Script};
use crate::world::later;

/// On which device the prompt appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    Sim,
    App,
}

/// What somebody does at the virtual phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Approve,
    Cancel,
    WrongPin,
}

/// How a transaction ended.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Answered { status: Code, base64: Option<String>, services: Vec<ServiceResponse> },
    Refused(Box<Fault>),
}

/// What the passing of time brings; making the signature is up to the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Answer { status: Code, with_signature: bool },
    Refuse(Box<Fault>),
    BlockPin,
}

#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    pub(crate) id: String,
    pub(crate) header: Header,
    /// As it was sent: answers repeat it.
    pub(crate) user: MobileUser,
    /// Digits.
    pub(crate) msisdn: String,
    pub(crate) ap_name: String,
    pub(crate) text: String,
    pub(crate) mime_type: Option<String>,
    pub(crate) language: String,
    pub(crate) device: Device,
    /// The effective profile.
    pub(crate) profile: String,
    pub(crate) services: Vec<Service>,
    pub(crate) is_async: bool,
    pub(crate) began: Timestamp,
    pub(crate) deadline: Timestamp,
    pub(crate) script: Script,
    pub(crate) wrong_pins: u8,
    pub(crate) ended: Option<(Timestamp, Outcome)>,
    pub(crate) has_receipt: bool,
}

pub(crate) fn refuse(code: u16, detail: &str) -> Due {
    Due::Refuse(Box::new(Fault::of(Code(code), detail)))
}

/// The texts that the real service gives.
pub(crate) fn detail_of(code: u16) -> &'static str {
    match code {
        101 => "Illegal msisdn",
        102 => "Mandatory parameter is missing",
        103 => "DTBS or DTBD is too long",
        104 => "Wrong SSL credentials",
        105 => "MSISDN is unknown",
        107 => "DTBD matching failed",
        108 => "Incompatible interface version",
        109 => "Signature profile is not supported",
        208 => "Timed out waiting for an answer from user.",
        209 => "Message could not be delivered to the mobile user",
        401 => "User cancelled the request",
        402 => "PIN of the mobile user is blocked",
        403 => "Mobile user is suspended",
        404 => "Mobile user account needs to be activated",
        406 => "Signature request already in progress.",
        422 => "Certificate is expired",
        450 => "Geofencing policy violated",
        900 => "Unknown Error",
        _ => "Simulated fault",
    }
}

impl Transaction {
    pub(crate) fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// When it can change by itself.
    pub(crate) fn next(&self) -> Timestamp {
        match self.script.act {
            Act::Ask | Act::Ignore => self.deadline,
            _ => later(self.began, self.script.after_ms).min(self.deadline),
        }
    }

    /// What has happened by now without anybody at the phone.
    pub(crate) fn due(&self, now: Timestamp) -> Option<Due> {
        if !self.is_open() || now < self.next() {
            return None;
        }
        if later(self.began, self.script.after_ms) > self.deadline {
            return Some(refuse(208, detail_of(208)));
        }
        Some(match &self.script.act {
            Act::Ask | Act::Ignore => {
                // The status query has its own words for it.
                refuse(208, if self.is_async { "Original request timed out." } else { detail_of(208) })
            }
            Act::Approve => Due::Answer { status: Code::SIGNATURE, with_signature: true },
            Act::Cancel => refuse(401, detail_of(401)),
            Act::Unreachable => refuse(209, detail_of(209)),
            Act::WrongPin => Due::BlockPin,
            Act::Fault { code, inner, detail, portal_url } => {
                let mut fault = Fault::of(Code(*code), detail.as_deref().unwrap_or(detail_of(*code)));
                fault.inner = inner.map(Code);
                fault.portal_url.clone_from(portal_url);
                Due::Refuse(Box::new(fault))
            }
            Act::Status { code, with_signature } => {
                let with_signature = *with_signature || matches!(code, 500 | 502);
                Due::Answer { status: Code(*code), with_signature }
            }
        })
    }
}
