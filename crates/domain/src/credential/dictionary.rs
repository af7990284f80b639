//! Passwords that many people choose: a short list that ships, or one that an installation brings.

use std::collections::HashSet;
use std::sync::Arc;

/// Passwords of 8 characters and more that are tried first by whoever guesses.
const COMMON: &str = include_str!("common.txt");

/// Passwords that policies with `checkDictionary` refuse. Cloning shares it.
#[derive(Clone)]
pub struct Dictionary(Arc<HashSet<Box<str>>>);

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Dictionary").field(&self.0.len()).finish()
    }
}

impl Dictionary {
    /// Of a text with a password a line, in whatever case; what is blank is left out.
    #[must_use]
    pub fn of_lines(text: &str) -> Self {
        let lines = text.lines().map(|line| line.trim().to_lowercase()).filter(|line| !line.is_empty());
        Self(Arc::new(lines.map(Box::from).collect()))
    }

    fn has(&self, lower: &str) -> bool {
        self.0.contains(lower)
    }
}

/// Whether many people choose this password, which is in lower case; by the list that ships where there is no other.
pub(super) fn is_common(lower: &str, dictionary: Option<&Dictionary>) -> bool {
    match dictionary {
        Some(dictionary) => dictionary.has(lower),
        None => COMMON.lines().any(|common| common == lower),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_dictionary_takes_the_place_of_the_one_that_ships() {
        assert!(is_common("password1", None) && !is_common("sonnenschein", None));
        let own = Dictionary::of_lines("Sonnenschein\r\n\n  Regenbogen  \n");
        assert!(is_common("sonnenschein", Some(&own)) && is_common("regenbogen", Some(&own)));
        assert!(!is_common("password1", Some(&own)) && !is_common("", Some(&own)));
        assert_eq!(format!("{own:?}"), "Dictionary(2)");
    }
}
