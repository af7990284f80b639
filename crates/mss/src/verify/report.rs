//! What came out: every check by name, in order, with its outcome, and what was learnt on the way.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::Reason;
use super::revocation::{Doubt, Standing, Wire as WireRevocation, words as revocation_words};

/// The checks in the order in which they are made.
///
/// `Algorithm` stands before `MessageDigest` and `Signature`, because neither can be computed before the algorithms
/// are known and allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The whole answer is readable and says that a signature was made.
    Answer,
    /// Base64 or PEM, and BER within the limits, nothing left over.
    Encoding,
    /// ContentInfo holds a well-formed SignedData.
    SignedData,
    /// Exactly one SignerInfo.
    OneSigner,
    /// The content is inside.
    Content,
    /// Exactly one certificate inside is the signer's.
    SignerCertificate,
    /// Present, DER, each once and with one value; the content type is the content's.
    SignedAttributes,
    /// Algorithms and key are supported, agree and are strong enough.
    Algorithm,
    /// The signed digest is the digest of the content's octets.
    MessageDigest,
    /// The signature over the attributes' original octets.
    Signature,
    /// ESS signing-certificate (RFC 2634, RFC 5035): right where present.
    SigningCertificate,
    /// A path to a configured root, every certificate valid at the given time.
    Path,
    /// digitalSignature and clientAuth.
    KeyUsage,
    /// What was signed is what was asked for.
    Text,
    /// The answer belongs to the request.
    Request,
    /// The serial number in the subject.
    SerialNumber,
}

impl Check {
    pub const ALL: [Self; 16] = [
        Self::Answer,
        Self::Encoding,
        Self::SignedData,
        Self::OneSigner,
        Self::Content,
        Self::SignerCertificate,
        Self::SignedAttributes,
        Self::Algorithm,
        Self::MessageDigest,
        Self::Signature,
        Self::SigningCertificate,
        Self::Path,
        Self::KeyUsage,
        Self::Text,
        Self::Request,
        Self::SerialNumber,
    ];

    /// Those of a signature over a hash, which has no object around it.
    pub const OF_HASH: [Self; 7] = [
        Self::SignerCertificate,
        Self::Algorithm,
        Self::Signature,
        Self::Path,
        Self::KeyUsage,
        Self::Text,
        Self::SerialNumber,
    ];

    fn words(self) -> &'static str {
        match self {
            Self::Answer => "the provider's answer says that a signature was made",
            Self::Encoding => "the signature is encoded as it must be",
            Self::SignedData => "it is a well-formed SignedData",
            Self::OneSigner => "exactly one person signed",
            Self::Content => "the signed text is inside",
            Self::SignerCertificate => "the signer's certificate is inside",
            Self::SignedAttributes => "the signed attributes are complete",
            Self::Algorithm => "algorithms and key are allowed",
            Self::MessageDigest => "the digest is that of the text inside",
            Self::Signature => "the signature fits the certificate's key",
            Self::SigningCertificate => "the signature names no other certificate",
            Self::Path => "the certificate leads to a configured root",
            Self::KeyUsage => "the certificate is meant for this use",
            Self::Text => "the signed text is the one asked for",
            Self::Request => "the answer belongs to the request",
            Self::SerialNumber => "the serial number is as expected",
        }
    }
}

/// How one check ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", content = "reason", rename_all = "kebab-case")]
pub enum Outcome {
    Passed,
    Failed(Reason),
    /// An earlier check failed.
    NotReached,
    /// The caller gave nothing to compare with (only `Answer`, `Request` and `SerialNumber` can be this).
    NotAsked,
}

/// Whose certificate it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signer {
    /// Subject attribute 2.5.4.5, e.g. `MIDCHE` and ten characters.
    pub serial_number: Option<String>,
    /// RFC 4514 text, for people only.
    pub subject: String,
    pub issuer: String,
    /// Of the certificate itself, hexadecimal.
    pub certificate_serial: String,
    pub certificate_sha256: String,
    /// Its octets, which nobody prints.
    #[serde(skip)]
    pub certificate_der: Vec<u8>,
    pub not_before: String,
    pub not_after: String,
}

