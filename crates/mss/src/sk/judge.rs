//! Did this person sign this document? Check by check, as other signatures are judged.

use jiff::Timestamp;

use super::document::{Document, hash_of};
use super::verify::{Signed, algorithm, bare, identity, mathematics};
use crate::text::Limits;
use crate::verify::parts::{Cert, to_root, way};
use crate::verify::{Check, Outcome, Reason, Report, SerialRule, Trust, Usage};

/// What a signature is judged by.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// The document as it was written.
    pub document: &'a str,
    /// The signature's id at the server, which the document has to name.
    pub signature: &'a str,
    /// What the phone showed.
    pub text: &'a str,
    /// What was shown for comparison.
    pub code: &'a str,
    /// Of whom signed before; whether it is the one who was asked is looked at anyhow.
    pub serial: SerialRule<'a>,
    /// When the answer came.
    pub at: Timestamp,
    pub trust: &'a Trust,
    pub usage: Usage,
}

/// Makes the checks of [`Check::OF_HASH`], up to the first that fails.
#[must_use]
pub fn judge(signed: &Signed, judged: &Judged<'_>) -> Report {
    let mut report = Report::of_hash(judged.at);
    if let Err((check, reason)) = checks(&mut report, signed, judged) {
        report.set(check, Outcome::Failed(reason));
    }
    report
}

fn checks(report: &mut Report, signed: &Signed, judged: &Judged<'_>) -> Result<(), (Check, Reason)> {
    let hash = hash_of(judged.document);
    let at = |check: Check| move |reason: Reason| (check, reason);
    let cert = Cert::read(&signed.certificate).map_err(at(Check::SignerCertificate))?;
    report.facts.signer = Some(cert.describe());
    report.pass(Check::SignerCertificate);
    let (scheme, suite) = algorithm(signed, &hash, &cert).map_err(at(Check::Algorithm))?;
    report.facts.signature_algorithm = Some(suite.name);
    report.pass(Check::Algorithm);
    mathematics(signed, &hash, scheme, &suite).map_err(at(Check::Signature))?;
    report.pass(Check::Signature);
    let path = to_root(&cert, &[], judged.trust, judged.at).map_err(at(Check::Path))?;
    report.facts.path = path.subjects;
    report.facts.issuer_der = path.issuer.octets;
    report.pass(Check::Path);
    way(&cert, judged.trust, judged.at, judged.usage).map_err(at(Check::KeyUsage))?;
    report.pass(Check::KeyUsage);
    let document = about(judged).map_err(at(Check::Text))?;
    report.facts.text = Some(judged.text.to_owned());
    report.pass(Check::Text);
    identity(&cert, &document.person).map_err(at(Check::SerialNumber))?;
    remembered(&cert, judged.serial).map_err(at(Check::SerialNumber))?;
    report.pass(Check::SerialNumber);
    Ok(())
}

/// The same number may have been written with its country then, and without it now.
fn remembered(cert: &Cert, rule: SerialRule<'_>) -> Result<(), Reason> {
    match (rule, cert.serial_numbers().first()) {
        (SerialRule::Recorded(before), Some(now)) if !same_person(before, now) => {
            Err(Reason::SerialDiffers { found: now.clone() })
        }
        _ => Ok(()),
    }
}

/// The document, where it is about this signature and this text.
fn about(judged: &Judged<'_>) -> Result<Document, Reason> {
    let document =
        Document::read(judged.document).map_err(|error| Reason::MessageUnreadable { detail: error.to_string() })?;
    let is_same = document.signature == judged.signature
        && document.shown(judged.code) == judged.text
        && super::code_of(judged.document) == judged.code;
    if is_same { Ok(document) } else { Err(Reason::TextDiffers) }
}

/// Whether two serial numbers are of one person: with scheme and country or without.
#[must_use]
pub fn same_person(one: &str, other: &str) -> bool {
    bare(one).eq_ignore_ascii_case(bare(other))
}

/// How a text is sent for the phone, as `displayTextFormat` spells it. What GSM 03.38 hasn't would be shown as blanks.
#[must_use]
pub fn shown_as(text: &str) -> &'static str {
    if Limits::SK.is_gsm(text) { "GSM-7" } else { "UCS-2" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_number_with_its_country_or_without() {
        assert!(same_person("PNOEE-60001019906", "60001019906") && same_person("60001019906", "60001019906"));
        assert!(!same_person("PNOEE-60001019906", "60001018800") && !same_person("PASEE-60001019906", "60001019906"));
    }

    #[test]
    fn what_a_phone_would_show_as_blanks_is_sent_in_ucs_2() {
        for (text, format) in
            [("Bank: pay?", "GSM-7"), ("€[]^|", "GSM-7"), ("€[]^|{", "UCS-2"), ("õ", "UCS-2"), ("~", "UCS-2")]
        {
            assert_eq!(shown_as(text), format, "{text}");
        }
    }
}
