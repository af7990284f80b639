//! One signature with all by which it is judged, in one file: years later it needs nothing else.
//!
//! Who has written the file could have written anything. What it proves is what the checks of the signature prove, under
//! roots that the reader trusts: those in the file are named by their digests, to be compared. The rest (who was asked,
//! by whom, which code was shown) is the word of the server that has written it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::sk::{Judged, Signed, judge};
use crate::strict_json;
use crate::verify::{Authority, ExpectedText, Known, Report, SerialRule, Terms, Trust, TrustError, Usage, verify_file};

/// Name and version of the file's form, in its member `format`.
pub const FORMAT: &str = "sigill-evidence/1";

/// Why a file is no evidence that can be judged.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    #[error("its form is {0:?}; {FORMAT} is known")]
    Format(String),
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("received: expected a time with a zone, as RFC 3339 has it")]
    Received,
    #[error("the text doesn't hold the code that was shown, {0:?}")]
    Code(String),
    #[error("hashed: expected what was hashed, since the family is {}", Family::SkMid.as_str())]
    Hashed,
}

/// By whose rules a text is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The text as it was sent.
    #[default]
    MobileId,
    /// The same, or as the GSM alphabet spells it.
    Ficom,
    /// Mobile-ID of SK: the hash of a document that holds the text.
    SkMid,
}

impl Family {
    /// As the file spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MobileId => "mobile-id",
            Self::Ficom => "ficom",
            Self::SkMid => "sk-mid",
        }
    }
}

/// What was asked of whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    pub client_ext_id: String,
    pub user_ext_id: String,
    pub credential_ext_id: String,
    /// By its identifier.
    pub provider: String,
    /// As the provider was asked about it.
    pub number: String,
    /// What the phone showed, with the code.
    pub text: String,
    /// What was shown beside it for comparison.
    pub code: String,
    pub language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// How the provider was told to name the request.
    pub ap_trans_id: String,
    /// How the provider named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mssp_trans_id: Option<String>,
    /// Who asked, `client/user`.
    pub caller: String,
    /// When, as RFC 3339 has it.
    pub created: String,
}

/// By which rules it was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rules {
    pub family: Family,
    pub key_usage: Usage,
    pub legacy_sha1: bool,
    /// What the subject of the signer's certificate must name; absent, nothing was remembered and nothing approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
}

/// What came of it when it came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    pub outcome: String,
    /// Of TS 102 204.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether another person signed than the remembered one, which the policy only flagged.
    pub serial_mismatch: bool,
    /// What it proves about the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven: Option<String>,
    /// Each check, in order, as reports have them.
    pub checks: Vec<serde_json::Value>,
}

/// Roots and the authorities below them, each in PEM.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Authorities {
    pub roots: Vec<String>,
    pub intermediates: Vec<String>,
}

/// What a signature over a hash doesn't hold itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hashed {
    /// What was hashed, octet for octet.
    pub document: String,
    /// As the provider named it.
    pub algorithm: String,
    /// The signer's, in PEM.
    pub certificate: String,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    pub format: String,
    /// Of the signature at the server.
    pub id: String,
    pub request: Request,
    /// When the answer came, as RFC 3339 has it: the certificates are judged at this time.
    pub received: String,
    pub verdict: Verdict,
    pub rules: Rules,
    pub authorities: Authorities,
    /// The CMS object in base64, as it came; or the bare signature over the hash of what is in `hashed`.
    pub signature: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hashed: Option<Hashed>,
}

impl Evidence {
    /// Reads a file; `None` where it is something else.
    ///
    /// # Errors
    /// It says that it is evidence, and is none that can be judged.
    #[must_use]
    pub fn read(file: &[u8]) -> Option<Result<Self, EvidenceError>> {
        let text = std::str::from_utf8(file.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(file)).ok()?;
        if !text.trim_start().starts_with('{') {
            return None;
        }
        // A member that is named twice would be two files in one.
        let value = strict_json::parse(text).ok()?;
        let format = value.get("format")?.as_str().filter(|format| format.starts_with("sigill-evidence/"))?.to_owned();
        if format != FORMAT {
            return Some(Err(EvidenceError::Format(format)));
        }
        Some(serde_json::from_value::<Self>(value).map_err(EvidenceError::from).and_then(Self::checked))
    }

    fn checked(self) -> Result<Self, EvidenceError> {
        if self.received.parse::<Timestamp>().is_err() {
            return Err(EvidenceError::Received);
        }
        let is_of_hash = self.rules.family == Family::SkMid;
        if is_of_hash != self.hashed.is_some() {
            return Err(EvidenceError::Hashed);
        }
        // The code of a hash is computed once more, and needn't be in the text.
        if !is_of_hash && !self.request.text.contains(&self.request.code) {
            return Err(EvidenceError::Code(self.request.code));
        }
        Ok(self)
    }

