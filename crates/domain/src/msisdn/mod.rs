//! Calling numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::breach::Breach;
use crate::text;

/// A calling number (MSISDN) as it was sent: 1 to 50 characters, not blank.
///
/// Its form is the policy's business (`validation.msisdn.regex`): test numbers of providers are not
/// dialable, so no numbering plan is applied. `Debug` masks it: it is a person's number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Msisdn(String);

impl Msisdn {
    pub const LEN_MAX: usize = 50;

    pub fn parse(field: &str, value: Option<&str>) -> Result<Self, Breach> {
        text::mandatory(field, value, Self::LEN_MAX).map(Self)
    }

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

    /// The digits of the number in E.164, without `+`: what search and uniqueness compare.
    ///
    /// A leading `+` or `00` is removed. A national number (one leading `0`) is read in `country`,
    /// and has no normal form without one. Blanks and the usual separators are skipped. `None`
    /// where what is left isn't 1 to 15 digits (ITU-T E.164 §6).
    #[must_use]
    pub fn normal(&self, country: Option<CallingCode>) -> Option<String> {
        let bare: String = self.0.chars().filter(|c| !c.is_whitespace() && !"-./()".contains(*c)).collect();
        let digits = if let Some(digits) = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")) {
            digits.to_owned()
        } else if let Some(national) = bare.strip_prefix('0') {
            format!("{}{national}", country?.0)
        } else {
            bare
        };
        let plausible = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        (plausible && !digits.starts_with('0')).then_some(digits)
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({})", self.masked())
    }
}

/// A country calling code: one to three digits, the first not 0 (ITU-T E.164 §6.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallingCode(u16);

impl CallingCode {
    /// Reads `41` or `+41`.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let digits = value.strip_prefix('+').unwrap_or(value);
        let well_formed = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !well_formed || digits.starts_with('0') {
            return None;
        }
        digits.parse().ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(value: &str, country: Option<&str>) -> Option<String> {
        Msisdn::parse("msisdn", Some(value)).unwrap().normal(country.and_then(CallingCode::parse))
    }

    #[test]
    fn every_notation_of_a_number_has_the_same_normal_form() {
        for notation in ["+41791234567", "0041791234567", "41791234567", "+41 79 123 45 67", "+41 (79) 123-45-67"] {
            assert_eq!(normal(notation, None).as_deref(), Some("41791234567"), "{notation}");
        }
        assert_eq!(normal("079 123 45 67", Some("41")).as_deref(), Some("41791234567"));
    }

    #[test]
    fn a_national_number_without_a_country_has_no_normal_form() {
        assert_eq!(normal("0791234567", None), None);
    }

    #[test]
    fn what_is_no_number_has_no_normal_form() {
        for value in ["abc", "+", "++41", "00", "1234567890123456", "٠٧٩"] {
            assert_eq!(normal(value, Some("41")), None, "{value}");
        }
    }

    #[test]
    fn debug_hides_the_middle_of_the_number() {
        let number = Msisdn::parse("msisdn", Some("+41791234567")).unwrap();
        assert_eq!(format!("{number:?}"), "Msisdn(+41*******67)");
        assert_eq!(Msisdn::parse("msisdn", Some("1234567")).unwrap().masked(), "*******");
    }
}
