//! Times and numbers, as people write them. They are of UTC, and pages say so.

use sigill_domain::time::Timestamp;

use super::{Language, Words};

const MINUTE_US: i64 = 60 * 1_000_000;
const DAY_US: i64 = 24 * 60 * MINUTE_US;

impl Words {
    /// `09.11.2026`.
    pub(crate) fn date(&self, at: Timestamp) -> String {
        let text = at.to_string();
        let part = |range| text.get(range).unwrap_or_default();
        format!("{}.{}.{}", part(8..10), part(5..7), part(0..4))
    }

    /// `14:32`.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        at.to_string().get(11..16).unwrap_or_default().to_owned()
    }

    /// `today, 14:32`, or `09.11.2026, 14:32`.
    pub(crate) fn moment(&self, at: Timestamp, now: Timestamp) -> String {
        let day = |at: Timestamp| at.micros().div_euclid(DAY_US);
        let time = self.time(at);
        match day(at) - day(now) {
            0 => self.with("today-at", &[("time", &time)]),
            -1 => self.with("yesterday-at", &[("time", &time)]),
            1 => self.with("tomorrow-at", &[("time", &time)]),
            _ => format!("{}, {time}", self.date(at)),
        }
    }

    /// `14:32` where it is today, else the date.
    pub(crate) fn short(&self, at: Timestamp, now: Timestamp) -> String {
        let is_today = at.micros().div_euclid(DAY_US) == now.micros().div_euclid(DAY_US);
        if is_today { self.time(at) } else { self.date(at) }
    }

    /// Whole days from now until then.
    pub(crate) fn days_until(&self, at: Timestamp, now: Timestamp) -> i64 {
        (at.micros() - now.micros()).div_euclid(DAY_US)
    }

    /// `12’480`, and in English `12,480`.
    pub(crate) fn number(&self, number: i64) -> String {
        let mark = if self.language == Language::English { ',' } else { '’' };
        let digits = number.unsigned_abs().to_string();
        let mut written = String::new();
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                written.push(mark);
            }
            written.push(digit);
        }
        if number < 0 { format!("-{written}") } else { written }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_numbers_are_written_alike_in_all_languages() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let now = at("2026-11-09T08:00:00Z");
        let german = Words::of(Language::German);
        assert_eq!(german.moment(at("2026-11-09T14:32:00Z"), now), "heute, 14:32");
        assert_eq!(german.moment(at("2026-11-08T23:59:00Z"), now), "gestern, 23:59");
        assert_eq!(german.moment(at("2026-10-18T07:48:00Z"), now), "18.10.2026, 07:48");
        assert_eq!(german.short(at("2026-10-18T07:48:00Z"), now), "18.10.2026");
        assert_eq!(german.number(12_480), "12’480");
        assert_eq!(Words::of(Language::English).number(-1_000_000), "-1,000,000");
        assert_eq!(german.number(999), "999");
        assert_eq!(german.days_until(at("2026-11-21T08:00:00Z"), now), 12);
    }
}
