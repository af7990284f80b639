//! How people write numbers.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::country::CallingCode;
use crate::mark::{is_unseen, plain};

/// Most digits of a number (ITU-T E.164 §6).
pub(super) const DIGITS_MAX: usize = 15;

/// Why a number has no normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is a national number, and nobody says of which country.
    NoCountry,
    /// There is something in it that no number has.
    Character,
    /// It has no digits or too many, or a `0` where a country code is expected.
    Length,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCountry => "it is a national number, and the client policy names no sigill.msisdn.country",
            Self::Character => "there is something in it that is no part of a number",
            Self::Length => "expected 1 to 15 digits that begin with a country code",
        })
    }
}

/// A number, read.
pub(super) enum Notation {
    /// The digits, from the country code on.
    International(String),
    /// The digits, from the leading `0` on.
    National(String),
}

/// The digits of a text, and what was written about them.
#[derive(Default)]
struct Digits {
    digits: String,
    has_plus: bool,
    /// Where digits in brackets begin, behind others.
    bracketed: Option<usize>,
}

/// Reads the usual notations: `+41 79 123 45 67`, `0041 (0)79/123-45-67`, `tel:+41-79-…`, `(079) 123.45.67`.
pub(super) fn read(text: &str) -> Result<Notation, Unreadable> {
    let Digits { digits, has_plus, bracketed } = digits(text)?;
    let (prefix, rest) = match digits.strip_prefix("00") {
        Some(rest) if !has_plus => (2, rest),
        _ => (0, digits.as_str()),
    };
    if rest.starts_with('0') && (has_plus || prefix > 0) || rest.is_empty() {
        return Err(Unreadable::Length);
    }
    if rest.starts_with('0') {
        // A zero by itself is no number.
        let fits = (2..=DIGITS_MAX + 1).contains(&rest.len());
        return if fits { Ok(Notation::National(rest.to_owned())) } else { Err(Unreadable::Length) };
    }
    let international = match bracketed.and_then(|at| rest.split_at_checked(at.checked_sub(prefix)?)) {
        // Only right behind the code; elsewhere a zero in brackets is a digit like others.
        Some((code, bracketed)) => match CallingCode::of(code) {
            Some((country, "")) => format!("{code}{}", country.without_trunk(bracketed)),
            _ => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    if international.len() > DIGITS_MAX {
        return Err(Unreadable::Length);
    }
    Ok(Notation::International(international))
}

/// The digits without all that people write between them.
fn digits(text: &str) -> Result<Digits, Unreadable> {
    // Full width becomes plain.
    let text: String = text.nfkc().filter(|c| !is_unseen(*c)).map(plain).collect();
    let text = text.trim();
    let bare = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => text.get(4..).unwrap_or_default(),
        _ => text,
    };
    let mut read = Digits::default();
    for c in bare.chars() {
        match c {
            '0'..='9' => read.digits.push(c),
            '+' if read.digits.is_empty() && !read.has_plus => read.has_plus = true,
            '(' | '[' if !read.digits.is_empty() => read.bracketed = read.bracketed.or(Some(read.digits.len())),
            '(' | '[' | ')' | ']' | '-' | '.' | '/' | '\u{2044}' | '\u{2215}' => {}
            // The dots of French and other prints.
            '·' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(Unreadable::Character),
        }
    }
    Ok(read)
}
