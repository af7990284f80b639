//! What comes back from a provider.

use super::failure::{Failure, Foreign};
use super::kept::Kept;
use super::wish::Transaction;
use crate::message::{ProfileResponse, ReceiptResponse, Response, Status};
use crate::status::{Bearing, Code};
use crate::verify::{Asked, Report, Terms, verify_answer};

/// What became of a request for a signature so far.
#[derive(Clone, Debug)]
pub enum Outcome {
    Pending(Box<Pending>),
    Answered(Box<Answered>),
}

/// The person has not answered yet.
#[derive(Clone, Debug)]
pub struct Pending {
    /// To ask with later.
    pub transaction: Transaction,
    /// With the link to the App, where App2App was asked for.
    pub status: Status,
    /// The effective profile; only the first answer names it.
    pub profile: Option<String>,
    pub kept: Kept,
}

/// The transaction has ended with a status. That is not yet an approval: see [`verify`](Self::verify).
#[derive(Clone, Debug)]
pub struct Answered {
    pub transaction: Transaction,
    pub status: Status,
    pub response: Response,
    /// What the answer must name, for the verification: keep it with the octets.
    pub asked: Asked,
    pub kept: Kept,
}

impl Answered {
    /// Whether the status says that there is a signature. Only the verification says that it is one.
    #[must_use]
    pub fn claims_signature(&self) -> bool {
        self.status.code.bearing() == Bearing::Signature
    }

    /// Did this person approve this text?
    #[must_use]
    pub fn verify(&self, terms: &Terms<'_>) -> Report {
        verify_answer(&self.response, &self.asked, terms)
    }
}

impl Outcome {
    pub(super) fn of(response: Response, asked: Asked, kept: Kept) -> Result<Self, Failure> {
        let (status, named, profile) = match &response {
            Response::Signature(r) => (r.status.clone(), Some(r.mssp_trans_id.clone()), r.profile.clone()),
            Response::Status(r) => (r.status.clone(), asked.mssp_trans_id.clone(), None),
            _ => return Err(Failure::Foreign { what: Foreign::Operation, kept }),
        };
        let Some(mssp_trans_id) = named else { return Err(Failure::Foreign { what: Foreign::Operation, kept }) };
        let transaction = Transaction { mssp_trans_id, msisdn: asked.msisdn.clone() };
        // Keep on asking after 100 and 504 only (§1.6).
        if matches!(status.code, Code::REQUEST_OK | Code::OUTSTANDING_TRANSACTION) {
            return Ok(Self::Pending(Box::new(Pending { transaction, status, profile, kept })));
        }
        Ok(Self::Answered(Box::new(Answered { transaction, status, response, asked, kept })))
    }
}

/// The provider took a receipt.
#[derive(Clone, Debug)]
pub struct Receipted {
    pub response: ReceiptResponse,
    pub kept: Kept,
}

/// What a provider knows of a number.
#[derive(Clone, Debug)]
pub struct Profiled {
    pub response: ProfileResponse,
    pub kept: Kept,
}
