//! Did this person approve this text?

mod algorithm;
mod answer;
mod attributes;
mod certificate;
mod expected;
mod input;
mod path;
mod policies;
mod reason;
mod report;
mod revocation;
mod run;
mod serial;
mod trust;

pub use self::answer::{Asked, Known};
pub use self::certificate::Usage;
pub use self::expected::{ExpectedText, TRANSACTION_APPROVAL};
pub use self::reason::{Proves, Reason};
pub use self::report::{Check, Facts, Outcome, Report, Signer};
pub use self::revocation::{Doubt, Standing};
pub use self::run::Terms;
pub use self::serial::SerialRule;
pub use self::trust::{Authority, Trust, TrustError};

/// For signatures of other forms than CMS.
pub(crate) mod parts {
    pub(crate) use super::algorithm::{Digest, Scheme, Suite};
    pub(crate) use super::certificate::{CLIENT_AUTH, Cert, hex};
    pub(crate) use super::run::{to_root, way};
}

use self::input::Input;
use self::run::Failure;
use crate::message::Response;

/// Verifies the octets of a signature (BER) that was stored, against the text that was asked for, at a time, under
/// roots. Nothing else is needed, so the same call gives the same report years later.
pub fn verify(signature: &[u8], terms: &Terms<'_>) -> Report {
    run(terms, |report| object(report, signature, &Known::default(), terms))
}

/// Verifies a provider's answer to a request: the signature in it, and that the answer belongs to the request.
pub fn verify_answer(response: &Response, asked: &Asked, terms: &Terms<'_>) -> Report {
    run(terms, |report| answered(report, response, &Known::from(asked), terms))
}

/// Verifies a file as `sigill verify` takes it: PEM, base64, DER or BER, or a whole answer in SOAP or JSON.
/// Where anything is known of the request, all but a whole answer fails the check `Request`: a bare signature names no
/// request.
pub fn verify_file(file: &[u8], known: &Known, terms: &Terms<'_>) -> Report {
    run(terms, |report| match Input::read(file)? {
        Input::Object(octets) => object(report, &octets, known, terms),
        Input::Answer(response) => answered(report, &response, known, terms),
    })
}

/// Nothing longer is looked at, in octets.
pub const FILE_MAX: usize = crate::wire::SIZE_MAX;

fn run(terms: &Terms<'_>, checks: impl FnOnce(&mut Report) -> Result<(), Failure>) -> Report {
    let mut report = Report::new(terms.at);
    let result = checks(&mut report);
    run::settle(&mut report, result);
    report
}

fn object(report: &mut Report, octets: &[u8], known: &Known, terms: &Terms<'_>) -> Result<(), Failure> {
    report.set(Check::Answer, Outcome::NotAsked);
    let cert = run::object(report, octets, terms)?;
    if !known.is_nothing() {
        return Err((Check::Request, Reason::RequestNotNamed));
    }
    report.set(Check::Request, Outcome::NotAsked);
    run::serial(report, &cert, terms.serial)
}

fn answered(report: &mut Report, response: &Response, known: &Known, terms: &Terms<'_>) -> Result<(), Failure> {
    let signed = answer::Signed::read(response)?;
    report.pass(Check::Answer);
    let octets = input::object(signed.base64.as_bytes())?;
    let cert = run::object(report, &octets, terms)?;
    if known.is_nothing() {
        report.set(Check::Request, Outcome::NotAsked);
    } else {
        signed.belongs_to(known)?;
        report.facts.number_compared = known.msisdn.is_some();
        report.pass(Check::Request);
    }
    run::serial(report, &cert, terms.serial)
}
