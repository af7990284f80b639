//! Points in time.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, datetime};
use serde::{Deserialize, Serialize};

const EPOCH: DateTime = datetime(1970, 1, 1, 0, 0, 0, 0);

/// A point in time: microseconds since 1970-01-01T00:00:00Z, which is also how it is stored.
///
/// On the wire it is UTC to the second, `2026-05-18T12:34:56Z` (its `Display`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last microsecond that has a four-digit year, 9999-12-31T23:59:59.999999Z; arithmetic stops
    /// there, so that every stored time can be written on the wire.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, as JSON Web Tokens count them.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Milliseconds since 1970, as UUIDv7 and continuation tokens count them.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// This time and `millis` more, held between 1970 and [`Timestamp::MAX`].
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        let micros = self.0.saturating_add(millis.saturating_mul(1_000));
        Self(micros.clamp(0, Self::MAX.0))
    }

    /// Reads an ISO 8601 instant with a zone (`2026-05-18T12:34:56Z`, `…+02:00`) or a bare date
    /// (`2026-05-18`, midnight UTC).
    ///
    /// Returns `None` for anything else and for years beyond four digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // Without a zone first: with one, the library's instants end a day before the year does, and
        // `9999-12-31T23:59:59Z` is how many write "for ever".
        let civil = match text.strip_suffix(['Z', 'z']) {
            Some(text) if text.contains(['T', 't', ' ']) => text.parse::<DateTime>().ok()?,
            Some(_) => return None,
            None if text.len() == 10 => text.parse::<Date>().ok()?.at(0, 0, 0, 0),
            None => return text.parse::<jiff::Timestamp>().ok().map(|instant| Self(instant.as_microsecond())),
        };
        i64::try_from(civil.duration_since(EPOCH).as_micros()).ok().map(Self)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match EPOCH.checked_add(SignedDuration::from_secs(self.seconds())) {
            // In one piece: every answer has several of these, and a `String` grows with each piece.
            Ok(time) if time.year() >= 0 => {
                let mut text = *b"0000-00-00T00:00:00Z";
                let [year @ .., _, m1, m2, _, d1, d2, _, h1, h2, _, n1, n2, _, s1, s2, _] = &mut text;
                let year: [&mut u8; 4] = year.each_mut();
                digits(year, time.year().unsigned_abs());
                for (places, value) in [
                    ([m1, m2], time.month()),
                    ([d1, d2], time.day()),
                    ([h1, h2], time.hour()),
                    ([n1, n2], time.minute()),
                    ([s1, s2], time.second()),
                ] {
                    digits(places, u16::from(value.unsigned_abs()));
                }
                f.write_str(str::from_utf8(&text).map_err(|_| fmt::Error)?)
            }
            _ => write!(f, "{} µs", self.0),
        }
    }
}

/// Writes a number with as many digits as there are places.
fn digits<const N: usize>(places: [&mut u8; N], mut value: u16) {
    for place in places.into_iter().rev() {
        // A digit.
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_to_the_second_and_keeps_its_microseconds() {
        let time = Timestamp::parse("2026-05-18T14:34:56.789012+02:00").unwrap();
        assert_eq!(time.to_string(), "2026-05-18T12:34:56Z");
        assert_eq!(time.micros() % 1_000_000, 789_012);
    }

    #[test]
    fn arithmetic_stops_at_the_ends_instead_of_wrapping() {
        assert_eq!(Timestamp::from_micros(5).plus_millis(i64::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(Timestamp::from_micros(5).plus_millis(i64::MIN).micros(), 0);
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in ["", "yesterday", "2026-13-01", "2026-05-18T12:34:56", "99999-01-01T00:00:00Z"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        assert_eq!(Timestamp::parse("9999-12-31T23:59:59Z").unwrap().to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(Timestamp::parse("2026-05-18").unwrap().to_string(), "2026-05-18T00:00:00Z");
        assert_eq!(Timestamp::parse("0007-01-02T03:04:05Z").unwrap().to_string(), "0007-01-02T03:04:05Z");
    }
}
