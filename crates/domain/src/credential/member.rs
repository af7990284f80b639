//! The members of a credential type: what each takes, how it is read, and who sees it.

use base64::Engine;
use serde_json::Value;

use super::Key;
use super::brought::{self, Brought};
use crate::breach::Breach;
use crate::certificate::SignerCert;
use crate::identity_number::IdentityNumber;
use crate::msisdn::Msisdn;
use crate::oath::{self, BroughtToken};
use crate::text;

/// What a member takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// Text of 1 to so many code points, not blank.
    Text(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 to this one.
    Count(i64),
    /// One X.509 certificate in PEM; text before it is fine.
    Certificate,
    /// The number of a phone.
    Number,
    /// The national identity number of a person: see [`IdentityNumber`].
    IdentityNumber,
    /// Octets in base64, with padding; at most so many characters.
    Base64(usize),
    /// A secret of at most so many code points: it is never kept or shown as it came.
    Secret(usize),
    /// The hash of a secret that another product made: see [`Brought`].
    Hash,
    /// The URI by which a token of another product was set up: see [`BroughtToken`].
    Token,
    /// A version that is expected: a whole number, or its digits as text.
    Version,
    /// Objects of these members, 1 to so many.
    Objects(&'static [Member], usize),
    /// An object as somebody else has it, a browser: what takes it looks into it.
    Object,
}

/// Who is told what a member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Whoever may see the credential, and its history.
    All,
    /// Whoever may see the credential; history shows it masked, unless the policy has `auditCredentialValue`.
    Masked,
    /// Nobody.
    Nobody,
}

/// Whose other credentials of the type may not have the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Those of the same user.
    User,
    /// Those of all users of the client.
    Client,
    /// Those of all users of the client, where the client policy says so.
    ClientByPolicy,
}

/// One member of a credential type, declared in its file.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its wire name.
    pub name: &'static str,
    /// What values it takes.
    pub takes: Takes,
    /// What it is, for the OpenAPI document.
    pub about: &'static str,
    /// A value for the OpenAPI document, as text.
    pub example: &'static str,
    /// Whether a new credential must have it.
    pub is_mandatory: bool,
    /// Whether callers may send it at all; else it is made of other members.
    pub is_given: bool,
    /// Whether a patch may change it.
    pub is_fixed: bool,
    /// Whether search finds the credential by it.
    pub is_searched: bool,
    /// Whose others may not have the same value.
    pub unique: Option<Within>,
    /// The parameter of the policy that takes the place of what a patch removes.
    pub instead: Option<&'static str>,
    told: Told,
}

impl Member {
    /// A member that callers may set and change, and that everybody sees who sees the credential.
    #[must_use]
    pub const fn new(name: &'static str, takes: Takes, about: &'static str, example: &'static str) -> Self {
        let told =
            if matches!(takes, Takes::Secret(_) | Takes::Hash | Takes::Token) { Told::Nobody } else { Told::All };
        Self {
            name,
            takes,
            about,
            example,
            is_mandatory: false,
            is_given: true,
            is_fixed: false,
            is_searched: false,
            unique: None,
            instead: None,
            told,
        }
    }

    /// A new credential must have it.
    #[must_use]
    pub const fn mandatory(self) -> Self {
        Self { is_mandatory: true, ..self }
    }

    /// It is made of other members; callers may only send it back as they read it.
    #[must_use]
    pub const fn made(self) -> Self {
        Self { is_given: false, is_fixed: true, ..self }
    }

    /// It stays as the credential was created with.
    #[must_use]
    pub const fn fixed(self) -> Self {
        Self { is_fixed: true, ..self }
    }

    /// No two may have the same.
    #[must_use]
    pub const fn unique(self, within: Within) -> Self {
        Self { unique: Some(within), ..self }
    }

    /// Where a patch removes it, this parameter of the policy takes its place.
    #[must_use]
    pub const fn instead(self, parameter: &'static str) -> Self {
        Self { instead: Some(parameter), ..self }
    }

    /// Search finds the credential by it. One member of a type at most.
    #[must_use]
    pub const fn searched(self) -> Self {
        Self { is_searched: true, ..self }
    }

    /// History shows it masked, unless the policy has `auditCredentialValue`.
    #[must_use]
    pub const fn masked(self) -> Self {
        Self { told: Told::Masked, ..self }
    }

    /// Neither the credential nor its history shows it.
    #[must_use]
    pub const fn hidden(self) -> Self {
        Self { told: Told::Nobody, ..self }
    }

