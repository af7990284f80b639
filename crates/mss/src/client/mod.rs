//! Asking a provider, over mutual TLS, in either binding.
//!
//! A [`Provider`] is the settings, a [`Client`] asks. Ids and instants come from the caller, as everywhere; only how long
//! to wait is measured here. Nothing is asked twice: whether a request that may have arrived is sent again is the
//! caller's decision ([`Failure::may_have_arrived`]). What comes back carries the octets as they came, so that they
//! can be kept and verified again.
//!
//! ```no_run
//! # async fn example(provider: sigill_mss::client::Provider, call: sigill_mss::client::Call, next: sigill_mss::client::Call)
//! # -> Result<(), Box<dyn std::error::Error>> {
//! use sigill_mss::client::{Client, Outcome, Wish};
//!
//! let client = Client::new(provider)?;
//! let wish = Wish::text("+41791234567".parse()?, "Bank: pay CHF 10?", "en");
//! let Outcome::Pending(pending) = client.sign(&call, &wish).await? else { return Ok(()) };
//! // Later, from anywhere: the transaction's name and the number suffice.
//! match client.status(&next, &pending.transaction).await? {
//!     Outcome::Pending(_) => {}
//!     Outcome::Answered(answered) => println!("{} octets to keep", answered.kept.octets.len()),
//! }
//! # Ok(())
//! # }
//! ```

mod connect;
mod exchange;
mod failure;
mod kept;
mod outcome;
mod provider;
mod sk;
mod tls;
mod wish;

pub use self::connect::ConnectFailure;
pub use self::failure::{Failure, Foreign};
pub use self::kept::Kept;
pub use self::outcome::{Answered, Outcome, Pending, Profiled, Receipted};
pub use self::provider::{Binding, Identity, Limits, Paths, PrivateKey, Provider, ProviderError};
pub use self::sk::{Begin, SkClient, SkProvider, Standing};
pub use self::wish::{Call, Receipt, Transaction, Wish};

use self::exchange::{Door, Exchange, Sent};
use crate::message::{Header, Msisdn, MsspInfo, Operation, ProfileRequest, Request, Response, StatusRequest};
use crate::status::Bearing;
use crate::verify::Asked;
use http::Uri;

/// Asks one provider. Clones share the connections, which are used again as long as the provider keeps them.
#[derive(Clone, Debug)]
pub struct Client {
    provider: std::sync::Arc<Provider>,
    uris: std::sync::Arc<Uris>,
    exchange: Exchange,
}

#[derive(Debug)]
struct Uris {
    signature: Uri,
    status: Uri,
    receipt: Uri,
    profile: Uri,
}

impl Uris {
    fn of(&self, operation: Operation) -> &Uri {
        match operation {
            Operation::StatusQuery => &self.status,
            Operation::Receipt => &self.receipt,
            Operation::ProfileQuery => &self.profile,
            // The client sends no other.
            _ => &self.signature,
        }
    }
}

