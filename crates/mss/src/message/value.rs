//! Values that cannot hold a wrong thing and do not betray a person in `Debug`.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

/// Why a text is not such a value. Never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    #[error("not a mobile number")]
    Msisdn,
    #[error("not an NCName of at most {} characters", TransId::LENGTH_MAX)]
    TransId,
    #[error("not a dateTime with a zone")]
    Instant,
}

/// A mobile number as it was sent. Not checked against numbering plans: test numbers are not dialable (§2.7).
///
/// Two numbers are equal when they are so after removing one leading plus on both sides (§3).
#[derive(Clone)]
pub struct Msisdn(String);

impl Msisdn {
    const LENGTH_MAX: usize = 50;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digits(&self) -> &str {
        self.0.strip_prefix('+').unwrap_or(&self.0)
    }
}

impl FromStr for Msisdn {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= Self::LENGTH_MAX && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(ValueError::Msisdn) }
    }
}

impl PartialEq for Msisdn {
    fn eq(&self, other: &Self) -> bool {
        self.digits() == other.digits()
    }
}

impl Eq for Msisdn {}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: usize = 2;
        let count = self.0.chars().count();
        let end: String = self.0.chars().skip(count.saturating_sub(shown)).collect();
        write!(f, "Msisdn(…{})", if count > 6 { &end } else { "" })
    }
}

/// AP_PWD. Some providers check it, so it is a secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the wire.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "Password(empty)" } else { "Password(…)" })
    }
}

/// AP_TransID and MSSP_TransID: an NCName, so never beginning with a digit (§1.4). FiCom allows 32 characters,
/// Mobile ID samples have 39.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TransId(String);

impl TransId {
    pub const LENGTH_MAX: usize = 64;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TransId {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let first = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        let rest = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        if first && rest && text.chars().count() <= Self::LENGTH_MAX {
            Ok(Self(text.to_owned()))
        } else {
            Err(ValueError::TransId)
        }
    }
}

/// xs:dateTime with a zone; keeps the text, because providers echo it as sent or converted (§2.3).
#[derive(Clone, Debug)]
pub struct Instant {
    text: String,
    at: Timestamp,
}

impl Instant {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn timestamp(&self) -> Timestamp {
        self.at
    }

    /// Reads the one of an answer, by which nobody decides anything: without a zone it is taken as UTC.
    pub(crate) fn of_answer(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        text.parse().or_else(|error| match format!("{text}Z").parse::<Self>() {
            Ok(read) => Ok(Self { text: text.to_owned(), at: read.at }),
            Err(_) => Err(error),
        })
    }
}

impl From<Timestamp> for Instant {
    /// UTC to the millisecond, as every observed client writes it.
    fn from(at: Timestamp) -> Self {
        let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        Self { text: format!("{at:.3}"), at }
    }
}

impl FromStr for Instant {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        let shaped = text.len() <= 40 && text.is_ascii() && text.get(10..11) == Some("T");
        let at = if shaped { text.parse().ok() } else { None };
        at.map(|at| Self { text: text.to_owned(), at }).ok_or(ValueError::Instant)
    }
}

impl PartialEq for Instant {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for Instant {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mobile_number_and_a_password_mask_themselves() {
        let number: Msisdn = "+41791234567".parse().unwrap();
        assert_eq!(format!("{number:?}"), "Msisdn(…67)");
        assert_eq!(format!("{:?}", Password::new("secret")), "Password(…)");
    }

    #[test]
    fn numbers_are_equal_with_and_without_plus() {
        let parse = |text: &str| text.parse::<Msisdn>().unwrap();
        assert_eq!(parse("+41791234567"), parse("41791234567"));
        assert_ne!(parse("++41791234567"), parse("41791234567"));
        assert_ne!(parse("0041791234567"), parse("41791234567"));
        assert_eq!("".parse::<Msisdn>(), Err(ValueError::Msisdn));
    }

    #[test]
    fn a_transaction_id_never_begins_with_a_digit_and_has_no_colon() {
        for text in ["A1", "_x", "ID-5ec3ceb7-cabf-412b-aec8-67283f9dc18e", "POSTMAN.46009.542"] {
            assert!(text.parse::<TransId>().is_ok(), "{text}");
        }
        for text in ["", "1A", "-a", ".a", "a:b", "a b", "5ec3ceb7-cabf-412b-aec8-67283f9dc18e"] {
            assert!(text.parse::<TransId>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_instant_keeps_its_text_and_needs_a_zone() {
        let offset: Instant = "2015-02-26T13:37:52.919+01:00".parse().unwrap();
        assert_eq!(offset.as_str(), "2015-02-26T13:37:52.919+01:00");
        assert_eq!(offset, "2015-02-26T12:37:52.919Z".parse().unwrap());
        assert!("2015-02-26T12:37:52".parse::<Instant>().is_err());
        assert!("yesterday".parse::<Instant>().is_err());
        assert_eq!(Instant::from(Timestamp::UNIX_EPOCH).as_str(), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn an_instant_of_an_answer_needs_no_zone() {
        let read = Instant::of_answer(" 2015-02-26T12:37:52.919 ").unwrap();
        assert_eq!(read.as_str(), "2015-02-26T12:37:52.919");
        assert_eq!(read, "2015-02-26T12:37:52.919Z".parse().unwrap());
        assert_eq!(Instant::of_answer("2015-02-26T13:37:52.919+01:00").unwrap(), read);
        for text in
            ["", "yesterday", "2015-02-26", "2015-02-30T12:37:52", "2015-02-26T12:37:52+1", "2015-02-26T12:37:52ZZ"]
        {
            assert!(Instant::of_answer(text).is_err(), "{text}");
        }
    }
}