    /// Whether it is never kept as it came.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self.takes, Takes::Secret(_) | Takes::Hash | Takes::Token)
    }

    /// Whether who sees the credential sees it.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        !matches!(self.told, Told::Nobody)
    }

    /// What is expected of its JSON type, as a refusal says it.
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        match self.takes {
            Takes::Flag => "a boolean",
            Takes::Count(_) | Takes::Version => "an integer",
            Takes::Objects(..) => "an array of objects",
            Takes::Object => "an object",
            _ => "a string",
        }
    }

    /// Whether a value has the JSON type that it takes.
    #[must_use]
    pub fn has_type(&self, value: &Value) -> bool {
        match self.takes {
            Takes::Flag => value.is_boolean(),
            Takes::Count(_) => value.is_i64() || value.is_u64(),
            Takes::Version => value.is_i64() || value.as_str().is_some_and(|text| text.parse::<i64>().is_ok()),
            Takes::Object => value.is_object(),
            Takes::Objects(members, _) => value.as_array().is_some_and(|objects| {
                objects.iter().all(|object| {
                    let typed = |(name, value): (&String, &Value)| match members.iter().find(|m| m.name == name) {
                        Some(member) => value.is_null() || member.has_type(value),
                        None => true,
                    };
                    object.as_object().is_some_and(|object| object.iter().all(typed))
                })
            }),
            _ => value.is_string(),
        }
    }

    /// Reads a value of the right JSON type as it is kept; `None`: a mandatory one is missing.
    ///
    /// # Errors
    /// What was expected, naming the member; a secret is never echoed.
    pub fn read(&self, value: Option<&Value>) -> Result<Value, Breach> {
        self.read_as(self.name, value)
    }

    fn read_as(&self, field: &str, value: Option<&Value>) -> Result<Value, Breach> {
        let words = value.and_then(Value::as_str);
        match self.takes {
            Takes::Text(max) | Takes::Secret(max) => text::mandatory(field, words, max).map(Value::from),
            Takes::Hash => {
                let given = text::mandatory(field, words, brought::LEN_MAX)?;
                match Brought::read(&given) {
                    Ok(_) => Ok(given.into()),
                    Err(error) => Err(Breach::invalid(format!("{field}: {error}"))),
                }
            }
            Takes::Token => {
                let given = text::mandatory(field, words, oath::URI_LEN_MAX)?;
                match BroughtToken::read(&given) {
                    Ok(_) => Ok(given.into()),
                    Err(error) => Err(Breach::invalid(format!("{field}: {error}"))),
                }
            }
            Takes::OneOf(expected) => {
                let given = text::mandatory(field, words, 255)?;
                if expected.contains(&given.as_str()) {
                    return Ok(given.into());
                }
                let expected = text::one_of(expected.iter().copied());
                Err(Breach::invalid(format!("{field}: expected one of {expected}, got {}", text::echo(&given))))
            }
            Takes::Flag => {
                value.filter(|value| value.is_boolean()).cloned().ok_or_else(|| missing(field, "true or false"))
            }
            Takes::Count(max) => match value.and_then(Value::as_i64) {
                Some(count) if (0..=max).contains(&count) => Ok(count.into()),
                Some(count) => {
                    Err(Breach::invalid(format!("{field}: expected a whole number from 0 to {max}, got {count}")))
                }
                None => Err(missing(field, "a whole number")),
            },
            Takes::Version => {
                let digits = || words.and_then(|digits| digits.parse().ok());
                let version = value.and_then(Value::as_i64).or_else(digits);
                version.map(Value::from).ok_or_else(|| missing(field, "a version"))
            }
            Takes::Certificate => {
                let given = text::mandatory(field, words, SignerCert::LEN_MAX)?;
                match SignerCert::parse(&given) {
                    Ok(_) => Ok(given.into()),
                    Err(error) => {
                        Err(Breach::invalid(format!("{field}: expected one X.509 certificate in PEM: {error}")))
                    }
                }
            }
            Takes::Number => Msisdn::parse(field, words).map(|number| number.as_str().into()),
            Takes::IdentityNumber => {
                let given = text::mandatory(field, words, IdentityNumber::LEN)?;
                IdentityNumber::parse(field, &given).map(|number| number.as_str().into())
            }
            Takes::Base64(max) => {
                let given = text::mandatory(field, words, max)?;
                match base64::engine::general_purpose::STANDARD.decode(&given) {
                    Ok(octets) if !octets.is_empty() => Ok(given.into()),
                    _ => Err(Breach::invalid(format!("{field}: expected octets in base64"))),
                }
            }
            Takes::Objects(members, max) => objects(field, members, max, value),
            Takes::Object => {
                value.filter(|value| value.is_object()).cloned().ok_or_else(|| missing(field, "an object"))
            }
        }
    }

    /// The key under which it is kept where search or uniqueness look for it.
    #[must_use]
    pub fn keys(&self) -> &'static [Key] {
        match (self.is_searched, self.unique.is_some()) {
            (true, true) => &[Key::Identificator, Key::Lookup, Key::Unique],
            (true, false) => &[Key::Identificator],
            (false, true) => &[Key::Lookup, Key::Unique],
            (false, false) => &[],
        }
    }

    /// A value as history shows it; `None`: not at all.
    #[must_use]
    pub fn audited(&self, value: &Value, in_full: bool) -> Option<Value> {
        match self.told {
            Told::All => Some(value.clone()),
            Told::Masked if in_full => Some(value.clone()),
            Told::Masked => Some(match (self.takes, value.as_str()) {
                (Takes::Number, Some(number)) => Msisdn::from_stored(number.to_owned()).masked().into(),
                (_, Some(text)) => masked(text).into(),
                (_, None) => "***".into(),
            }),
            Told::Nobody => None,
        }
    }
}

