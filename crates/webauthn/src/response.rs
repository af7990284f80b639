//! What a browser hands over: `PublicKeyCredential.toJSON()` (*Web Authentication Level 3*, 5.1). Members that aren't looked
//! at here may be there: browsers add some.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::attestation;
use crate::authenticator_data::{self, ID_LEN_MAX};
use crate::client_data;
use crate::problem::{Problem, echo};

/// Longest signature, in octets: RSA of 8192 bits.
const SIGNATURE_LEN_MAX: usize = 1_024;
/// Longest user handle, in octets.
const HANDLE_LEN_MAX: usize = 64;
/// Transports that are kept, and their length.
const TRANSPORTS_MAX: usize = 8;
const TRANSPORT_LEN_MAX: usize = 32;

/// Octets in base64url, as all of it has them.
#[must_use]
pub fn base64url(octets: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(octets)
}

/// What the authenticator answered to the wish for a new credential. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Registration {
    pub(crate) id: Vec<u8>,
    pub(crate) client_data: Vec<u8>,
    pub(crate) attestation: Vec<u8>,
    /// How the authenticator can be reached, as the browser says.
    pub transports: Vec<String>,
    /// `platform` or `cross-platform`, as the browser says.
    pub attachment: Option<String>,
}

/// What the authenticator answered to a challenge. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Assertion {
    /// The credential, by the id that its authenticator made.
    pub id: Vec<u8>,
    pub(crate) client_data: Vec<u8>,
    pub(crate) authenticator_data: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    /// The user, as the authenticator knows it; absent where it doesn't keep it.
    pub user_handle: Option<Vec<u8>>,
}

impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Registration(…)")
    }
}

impl std::fmt::Debug for Assertion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Assertion(…)")
    }
}

impl Registration {
    /// Reads it, each part within its limit.
    ///
    /// # Errors
    /// What is wrong with its form.
    pub fn read(credential: &Value) -> Result<Self, Problem> {
        let id = id(credential)?;
        let response = response(credential)?;
        let part = |field, name, max| octets(response.get(name), field, max);
        let transports = response.get("transports").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_word = |word: &&str| {
            (1..=TRANSPORT_LEN_MAX).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_lowercase() || c == b'-')
        };
        Ok(Self {
            id,
            client_data: part(CLIENT_DATA, "clientDataJSON", client_data::LEN_MAX)?,
            attestation: part(ATTESTATION, "attestationObject", attestation::LEN_MAX)?,
            transports: transports
                .iter()
                .filter_map(Value::as_str)
                .filter(is_word)
                .take(TRANSPORTS_MAX)
                .map(str::to_owned)
                .collect(),
            attachment: credential.get("authenticatorAttachment").and_then(Value::as_str).map(str::to_owned),
        })
    }
}

impl Assertion {
    /// Reads it, each part within its limit.
    ///
    /// # Errors
    /// What is wrong with its form.
    pub fn read(credential: &Value) -> Result<Self, Problem> {
        let id = id(credential)?;
        let response = response(credential)?;
        let part = |field, name, max| octets(response.get(name), field, max);
        let handle = response.get("userHandle").filter(|handle| !handle.is_null());
        Ok(Self {
            id,
            client_data: part(CLIENT_DATA, "clientDataJSON", client_data::LEN_MAX)?,
            authenticator_data: part(AUTHENTICATOR_DATA, "authenticatorData", authenticator_data::LEN_MAX)?,
            signature: part(SIGNATURE, "signature", SIGNATURE_LEN_MAX)?,
            user_handle: handle.map(|handle| octets(Some(handle), USER_HANDLE, HANDLE_LEN_MAX)).transpose()?,
        })
    }
}

pub(crate) const CLIENT_DATA: &str = "credential.response.clientDataJSON";
pub(crate) const ATTESTATION: &str = "credential.response.attestationObject";
pub(crate) const AUTHENTICATOR_DATA: &str = "credential.response.authenticatorData";
pub(crate) const SIGNATURE: &str = "credential.response.signature";
pub(crate) const USER_HANDLE: &str = "credential.response.userHandle";
pub(crate) const ID: &str = "credential.id";

fn id(credential: &Value) -> Result<Vec<u8>, Problem> {
    match credential.get("type").and_then(Value::as_str) {
        Some("public-key") => {}
        Some(other) => {
            return Err(Problem::form("credential.type", format!("expected public-key, got {}", echo(other))));
        }
        None => return Err(Problem::form("credential.type", "expected public-key, got none")),
    }
    let id = octets(credential.get("id"), ID, ID_LEN_MAX)?;
    // The same once more, for scripts that have octets there.
    if let Some(raw) = credential.get("rawId").and_then(Value::as_str)
        && raw.trim_end_matches('=') != base64url(&id)
    {
        return Err(Problem::form("credential.rawId", "expected the same as id"));
    }
    Ok(id)
}

fn response(credential: &Value) -> Result<&Value, Problem> {
    let response = credential.get("response").filter(|response| response.is_object());
    response.ok_or_else(|| Problem::form("credential.response", "expected what PublicKeyCredential.toJSON() has there"))
}

fn octets(value: Option<&Value>, field: &'static str, max: usize) -> Result<Vec<u8>, Problem> {
    let text = value.and_then(Value::as_str).ok_or_else(|| Problem::form(field, "expected octets in base64url"))?;
    // Four characters for three octets, and what pads them.
    if text.len() > max.saturating_mul(4) / 3 + 4 {
        let len = text.len();
        return Err(Problem::form(field, format!("expected at most {max} octets in base64url, got {len} characters")));
    }
    let octets = BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
    match octets {
        Ok(octets) if (1..=max).contains(&octets.len()) => Ok(octets),
        Ok(octets) => Err(Problem::form(field, format!("expected 1 to {max} octets, got {}", octets.len()))),
        Err(_) => Err(Problem::form(field, "expected octets in base64url")),
    }
}
