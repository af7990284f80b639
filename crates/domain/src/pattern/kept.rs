//! Patterns that were compiled before: policies hold the same few, and compiling one costs more than all else that a
//! request does.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::{Pattern, PatternError, SOURCE_LEN_MAX};

/// Patterns that are kept at most; for one more, who has the most gives up its oldest. So nobody takes the place of
/// others who have fewer.
const SMALL_MAX: usize = 256;
/// Large ones, of up to some MiB. They have places of their own: whoever writes policies with many such takes the place
/// of other large ones, and of no others.
const LARGE_MAX: usize = 16;

static SMALL: LazyLock<RwLock<Kept>> = LazyLock::new(RwLock::default);
static LARGE: LazyLock<RwLock<Kept>> = LazyLock::new(RwLock::default);

/// What a pattern came to: one that can't be compiled costs as much as one that can.
type Compiled = Result<Pattern, PatternError>;

#[derive(Default)]
struct Kept {
    by_source: HashMap<Arc<str>, Compiled>,
    /// The sources in the order in which they came, each with its owner.
    order: VecDeque<(Arc<str>, Box<str>)>,
    /// How many each owner has.
    counts: HashMap<Box<str>, usize>,
}

impl Kept {
    fn keep(&mut self, owner: &str, source: &str, compiled: &Compiled, max: usize) {
        let source: Arc<str> = source.into();
        if self.by_source.insert(Arc::clone(&source), compiled.clone()).is_some() {
            // Another has compiled it meanwhile.
            return;
        }
        self.order.push_back((source, owner.into()));
        *self.counts.entry(owner.into()).or_default() += 1;
        if self.order.len() > max {
            self.make_room();
        }
    }

    fn make_room(&mut self) {
        let most = self.counts.values().copied().max();
        let is_from_most = |owner: &str| self.counts.get(owner).copied() == most;
        let Some(at) = self.order.iter().position(|(_, owner)| is_from_most(owner)) else { return };
        let Some((source, owner)) = self.order.remove(at) else { return };
        self.by_source.remove(&source);
        match self.counts.get_mut(&owner) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                self.counts.remove(&owner);
            }
        }
    }
}

fn find(source: &str) -> Option<Compiled> {
    [&SMALL, &LARGE].into_iter().find_map(|kept| {
        let kept = kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.by_source.get(source).cloned()
    })
}

/// A pattern as it is written in a policy. It is compiled when a value is compared with it, and may have been before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source(Arc<str>);

impl Source {
    /// Takes a pattern as it stands there, unread.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self(source.into())
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As [`Pattern::kept`].
    ///
    /// # Errors
    /// As there.
    pub fn pattern(&self) -> Result<Pattern, PatternError> {
        Pattern::kept(&self.0)
    }
}

impl Pattern {
    /// As [`Pattern::parse`], for a pattern that was perhaps kept by [`Pattern::keep`]. The answer is the same; where it
    /// wasn't, this takes up to some ten milliseconds.
    ///
    /// # Errors
    /// Those of [`Pattern::parse`].
    pub fn kept(source: &str) -> Result<Self, PatternError> {
        find(source).unwrap_or_else(|| Self::parse(source))
    }

    /// Whether [`Pattern::kept`] would have to compile it.
    #[must_use]
    pub fn is_to_compile(source: &str) -> bool {
        source.chars().nth(SOURCE_LEN_MAX).is_none() && find(source).is_none()
    }

    /// Compiles a pattern and keeps what comes of it. It counts against its owner, where all have only so many.
    pub fn keep(owner: &str, source: &str) {
        let compiled = Self::parse(source);
        let is_large = compiled.as_ref().is_ok_and(|pattern| pattern.is_large);
        let (kept, max) = if is_large { (&LARGE, LARGE_MAX) } else { (&SMALL, SMALL_MAX) };
        kept.write().unwrap_or_else(PoisonError::into_inner).keep(owner, source, &compiled, max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn len(kept: &RwLock<Kept>) -> usize {
        let kept = kept.read().unwrap();
        assert_eq!(kept.counts.values().sum::<usize>(), kept.order.len());
        assert_eq!(kept.by_source.len(), kept.order.len());
        kept.order.len()
    }

    #[test]
    fn a_kept_pattern_answers_as_a_fresh_one_however_many_there_are() {
        for round in 0..2 {
            for n in 0..=SMALL_MAX * 2 {
                let source = format!("a{{{n}}}");
                Pattern::keep("many", &source);
                let (kept, fresh) = (Pattern::kept(&source).unwrap(), Pattern::parse(&source).unwrap());
                for value in ["a".repeat(n), "a".repeat(n + 1), "b".to_owned()] {
                    assert_eq!(kept.matches(&value), fresh.matches(&value), "{round} {source} {value}");
                }
            }
        }
        let len = len(&SMALL);
        assert!(len <= SMALL_MAX, "{len}");
    }

    #[test]
    fn what_can_not_be_compiled_is_not_tried_again() {
        for wrong in ["(", r"(\d{1000}){1000}"] {
            assert!(Pattern::is_to_compile(wrong));
            Pattern::keep("wrong", wrong);
            assert!(!Pattern::is_to_compile(wrong));
            let before = super::super::compiled_here();
            assert_eq!(Pattern::kept(wrong), Pattern::parse(wrong));
            assert_eq!(super::super::compiled_here(), before + 1, "by parse alone");
        }
        let long = "a".repeat(SOURCE_LEN_MAX + 1);
        assert!(!Pattern::is_to_compile(&long), "it is refused by its length");
    }

    #[test]
    fn whoever_keeps_many_takes_the_place_of_nobody_who_keeps_fewer() {
        let mut kept = Kept::default();
        let mut keep = |owner: &str, source: &str| kept.keep(owner, source, &Pattern::parse(source), 4);
        for (owner, source) in [("one", "a"), ("two", "b"), ("two", "b"), ("three", "c")] {
            keep(owner, source);
        }
        for n in 0..100 {
            keep("many", &format!("x{n}"));
        }
        let sources: Vec<&str> = kept.order.iter().map(|(source, _)| source.as_ref()).collect();
        assert_eq!(sources, ["a", "b", "c", "x99"]);
        // The next one comes to its share by the one who has more.
        kept.keep("many", "y", &Pattern::parse("y"), 5);
        kept.keep("four", "d", &Pattern::parse("d"), 5);
        let sources: Vec<&str> = kept.order.iter().map(|(source, _)| source.as_ref()).collect();
        assert_eq!(sources, ["a", "b", "c", "y", "d"]);
        assert!(kept.by_source.contains_key("a") && !kept.by_source.contains_key("x99"));
    }

    #[test]
    fn large_patterns_take_the_place_of_large_ones_only() {
        let common = r"\+[1-9]\d{6,14}";
        assert!(!Pattern::parse(common).unwrap().is_large);
        Pattern::keep("common", common);
        for n in 1..=LARGE_MAX + 4 {
            let source = format!(r"\p{{L}}{{20}}a{{{n}}}");
            Pattern::keep("large", &source);
            assert!(Pattern::kept(&source).unwrap().is_large);
        }
        assert!(len(&LARGE) <= LARGE_MAX);
        assert!(!LARGE.read().unwrap().by_source.contains_key(common));
    }
}
