//! Whether a condition is true of something that was read.

use std::borrow::Cow;

use super::bind::{Condition, How, Test};
use super::field::{Field, FieldKey, FieldKind};
use super::node::{Edge, Piece};
use super::words::{words, words_from_the_beginning};
use crate::fold::fold;
use crate::time::Timestamp;

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue<'a> {
    /// It has none.
    Absent,
    /// A text.
    Text(Cow<'a, str>),
    /// A time.
    Time(Timestamp),
}

impl<'a> From<&'a str> for FieldValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a Option<String>> for FieldValue<'a> {
    fn from(text: &'a Option<String>) -> Self {
        text.as_deref().map_or(Self::Absent, Self::from)
    }
}

/// Something that may be found.
pub trait Document {
    /// The value of a field.
    fn value(&self, key: FieldKey) -> FieldValue<'_>;
}

/// A value, made ready to be compared: once, however many terms ask for it.
enum Ready {
    Absent,
    Text { whole: String, words: Vec<String> },
    Time(i64),
}

impl Ready {
    fn of(field: &Field, value: FieldValue<'_>) -> Self {
        let text = match value {
            FieldValue::Absent => return Self::Absent,
            FieldValue::Time(time) => return Self::Time(time.micros()),
            FieldValue::Text(text) => text,
        };
        let whole = match field.kind {
            FieldKind::Words | FieldKind::Beginning | FieldKind::Folded => fold(&text),
            FieldKind::Caseless => text.to_ascii_lowercase(),
            FieldKind::Exact | FieldKind::Time => text.clone().into_owned(),
        };
        let words = match field.kind {
            FieldKind::Words => words(&text),
            // An index has it by its beginning, and what begins otherwise isn't found by a word.
            FieldKind::Beginning => {
                let words = words_from_the_beginning(&whole);
                if words.first().is_some_and(|first| whole.starts_with(first.as_str())) { words } else { Vec::new() }
            }
            _ => Vec::new(),
        };
        Self::Text { whole, words }
    }
}

/// The values of a document that were asked for so far.
struct Values<'a> {
    document: &'a dyn Document,
    ready: Vec<(FieldKey, Ready)>,
}

impl Values<'_> {
    fn get(&mut self, field: &Field) -> &Ready {
        let at = match self.ready.iter().position(|(key, _)| *key == field.key) {
            Some(at) => at,
            None => {
                self.ready.push((field.key, Ready::of(field, self.document.value(field.key))));
                self.ready.len() - 1
            }
        };
        self.ready.get(at).map_or(&Ready::Absent, |(_, ready)| ready)
    }
}

impl Condition {
    /// How well a document fits: at least 1; `None`: it doesn't.
    #[must_use]
    pub fn score(&self, document: &dyn Document) -> Option<u32> {
        self.fits(&mut Values { document, ready: Vec::new() })
    }

    fn fits(&self, values: &mut Values<'_>) -> Option<u32> {
        match self {
            Self::Everything => Some(1),
            Self::Any(tests) => {
                let score: u32 = tests.iter().map(|test| test.fits(values)).sum();
                (score > 0).then_some(score)
            }
            Self::Group { must, should, must_not } => {
                let mut score = 0;
                for condition in must {
                    score += condition.fits(values)?;
                }
                score += should.iter().filter_map(|condition| condition.fits(values)).sum::<u32>();
                let is_excluded = score == 0 || must_not.iter().any(|condition| condition.fits(values).is_some());
                (!is_excluded).then_some(score)
            }
        }
    }
}

impl Test {
    /// 0: it doesn't fit; 2: it is what was asked for; 1: it is like it.
    fn fits(&self, values: &mut Values<'_>) -> u32 {
        let kind = self.field.kind;
        match (values.get(self.field), &self.how) {
            (Ready::Time(at), How::During(from, to)) => u32::from(from <= at && at < to),
            (Ready::Text { whole, words }, how) => fits(kind, how, whole, words),
            _ => 0,
        }
    }
}

fn fits(kind: FieldKind, how: &How, whole: &str, words: &[String]) -> u32 {
    let is_beginning = kind == FieldKind::Beginning;
    // Those that may have what is wanted.
    let any = if is_beginning { words.get(..1).unwrap_or_default() } else { words };
    match how {
        How::Is(text) if whole == text => 2,
        How::Is(text) => u32::from(any.contains(text)),
        How::Phrase(phrase) => {
            let mut parts = words.windows(phrase.len().max(1));
            let is_there = if is_beginning { words.starts_with(phrase) } else { parts.any(|part| part == phrase) };
            2 * u32::from(is_there)
        }
        How::Like(pieces) => u32::from(is_like(pieces, whole) || any.iter().any(|word| is_like(pieces, word))),
        How::Between(from, to) => {
            let is_between = |text: &str| is_between(from.as_ref(), to.as_ref(), text);
            u32::from(is_between(whole) || (!is_beginning && words.iter().any(|word| is_between(word))))
        }
        How::During(..) => 0,
    }
}

/// In the order of bytes, as an index has it.
fn is_between(from: Option<&Edge>, to: Option<&Edge>, text: &str) -> bool {
    let is_above = from.is_none_or(|from| text > from.text.as_str() || (from.is_in && text == from.text));
    let is_below = to.is_none_or(|to| text < to.text.as_str() || (to.is_in && text == to.text));
    is_above && is_below
}

/// Whether a text is like a pattern. Where a part doesn't fit, only the last `*` is tried further on, so that it takes as
/// many steps as there are characters in both, multiplied.
fn is_like(pieces: &[Piece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // What is to be there, character by character; `None`: any one.
    let mut parts: Vec<Vec<Option<char>>> = vec![Vec::new()];
    for piece in pieces {
        match (piece, parts.last_mut()) {
            (Piece::Many, _) | (_, None) => parts.push(Vec::new()),
            (Piece::One, Some(part)) => part.push(None),
            (Piece::Text(text), Some(part)) => part.extend(text.chars().map(Some)),
        }
    }
    let is_at = |part: &[Option<char>], at: usize| {
        text.get(at..at + part.len())
            .is_some_and(|here| here.iter().zip(part).all(|(c, want)| want.is_none_or(|w| w == *c)))
    };
    let (Some((first, rest)), len) = (parts.split_first(), text.len()) else { return false };
    let Some((last, middle)) = rest.split_last() else { return first.len() == len && is_at(first, 0) };
    if !is_at(first, 0) {
        return false;
    }
    let mut at = first.len();
    for part in middle {
        match (at..len).find(|at| is_at(part, *at)) {
            Some(found) => at = found + part.len(),
            None if part.is_empty() => {}
            None => return false,
        }
    }
    len >= at + last.len() && is_at(last, len - last.len())
}
