//! Why a pattern is refused.

/// Longest source of a pattern, in code points.
pub const SOURCE_LEN_MAX: usize = 1000;
/// Deepest nesting of groups and classes.
pub(super) const NEST_MAX: usize = 30;

/// Longest part of a pattern that a message shows, in code points.
const SHOWN_MAX: usize = 40;

/// Said of what needs backtracking.
pub(super) const NOT_LINEAR: &str = "can't be matched in linear time";

/// Why a pattern is refused. Positions are code points of the source, the first is 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// More than [`SOURCE_LEN_MAX`] code points.
    #[error("the pattern is too long: expected at most {SOURCE_LEN_MAX} characters, got {len}")]
    TooLong {
        /// What came, in code points.
        len: usize,
    },
    /// Counted repetitions multiply: `(\d{100}){100}` is 10,000 digits.
    #[error("the pattern is too large once compiled: use smaller repetition counts or fewer Unicode classes")]
    TooLarge,
    /// Groups or classes in one another, more than 30 levels deep.
    #[error("the nesting at position {at} is too deep: expected at most {NEST_MAX} levels")]
    TooDeep {
        /// Where the first one too many begins.
        at: usize,
    },
    /// Java has it; here it can't be matched in linear time or not as Java does.
    #[error("{construct} at position {at} {why}")]
    Unsupported {
        /// What it is, with its text.
        construct: String,
        /// Where it begins.
        at: usize,
        /// The rest of the sentence: why it is refused.
        why: &'static str,
    },
    /// Java refuses it too.
    #[error("{what} at position {at}")]
    Syntax {
        /// What is wrong.
        what: String,
        /// Where it is noticed.
        at: usize,
    },
}

impl PatternError {
    /// What Java has and Sigill refuses: "`name` `text` at position `at` `why`".
    pub(super) fn unsupported(name: &str, text: &str, at: usize, why: &'static str) -> Self {
        Self::Unsupported { construct: format!("{name} `{}`", shown(text)), at, why }
    }

    pub(super) fn syntax(what: impl Into<String>, at: usize) -> Self {
        Self::Syntax { what: what.into(), at }
    }
}

/// A part of the pattern as a message may show it: shortened, control characters escaped.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_MAX).flat_map(escaped).collect();
    if text.chars().nth(SHOWN_MAX).is_some() {
        shown.push('…');
    }
    shown
}

fn escaped(c: char) -> Vec<char> {
    if c.is_control() { c.escape_default().collect() } else { vec![c] }
}