impl Client {
    /// Reads certificates, key and URL; connects to nothing yet.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(provider: Provider) -> Result<Self, ProviderError> {
        let exchange = Exchange::new(&Door {
            base_url: &provider.base_url,
            server_roots_pem: &provider.server_roots_pem,
            identity: provider.identity.as_ref(),
            media_type: &provider.media_type,
            limits: &provider.limits,
        })?;
        let paths = &provider.paths;
        let uris = Uris {
            signature: exchange.uri(&paths.signature)?,
            status: exchange.uri(&paths.status)?,
            receipt: exchange.uri(&paths.receipt)?,
            profile: exchange.uri(&paths.profile)?,
        };
        Ok(Self { provider: std::sync::Arc::new(provider), uris: std::sync::Arc::new(uris), exchange })
    }

    #[must_use]
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// Asks a person to sign, in the mode asynchClientServer: the answer is mostly *pending*, with the transaction that
    /// [`status`](Self::status) asks for.
    ///
    /// # Errors
    /// The provider refused, could not be reached, or answered something that cannot be used.
    pub async fn sign(&self, call: &Call, wish: &Wish) -> Result<Outcome, Failure> {
        let request = Request::Signature(wish.request(self.header(call)));
        let asked = Asked::by(&request, wish.msisdn.clone());
        let (response, kept) = self.ask(&request, &asked).await?;
        Outcome::of(response, asked, kept)
    }

    /// Asks what became of a transaction.
    ///
    /// # Errors
    /// As for [`sign`](Self::sign); that the person cancelled, or did not answer in time, is such a refusal.
    pub async fn status(&self, call: &Call, transaction: &Transaction) -> Result<Outcome, Failure> {
        let request = Request::Status(StatusRequest {
            header: self.header(call),
            mssp_trans_id: transaction.mssp_trans_id.clone(),
            mobile_user: None,
        });
        let asked = Asked::by(&request, transaction.msisdn.clone());
        let (response, kept) = self.ask(&request, &asked).await?;
        Outcome::of(response, asked, kept)
    }

    /// Tells the person what became of what was signed: once, and only after a signature.
    ///
    /// # Errors
    /// As for [`sign`](Self::sign).
    pub async fn receipt(
        &self,
        call: &Call,
        transaction: &Transaction,
        receipt: &Receipt,
    ) -> Result<Receipted, Failure> {
        let request = Request::Receipt(receipt.request(self.header(call), transaction));
        let asked = Asked::by(&request, transaction.msisdn.clone());
        match self.ask(&request, &asked).await? {
            (Response::Receipt(response), kept) => Ok(Receipted { response, kept }),
            (_, kept) => Err(Failure::Foreign { what: Foreign::Operation, kept }),
        }
    }

    /// Asks what the provider knows of a number. `params` are words out of `sscds`, `state`, `certs`, `pinstatus`,
    /// `rcstatus`, `aastatus`, `carddetails`; none of them asks for the profiles only.
    ///
    /// # Errors
    /// As for [`sign`](Self::sign).
    pub async fn profile(&self, call: &Call, msisdn: &Msisdn, params: &[&str]) -> Result<Profiled, Failure> {
        let request = Request::Profile(ProfileRequest {
            header: self.header(call),
            mobile_user: msisdn.clone().into(),
            params: params.iter().map(|word| (*word).to_owned()).collect(),
        });
        let asked = Asked::by(&request, msisdn.clone());
        match self.ask(&request, &asked).await? {
            (Response::Profile(response), kept) => Ok(Profiled { response, kept }),
            (_, kept) => Err(Failure::Foreign { what: Foreign::Operation, kept }),
        }
    }

    fn header(&self, call: &Call) -> Header {
        let provider = &self.provider;
        Header {
            version: None,
            ap: crate::message::ApInfo {
                id: provider.ap_id.clone(),
                password: Some(provider.ap_password.clone()),
                trans_id: call.ap_trans_id.clone(),
                instant: call.instant.clone(),
                url: None,
            },
            mssp: MsspInfo { id: provider.mssp.clone(), instant: None },
        }
    }

    /// Sends a request; an answer to it that is no fault, and belongs to it.
    async fn ask(&self, request: &Request, asked: &Asked) -> Result<(Response, Kept), Failure> {
        let binding = self.provider.binding;
        if binding == Binding::Soap && !wish::fits_xml(request) {
            return Err(Failure::NotXml);
        }
        let operation = request.operation();
        let limits = &self.provider.limits;
        let within_ms = if operation == Operation::Receipt { limits.receipt_ms } else { limits.answer_ms };
        let sent = Sent::post(self.uris.of(operation), binding.write(request));
        let kept = self.exchange.ask(sent, within_ms).await?;
        let response = read(binding, &kept)?;
        let (header, user, transaction) = match &response {
            Response::Fault(fault) => return Err(Failure::Fault { fault: Box::new(fault.clone()), kept }),
            Response::Signature(r) => (&r.header, Some(&r.mobile_user), None),
            Response::Status(r) => (&r.header, r.mobile_user.as_ref(), r.mssp_trans_id.as_ref()),
            Response::Receipt(r) => (&r.header, None, None),
            Response::Profile(r) => (&r.header, None, None),
        };
        let foreign = |what| Failure::Foreign { what, kept: kept.clone() };
        if response.operation() != Some(operation) {
            return Err(foreign(Foreign::Operation));
        }
        // Later the verification looks once more; here a stranger's answer must not end a transaction of ours. Who
        // signed, where there is a signature, is for the verification alone.
        asked.named_by(header, transaction).map_err(|reason| foreign(Foreign::Named(reason)))?;
        let is_other = user.and_then(|user| user.msisdn.as_ref()).is_some_and(|found| *found != asked.msisdn);
        if is_other && !claims_signature(&response) {
            return Err(foreign(Foreign::Named(crate::verify::Reason::OtherMsisdn)));
        }
        Ok((response, kept))
    }
}

/// A fault counts whatever the HTTP status; everything else needs 200.
fn read(binding: Binding, kept: &Kept) -> Result<Response, Failure> {
    match binding.read(&kept.octets) {
        Err(source) => Err(Failure::Unreadable { source, kept: kept.clone() }),
        Ok(fault @ Response::Fault(_)) => Ok(fault),
        Ok(response) if kept.http_status == 200 => Ok(response),
        Ok(_) => Err(Failure::Contradiction { kept: kept.clone() }),
    }
}

fn claims_signature(response: &Response) -> bool {
    let code = match response {
        Response::Signature(response) => response.status.code,
        Response::Status(response) => response.status.code,
        _ => return false,
    };
    code.bearing() == Bearing::Signature
}
