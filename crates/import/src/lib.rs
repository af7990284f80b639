//! Credentials in the files of other products, read as the bodies of calls that make them here.
//!
//! Reading knows no server: what comes out is sent by whoever reads, and checked there as whatever is sent. So it is
//! lenient, and tells of each credential by itself what can't come along. Keys and hashes are in what comes out, and in
//! nothing that is said about it.

mod crypt;
mod keycloak;
mod ldif;
mod migration;
mod otpauth;
mod privacyidea;
mod pskc;
mod xml;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;
use thiserror::Error;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `otpauth` URIs, one a line; exports of Google Authenticator among them.
    Otpauth,
    /// Tokens in XML (RFC 6030), in clear, or encrypted by a key or a passphrase.
    Pskc,
    /// Tokens of privacyIDEA: its own file, whole or encrypted by the key that it has printed, or OATH CSV.
    Privacyidea,
    /// A realm of Keycloak.
    Keycloak,
    /// People of an LDAP server.
    Ldif,
}

/// What it takes to open a file.
#[derive(Clone, Copy, Default)]
pub struct Opener<'a> {
    /// The key, as its program has printed it, or the passphrase; where the file is encrypted.
    pub key: Option<&'a str>,
}

/// One credential of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it stands, for people: `line 3`, `key 2`, `dora, credential 3`.
    pub place: String,
    /// Whose it is, as the file says; `None`: it doesn't.
    pub owner: Option<String>,
    /// What it is called there: a serial number, a label.
    pub name: String,
    /// How it is made here, or why it can't be.
    pub what: Result<Creation, String>,
}

/// The call that makes a credential of a user.
#[derive(Clone, PartialEq)]
pub struct Creation {
    /// Its path below the user.
    pub segment: &'static str,
    /// Its body.
    pub body: Value,
    /// What doesn't come along, or may be otherwise here.
    pub note: Option<&'static str>,
}

impl std::fmt::Debug for Creation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Creation").field("segment", &self.segment).finish_non_exhaustive()
    }
}

/// Why a file can't be read at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}: {why}")]
pub struct Unreadable {
    place: String,
    why: String,
}

impl Unreadable {
    fn new(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into() }
    }
}

/// Octets that a file may have.
pub const FILE_LEN_MAX: usize = 64 * 1024 * 1024;

/// Longest label here, in characters.
const LABEL_LEN_MAX: usize = 100;

/// Reads a file.
///
/// # Errors
/// It isn't of that format, it is too long, or it can't be opened.
pub fn read(format: Format, file: &[u8], opener: Opener<'_>) -> Result<Vec<Entry>, Unreadable> {
    if file.len() > FILE_LEN_MAX {
        return Err(Unreadable::new("the file", format!("expected at most {FILE_LEN_MAX} octets")));
    }
    let text = std::str::from_utf8(file).map_err(|error| {
        Unreadable::new(format!("octet {}", error.valid_up_to()), "expected text in UTF-8".to_owned() + not_text(file))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut entries = match format {
        Format::Otpauth => otpauth::read(text),
        Format::Pskc => pskc::read(text, opener)?,
        Format::Privacyidea => privacyidea::read(text, opener)?,
        Format::Keycloak => keycloak::read(text)?,
        Format::Ldif => ldif::read(text)?,
    };
    let of_file = digest(&SHA256, file);
    for Entry { place, name, what, .. } in &mut entries {
        if let Ok(made) = what {
            made.body["extId"] = ext_id(of_file.as_ref(), &format!("{place}/{name}/{}", made.segment)).into();
        }
    }
    Ok(entries)
}

/// The external id that a credential gets: the same whenever the same file is read, so that nothing is made twice.
fn ext_id(file: &[u8], place: &str) -> String {
    let whole = digest(&SHA256, &[file, place.as_bytes()].concat());
    let digits = whole.as_ref().iter().take(16).map(|octet| format!("{octet:02x}"));
    format!("import-{}", digits.collect::<String>())
}

/// A word on files that people have as well.
fn not_text(file: &[u8]) -> &'static str {
    // PKCS #12 and certificates in DER begin with a long sequence.
    if file.starts_with(&[0x30, 0x82]) {
        "; PKCS #12 holds a private key, which nobody but its user should have: take the certificate out of it, in PEM"
    } else {
        ""
    }
}

/// What a user calls a token here.
fn label(name: &str, or: &str) -> String {
    let name = if name.trim().is_empty() { or } else { name.trim() };
    name.chars().filter(|c| !c.is_control()).take(LABEL_LEN_MAX).collect()
}

/// The call that makes an OATH token, once its URI is known.
fn token(label: String, uri: String, note: Option<&'static str>) -> Creation {
    Creation { segment: "oath-credentials", body: serde_json::json!({ "label": label, "otpauthUri": uri }), note }
}

/// Reads whatever comes, in every format: for the fuzzer.
#[doc(hidden)]
pub fn read_anything(octets: &[u8]) {
    let opener = Opener { key: Some("12345678901234567890123456789012") };
    for format in [Format::Otpauth, Format::Pskc, Format::Privacyidea, Format::Keycloak, Format::Ldif] {
        for entry in read(format, octets, opener).unwrap_or_default() {
            assert!(!entry.place.is_empty());
        }
    }
}
