//! What is left of a token once it is verified.

use std::hash::Hash;

use sigill_domain::time::Timestamp;
use sigill_store::Subject;

use super::times::Times;
use crate::refusal::Refusal;

/// A token whose signature, issuer, audience and time were verified, or whose secret was: for whom it speaks. What they
/// may isn't known by it. Only [`Tokens`](super::Tokens) makes one.
#[derive(Clone)]
pub struct VerifiedToken {
    subject: Subject,
    /// With the difference of clocks that is allowed, in seconds. An opaque token has no end of its own.
    times: Option<(Times, i64)>,
    /// The token itself, where its secret was verified a while ago and only remembered.
    remembered: Option<Box<str>>,
}

impl std::fmt::Debug for VerifiedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifiedToken").field("subject", &self.subject).finish_non_exhaustive()
    }
}

impl VerifiedToken {
    /// One that is good for a time.
    pub(super) fn timed(subject: Subject, times: Times, skew_s: i64) -> Self {
        Self { subject, times: Some((times, skew_s)), remembered: None }
    }

    /// A secret that was just verified.
    pub(super) fn secret(subject: Subject) -> Self {
        Self { subject, times: None, remembered: None }
    }

    /// A secret that was verified a while ago.
    pub(super) fn remembered_as(subject: Subject, token: &str) -> Self {
        Self { subject, times: None, remembered: Some(token.into()) }
    }

    /// What tells its user from every other, by whichever credential it comes.
    #[must_use]
    pub fn user(&self) -> impl Hash {
        match &self.subject {
            Subject::Holder { user_id, .. } => (Some(*user_id), None),
            Subject::Named { client, user } => (None, Some((client.as_str(), user.as_str()))),
            Subject::Session { secret } => (None, Some(("", secret.as_str()))),
        }
    }

    /// For whom it speaks.
    pub(crate) fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The token, where it has to be verified anew if the database knows nothing of whom it speaks for.
    pub(crate) fn remembered(&self) -> Option<&str> {
        self.remembered.as_deref()
    }

    /// Whether it is still good at this time.
    pub(crate) fn check(&self, at: Timestamp) -> Result<(), Refusal> {
        match &self.times {
            Some((times, skew_s)) => times.check(at.seconds(), *skew_s).map_err(Refusal::Unauthenticated),
            None => Ok(()),
        }
    }

    /// When it ends, where it says so.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        let micros = |(times, _): &(Times, i64)| Timestamp::from_micros((times.expires * 1e6) as i64);
        self.times.as_ref().map(micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_when_it_says_and_a_secret_never() {
        let subject = || Subject::Named { client: "api".to_owned(), user: "anna".to_owned() };
        let at = |s: i64| Timestamp::from_micros(s * 1_000_000);
        let timed = VerifiedToken::timed(subject(), Times { expires: 1_000.5, not_before: [None, None] }, 30);
        assert_eq!(timed.expires(), Some(Timestamp::from_micros(1_000_500_000)));
        assert!(timed.check(at(1_030)).is_ok() && timed.check(at(1_031)).is_err());
        assert_eq!(timed.remembered(), None);
        let secret = VerifiedToken::remembered_as(subject(), "secret");
        assert_eq!((secret.expires(), secret.remembered()), (None, Some("secret")));
        assert!(secret.check(at(1_031)).is_ok());
    }
}
