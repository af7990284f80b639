//! Which of the texts that are made for one request come often.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How often the texts came that are made for one request, up to [`OFTEN`].
#[derive(Debug, Default)]
pub(super) struct TextFrequency(Mutex<HashMap<Box<str>, u8>>);

/// From the third time on, a text is worth being kept prepared.
const OFTEN: u8 = 3;

/// Texts that are counted at most: each that is kept costs some memory in each connection.
const OFTEN_TEXTS_MAX: usize = 128;

impl TextFrequency {
    /// Counts a text; whether it comes often.
    pub(super) fn is(&self, text: &str) -> bool {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = texts.get_mut(text) {
            *times = OFTEN.min(*times + 1);
            return *times == OFTEN;
        }
        if texts.len() >= OFTEN_TEXTS_MAX {
            // Room for others, of which one may come often.
            texts.retain(|_, times| *times == OFTEN);
        }
        if texts.len() < OFTEN_TEXTS_MAX {
            texts.insert(text.into(), 1);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_comes_often_is_known_and_there_are_only_so_many() {
        let often = TextFrequency::default();
        assert_eq!([1, 2, 3, 4].map(|_| often.is("a")), [false, false, true, true]);
        for n in 0..OFTEN_TEXTS_MAX * 3 {
            assert!(!often.is(&n.to_string()));
        }
        assert!(often.is("a"));
        assert!(often.0.lock().unwrap().len() <= OFTEN_TEXTS_MAX);
    }
}
