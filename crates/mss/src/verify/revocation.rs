//! What came of the question whether a certificate was revoked.

use serde::Serialize;

use super::Reason;

/// What the authority says of the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "standing", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Standing {
    /// It wasn't revoked.
    Good { known: String, responder: String },
    /// It was revoked, but after the signature was received.
    RevokedLater { revoked: String, responder: String },
    /// It was revoked already.
    Revoked {
        revoked: String,
        /// RFC 5280 §5.3.1.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<u8>,
        responder: String,
    },
}

impl Standing {
    /// Whether the certificate could be used when the signature was received.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !matches!(self, Self::Revoked { .. })
    }
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Good { known, responder } => write!(f, "not revoked, as known at {known}, says {responder}"),
            Self::RevokedLater { revoked, responder } => {
                write!(f, "not revoked then, but later, at {revoked}, says {responder}")
            }
            Self::Revoked { revoked, reason, responder } => {
                write!(f, "revoked at {revoked}")?;
                if let Some(reason) = reason {
                    write!(f, " ({})", reason_words(*reason))?;
                }
                write!(f, ", says {responder}")
            }
        }
    }
}

fn reason_words(reason: u8) -> &'static str {
    match reason {
        1 => "the key was compromised",
        2 => "the authority was compromised",
        3 => "the affiliation changed",
        4 => "superseded",
        5 => "out of use",
        6 => "suspended",
        8 => "removed from the list",
        9 => "the privilege was withdrawn",
        10 => "the attribute authority was compromised",
        _ => "no reason given",
    }
}

/// Why an answer says nothing. `code` is stable and in kebab case; the words are for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Doubt {
    #[error("it cannot be read: {detail}")]
    Unreadable { detail: String },
    #[error("the responder gave no answer: {status}")]
    NoAnswer { status: String },
    #[error("it is of another kind: {oid}")]
    Kind { oid: String },
    #[error("it holds the critical extension {oid}, which is not known here")]
    Critical { oid: String },
    #[error("neither the authority nor a certificate inside is the responder's")]
    ResponderAbsent,
    #[error("the responder's certificate: {reason}")]
    ResponderRefused { reason: Reason },
    #[error("the responder's certificate is not from the authority of the signer's certificate")]
    ResponderOfOthers,
    #[error("the responder's certificate is not for signing such answers")]
    ResponderPurpose,
    #[error("the responder's signature: {reason}")]
    Signature { reason: Reason },
    #[error("the certificate it is asked about: {reason}")]
    Certificate { reason: Reason },
    #[error("it is about another certificate")]
    OtherCertificate,
    #[error("it speaks of the certificate twice")]
    Twice,
    #[error("the responder does not know the certificate")]
    Unknown,
    #[error("its times contradict each other")]
    Times,
    #[error("it is too old: it was known at {known}, and the signature received at {at}")]
    Stale { known: String, at: String },
    #[error("it was made after the end of the certificate, at {not_after}, when nobody keeps lists of it any more")]
    AfterTheEnd { not_after: String },
}

/// As reports have it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wire<'a> {
    #[serde(flatten)]
    standing: Option<&'a Standing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<&'a Doubt>,
    words: String,
}

impl<'a> Wire<'a> {
    pub(super) fn of(found: &'a Result<Standing, Doubt>) -> Self {
        let words = words(found);
        Self { standing: found.as_ref().ok(), doubt: found.as_ref().err(), words }
    }
}

/// In words.
pub(super) fn words(found: &Result<Standing, Doubt>) -> String {
    match found {
        Ok(standing) => standing.to_string(),
        Err(doubt) => format!("the OCSP answer doesn't say whether it was revoked: {doubt}"),
    }
}
