//! Requests and answers. Members that nobody knows are passed over, as the protocol demands.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::result::EndResult;
use super::verify::Signed;
use crate::wire::SIZE_MAX;

/// Why an answer can't be read.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    #[error("the answer is longer than {SIZE_MAX} octets")]
    TooLong,
    #[error("the answer can't be read")]
    Json(#[from] serde_json::Error),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} is not base64")]
    Base64(&'static str),
    #[error("state {0:?} is neither RUNNING nor COMPLETE")]
    State(String),
}

/// What is asked at `/authentication` and `/signature`; at `/certificate` only the first four members.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    pub relying_party_name: String,
    #[serde(rename = "relyingPartyUUID")]
    pub relying_party_uuid: String,
    pub phone_number: String,
    pub national_identity_number: String,
    /// Base64 of the raw hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// SHA256, SHA384 or SHA512.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash_type: Option<String>,
    /// EST, ENG, RUS or LIT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Shown, and not signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_text: Option<String>,
    /// GSM-7 or UCS-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_text_format: Option<String>,
}

impl std::fmt::Debug for Question {
    /// Neither number, nor whom it belongs to, nor who we are.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").field("hash_type", &self.hash_type).finish_non_exhaustive()
    }
}

/// A session has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    pub session: String,
}

/// How a session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    Running,
    /// With what was signed, where something was.
    Complete(EndResult, Option<Signed>),
}

/// What `/certificate` knows of a person: her certificate for signatures, in DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    Found(Vec<u8>),
    NotFound,
}

#[derive(Deserialize)]
struct WireBegun {
    // Some clients know it by its other spelling.
    #[serde(rename = "sessionID", alias = "sessionId")]
    session: String,
}

#[derive(Deserialize)]
struct WireSession {
    state: String,
    /// Absent or empty while it runs.
    result: Option<String>,
    signature: Option<WireSignature>,
    cert: Option<String>,
}

#[derive(Deserialize)]
struct WireSignature {
    value: String,
    algorithm: String,
}

#[derive(Deserialize)]
struct WireCertificate {
    result: String,
    cert: Option<String>,
}

fn read<'a, T: Deserialize<'a>>(octets: &'a [u8]) -> Result<T, MessageError> {
    if octets.len() > SIZE_MAX {
        return Err(MessageError::TooLong);
    }
    Ok(serde_json::from_slice(octets)?)
}

fn decoded(text: &str, name: &'static str) -> Result<Vec<u8>, MessageError> {
    STANDARD.decode(text).map_err(|_| MessageError::Base64(name))
}

/// Reads the answer to a question.
///
/// # Errors
/// Not such an answer.
pub fn read_begun(octets: &[u8]) -> Result<Begun, MessageError> {
    let WireBegun { session } = read(octets)?;
    if session.is_empty() { Err(MessageError::Missing("sessionID")) } else { Ok(Begun { session }) }
}

/// Reads how a session stands. The answer about a signature has no certificate: `known` is then hers, as `/certificate` has
/// it.
///
/// # Errors
/// Not such an answer, or a success without what was signed.
pub fn read_session(octets: &[u8], known: Option<&[u8]>) -> Result<Session, MessageError> {
    let wire: WireSession = read(octets)?;
    match wire.state.as_str() {
        "RUNNING" => return Ok(Session::Running),
        "COMPLETE" => {}
        _ => return Err(MessageError::State(wire.state.chars().take(60).collect())),
    }
    let result = EndResult::from_name(&wire.result.ok_or(MessageError::Missing("result"))?);
    if result != EndResult::Ok {
        return Ok(Session::Complete(result, None));
    }
    let signature = wire.signature.ok_or(MessageError::Missing("signature"))?;
    let certificate = match (wire.cert.filter(|cert| !cert.is_empty()), known) {
        (Some(cert), _) => decoded(&cert, "cert")?,
        (None, Some(known)) => known.to_vec(),
        (None, None) => return Err(MessageError::Missing("cert")),
    };
    let value = decoded(&signature.value, "signature.value")?;
    Ok(Session::Complete(result, Some(Signed { algorithm: signature.algorithm, value, certificate })))
}

/// Reads what `/certificate` answers.
///
/// # Errors
/// Not such an answer.
pub fn read_certificate(octets: &[u8]) -> Result<Certificate, MessageError> {
    let wire: WireCertificate = read(octets)?;
    match (wire.result.as_str(), wire.cert.filter(|cert| !cert.is_empty())) {
        ("OK", Some(cert)) => Ok(Certificate::Found(decoded(&cert, "cert")?)),
        ("OK", None) => Err(MessageError::Missing("cert")),
        _ => Ok(Certificate::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_success_without_what_was_signed_is_none() {
        let told = |text: &str| read_session(text.as_bytes(), None).map_err(|error| error.to_string());
        assert_eq!(told(r#"{"state":"RUNNING"}"#), Ok(Session::Running));
        for (text, wanted) in [
            (r#"{"state":"COMPLETE"}"#, "result is missing"),
            (r#"{"state":"COMPLETE","result":"OK"}"#, "signature is missing"),
            (r#"{"state":"COMPLETE","result":"OK","signature":{"value":"AA==","algorithm":"x"}}"#, "cert is missing"),
            (
                r#"{"state":"COMPLETE","result":"OK","signature":{"value":"A","algorithm":"x"},"cert":"AA=="}"#,
                "signature.value is not base64",
            ),
            (r#"{"state":"complete","result":"OK"}"#, "state \"complete\" is neither RUNNING nor COMPLETE"),
            ("[]", "the answer can't be read"),
            (r#"{"state":"RUNNING","state":"COMPLETE"}"#, "the answer can't be read"),
        ] {
            assert_eq!(told(text), Err(wanted.to_owned()), "{text}");
        }
        let text = r#"{"state":"COMPLETE","result":"OK","signature":{"value":"AA==","algorithm":"x"}}"#;
        assert!(matches!(read_session(text.as_bytes(), Some(b"c")), Ok(Session::Complete(EndResult::Ok, Some(_)))));
        assert!(read_begun(br#"{"sessionID":""}"#).is_err());
        assert!(matches!(read_session(&vec![b' '; SIZE_MAX + 1], None), Err(MessageError::TooLong)));
        assert!(read_certificate(br#"{"result":"OK"}"#).is_err());
    }
}
