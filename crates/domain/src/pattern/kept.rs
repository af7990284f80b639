//! Patterns that were compiled before: policies hold the same few, and compiling one costs more than all else that a
//! request does.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::{Pattern, PatternError};

/// Patterns that are kept at most. One takes up to some MiB, so not many; when they are too many, all go.
const KEPT_MAX: usize = 64;

static KEPT: RwLock<Option<HashMap<Box<str>, Pattern>>> = RwLock::new(None);

impl Pattern {
    /// As [`Pattern::parse`], for a pattern that is likely to be asked for again. The answer is the same.
    ///
    /// # Errors
    /// Those of [`Pattern::parse`].
    pub fn kept(source: &str) -> Result<Self, PatternError> {
        let known = KEPT.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(pattern) = known.as_ref().and_then(|known| known.get(source)) {
            return Ok(pattern.clone());
        }
        drop(known);
        let pattern = Self::parse(source)?;
        let mut known = KEPT.write().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_with(HashMap::new);
        if known.len() >= KEPT_MAX {
            known.clear();
        }
        known.insert(source.into(), pattern.clone());
        Ok(pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_pattern_answers_as_a_fresh_one_however_many_there_are() {
        for round in 0..2 {
            for n in 0..=KEPT_MAX * 2 {
                let source = format!("a{{{n}}}");
                let (kept, fresh) = (Pattern::kept(&source).unwrap(), Pattern::parse(&source).unwrap());
                for value in ["a".repeat(n), "a".repeat(n + 1), "b".to_owned()] {
                    assert_eq!(kept.matches(&value), fresh.matches(&value), "{round} {source} {value}");
                }
            }
        }
        assert!(Pattern::kept("(").is_err());
        let len = KEPT.read().unwrap().as_ref().map(HashMap::len).unwrap();
        assert!(len <= KEPT_MAX, "{len}");
    }
}