/// What was learnt on the way; a value is there as soon as it was read, **whether or not the checks passed**.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Of the object's octets as received, hexadecimal.
    pub object_sha256: Option<String>,
    /// The signed content, where it is UTF-8.
    pub text: Option<String>,
    pub signer: Option<Signer>,
    pub digest_algorithm: Option<&'static str>,
    pub signature_algorithm: Option<&'static str>,
    /// The phone side's own claim: it marks preparation, not approval, and current objects have none (§4.1).
    pub claimed_signing_time: Option<String>,
    /// Subjects from the user to the root.
    pub path: Vec<String>,
    /// The certificate of the authority next to the user on that path, in DER, which nobody prints. Empty until a path
    /// was found.
    #[serde(skip)]
    pub issuer_der: Vec<u8>,
    /// Whether the mobile number that the answer names was compared with the one that was asked. A signature names
    /// none, so that without it nothing here is about a number.
    pub number_compared: bool,
}

/// The report of one verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    at: Timestamp,
    outcomes: [Outcome; Check::ALL.len()],
    /// Those that are made of such a signature.
    made: &'static [Check],
    /// Where it was asked for.
    revocation: Option<Result<Standing, Doubt>>,
    pub facts: Facts,
}

impl Report {
    pub(crate) fn new(at: Timestamp) -> Self {
        let outcomes = [const { Outcome::NotReached }; Check::ALL.len()];
        Self { at, outcomes, made: &Check::ALL, revocation: None, facts: Facts::default() }
    }

    /// The report of a signature over a hash.
    pub(crate) fn of_hash(at: Timestamp) -> Self {
        Self { made: &Check::OF_HASH, ..Self::new(at) }
    }

    /// The time for which the certificates were judged.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    pub(crate) fn set(&mut self, check: Check, outcome: Outcome) {
        if let Some(slot) = self.outcomes.get_mut(check as usize) {
            *slot = outcome;
        }
    }

    pub(crate) fn pass(&mut self, check: Check) {
        self.set(check, Outcome::Passed);
    }

    /// Every check with its outcome, in order.
    pub fn checks(&self) -> impl Iterator<Item = (Check, &Outcome)> {
        self.made.iter().map(|check| (*check, self.outcome(*check)))
    }

    pub fn outcome(&self, check: Check) -> &Outcome {
        self.outcomes.get(check as usize).unwrap_or(&Outcome::NotReached)
    }

    /// The check that failed, and why.
    pub fn failure(&self) -> Option<(Check, &Reason)> {
        self.checks().find_map(|(check, outcome)| match outcome {
            Outcome::Failed(reason) => Some((check, reason)),
            _ => None,
        })
    }

    pub(crate) fn set_revocation(&mut self, found: Result<Standing, Doubt>) {
        self.revocation = Some(found);
    }

    /// Why it isn't valid, in words.
    pub fn why_not(&self) -> Option<String> {
        let revocation = || self.revocation.as_ref().filter(|_| !self.is_valid()).map(revocation_words);
        self.failure().map(|(_, reason)| reason.to_string()).or_else(revocation)
    }

    /// Whether the signer's certificate was revoked; `None` where nobody has asked.
    pub fn revocation(&self) -> Option<&Result<Standing, Doubt>> {
        self.revocation.as_ref()
    }

    /// True only when every check passed; the three that need something to compare with may be *not asked*, and so may
    /// be whether the certificate was revoked.
    pub fn is_valid(&self) -> bool {
        let is_in_force = self.revocation.as_ref().is_none_or(|found| found.as_ref().is_ok_and(Standing::is_good));
        is_in_force
            && self.checks().all(|(check, outcome)| match outcome {
                Outcome::Passed => true,
                Outcome::NotAsked => matches!(check, Check::Answer | Check::Request | Check::SerialNumber),
                Outcome::Failed(_) | Outcome::NotReached => false,
            })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    valid: bool,
    at: String,
    checks: Vec<WireCheck<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation: Option<WireRevocation<'a>>,
    facts: &'a Facts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireCheck<'a> {
    check: Check,
    #[serde(flatten)]
    outcome: &'a Outcome,
    words: String,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let check = |(check, outcome): (Check, _)| WireCheck { check, outcome, words: words(check, outcome) };
        let checks = self.checks().map(check).collect();
        let revocation = self.revocation.as_ref().map(WireRevocation::of);
        let at = self.at.to_string();
        Wire { valid: self.is_valid(), at, checks, revocation, facts: &self.facts }.serialize(serializer)
    }
}

fn words(check: Check, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed | Outcome::NotReached | Outcome::NotAsked => check.words().to_owned(),
        Outcome::Failed(reason) => reason.to_string(),
    }
}

