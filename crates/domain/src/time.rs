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

    /// The time so many microseconds after 1970-01-01T00:00:00Z; before it, where negative.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970, as they are stored.
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

    /// Reads a time with a zone as RFC 3339 has it (`2026-05-18T12:34:56Z`, `…56.789+02:00`), or a bare date
    /// (`2026-05-18`, midnight UTC). A fraction is cut to microseconds; a leap second is the second after it.
    ///
    /// Returns `None` for anything else, and for what isn't between the years 0 and 9999 in UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() == 10 {
            return Self::from_civil(date(text)?, 0);
        }
        let (day, time) = text.split_at_checked(10)?;
        let (clock, zone) = time.split_at_checked(9)?;
        // RFC 3339 §5.6 allows small letters and, for people, a blank.
        let clock = clock.strip_prefix(['T', 't', ' '])?;
        let [hour, minute, second] = parts(clock)?;
        let (micros, zone) = fraction(zone)?;
        let offset_s = offset(zone)?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let of_day = (hour * 60 + minute) * 60 + second - offset_s;
        Self::from_civil(date(day)?, of_day * 1_000_000 + micros)
    }

    /// A midnight, and so many microseconds more.
    fn from_civil(midnight: DateTime, more: i64) -> Option<Self> {
        /// The first microsecond of the year 0.
        const MIN: i64 = -62_167_219_200_000_000;
        let micros = i64::try_from(midnight.duration_since(EPOCH).as_micros()).ok()? + more;
        (MIN..=Self::MAX.0).contains(&micros).then_some(Self(micros))
    }
}

/// `yyyy-mm-dd`, its midnight. The library reads other forms, too.
fn date(text: &str) -> Option<DateTime> {
    let is_shaped = |(at, b): (usize, u8)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
    let fits = text.len() == 10 && text.bytes().enumerate().all(is_shaped);
    if fits { Some(text.parse::<Date>().ok()?.at(0, 0, 0, 0)) } else { None }
}

/// Two digits.
fn two(text: &str) -> Option<i64> {
    let fits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// `hh:mm:ss`.
fn parts(clock: &str) -> Option<[i64; 3]> {
    let mut parts = clock.split(':').map(two);
    let read = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(read)
}

/// A fraction of a second, if there is one, in microseconds; and what follows it.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else { return Some((0, text)) };
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, zone) = rest.split_at_checked(len)?;
    let micros = digits.bytes().chain(std::iter::repeat(b'0')).take(6);
    (len > 0).then(|| (micros.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')), zone))
}

/// How far a zone is ahead of UTC, in seconds: `Z`, or `+hh:mm` up to 23:59.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (sign, clock) = match zone.strip_prefix('+') {
        Some(clock) => (1, clock),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = clock.split_once(':')?;
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes) * 60)
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
        for text in [
            "2026-05-18T12:34:56+25:00",
            "2026-05-18T12:34:56+24:00",
            "2026-05-18T12:34:56+02:60",
            "2026-05-18T12:34:56+0200",
            "2026-05-18T12:34:56+02",
            "2026-05-18T12:34:56+02:00[Europe/Zurich]",
            "2026-05-18T12:34:56 Z",
            "2026-05-18T12:34Z",
            "2026-05-18T123456Z",
            "20260518T123456Z",
            "2026-05-18T24:00:00Z",
            "2026-05-18T12:60:00Z",
            "2026-05-18T12:34:61Z",
            "2026-05-18T12:34:56.Z",
            "2026-05-18T12:34:56,5Z",
            "2026-02-29T00:00:00Z",
            "2026-05-18T+1:34:56Z",
            "2026-05-18_12:34:56Z",
            "+2026-05-18T12:34:56Z",
            "2026-05-18T12:34:56+é:00",
            "9999-12-31T23:59:59-00:01",
            "0000-01-01T00:00:00+00:01",
            "2026-W20-1",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_the_same_in_every_zone_and_to_the_end_of_time() {
        for (text, utc) in [
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
            ("9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59Z"),
            ("9999-12-31T23:59:59-00:00", "9999-12-31T23:59:59Z"),
            ("9999-12-31T23:59:59.999999999+00:00", "9999-12-31T23:59:59Z"),
            ("9999-12-31T23:59:59+23:59", "9999-12-31T00:00:59Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
            ("2026-05-18T12:34:56.7-05:30", "2026-05-18T18:04:56Z"),
            ("2026-05-18t12:34:56z", "2026-05-18T12:34:56Z"),
            ("2026-05-18 12:34:56Z", "2026-05-18T12:34:56Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            ("2024-02-29T00:00:00+14:00", "2024-02-28T10:00:00Z"),
        ] {
            assert_eq!(Timestamp::parse(text).map(|time| time.to_string()).as_deref(), Some(utc), "{text}");
        }
        assert_eq!(Timestamp::parse("2026-05-18T12:34:56.7Z").unwrap().micros() % 1_000_000, 700_000);
        assert_eq!(Timestamp::parse("2026-05-18").unwrap().to_string(), "2026-05-18T00:00:00Z");
        assert_eq!(Timestamp::parse("0007-01-02T03:04:05Z").unwrap().to_string(), "0007-01-02T03:04:05Z");
    }
}
