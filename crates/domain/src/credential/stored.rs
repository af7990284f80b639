//! The stored form of a secret: a line; and in further ones the stored forms of those before it, the newest first, as far as a
//! policy says that they can't be chosen again.

/// What is kept of the secret of a credential, as it was read.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct KeptSecret(pub Option<String>);

impl std::fmt::Debug for KeptSecret {
    /// Only whether there is any.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("KeptSecret").field(&self.0.is_some()).finish()
    }
}

/// Of the secret that holds now.
#[must_use]
pub fn current(stored: &str) -> &str {
    stored.split('\n').next().unwrap_or_default()
}

/// Of all that are kept, the one that holds now first.
pub fn all(stored: &str) -> impl Iterator<Item = &str> {
    stored.split('\n').filter(|line| !line.is_empty())
}

/// Another form of the secret that holds now; those before it stay.
#[must_use]
pub fn with_current(current: &str, stored: &str) -> String {
    joined(current, all(stored).skip(1))
}

/// Of a secret, and of those before it.
#[must_use]
pub fn joined<'a>(current: &str, before: impl Iterator<Item = &'a str>) -> String {
    before.fold(current.to_owned(), |all, one| all + "\n" + one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_now_stands_first_and_may_change_its_form() {
        let stored = joined("c", ["b", "a"].into_iter());
        assert_eq!((current(&stored), all(&stored).collect::<Vec<_>>()), ("c", vec!["c", "b", "a"]));
        assert_eq!(with_current("d", &stored), "d\nb\na");
        assert_eq!((with_current("d", "c"), all("").count(), current("")), ("d".to_owned(), 0, ""));
    }
}
