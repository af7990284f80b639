//! Java patterns, matched in linear time.
//!
//! Policies hold patterns of `java.util.regex`. They are translated to the `regex` crate, whose
//! matching time is linear in the length of the value whatever the pattern, and match as
//! `String.matches` does: the whole value. A pattern that can't be translated faithfully is refused
//! by name when the policy is written; nothing is guessed.
//!
//! Source: the documentation of `java.util.regex.Pattern`, Java SE 17
//! (<https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html>).
//! Where it is silent, Java 17 and 25 were asked; the table in `golden` keeps their answers.
//!
//! # What is translated, and how it differs from the `regex` crate
//!
//! | Java | here |
//! |---|---|
//! | `\d \w \s` | ASCII, also beside Unicode text; `\h` and `\v` have Java's lists, `\D \W \S \H \V` are the complements |
//! | `.` | all but `\n \r U+0085 U+2028 U+2029`; all under `(?s)`; all but `\n` under `(?d)` |
//! | `\Q…\E` | literal, in classes too; a quantifier after it repeats the last character; without `\E` to the end |
//! | `\xhh \x{h…h} \uhhhh \0n \0nn \0mnn \cX \a \e \f \n \r \t` | that character; two `\u` that are a surrogate pair are one |
//! | `\p{Lower} \p{Punct}` and the other POSIX names | ASCII |
//! | `\p{L} \pL \p{IsL} \p{gc=Lu}`, `\p{IsLatin} \p{sc=Latn}`, `\p{IsAlphabetic}` | general category, script, binary property of Unicode 16, as in Java 24 and 25; Java 17 has Unicode 13, which knows fewer characters |
//! | `[a[b]]`, `[a&&[^b]]`, `[^a]`, `[]a]`, `[a-]`, `[\w-.]` | union, intersection, complement; a bracket in the first place and a hyphen that makes no range are members |
//! | `(?i)` | both cases of ASCII letters, in classes and ranges too, and of no others: U+212A isn't a `k` |
//! | `(?s) (?d) (?i-s:…) (?)` | flags end with their group and hold across `\|` |
//! | `(…) (?:…) (?<name>…)` | groups; they capture nothing |
//! | `* + ? {n} {n,} {n,m}` | as in Java; lazy forms are the same, as the whole value must match |
//! | `^ \A` | start of the value, wherever they stand |
//! | `\z` | end of the value |
//! | `$ \Z` | end of the value. Java's hold before a final line terminator, too; the whole value must match, so that matters only where something behind them can take the terminator, and there they are refused |
//!
//! # What is refused
//!
//! - Not regular: look-ahead, look-behind, back-references, atomic groups, possessive quantifiers.
//! - `\b \B`: Unicode-aware up to Java 18, ASCII since 19 (JDK-8282129). `\R`: `\R\R` matches
//!   `\r\n` in Java, `\R{2}` doesn't. `\G`, `\X`, `\b{g}`, `\N{…}`.
//! - Unicode blocks, `\p{java…}`, surrogates, undocumented property names; properties of case under
//!   `(?i)`: Java 17 widens them, the documentation doesn't say so.
//! - The flags `m`, `x`, `u`, `U` and `c`. Switching them off is harmless and accepted.
//! - In classes: `&&` with nothing on one side, before `^` or beside another `&` (see `class`), and
//!   `\v` before a hyphen.
//! - A quantifier after a quantifier: in `a{2}{3}` Java drops the second one. A quantifier at the start.
//! - `^` in something that can be empty and is repeated twice or more, as `(^|a){2}` (see `check`).
//! - `\c` before what is no control character in ASCII: Java computes something from it.
//!
//! Limits: 1000 code points, 30 levels of nesting, 1 MiB compiled. That is `\d{1,9000}`, but only
//! `\p{L}{1,24}`: Unicode classes are large.

mod check;
mod class;
mod error;
mod escape;
mod kept;
mod node;
mod parse;
mod property;
mod set;
mod source;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

pub use error::{PatternError, SOURCE_LEN_MAX};
pub use kept::Source;

/// Longest translation, in bytes: what a few dozen Unicode classes need.
const TRANSLATION_LEN_MAX: usize = 512 * 1024;
/// Largest compiled program, and largest cache of a lazy automaton, in bytes.
const PROGRAM_SIZE_MAX: usize = 1 << 20;
/// Largest program that is small, as those of most policies are.
const SMALL_SIZE_MAX: usize = 64 << 10;

thread_local! {
    static COMPILED: Cell<u64> = const { Cell::new(0) };
}

/// How many patterns were compiled on this thread so far: the threads that serve should compile none.
#[must_use]
pub fn compiled_here() -> u64 {
    COMPILED.get()
}

/// A Java pattern that matches whole values in linear time.
/// A clone shares the compiled program, and the memory that matching works in.
#[derive(Clone)]
pub struct Pattern {
    source: Arc<str>,
    regex: Arc<regex::Regex>,
    is_large: bool,
}

impl Pattern {
    /// Reads a Java pattern.
    ///
    /// # Errors
    /// What is wrong with it or can't be matched in linear time, and where.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        let len = source.chars().count();
        if len > SOURCE_LEN_MAX {
            return Err(PatternError::TooLong { len });
        }
        COMPILED.set(COMPILED.get() + 1);
        let node = parse::parse(source)?;
        check::check(&node)?;
        let translation = format!(r"\A(?:{node})\z");
        if translation.len() > TRANSLATION_LEN_MAX {
            return Err(PatternError::TooLarge);
        }
        let compiled = |size_max| {
            let mut builder = regex::RegexBuilder::new(&translation);
            builder.size_limit(size_max).dfa_size_limit(PROGRAM_SIZE_MAX).build()
        };
        let (regex, is_large) = match compiled(SMALL_SIZE_MAX) {
            Ok(regex) => (regex, false),
            // The translation is well-formed; only its size can be wrong.
            Err(_) => (compiled(PROGRAM_SIZE_MAX).map_err(|_| PatternError::TooLarge)?, true),
        };
        Ok(Self { source: source.into(), regex: Arc::new(regex), is_large })
    }

    /// Whether the whole value matches, as Java's `String.matches`.
    #[must_use]
    pub fn matches(&self, value: &str) -> bool {
        self.regex.is_match(value)
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }
}

/// Patterns are equal where their sources are.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}
