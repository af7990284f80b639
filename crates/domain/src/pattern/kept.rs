//! Patterns that were compiled before: policies hold the same few, and compiling one costs more than all else that a
//! request does.

use std::collections::{HashMap, VecDeque};
use std::sync::{PoisonError, RwLock};

use super::{Pattern, PatternError};

/// Patterns that are kept at most; one more takes the place of the oldest.
const SMALL_MAX: usize = 256;
/// Large ones, of up to some MiB. They have places of their own: whoever writes policies with many such takes the place
/// of other large ones, and of no others.
const LARGE_MAX: usize = 16;

static SMALL: RwLock<Kept> = RwLock::new(Kept::new());
static LARGE: RwLock<Kept> = RwLock::new(Kept::new());

struct Kept {
    by_source: Option<HashMap<Box<str>, Pattern>>,
    /// The sources in the order in which they came.
    order: VecDeque<Box<str>>,
}

impl Kept {
    const fn new() -> Self {
        Self { by_source: None, order: VecDeque::new() }
    }

    fn find(&self, source: &str) -> Option<Pattern> {
        self.by_source.as_ref()?.get(source).cloned()
    }

    fn keep(&mut self, pattern: &Pattern, max: usize) {
        let by_source = self.by_source.get_or_insert_with(HashMap::new);
        let source: Box<str> = pattern.as_str().into();
        if by_source.insert(source.clone(), pattern.clone()).is_some() {
            // Another has compiled it meanwhile.
            return;
        }
        self.order.push_back(source);
        if self.order.len() > max
            && let Some(oldest) = self.order.pop_front()
        {
            by_source.remove(&oldest);
        }
    }
}

impl Pattern {
    /// As [`Pattern::parse`], for a pattern that is likely to be asked for again. The answer is the same.
    ///
    /// # Errors
    /// Those of [`Pattern::parse`].
    pub fn kept(source: &str) -> Result<Self, PatternError> {
        for kept in [&SMALL, &LARGE] {
            if let Some(pattern) = kept.read().unwrap_or_else(PoisonError::into_inner).find(source) {
                return Ok(pattern);
            }
        }
        let pattern = Self::parse(source)?;
        let (kept, max) = if pattern.is_large { (&LARGE, LARGE_MAX) } else { (&SMALL, SMALL_MAX) };
        kept.write().unwrap_or_else(PoisonError::into_inner).keep(&pattern, max);
        Ok(pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_pattern_answers_as_a_fresh_one_however_many_there_are() {
        for round in 0..2 {
            for n in 0..=SMALL_MAX * 2 {
                let source = format!("a{{{n}}}");
                let (kept, fresh) = (Pattern::kept(&source).unwrap(), Pattern::parse(&source).unwrap());
                for value in ["a".repeat(n), "a".repeat(n + 1), "b".to_owned()] {
                    assert_eq!(kept.matches(&value), fresh.matches(&value), "{round} {source} {value}");
                }
            }
        }
        assert!(Pattern::kept("(").is_err());
        let len = SMALL.read().unwrap().order.len();
        assert!(len <= SMALL_MAX, "{len}");
    }

    #[test]
    fn large_patterns_take_the_place_of_large_ones_only() {
        let mut small = Kept::new();
        for source in ["a", "b", "a", "c"] {
            small.keep(&Pattern::parse(source).unwrap(), 2);
        }
        assert!(small.find("a").is_none() && small.find("b").is_some() && small.find("c").is_some(), "the oldest goes");
        let common = r"\+[1-9]\d{6,14}";
        assert!(!Pattern::parse(common).unwrap().is_large);
        Pattern::kept(common).unwrap();
        for n in 1..=LARGE_MAX * 2 {
            let source = format!(r"\p{{L}}{{20}}a{{{n}}}");
            assert!(Pattern::kept(&source).unwrap().is_large);
        }
        assert!(LARGE.read().unwrap().order.len() <= LARGE_MAX);
        // What another test keeps at the same time is no more than fits.
        assert!(LARGE.read().unwrap().find(common).is_none());
    }
}