    /// The authorities in the file.
    ///
    /// # Errors
    /// There are none, or one can't be read.
    pub fn trust(&self) -> Result<Trust, TrustError> {
        let trust = Trust::from_roots_pem(&self.authorities.roots.concat())?;
        match self.authorities.intermediates.as_slice() {
            [] => Ok(trust),
            between => trust.with_intermediates_pem(&between.concat()),
        }
    }

    /// What a signature of this kind proves about the text, where it is valid.
    #[must_use]
    pub fn proves(&self) -> &'static str {
        match self.hashed {
            None => "text-signed: the text itself was signed",
            Some(_) => "hash-of-text-signed: the hash of a document with this text was signed",
        }
    }

    /// When the answer came.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.received.parse().unwrap_or(Timestamp::MAX)
    }

    /// The text and the rule for it.
    #[must_use]
    pub fn expected(&self) -> ExpectedText {
        let text = self.request.text.clone();
        match self.rules.family {
            Family::MobileId | Family::SkMid => ExpectedText::Exact(text),
            Family::Ficom => ExpectedText::ExactOrGsm(text),
        }
    }

    /// Judges the signature as the server has, under these authorities.
    #[must_use]
    pub fn verify(&self, trust: &Trust) -> Report {
        if let Some(hashed) = &self.hashed {
            return self.verify_hashed(hashed, trust);
        }
        let text = self.expected();
        let mut terms = Terms::new(&text, self.received_at(), trust);
        terms.serial = self.rules.serial_number.as_deref().map_or(SerialRule::NotAsked, SerialRule::Recorded);
        terms.legacy_sha1 = self.rules.legacy_sha1;
        terms.usage = self.rules.key_usage;
        verify_file(self.signature.as_bytes(), &Known::default(), &terms)
    }

    fn verify_hashed(&self, hashed: &Hashed, trust: &Trust) -> Report {
        let certificate = Authority::der_of_pem(&hashed.certificate).unwrap_or_default();
        // What can't be read is no signature.
        let value = STANDARD.decode(&self.signature).unwrap_or_default();
        let signed = Signed { algorithm: hashed.algorithm.clone(), value, certificate };
        let serial = self.rules.serial_number.as_deref();
        judge(
            &signed,
            &Judged {
                document: &hashed.document,
                signature: &self.id,
                text: &self.request.text,
                code: &self.request.code,
                serial: serial.map_or(SerialRule::NotAsked, SerialRule::Recorded),
                at: self.received_at(),
                trust,
                usage: self.rules.key_usage,
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> serde_json::Value {
        serde_json::json!({
            "format": FORMAT, "id": "1", "received": "2026-05-18T12:34:56Z", "signature": "MIAG",
            "request": {
                "clientExtId": "c", "userExtId": "u", "credentialExtId": "k", "provider": "p", "number": "+41791234567",
                "text": "Bank: pay? (K7QX)", "code": "K7QX", "language": "en", "apTransId": "S1", "caller": "c/a",
                "created": "2026-05-18T12:34:00Z",
            },
            "verdict": { "outcome": "approved", "serialMismatch": false, "checks": [] },
            "rules": { "family": "ficom", "keyUsage": "signature", "legacySha1": false, "serialNumber": "S" },
            "authorities": { "roots": [], "intermediates": [] },
        })
    }

    #[test]
    fn only_what_says_that_it_is_evidence_is_read_as_such() {
        let read = Evidence::read(file().to_string().as_bytes()).unwrap().unwrap();
        assert_eq!((read.rules.family, read.rules.key_usage), (Family::Ficom, Usage::Signature));
        assert_eq!(Evidence::read(serde_json::to_string(&read).unwrap().as_bytes()).unwrap().unwrap(), read);
        for other in ["", "[]", "{}", "{\"format\":\"x\"}", "MIAG", "{\"format\":1}", "\u{FFFD}"] {
            assert!(Evidence::read(other.as_bytes()).is_none(), "{other}");
        }
        let twice = file().to_string().replacen("{\"", "{\"id\":\"2\",\"", 1);
        assert!(Evidence::read(twice.as_bytes()).is_none(), "{twice}");
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (pointer, value, told) in [
            ("/format", "sigill-evidence/2", "its form is \"sigill-evidence/2\""),
            ("/received", "yesterday", "received: expected a time"),
            ("/request/code", "XXXX", "doesn't hold the code"),
            ("/rules/family", "nobody", "unknown variant"),
            ("/rules/family", "sk-mid", "hashed: expected what was hashed"),
        ] {
            let mut file = file();
            *file.pointer_mut(pointer).unwrap() = value.into();
            let error = Evidence::read(file.to_string().as_bytes()).unwrap().unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
