//! Who asks for a token: client authentication of RFC 6749 §2.3.1.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, header};

use super::token::Problem;

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

/// A client's id and secret, unchecked.
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) secret: String,
}

impl Credentials {
    /// By `client_secret_basic` or `client_secret_post`, and not by both.
    pub(super) fn of(headers: &HeaderMap, form: &Form) -> Result<Self, Problem> {
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let (id, secret) = (form.get("client_id"), form.get("client_secret"));
        match (given.next(), given.next(), id, secret) {
            (Some(_), None, _, Some(_)) | (Some(_), Some(_), ..) => {
                Err(Problem::InvalidRequest("the client authenticates in more than one way"))
            }
            (Some(value), None, id, None) => {
                let basic = basic(value.as_bytes()).ok_or(Problem::InvalidClient)?;
                match id {
                    Some(id) if id != basic.id => Err(Problem::InvalidRequest("two different client ids")),
                    _ => Ok(basic),
                }
            }
            (None, _, Some(id), Some(secret)) => Ok(Self { id: id.to_owned(), secret: secret.to_owned() }),
            (None, ..) => Err(Problem::InvalidClient),
        }
    }
}

/// Both parts are form-urlencoded before they are joined.
fn basic(value: &[u8]) -> Option<Credentials> {
    let (scheme, rest) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some(Credentials { id: urldecoded(id)?, secret: urldecoded(secret)? })
}

fn urldecoded(value: &str) -> Option<String> {
    let spaced = value.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
