//! What a user is found and sorted by, beside what it is shown as.

use super::{Person, User};
use crate::fold::fold;

/// Folded texts of a user, written beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchKeys {
    /// Family name, [`BETWEEN`], first name.
    pub name: String,
    /// First name, [`BETWEEN`], family name.
    pub given: String,
    /// E-mail address; empty: none.
    pub email: String,
}

/// Stands between two names in one key. It sorts before everything that a folded name can hold, so
/// that `Mu` comes before `Muster`, and a name by itself is a range: from `muster\t` to `muster\n`.
pub const BETWEEN: char = '\t';

impl SearchKeys {
    /// The keys of a user with these personal fields.
    #[must_use]
    pub fn of(person: &Person) -> Self {
        let folded = |text: &Option<String>| text.as_deref().map(fold).unwrap_or_default();
        let (first, family) = (folded(&person.name.first_name), folded(&person.name.family_name));
        Self {
            name: format!("{family}{BETWEEN}{first}"),
            given: format!("{first}{BETWEEN}{family}"),
            email: folded(&person.contacts.email),
        }
    }

    /// The keys that have exactly this first part: from the first value to below the second.
    #[must_use]
    pub fn with_first_part(part: &str) -> (String, String) {
        let part = fold(part);
        (format!("{part}{BETWEEN}"), format!("{part}\n"))
    }

    /// The key of these two names, in the order in which it has them.
    #[must_use]
    pub fn with_both_parts(first: &str, second: &str) -> String {
        format!("{}{BETWEEN}{}", fold(first), fold(second))
    }
}

impl User {
    /// What the user is found and sorted by from now on.
    #[must_use]
    pub fn keys(&self) -> SearchKeys {
        SearchKeys::of(&self.person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::{Contacts, Name};

    #[test]
    fn keys_are_folded_and_a_name_is_a_range_of_its_own() {
        let person = Person {
            name: Name { first_name: Some("Änne".to_owned()), family_name: Some("Müller".to_owned()), title: None },
            contacts: Contacts { email: Some("Änne@Example.com".to_owned()), ..Contacts::default() },
            ..Person::default()
        };
        let keys = SearchKeys::of(&person);
        assert_eq!(
            (keys.name.as_str(), keys.given.as_str(), keys.email.as_str()),
            ("muller\tanne", "anne\tmuller", "anne@example.com")
        );
        let (from, below) = SearchKeys::with_first_part("MÜLLER");
        assert!(from <= keys.name && keys.name < below);
        assert!(!(from.as_str() <= "muller meier\tanne" && "muller meier\tanne" < below.as_str()));
        assert_eq!(SearchKeys::with_both_parts("Müller", "Änne"), keys.name);
    }
}
