//! From what a provider answers to an outcome: the one place that says so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sigill_domain::identity_number::IdentityNumber;
use sigill_domain::signing::{Detail, Outcome, Remembered, Signature, Signer, Verdict};
use sigill_domain::time::Timestamp;
use sigill_mss::client::{Answered, Failure};
use sigill_mss::message::{Fault, Operation, Response, SignatureValue};
use sigill_mss::sk::{self, Document, EndResult, Judged, Signed};
use sigill_mss::status::{Bearing, Code};
use sigill_mss::verify::{Check, Proves, Reason, Report, SerialRule, Terms};

use super::message::instant;
use super::provider::Provider;
use super::said::Said;

/// Longest signature object that is kept, in characters of base64.
const ANSWER_LEN_MAX: usize = 64 * 1024;
/// Of a provider's words, so many characters are kept.
const WORDS_LEN_MAX: usize = 300;

/// Whether something more is to come after what was said.
pub(crate) fn is_open(said: &Said) -> bool {
    match said {
        Said::Open(_) => true,
        Said::Answered(_) | Said::Ended(..) | Said::Declined(_) | Said::Unsaid(_) => false,
        // That the person hasn't answered yet can be said by a fault, too.
        Said::Fault(fault) => fault.code.is_some_and(|code| matches!(code.bearing(), Bearing::Pending)),
    }
}

/// The name of a provider's code.
#[must_use]
pub fn status_name(code: u16) -> &'static str {
    Code(code).name()
}

/// What a code means where no signature is to be checked; `asked` is what was asked.
pub(crate) fn outcome(code: Code, asked: Operation) -> Outcome {
    match code.0 {
        // The provider had taken it, and doesn't know it any more.
        101 if asked == Operation::StatusQuery => Outcome::ProviderTrouble,
        501 => Outcome::Revoked,
        _ => of_bearing(code.bearing()),
    }
}

/// What it means, whatever the protocol.
pub(crate) fn of_bearing(bearing: Bearing) -> Outcome {
    match bearing {
        Bearing::Invalid => Outcome::InvalidSignature,
        Bearing::UserCancelled => Outcome::Cancelled,
        Bearing::UserBlocked => Outcome::Blocked,
        Bearing::UserUnable => Outcome::Unable,
        Bearing::Expired => Outcome::TimedOut,
        Bearing::Unreachable => Outcome::Unreachable,
        Bearing::Busy => Outcome::Busy,
        Bearing::RequestRefused => Outcome::Refused,
        Bearing::PolicyViolation => Outcome::Geofenced,
        Bearing::Accepted | Bearing::Pending | Bearing::Signature | Bearing::ProviderFailed | Bearing::Unknown => {
            Outcome::ProviderTrouble
        }
    }
}

/// What a failed check means. Only what was read and proved wrong is held against the person.
pub(crate) fn failed(reason: &Reason) -> Outcome {
    match reason.proves() {
        Proves::Forgery => Outcome::InvalidSignature,
        Proves::OtherText => Outcome::OtherText,
        Proves::OtherPerson => Outcome::OtherPerson,
        Proves::Nothing => Outcome::Unverifiable,
        Proves::Unreadable => Outcome::ProviderTrouble,
    }
}

/// What an answer is judged by.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) signature: &'a Signature,
    pub(crate) remembered: &'a Remembered,
    /// Whom the credential names now.
    pub(crate) person: Option<&'a IdentityNumber>,
    /// What was asked.
    pub(crate) operation: Operation,
    pub(crate) at: Timestamp,
}

