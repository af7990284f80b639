//! Calling numbers.

mod country;
mod notation;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::breach::Breach;
use crate::text;
pub use country::CallingCode;
pub use notation::Unreadable;
use notation::{DIGITS_MAX, Notation};

/// A calling number (MSISDN) as it was sent: 1 to 50 characters, not blank.
///
/// Its form is the policy's business (`validation.msisdn.regex`): test numbers of providers are not
/// dialable, so no numbering plan is applied. `Debug` masks it: it is a person's number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Msisdn(String);

impl Msisdn {
    /// Longest number, in code points.
    pub const LEN_MAX: usize = 50;

    /// Reads a number that a caller names in `field`: any text that isn't blank, of at most [`Msisdn::LEN_MAX`]
    /// code points.
    pub fn parse(field: &str, value: Option<&str>) -> Result<Self, Breach> {
        text::mandatory(field, value, Self::LEN_MAX).map(Self)
    }

    /// A number that was read when it was stored.
    #[must_use]
    pub fn from_stored(number: String) -> Self {
        Self(number)
    }

    /// As it was sent, in full: it is a person's number, so no log and no message has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as a message or a masked history may show it: the first three and the last two
    /// characters; all of a short one hidden.
    #[must_use]
    pub fn masked(&self) -> String {
        let chars: Vec<char> = self.0.chars().collect();
        if chars.len() < 8 {
            return "*".repeat(chars.len());
        }
        let (head, tail) = (chars.iter().take(3), chars.iter().skip(chars.len() - 2));
        head.copied().chain(std::iter::repeat_n('*', chars.len() - 5)).chain(tail.copied()).collect()
    }

    /// The number as it is read, whatever country it belongs to.
    fn notation(&self) -> Result<Notation, Unreadable> {
        notation::read(&self.0)
    }

    /// The digits of the number in E.164, without `+`: what uniqueness compares and what providers are asked about.
    ///
    /// `tel:`, a leading `+` or `00`, and marks and separators that people write in numbers are removed, as is a trunk
    /// zero in brackets behind a country code. A national number (one leading `0`) is read in `country`.
    ///
    /// # Errors
    /// Why it has none: it is a national number and there is no country, it has something else in it, or what is left
    /// isn't 1 to 15 digits (ITU-T E.164 §6).
    pub fn normal(&self, country: Option<CallingCode>) -> Result<String, Unreadable> {
        let digits = match self.notation()? {
            Notation::International(digits) => digits,
            Notation::National(digits) => country.ok_or(Unreadable::NoCountry)?.international(&digits),
        };
        if (1..=DIGITS_MAX).contains(&digits.len()) { Ok(digits) } else { Err(Unreadable::Length) }
    }

    /// What is stored for the number to be found by. It doesn't depend on a country, so that one may be set at any time:
    /// the digits of E.164, or those of a national number with its leading `0`; what can't be read, as it was sent.
    #[must_use]
    pub fn found_by(&self) -> String {
        match self.notation() {
            Ok(Notation::International(digits) | Notation::National(digits)) => digits,
            Err(_) => self.0.clone(),
        }
    }

    /// All under which the same number may be stored in a client of this country: see [`Msisdn::found_by`].
    #[must_use]
    pub fn spellings(&self, country: Option<CallingCode>) -> (String, Option<String>) {
        let stored = self.found_by();
        let other = match (self.notation(), country) {
            (Ok(Notation::International(_)), Some(country)) => CallingCode::of(&stored)
                .filter(|(code, _)| *code == country)
                .and_then(|(code, rest)| code.national(rest)),
            (Ok(Notation::National(_)), Some(country)) => Some(country.international(&stored)),
            _ => None,
        };
        (stored, other)
    }

    /// Whether it is a number without its country, so that it matters where it is dialled.
    #[must_use]
    pub fn is_national(&self) -> bool {
        matches!(self.notation(), Ok(Notation::National(_)))
    }

    /// An international number as it is written inside its country, with that country; `None` for any other, and where
    /// it would be written with no zero in front.
    #[must_use]
    pub fn inside(&self) -> Option<(CallingCode, String)> {
        let Ok(Notation::International(digits)) = self.notation() else { return None };
        let (code, rest) = CallingCode::of(&digits)?;
        Some((code, code.national(rest)?))
    }

    /// What a provider is asked about: `+` and the digits of E.164; a number that can't be read as it was sent, since
    /// only the provider knows what its test numbers look like.
    #[must_use]
    pub fn dialled(&self, country: Option<CallingCode>) -> String {
        self.normal(country).map_or_else(|_| self.0.trim().to_owned(), |digits| format!("+{digits}"))
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({})", self.masked())
    }
}
