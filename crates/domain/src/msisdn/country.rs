//! Country calling codes, and how a number of a country is written inside it.

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

    /// The code with which the digits of an international number begin, and what follows it. No code is the beginning
    /// of another one, and of what length one is shows in its first two digits (ITU-T E.164, list of assigned codes).
    #[must_use]
    pub fn of(digits: &str) -> Option<(Self, &str)> {
        let len = match digits.as_bytes() {
            [b'1' | b'7', ..] => 1,
            [b'2', b'0' | b'7', ..]
            | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
            | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
            | [b'5', b'1'..=b'8', ..]
            | [b'6', b'0'..=b'6', ..]
            | [b'8', b'1' | b'2' | b'4' | b'6', ..]
            | [b'9', b'0'..=b'5' | b'8', ..] => 2,
            _ => 3,
        };
        let (code, rest) = digits.split_at_checked(len)?;
        Some((Self::parse(code)?, rest))
    }

    /// What stands before a number inside the country only: `0`, nearly everywhere. Nothing where a leading zero is a
    /// digit of the number itself and is dialled from abroad, too: Italy, San Marino, the Vatican, and the countries of
    /// Africa whose new plans begin with one.
    const fn trunk(self) -> &'static str {
        match self.0 {
            39 | 378 | 379 | 225 | 229 | 242 => "",
            36 => "06",
            _ => "0",
        }
    }

    /// The digits of E.164 for a number as it is written inside the country, its leading zero included.
    pub(super) fn international(self, national: &str) -> String {
        format!("{}{}", self.0, national.strip_prefix(self.trunk()).unwrap_or(national))
    }

    /// How a number is written inside the country, of the digits after the code; `None` where that has no leading zero
    /// by which it could be told from an international number.
    pub(super) fn national(self, rest: &str) -> Option<String> {
        let national = format!("{}{rest}", self.trunk());
        (national.starts_with('0') && !national.starts_with("00")).then_some(national)
    }

    /// `bracketed`, which stands in brackets right behind the code, without what is only dialled inside the country.
    pub(super) fn without_trunk(self, bracketed: &str) -> &str {
        let trunk = self.trunk();
        // A lone zero is one also where numbers begin otherwise, `+36 (0) …`; but a digit in Italy.
        bracketed.strip_prefix(trunk).or_else(|| bracketed.strip_prefix('0')).unwrap_or(bracketed)
    }

    /// What a national number is made an international one with: the code, and of how many of its first characters it
    /// takes the place. For comparing numbers where they are stored.
    #[must_use]
    pub fn replaces(self) -> (String, usize) {
        (self.0.to_string(), self.trunk().len())
    }
}

impl std::fmt::Display for CallingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_begins_with_one_code() {
        for (digits, code, rest) in [
            ("41791234567", "41", "791234567"),
            ("12025550123", "1", "2025550123"),
            ("79161234567", "7", "9161234567"),
            ("423791234567", "423", "791234567"),
            ("390612345678", "39", "0612345678"),
            ("358401234567", "358", "401234567"),
            ("2250712345678", "225", "0712345678"),
            ("27821234567", "27", "821234567"),
        ] {
            assert_eq!(CallingCode::of(digits), CallingCode::parse(code).map(|code| (code, rest)), "{digits}");
        }
        assert_eq!(CallingCode::of("4"), None);
        assert_eq!(CallingCode::of("0791234567"), None);
        assert_eq!(CallingCode::of(""), None);
    }

    #[test]
    fn a_number_inside_its_country_and_back() {
        for (code, national, digits) in [
            ("41", "0791234567", "41791234567"),
            ("39", "0612345678", "390612345678"),
            ("36", "06301234567", "36301234567"),
        ] {
            let country = CallingCode::parse(code).unwrap();
            assert_eq!(country.international(national), digits);
            assert_eq!(CallingCode::of(digits).unwrap().0.national(&digits[2..]).as_deref(), Some(national));
        }
        // An Italian mobile number has no zero to be known by; one of a test's is no national number.
        assert_eq!(CallingCode::parse("39").unwrap().national("3471234567"), None);
        assert_eq!(CallingCode::parse("41").unwrap().national("000092401"), None);
    }
}