fn missing(field: &str, expected: &str) -> Breach {
    Breach::invalid(format!("{field} is mandatory: expected {expected}, got none"))
}

/// The first and the last two characters of a value that is long enough not to be guessed by them.
fn masked(text: &str) -> String {
    let len = text.chars().count();
    if len < 8 {
        return "***".to_owned();
    }
    let (head, tail): (String, String) = (text.chars().take(2).collect(), text.chars().skip(len - 2).collect());
    format!("{head}***{tail}")
}

fn objects(field: &str, members: &[Member], max: usize, value: Option<&Value>) -> Result<Value, Breach> {
    let given = value.and_then(Value::as_array).filter(|given| !given.is_empty());
    let given = given.ok_or_else(|| missing(field, &format!("1 to {max} objects")))?;
    if given.len() > max {
        return Err(Breach::invalid(format!("{field}: expected at most {max} objects, got {}", given.len())));
    }
    let mut kept = Vec::with_capacity(given.len());
    for (place, object) in given.iter().enumerate() {
        let object = object.as_object().ok_or_else(|| missing(field, "objects"))?;
        let mut read = serde_json::Map::new();
        if let Some(unknown) = object.keys().find(|name| !members.iter().any(|member| member.name == name.as_str())) {
            return Err(Breach::invalid(format!(
                "unknown member {}",
                text::echo(&format!("{field}[{place}].{unknown}"))
            )));
        }
        for member in members {
            let value = object.get(member.name).filter(|value| !value.is_null());
            if value.is_some() || member.is_mandatory {
                let at = format!("{field}[{place}].{}", member.name);
                read.insert(member.name.to_owned(), member.read_as(&at, value)?);
            }
        }
        kept.push(Value::Object(read));
    }
    Ok(Value::Array(kept))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(takes: Takes, value: Value) -> Result<Value, String> {
        Member::new("m", takes, "", "").read(Some(&value)).map_err(|breach| breach.message)
    }

    #[test]
    fn a_value_is_read_as_it_is_kept_or_named_with_what_was_expected() {
        assert_eq!(read(Takes::Text(3), json!("abc")), Ok(json!("abc")));
        assert!(read(Takes::Text(3), json!("abcd")).unwrap_err().contains("at most 3"));
        assert!(read(Takes::OneOf(&["a", "b"]), json!("c")).unwrap_err().contains("one of a, b, got 'c'"));
        assert!(read(Takes::Count(5), json!(6)).unwrap_err().contains("from 0 to 5, got 6"));
        assert!(read(Takes::Base64(9), json!("***")).is_err() && read(Takes::Base64(9), json!("QQ==")).is_ok());
        assert!(Member::new("m", Takes::Flag, "", "").read(None).unwrap_err().message.contains("m is mandatory"));
        const INNER: &[Member] = &[Member::new("mode", Takes::Text(2), "", "").mandatory()];
        assert_eq!(read(Takes::Objects(INNER, 1), json!([{ "mode": "CR" }])), Ok(json!([{ "mode": "CR" }])));
        assert!(read(Takes::Objects(INNER, 1), json!([{}])).unwrap_err().contains("m[0].mode is mandatory"));
        assert!(read(Takes::Objects(INNER, 1), json!([{ "mode": "CR", "x": 1 }])).unwrap_err().contains("'m[0].x'"));
        assert!(read(Takes::Objects(INNER, 1), json!([])).is_err());
    }

    #[test]
    fn history_shows_what_is_masked_only_in_part_and_a_secret_never() {
        let plain = Member::new("m", Takes::Text(20), "", "");
        let value = json!("0123456789");
        assert_eq!(plain.audited(&value, false), Some(value.clone()));
        assert_eq!(plain.masked().audited(&value, false), Some(json!("01***89")));
        assert_eq!(plain.masked().audited(&json!("0123"), false), Some(json!("***")));
        assert_eq!(plain.masked().audited(&value, true), Some(value.clone()));
        assert_eq!(Member::new("m", Takes::Secret(20), "", "").audited(&value, true), None);
    }
}