impl Judge<'_> {
    /// Judges an answer with which a signature is over.
    pub(crate) fn verdict(&self, said: &Said) -> Verdict {
        match said {
            Said::Open(_) => Verdict::of(Outcome::ProviderTrouble, "the provider began it once more"),
            Said::Answered(answered) => self.answered(answered),
            Said::Fault(fault) => self.fault(fault),
            Said::Ended(result, signed) => self.ended(result, signed.as_deref()),
            Said::Declined(status) => declined(*status, self.operation),
            Said::Unsaid(verdict) => Verdict::clone(verdict),
        }
    }

    fn fault(&self, fault: &Fault) -> Verdict {
        let outcome = fault.code.map_or(Outcome::ProviderTrouble, |code| outcome(code, self.operation));
        // The first detail may be about routing, the last is the useful one.
        let words = fault.details.last().or(fault.reason.as_ref()).map(|words| short(words));
        let meaning = [fault.inner, fault.code].into_iter().flatten().find_map(Code::meaning);
        let mut verdict = Verdict::of(outcome, meaning.unwrap_or("a fault without a code that is known"));
        verdict.detail.words = words;
        verdict.provider_status = fault.code.map(|code| code.0);
        verdict.detail.portal_url = fault.portal_url.as_deref().map(short);
        verdict
    }

    fn answered(&self, answered: &Answered) -> Verdict {
        let value = match &answered.response {
            Response::Signature(answer) => answer.signature.as_ref(),
            Response::Status(answer) => answer.signature.as_ref(),
            _ => None,
        };
        let base64 = match value {
            Some(SignatureValue::Base64(base64)) => Some(base64.split_ascii_whitespace().collect::<String>()),
            _ => None,
        };
        let code = answered.status.code;
        let is_kept = base64.as_ref().is_none_or(|base64| base64.len() <= ANSWER_LEN_MAX);
        let mut verdict = if answered.claims_signature() && !is_kept {
            // An approval without what proves it is none.
            Verdict::of(Outcome::ProviderTrouble, "the signature is too long to be kept")
        } else if answered.claims_signature() {
            self.verified(answered)
        } else {
            let reason = code.meaning().unwrap_or("a status that nobody has documented");
            Verdict::of(outcome(code, self.operation), reason)
        };
        verdict.provider_status = Some(code.0);
        verdict.answer = base64.filter(|base64| base64.len() <= ANSWER_LEN_MAX);
        verdict
    }

    /// How a session ended.
    fn ended(&self, result: &EndResult, signed: Option<&Signed>) -> Verdict {
        let Some(signed) = signed.filter(|_| *result == EndResult::Ok) else {
            let mut verdict = Verdict::of(of_bearing(result.bearing()), result.meaning());
            verdict.detail.words = Some(short(result.as_str()));
            return verdict;
        };
        let signature = self.signature;
        let document = signature.document.as_deref().unwrap_or_default();
        let asked = Document::read(document).ok().map(|document| document.person);
        if self.person.map(|person| person.as_str()) != asked.as_deref() {
            let why = "the mobile signature had another national identity number when the answer came";
            return Verdict::of(Outcome::Withdrawn, why);
        }
        let report = sk::judge(
            signed,
            &Judged {
                document,
                signature: &signature.id.to_string(),
                text: &signature.text,
                code: &signature.code,
                serial: self.serial(),
                at: instant(self.at),
                trust: &self.provider.settings.trust,
                usage: self.provider.settings.usage,
            },
        );
        let mut verdict = self.judged(&report);
        // Without the certificate nobody could judge it later.
        if verdict.detail.signer.is_some() {
            verdict.answer = Some(STANDARD.encode(&signed.value));
            verdict.detail.algorithm = Some(short(&signed.algorithm));
        }
        verdict
    }

    fn verified(&self, answered: &Answered) -> Verdict {
        let settings = &self.provider.settings;
        let text = settings.family.expected(&self.signature.text);
        let terms = Terms {
            text: &text,
            at: instant(self.at),
            trust: &settings.trust,
            serial: self.serial(),
            legacy_sha1: settings.legacy_sha1,
            usage: settings.usage,
        };
        self.judged(&answered.verify(&terms))
    }

    /// Who is expected, by what is remembered.
    pub(crate) fn serial(&self) -> SerialRule<'_> {
        match &self.remembered.serial_number {
            Some(serial) => SerialRule::Recorded(serial),
            None => SerialRule::Present,
        }
    }

    /// What a report comes to.
    pub(crate) fn judged(&self, report: &Report) -> Verdict {
        let mut detail = Detail { signer: signer(report), checks: checks(report), ..Detail::default() };
        let outcome = match report.failure() {
            None if report.is_valid() => Outcome::Approved,
            None => Outcome::ProviderTrouble,
            Some((check, reason)) => {
                detail.reason = Some(reason.to_string());
                match failed(reason) {
                    // Every other check passed: this is the last one.
                    Outcome::OtherPerson if is_of_another_enrolment(check, reason) && self.remembered.only_flags => {
                        detail.serial_mismatch = true;
                        Outcome::Approved
                    }
                    outcome => outcome,
                }
            }
        };
        detail.proven = (outcome == Outcome::Approved).then(|| self.provider.settings.family.proves());
        Verdict { outcome, provider_status: None, answer: None, detail }
    }
}

/// Whether somebody else than the remembered person signed, which is not somebody else than who was asked.
fn is_of_another_enrolment(check: Check, reason: &Reason) -> bool {
    check == Check::SerialNumber && *reason != Reason::IdentityDiffers
}

