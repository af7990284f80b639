//! The quick hash, for secrets that Sigill makes: nobody finds 256 random bits by trying, however quickly it can be
//! tried. It is keyed, so that whoever reads the database, or writes to it, can't check or make a secret without the
//! master key.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sigill_domain::credential::device_password::MADE_PREFIX;

use super::MasterKey;
use crate::world::World;

/// A secret has 256 bits: 43 characters after the prefix.
const SECRET_BYTES: usize = 32;
const SECRET_CHARACTERS: usize = 43;
/// How a hash begins; then come the id of the key, and the hash.
const SCHEME: &str = "$hmac-sha256$k=";

/// The keys of all secrets of an installation, of which the first one hashes.
#[derive(Clone, Debug)]
pub(super) struct Keyed {
    first: One,
    older: Vec<One>,
}

#[derive(Clone, Debug)]
struct One {
    key: hmac::Key,
    /// `SCHEME`, the id of the key, and `$`.
    start: String,
}

/// A fresh secret: 50 characters that need no escaping.
pub(super) fn generate(world: &World) -> String {
    let mut bytes = [0; SECRET_BYTES];
    world.entropy.fill(&mut bytes);
    format!("{MADE_PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether a secret has the form of those that Sigill makes, which people may not choose: so its form alone says how it
/// is checked, and the time that takes tells nothing else.
pub(super) fn is_made(secret: &str) -> bool {
    secret.strip_prefix(MADE_PREFIX).is_some_and(|rest| rest.len() == SECRET_CHARACTERS)
}

impl Keyed {
    /// By the keys of a master key.
    pub(super) fn new(master: &MasterKey) -> Self {
        let (first, older) = master.secrets();
        Self { first: One::new(first), older: older.into_iter().map(One::new).collect() }
    }

    /// The hash of a secret, with its kind and its key in front.
    pub(super) fn hash(&self, secret: &str) -> String {
        self.first.hash(secret)
    }

    /// The position of the hash of `secret`, by whichever of the keys.
    pub(super) fn find(&self, secret: &str, hashes: &[String]) -> Option<usize> {
        let own: Vec<_> = [&self.first].into_iter().chain(&self.older).map(|one| one.hash(secret)).collect();
        let is_it = |hash: &String, own: &String| verify_slices_are_equal(hash.as_bytes(), own.as_bytes()).is_ok();
        hashes.iter().position(|hash| own.iter().any(|own| is_it(hash, own)))
    }

    /// Whether a stored hash needs another key than the current one.
    pub(super) fn is_older(&self, stored: &str) -> bool {
        stored.starts_with(SCHEME) && !stored.starts_with(&self.first.start)
    }
}

impl One {
    fn new(key: hmac::Key) -> Self {
        let id = hmac::sign(&key, b"id");
        let id = id.as_ref().get(..6).unwrap_or_default();
        let start = format!("{SCHEME}{}$", BASE64_URL_SAFE_NO_PAD.encode(id));
        Self { key, start }
    }

    fn hash(&self, secret: &str) -> String {
        let hash = hmac::sign(&self.key, secret.as_bytes());
        format!("{}{}", self.start, BASE64_URL_SAFE_NO_PAD.encode(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_with_the_key_by_which_it_was_hashed() {
        let world = World::real();
        let (one, two) = (MasterKey::generate(&world), MasterKey::generate(&world));
        let keyed = |text: &str| Keyed::new(&MasterKey::read(text).unwrap());
        let (mine, other, both) = (keyed(&one), keyed(&two), keyed(&format!("{two}\n{one}")));
        let (first, second) = (generate(&world), generate(&world));
        assert!(is_made(&first) && first != second);
        let hashes = [mine.hash(&first), other.hash(&second), mine.hash(&second)];
        assert!(hashes[0].starts_with("$hmac-sha256$k=") && hashes[0].len() == 15 + 8 + 1 + 43, "{}", hashes[0]);
        assert_eq!((mine.find(&first, &hashes), mine.find(&second, &hashes)), (Some(0), Some(2)));
        assert_eq!((other.find(&first, &hashes), mine.find(&generate(&world), &hashes)), (None, None));
        // A key that was put before it doesn't end what it hashed.
        assert_eq!((both.find(&first, &hashes), both.hash(&second)), (Some(0), other.hash(&second)));
        assert_eq!(hashes.map(|hash| both.is_older(&hash)), [true, false, true]);
        assert!(!both.is_older("$argon2id$v=19$m=1"));
    }

    #[test]
    fn what_people_choose_and_what_was_made_before_has_another_form() {
        for chosen in ["", "sigill_", "correct horse", &"a".repeat(43), &format!("sigill_{}", "a".repeat(42))] {
            assert!(!is_made(chosen), "{chosen}");
        }
    }
}