/// A text out of an object nobody may have verified: it must neither write lines of its own into a report nor turn or
/// hide what is beside it.
fn printed(text: &str) -> String {
    let escape = |c: char| if crate::text::is_unseen(c) { c.escape_unicode().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_valid() { "valid" } else { "NOT VALID" };
        let number = if self.facts.number_compared { "" } else { "; the mobile number was not compared" };
        writeln!(f, "{verdict} at {}{number}", self.at)?;
        for (check, outcome) in self.checks() {
            let mark = match outcome {
                Outcome::Passed => "passed     ",
                Outcome::Failed(_) => "FAILED     ",
                Outcome::NotReached => "not reached",
                Outcome::NotAsked => "not asked  ",
            };
            writeln!(f, "  {mark}  {}", printed(&words(check, outcome)))?;
        }
        if let Some(found) = &self.revocation {
            writeln!(f, "  certificate  {}", printed(&revocation_words(found)))?;
        }
        if let Some(signer) = &self.facts.signer {
            let serial = signer.serial_number.as_deref().unwrap_or("none");
            writeln!(f, "  signer       {} ({})", printed(serial), printed(&signer.subject))?;
        }
        if let Some(text) = &self.facts.text {
            let what = if self.made.len() == Check::OF_HASH.len() { "hashed text" } else { "signed text" };
            writeln!(f, "  {what}  {}", printed(&format!("{text:?}")))?;
        }
        if !self.facts.path.is_empty() {
            writeln!(f, "  path         {}", printed(&self.facts.path.join(" < ")))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(outcome: &Outcome) -> Report {
        let mut report = Report::new(Timestamp::UNIX_EPOCH);
        for check in Check::ALL {
            report.set(check, outcome.clone());
        }
        report
    }

    #[test]
    fn the_list_of_checks_is_in_their_declared_order() {
        for (index, check) in Check::ALL.into_iter().enumerate() {
            assert_eq!(check as usize, index);
        }
    }

    #[test]
    fn a_report_is_valid_only_when_every_check_passed() {
        assert!(all(&Outcome::Passed).is_valid());
        assert!(!Report::new(Timestamp::UNIX_EPOCH).is_valid());
        for check in Check::ALL {
            let mut report = all(&Outcome::Passed);
            report.set(check, Outcome::NotReached);
            assert!(!report.is_valid(), "{check:?} not reached");
            report.set(check, Outcome::Failed(Reason::NoSigner));
            assert!(!report.is_valid(), "{check:?} failed");
            report.set(check, Outcome::NotAsked);
            let may = matches!(check, Check::Answer | Check::Request | Check::SerialNumber);
            assert_eq!(report.is_valid(), may, "{check:?} not asked");
        }
    }

    #[test]
    fn what_an_object_says_cannot_forge_lines_of_the_report() {
        let mut report = Report::new(Timestamp::UNIX_EPOCH);
        let forged = "X\n  passed  \u{1B}[32mthe signature\u{85}\u{202E}\u{2066}\u{200B}\u{2028}\u{FEFF}".to_owned();
        report.set(Check::SerialNumber, Outcome::Failed(Reason::SerialDiffers { found: forged.clone() }));
        report.facts.path = vec![forged.clone()];
        report.facts.text = Some(forged.clone());
        report.facts.signer = Some(Signer {
            serial_number: Some(forged.clone()),
            subject: forged.clone(),
            issuer: forged.clone(),
            certificate_serial: String::new(),
            certificate_sha256: String::new(),
            certificate_der: Vec::new(),
            not_before: String::new(),
            not_after: String::new(),
        });
        let text = report.to_string();
        // The verdict, the checks, signer, text and path.
        assert_eq!(text.lines().count(), 1 + Check::ALL.len() + 3, "{text}");
        assert!(!text.chars().any(|c| crate::text::is_unseen(c) && c != '\n'), "{text:?}");
    }

    #[test]
    fn the_first_line_says_whether_the_number_was_compared() {
        let mut report = all(&Outcome::Passed);
        let first = |report: &Report| report.to_string().lines().next().map(str::to_owned);
        let bare = "valid at 1970-01-01T00:00:00Z; the mobile number was not compared".to_owned();
        assert_eq!(first(&report), Some(bare));
        report.facts.number_compared = true;
        assert_eq!(first(&report), Some("valid at 1970-01-01T00:00:00Z".to_owned()));
    }

    #[test]
    fn a_report_is_json_with_a_reason_as_data_and_in_words() {
        let mut report = all(&Outcome::Passed);
        report.set(Check::Path, Outcome::Failed(Reason::IssuerUnknown));
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["valid"], false);
        assert_eq!(json["checks"][11]["check"], "path");
        assert_eq!(json["checks"][11]["outcome"], "failed");
        assert_eq!(json["checks"][11]["reason"]["code"], "issuer-unknown");
        assert_eq!(json["checks"][11]["words"], "no path leads from the certificate to a configured root");
    }
}
