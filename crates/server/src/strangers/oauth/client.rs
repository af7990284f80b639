//! Who asks for a token: client authentication of RFC 6749 §2.3.1 and RFC 7523.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, header};
use sigill_app::token::Unaccepted;

use super::problem::Problem;
use crate::metrics::tokens::PROOFS;

/// The parameters of a token request, each once.
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    /// RFC 6749 §3.2: parameters without a value are treated as if they were omitted, and none may
    /// occur twice.
    pub(super) fn read(body: &Bytes) -> Result<Self, Problem> {
        let mut form = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body).filter(|(_, value)| !value.is_empty()) {
            if form.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Problem::InvalidRequest("a parameter occurs twice"));
            }
        }
        Ok(Self(form))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// By what a client says it is itself, unchecked.
pub(super) enum Credentials {
    /// `client_secret_basic` or `client_secret_post`.
    Secret { id: String, secret: String },
    /// `private_key_jwt` (RFC 7523 §2.2).
    Assertion { id: Option<String>, assertion: String },
}

/// The one type of assertions.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Credentials {
    /// By one way, and not by two.
    pub(super) fn of(headers: &HeaderMap, form: &Form) -> Result<Self, Problem> {
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let (id, secret) = (form.get("client_id"), form.get("client_secret"));
        let (assertion, assertion_type) = (form.get("client_assertion"), form.get("client_assertion_type"));
        let twice = Problem::InvalidRequest("the client authenticates in more than one way");
        match (given.next(), given.next(), assertion, secret) {
            (Some(_), None, None, Some(_)) | (Some(_), Some(_), ..) => Err(twice),
            (Some(_), _, Some(_), _) | (_, _, Some(_), Some(_)) => Err(twice),
            (Some(value), None, None, None) => {
                let (own, secret) = basic(value.as_bytes()).ok_or_else(|| unnamed(id))?;
                match id {
                    Some(id) if id != own => Err(Problem::InvalidRequest("two different client ids")),
                    _ => Ok(Self::Secret { id: own, secret }),
                }
            }
            (None, _, Some(assertion), None) if assertion_type == Some(ASSERTION_TYPE) => {
                Ok(Self::Assertion { id: id.map(str::to_owned), assertion: assertion.to_owned() })
            }
            (None, _, Some(_), None) => {
                Err(Problem::InvalidRequest("client_assertion_type: expected that of jwt-bearer (RFC 7523)"))
            }
            (None, _, None, Some(secret)) => match id {
                Some(id) => Ok(Self::Secret { id: id.to_owned(), secret: secret.to_owned() }),
                None => Err(unnamed(None)),
            },
            (None, _, None, None) => Err(unnamed(id)),
        }
    }

    /// Which of [`PROOFS`] it is.
    pub(super) fn proof(&self) -> &'static str {
        let [secret, assertion] = PROOFS;
        match self {
            Self::Secret { .. } => secret,
            Self::Assertion { .. } => assertion,
        }
    }
}

/// Whoever authenticates in no way that can be read, whatever else it says of who it is.
fn unnamed(id: Option<&str>) -> Problem {
    Problem::InvalidClient { why: Unaccepted::Unnamed, client_id: id.map(str::to_owned) }
}

/// Both parts are form-urlencoded before they are joined.
fn basic(value: &[u8]) -> Option<(String, String)> {
    let (scheme, rest) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((urldecoded(id)?, urldecoded(secret)?))
}

fn urldecoded(value: &str) -> Option<String> {
    let spaced = value.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
