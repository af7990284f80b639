//! Randomness, as an argument.

use std::fmt;

use sha2::{Digest, Sha256};

/// Randomness of one request: the same each time that it is decided again. `Debug` hides it.
#[derive(Clone)]
pub struct Random([u8; 32]);

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random(…)")
    }
}

impl Random {
    /// Of 256 random bits.
    #[must_use]
    pub const fn new(seed: [u8; 32]) -> Self {
        Self(seed)
    }

    /// So many octets for a purpose; of another purpose, others.
    #[must_use]
    pub fn octets(&self, purpose: &str, len: usize) -> Vec<u8> {
        let block = |n: u32| Sha256::digest([&self.0[..], &n.to_be_bytes(), purpose.as_bytes()].concat());
        (0..).flat_map(|n| block(n).to_vec()).take(len).collect()
    }

    /// So many characters out of a set, each as likely as the others; none of an empty set.
    #[must_use]
    pub fn text(&self, purpose: &str, set: &[char], len: usize) -> String {
        let Some(most) = u8::try_from(set.len()).ok().and_then(|n| u8::MAX.checked_div(n).map(|times| times * n))
        else {
            return String::new();
        };
        let block = |n: u32| self.octets(&format!("{purpose}/{n}"), 64);
        let all = (0..).flat_map(block).filter(|octet| *octet < most);
        all.take(len).filter_map(|octet| set.get(usize::from(octet) % set.len())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn randomness_differs_by_purpose_and_reaches_every_character_evenly() {
        let random = Random::new([7; 32]);
        assert_ne!(random.octets("a", 16), random.octets("b", 16));
        assert_eq!(random.octets("a", 40)[..16], random.octets("a", 16)[..]);
        let set: Vec<char> = ('a'..='z').collect();
        let text = random.text("code", &set, 26_000);
        assert_eq!(text.len(), 26_000);
        for wanted in &set {
            let count = text.chars().filter(|c| c == wanted).count();
            assert!((850..1150).contains(&count), "{wanted}: {count}");
        }
        assert_eq!(random.text("code", &[], 5), "");
    }
}
