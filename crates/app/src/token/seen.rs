//! Signatures that were found right before: the same few tokens are sent again and again, and a signature takes longer to
//! check than all that the database is asked. Nothing else is taken as given: what a token claims is read and checked every
//! time, and the rights, the user and the credential are read from the database.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

use aws_lc_rs::digest::{Context, SHA256};

/// Signatures that are remembered at most; when they are too many, all are forgotten.
const SEEN_MAX: usize = 4_096;

/// What was verified, by hashes: tokens themselves are secrets.
#[derive(Debug, Default)]
pub(super) struct Seen(RwLock<HashSet<SignatureHash>>);

/// The hash of all that a verification looks at: the key, what is signed, and the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SignatureHash([u8; 32]);

impl SignatureHash {
    pub(super) fn of(kid: &str, signed: &str, signature: &[u8]) -> Self {
        let mut context = Context::new(&SHA256);
        for part in [kid.as_bytes(), signed.as_bytes(), signature] {
            // With its length, so that no two ways to part the same bytes look alike.
            context.update(&part.len().to_be_bytes());
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Self(hash)
    }
}

impl Seen {
    pub(super) fn has(&self, hash: &SignatureHash) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(hash)
    }

    pub(super) fn add(&self, hash: SignatureHash) {
        let mut seen = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= SEEN_MAX {
            seen.clear();
        }
        seen.insert(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_known_by_its_key_its_text_and_itself_and_there_are_never_too_many() {
        let seen = Seen::default();
        seen.add(SignatureHash::of("k", "ab", b"c"));
        assert!(seen.has(&SignatureHash::of("k", "ab", b"c")));
        for (kid, signed, signature) in [("l", "ab", "c"), ("k", "ac", "c"), ("k", "ab", "d"), ("k", "a", "bc")] {
            assert!(!seen.has(&SignatureHash::of(kid, signed, signature.as_bytes())), "{kid} {signed} {signature}");
        }
        for n in 0..=SEEN_MAX * 2 {
            seen.add(SignatureHash::of("k", &n.to_string(), b""));
            assert!(seen.0.read().unwrap().len() <= SEEN_MAX);
        }
    }
}
