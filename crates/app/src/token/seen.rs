//! Access tokens of ours that were verified right before: the same few are sent again and again, and to take one apart and
//! check its signature takes longer than all that the database is asked. Whether the key is still one of ours and the
//! token's time is now is checked every time, and the rights, the user and the credential are read from the database.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use aws_lc_rs::digest::{SHA256, digest};
use sigill_store::Subject;

use super::VerifiedToken;
use super::times::{SKEW_S, Times};

/// Tokens that are remembered at most; when they are too many, all are forgotten.
const SEEN_MAX: usize = 4_096;

/// What was verified, by hashes: tokens themselves are secrets.
#[derive(Debug, Default)]
pub(super) struct Seen(RwLock<HashMap<TokenHash, Verified>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TokenHash([u8; 32]);

/// What a token says whose signature is verified.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verified {
    /// By which key.
    pub(super) kid: String,
    pub(super) times: Times,
    pub(super) subject: Subject,
}

impl From<Verified> for VerifiedToken {
    fn from(verified: Verified) -> Self {
        Self::timed(verified.subject, verified.times, SKEW_S)
    }
}

impl TokenHash {
    pub(super) fn of(token: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self(hash)
    }
}

impl Seen {
    pub(super) fn find(&self, hash: &TokenHash) -> Option<Verified> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    pub(super) fn add(&self, hash: TokenHash, verified: Verified) {
        let mut seen = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= SEEN_MAX {
            seen.clear();
        }
        seen.insert(hash, verified);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_all_of_it_and_there_are_never_too_many() {
        let seen = Seen::default();
        let verified = |kid: &str| Verified {
            kid: kid.to_owned(),
            times: Times { expires: 1.0, not_before: [None, None] },
            subject: Subject::Named { client: "c".to_owned(), user: "u".to_owned() },
        };
        seen.add(TokenHash::of("a.b.c"), verified("k"));
        assert_eq!(seen.find(&TokenHash::of("a.b.c")), Some(verified("k")));
        seen.add(TokenHash::of("d.e.f"), verified("l"));
        assert_eq!(seen.find(&TokenHash::of("a.b.c")), Some(verified("k")), "one doesn't drive out another");
        for other in ["", "a.b.d", "a.c.c", "b.b.c", "a.b.c ", "a.b"] {
            assert_eq!(seen.find(&TokenHash::of(other)), None, "{other}");
        }
        for n in 0..=SEEN_MAX * 2 {
            seen.add(TokenHash::of(&n.to_string()), verified("k"));
            assert!(seen.0.read().unwrap().len() <= SEEN_MAX);
        }
    }
}