/// What a refusal with an HTTP status means: mostly a matter for the operator.
pub(super) fn declined(status: u16, asked: Operation) -> Verdict {
    let (outcome, why) = match (status, asked) {
        (401 | 403, _) => {
            (Outcome::Refused, "the provider doesn't know our name, our UUID or the address that we ask from")
        }
        (404, Operation::StatusQuery) => (Outcome::ProviderTrouble, "the provider doesn't know the session any more"),
        (_, Operation::StatusQuery) => (Outcome::ProviderTrouble, "the provider doesn't take the question"),
        _ => (Outcome::Refused, "the provider doesn't take the request"),
    };
    Verdict::of(outcome, format!("{why} (HTTP {status})"))
}

/// There was no answer.
pub(crate) fn trouble(trouble: &Failure) -> Verdict {
    Verdict::of(Outcome::ProviderTrouble, short(&trouble.to_string()))
}

/// Words of others, as they can be kept and logged.
pub(crate) fn short(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(WORDS_LEN_MAX).collect()
}

fn signer(report: &Report) -> Option<Signer> {
    let signer = report.facts.signer.as_ref()?;
    Some(Signer {
        serial_number: signer.serial_number.clone(),
        subject: signer.subject.clone(),
        issuer: signer.issuer.clone(),
        certificate: pem(&signer.certificate_der),
        not_before: signer.not_before.clone(),
        not_after: signer.not_after.clone(),
    })
}

/// A certificate in PEM (RFC 7468).
pub(crate) fn pem(der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines = base64.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line) + "\n");
    format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", lines.collect::<String>())
}

fn checks(report: &Report) -> Vec<serde_json::Value> {
    // Reports are made of texts and numbers, which always have a JSON form.
    let whole = serde_json::to_value(report).unwrap_or_default();
    whole.get("checks").and_then(|checks| checks.as_array()).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use sigill_domain::signing::Counts;
    use sigill_mss::status::TABLE;

    use super::*;

    #[test]
    fn every_code_has_its_outcome_and_the_table_is_the_committed_one() {
        let mut table = String::new();
        for entry in TABLE {
            let code = Code(entry.code);
            let shown = match code {
                // The client keeps on asking after these.
                Code::REQUEST_OK | Code::OUTSTANDING_TRANSACTION => "open".to_owned(),
                _ if code.bearing() == Bearing::Signature => "verified here".to_owned(),
                _ => {
                    let outcome = outcome(code, Operation::Signature);
                    format!("{} ({:?})", outcome.as_str(), outcome.counts())
                }
            };
            writeln!(table, "{} {:<31} {shown}", entry.code, entry.name).unwrap();
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_refusal_by_status_is_never_the_persons() {
        let table = [
            (401, Operation::Signature, Outcome::Refused),
            (401, Operation::StatusQuery, Outcome::Refused),
            (400, Operation::Signature, Outcome::Refused),
            (404, Operation::Signature, Outcome::Refused),
            (429, Operation::Signature, Outcome::Refused),
            (404, Operation::StatusQuery, Outcome::ProviderTrouble),
            (400, Operation::StatusQuery, Outcome::ProviderTrouble),
        ];
        for (status, asked, expected) in table {
            let verdict = declined(status, asked);
            assert_eq!((verdict.outcome, verdict.outcome.counts()), (expected, Counts::Nothing), "{status}");
        }
    }

    #[test]
    fn what_counts_here_counts_there() {
        for entry in TABLE {
            let counts = outcome(Code(entry.code), Operation::Signature).counts();
            let failure = counts == Counts::Failure;
            assert_eq!(failure, entry.bearing.is_counted(), "{}", entry.code);
        }
    }

    #[test]
    fn a_code_that_nobody_documented_is_trouble_and_over() {
        assert_eq!(outcome(Code(600), Operation::Signature), Outcome::ProviderTrouble);
        let fault = |code| Said::Fault(Box::new(Fault::of(code, "")));
        assert!(!is_open(&fault(Code(600))) && is_open(&fault(Code::OUTSTANDING_TRANSACTION)));
    }

    #[test]
    fn a_failed_check_is_the_persons_only_where_it_proves_something() {
        let counted = [Reason::DigestDiffers, Reason::SignatureWrong, Reason::TextDiffers, Reason::OtherMsisdn];
        assert!(counted.iter().all(|reason| failed(reason).counts() == Counts::Failure));
        let of_the_path = Reason::RootNotValid { root: "CN=Root".to_owned(), at: "2026-01-01T00:00:00Z".to_owned() };
        for reason in [Reason::IssuerUnknown, Reason::PathSignatureWrong, Reason::Sha1, of_the_path] {
            assert_eq!(failed(&reason), Outcome::Unverifiable, "{reason}");
        }
        let unreadable = Reason::NotBase64 { detail: String::new() };
        for reason in [unreadable, Reason::NoSigner, Reason::Detached, Reason::MsisdnAbsent] {
            assert_eq!(failed(&reason), Outcome::ProviderTrouble, "{reason}");
        }
    }
}
