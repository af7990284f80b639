//! Why there is no answer that can be used.

use super::connect::ConnectFailure;
use super::kept::Kept;
use crate::message::Fault;
use crate::sk::MessageError;
use crate::status::{Bearing, Code};
use crate::verify::Reason;
use crate::wire::WireError;

/// What about an answer shows that it is not one to our request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Foreign {
    #[error("it answers another operation")]
    Operation,
    /// Another AP, AP_TransID, transaction or number.
    #[error("{0}")]
    Named(Reason),
}

/// Why a call did not succeed. `Debug` and `Display` show no number, no text and no secret; [`Kept`] hides its octets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The text has characters that XML 1.0 cannot carry; the phone would be shown another text.
    #[error("the request has characters that SOAP cannot carry")]
    NotXml,
    /// Name, TCP, or no time left for them. Nothing was sent.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(#[source] ConnectFailure),
    /// The handshake failed, or the server broke TLS off when it saw our certificate.
    #[error("TLS with the provider fails: {0}")]
    Tls(String),
    /// The request was sent, and no whole answer came in time.
    #[error("no answer within {within_ms} ms")]
    Late { within_ms: u64 },
    /// The connection ended before the answer did.
    #[error("the answer was cut off: {0}")]
    CutOff(String),
    #[error("the answer is longer than {octets_max} octets")]
    TooLarge { octets_max: usize },
    /// Something else than a message: an error page of a proxy, nothing at all, garbage.
    #[error("HTTP status {} with a body that is no answer: {source}", kept.http_status)]
    Unreadable { source: WireError, kept: Kept },
    /// A message that is no fault, under an HTTP status that says otherwise.
    #[error("HTTP status {} with a message that is no fault", kept.http_status)]
    Contradiction { kept: Kept },
    /// The provider says no; so it does too when the person did.
    #[error("the provider answered with a fault: {}", described(fault))]
    Fault { fault: Box<Fault>, kept: Kept },
    /// A server of another protocol than TS 102 204 refuses with this status.
    #[error("the provider answered with HTTP status {}", kept.http_status)]
    Status { kept: Kept },
    /// The same, where it answers with success and something else than an answer.
    #[error("the provider's answer can't be used: {source}")]
    Message { source: MessageError, kept: Kept },
    #[error("the answer does not belong to the request: {what}")]
    Foreign { what: Foreign, kept: Kept },
}

fn described(fault: &Fault) -> String {
    fault.code.map_or_else(|| "without a code".to_owned(), |code| format!("{} {}", code.0, code.name()))
}

impl Failure {
    /// The fault's code.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Fault { fault, .. } => fault.code,
            _ => None,
        }
    }

    /// What the fault is for us; `None` where there was no fault, [`Bearing::Unknown`] where it names no known code.
    #[must_use]
    pub fn bearing(&self) -> Option<Bearing> {
        match self {
            Self::Fault { fault, .. } => Some(fault.code.map_or(Bearing::Unknown, Code::bearing)),
            _ => None,
        }
    }

    /// Whether the provider may have taken the request: a signature may be under way although nobody here knows its
    /// transaction. Where not, the same request can be sent again without a second prompt on the phone.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        !matches!(self, Self::NotXml | Self::Unreachable(_) | Self::Tls(_) | Self::Fault { .. })
    }

    /// What came, where something did.
    #[must_use]
    pub fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Unreadable { kept, .. }
            | Self::Contradiction { kept }
            | Self::Fault { kept, .. }
            | Self::Status { kept }
            | Self::Message { kept, .. }
            | Self::Foreign { kept, .. } => Some(kept),
            _ => None,
        }
    }
}
