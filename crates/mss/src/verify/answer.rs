//! A provider's whole answer: does it say that a signature was made, and does it belong to the request?

use super::run::Failure;
use super::{Check, Reason};
use crate::message::{Header, MobileUser, Msisdn, Request, Response, SignatureValue, TransId};
use crate::status::{Bearing, Code};

/// What the request said that the answer must repeat.
///
/// For a status query `ap_trans_id` is that of the **status request**, not of the signature request: both habits
/// occur (§8 point 7). The number and the provider's transaction are always those of the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub ap_id: String,
    pub ap_trans_id: TransId,
    pub msisdn: Msisdn,
    /// Known once the provider has given one: compared where the answer names one.
    pub mssp_trans_id: Option<TransId>,
}

impl Asked {
    /// From the request that was answered; `msisdn` is used where the request itself carries no number.
    pub fn by(request: &Request, msisdn: Msisdn) -> Self {
        let header = request.header();
        let (user, transaction) = match request {
            Request::Signature(request) => (Some(&request.mobile_user), None),
            Request::Status(request) => (request.mobile_user.as_ref(), Some(&request.mssp_trans_id)),
            Request::Receipt(request) => (Some(&request.mobile_user), Some(&request.mssp_trans_id)),
            Request::Profile(request) => (Some(&request.mobile_user), None),
        };
        Self {
            ap_id: header.ap.id.clone(),
            ap_trans_id: header.ap.trans_id.clone(),
            msisdn: user.and_then(|user| user.msisdn.clone()).unwrap_or(msisdn),
            mssp_trans_id: transaction.cloned(),
        }
    }
}

impl Asked {
    /// Whether the header of an answer, and the transaction where it names one, are those of the request.
    pub(crate) fn named_by(&self, header: &Header, transaction: Option<&TransId>) -> Result<(), Reason> {
        Known::from(self).named_by(header, transaction)
    }
}

/// What somebody who has kept an answer still knows of the request; what is `None` is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub ap_id: Option<String>,
    pub ap_trans_id: Option<TransId>,
    pub msisdn: Option<Msisdn>,
    pub mssp_trans_id: Option<TransId>,
}

impl From<&Asked> for Known {
    fn from(asked: &Asked) -> Self {
        Self {
            ap_id: Some(asked.ap_id.clone()),
            ap_trans_id: Some(asked.ap_trans_id.clone()),
            msisdn: Some(asked.msisdn.clone()),
            mssp_trans_id: asked.mssp_trans_id.clone(),
        }
    }
}

impl Known {
    /// Whether there is nothing to compare with.
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn named_by(&self, header: &Header, transaction: Option<&TransId>) -> Result<(), Reason> {
        let ap = &header.ap;
        if self.ap_id.as_ref().is_some_and(|id| *id != ap.id) {
            return Err(Reason::OtherAp { found: ap.id.clone() });
        }
        if self.ap_trans_id.as_ref().is_some_and(|id| *id != ap.trans_id) {
            return Err(Reason::OtherApTransaction { found: ap.trans_id.as_str().to_owned() });
        }
        match (transaction, &self.mssp_trans_id) {
            (Some(found), Some(wanted)) if found != wanted => {
                Err(Reason::OtherTransaction { found: found.as_str().to_owned() })
            }
            _ => Ok(()),
        }
    }
}

/// The parts of an answer that carries a signature.
pub(crate) struct Signed<'a> {
    pub(crate) base64: &'a str,
    header: &'a Header,
    user: Option<&'a MobileUser>,
    transaction: Option<&'a TransId>,
}

impl<'a> Signed<'a> {
    pub(crate) fn read(response: &'a Response) -> Result<Self, Failure> {
        let failed = |reason| (Check::Answer, reason);
        let (header, user, transaction, signature, status) = match response {
            Response::Signature(r) => {
                (&r.header, Some(&r.mobile_user), Some(&r.mssp_trans_id), r.signature.as_ref(), &r.status)
            }
            Response::Status(r) => {
                (&r.header, r.mobile_user.as_ref(), r.mssp_trans_id.as_ref(), r.signature.as_ref(), &r.status)
            }
            Response::Fault(fault) => {
                let code = fault.code.unwrap_or(Code(0));
                return Err(failed(Reason::Fault { status: code.0, name: code.name().to_owned() }));
            }
            Response::Receipt(_) | Response::Profile(_) => return Err(failed(Reason::SignatureAbsent)),
        };
        if status.code.bearing() != Bearing::Signature {
            let (status, name) = (status.code.0, status.code.name().to_owned());
            return Err(failed(Reason::StatusWithoutSignature { status, name }));
        }
        match signature {
            Some(SignatureValue::Base64(base64)) => Ok(Self { base64, header, user, transaction }),
            _ => Err(failed(Reason::SignatureAbsent)),
        }
    }

    pub(crate) fn belongs_to(&self, known: &Known) -> Result<(), Failure> {
        self.compare(known).map_err(|reason| (Check::Request, reason))
    }

    fn compare(&self, known: &Known) -> Result<(), Reason> {
        known.named_by(self.header, self.transaction)?;
        let Some(wanted) = &known.msisdn else { return Ok(()) };
        match self.user.and_then(|user| user.msisdn.as_ref()) {
            None => Err(Reason::MsisdnAbsent),
            Some(number) if number != wanted => Err(Reason::OtherMsisdn),
            Some(_) => Ok(()),
        }
    }
}
