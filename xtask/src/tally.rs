//! Counts of tests, and how they are read from what a test runner prints.

use std::{
    fmt,
    ops::{Add, AddAssign},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };

    /// A run that ended badly has a failure, even if it broke off before it could count one.
    pub(crate) fn ended(self, well: bool) -> Self {
        if !well && self.failed == 0 { self + Self::FAILED } else { self }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The closing line.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Reads cargo-nextest's `Summary [ 1.2s] 4 tests run: 2 passed (1 slow), 1 failed, 1 timed out, 3 skipped`.
pub(crate) fn nextest(line: &str) -> Option<Tally> {
    let line = uncoloured(line);
    let (_, summary) = line.trim().strip_prefix("Summary [")?.split_once(']')?;
    let (_, counts) = summary.split_once("run: ")?;
    counted(&without_brackets(counts), ", ")
}

/// Reads libtest's `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s`.
pub(crate) fn libtest(line: &str) -> Option<Tally> {
    let line = uncoloured(line);
    let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let (counts, _) = counts.split_once("; finished in").unwrap_or((counts, ""));
    counted(counts, "; ")
}

/// Adds up parts such as `1 timed out`. A word that is not known counts as a failure: a runner that learns a new
/// way to fail must not pass for it.
fn counted(counts: &str, separator: &str) -> Option<Tally> {
    let mut tally = Tally::default();
    for part in counts.split(separator) {
        let (count, word) = part.trim().split_once(' ')?;
        let count: u64 = count.parse().ok()?;
        match word.trim() {
            "passed" | "measured" => tally.passed += count,
            "skipped" | "ignored" | "filtered out" => tally.skipped += count,
            _ => tally.failed += count,
        }
    }
    Some(tally)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = |letter: &char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    text.chars().filter(outside).collect()
}

/// Without the escape sequences that colour it.
fn uncoloured(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once('m').map_or(part, |(_, text)| text));
    std::iter::once(first).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Option<Tally> {
        Some(Tally { passed, failed, skipped })
    }

    #[test]
    fn the_summary_of_nextest_is_counted() {
        let cases = [
            ("     Summary [   0.022s] 3 tests run: 3 passed, 0 skipped", tally(3, 0, 0)),
            ("     Summary [   0.022s] 1 test run: 1 passed, 12 skipped", tally(1, 0, 12)),
            ("Summary [ 0.1s] 3 tests run: 2 passed (1 slow, 1 leaky), 1 failed, 0 skipped", tally(2, 1, 0)),
            ("Summary [ 0.1s] 2/4 tests run: 1 passed, 1 failed (1 due to being leaky), 5 skipped", tally(1, 1, 5)),
            ("Summary [ 61.0s] 4 tests run: 1 passed, 1 failed, 1 exec failed, 1 timed out, 0 skipped", tally(1, 3, 0)),
            ("Summary [   0.000s] 0 tests run: 0 passed, 7 skipped", tally(0, 0, 7)),
            (
                "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m \u{1b}[33;1mskipped\u{1b}[0m",
                tally(2, 0, 0),
            ),
            ("        PASS [   0.005s] xtask tally::tests::a", None),
            ("a test says Summary [ 0.1s] 3 tests run: 3 passed, 0 skipped", None),
        ];
        for (line, expected) in cases {
            assert_eq!(nextest(line), expected, "{line}");
        }
    }

    #[test]
    fn the_result_of_libtest_is_counted() {
        let cases = [
            (
                "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s",
                tally(3, 0, 3),
            ),
            (
                "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.52s",
                tally(2, 1, 0),
            ),
            (
                "test result: \u{1b}[32mok\u{1b}[m. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
                tally(1, 0, 0),
            ),
            ("test tally::tests::a ... ok", None),
            ("running 3 tests", None),
        ];
        for (line, expected) in cases {
            assert_eq!(libtest(line), expected, "{line}");
        }
    }

    #[test]
    fn a_run_that_breaks_off_has_failed() {
        let counted = Tally { passed: 3, failed: 0, skipped: 0 };
        assert_eq!(counted.ended(true), counted);
        assert_eq!(counted.ended(false), counted + Tally::FAILED);
        assert_eq!(Tally::FAILED.ended(false), Tally::FAILED);
    }

    #[test]
    fn the_closing_line_names_all_three() {
        assert_eq!(Tally { passed: 12, failed: 0, skipped: 3 }.to_string(), "12 passed, 0 failed, 3 skipped");
    }
}
