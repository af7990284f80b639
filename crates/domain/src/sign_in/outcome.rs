//! What the last signatures say about the next one.

use super::cause::{
    Cause, LAST_OUTCOME, NUMBER_UNKNOWN, PHONE_UNREACHABLE, PIN_BLOCKED, PROVIDER_TROUBLE, Repair, SERIAL_MISMATCH,
    SIGNATURE_OPEN, Weight,
};
use super::facts::{Phone, SignatureFacts};
use crate::credential::{Credential, MobileSignature};
use crate::signing::{Outcome, Settled, Signature};
use crate::time::Timestamp;

/// How long what passes by itself makes the next attempt doubtful, in milliseconds.
const PASSES_MS: i64 = 60 * 60 * 1_000;

/// The signature that is open.
pub(super) fn open(of: &SignatureFacts) -> Option<Cause> {
    let id = of.open?;
    let signature = of.last.iter().find(|signature| signature.id == id);
    let words = "The person is being asked just now. Nobody else can ask until that is over.";
    let cause = Cause::new(SIGNATURE_OPEN, Weight::Note, words).repair(Repair::Withdraw(id));
    let cause = cause.since(signature.map(|signature| signature.created));
    Some(cause.until(signature.map(|one| one.limit_at)).by(signature.map(|one| one.caller.clone())))
}

/// What the latest signature that is over says.
pub(super) fn cause(of: &SignatureFacts, credential: &Credential<MobileSignature>, at: Timestamp) -> Option<Cause> {
    let signature = of.last.iter().find(|signature| signature.settled.is_some())?;
    let settled = signature.settled.as_ref()?;
    let cause = mismatch(of, credential, settled).or_else(|| {
        let (code, words, lasts) = meaning(settled)?;
        let sentence = format!("The last signature, at {}, came to nothing: {words}.", settled.at);
        if counts_still(of, credential, signature, settled, lasts, at) {
            return Some(Cause::new(code, Weight::Doubtful, sentence));
        }
        Some(Cause::new(LAST_OUTCOME, Weight::Note, sentence))
    })?;
    Some(cause.since(settled.at).by(Some(signature.caller.clone())))
}

/// How long what kept one signature from coming to something keeps others from it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lasts {
    /// It says nothing about the next one.
    Not,
    /// It passes by itself.
    AWhile,
    /// Until the person does something about it.
    On,
}

/// The code that it has as long as it counts, what it says in words, and how long it counts.
fn meaning(settled: &Settled) -> Option<(&'static str, &'static str, Lasts)> {
    use Lasts::{AWhile, Not, On};
    Some(match settled.outcome {
        Outcome::Approved => return None,
        Outcome::Blocked => (PIN_BLOCKED, "the PIN, the card or the account was blocked", On),
        Outcome::Unable => (NUMBER_UNKNOWN, "the provider didn't serve the number", On),
        Outcome::Revoked => (NUMBER_UNKNOWN, "the person's certificate was revoked", On),
        Outcome::OtherPerson => (LAST_OUTCOME, "somebody else signed", On),
        Outcome::Unverifiable => (LAST_OUTCOME, "this server couldn't judge what was signed", On),
        Outcome::Refused => (PROVIDER_TROUBLE, "the provider didn't take the request", AWhile),
        Outcome::ProviderTrouble => (PROVIDER_TROUBLE, "the provider had trouble", AWhile),
        Outcome::Unreachable => {
            (PHONE_UNREACHABLE, "the phone wasn't reached; it may be off, or without network", AWhile)
        }
        Outcome::Geofenced => (LAST_OUTCOME, "the phone wasn't where it must be", AWhile),
        Outcome::OtherText => (LAST_OUTCOME, "another text was signed", AWhile),
        Outcome::InvalidSignature => (LAST_OUTCOME, "the signature was not valid", AWhile),
        Outcome::Cancelled => (LAST_OUTCOME, "the person said no", Not),
        Outcome::TimedOut => (LAST_OUTCOME, "nobody answered in time", Not),
        Outcome::Busy => (LAST_OUTCOME, "the phone was showing another request", Not),
        Outcome::Withdrawn => (LAST_OUTCOME, "it was given up", Not),
    })
}

/// Whether an outcome still makes the next attempt doubtful. What was changed since, or what the provider says now, counts
/// more.
fn counts_still(
    of: &SignatureFacts,
    credential: &Credential<MobileSignature>,
    signature: &Signature,
    settled: &Settled,
    lasts: Lasts,
    at: Timestamp,
) -> bool {
    let detail = &credential.detail;
    let is_of_another = (&signature.msisdn, &signature.mssp) != (&detail.msisdn, &detail.mssp_identifier);
    let is_over = match lasts {
        Lasts::Not => true,
        Lasts::AWhile => settled.at.plus_millis(PASSES_MS) <= at,
        Lasts::On => false,
    };
    // Another signer isn't remembered any more.
    let is_forgotten = settled.outcome == Outcome::OtherPerson && is_by_serial(settled);
    let is_disproved = match (&of.phone, settled.outcome) {
        (Some(Phone::Served { is_pin_blocked, .. }), Outcome::Blocked) => !is_pin_blocked,
        (Some(Phone::Served { is_active, .. }), Outcome::Unable) => *is_active != Some(false),
        (Some(Phone::Served { .. }), Outcome::ProviderTrouble) => true,
        _ => false,
    };
    !(is_of_another || is_over || is_forgotten || is_disproved)
}

/// Another signature than that of the remembered signer, where another one is still expected.
fn mismatch(of: &SignatureFacts, credential: &Credential<MobileSignature>, settled: &Settled) -> Option<Cause> {
    let expected = credential.detail.signers_serial_number()?;
    let found = settled.detail.signer.as_ref()?.serial_number.as_deref()?;
    let differs = settled.detail.serial_mismatch || is_by_serial(settled);
    if !differs || found.eq_ignore_ascii_case(&expected) {
        return None;
    }
    let (weight, more) = if of.rules.serial_mismatch_flags {
        (Weight::Note, "The policy lets that pass.")
    } else {
        (Weight::Prevents, "If the person has a new one, forget the old one: the next signature is remembered anew.")
    };
    let words = format!("The last signature was made by another SIM or App than the one that is remembered. {more}");
    Some(Cause::new(SERIAL_MISMATCH, weight, words).repair(Repair::ForgetSigner))
}

/// Whether it was the serial number by which somebody else was found to have signed.
fn is_by_serial(settled: &Settled) -> bool {
    settled.detail.checks.iter().any(|check| {
        let is = |member: &str, value: &str| check.get(member).and_then(|found| found.as_str()) == Some(value);
        is("check", "serial-number") && is("outcome", "failed")
    })
}
