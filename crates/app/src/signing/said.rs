//! What providers say, of whatever protocol.

use sigill_domain::signing::{Outcome, Verdict};
use sigill_mss::client::Answered;
use sigill_mss::message::Fault;
use sigill_mss::sk::{EndResult, Signed};

/// What a provider says to a question about a signature.
#[derive(Debug)]
pub(crate) enum Said {
    /// The person hasn't answered yet.
    Open(Opened),
    Answered(Box<Answered>),
    Fault(Box<Fault>),
    /// A session has ended, with what was signed where something was.
    Ended(EndResult, Option<Box<Signed>>),
    /// Refused with an HTTP status.
    Declined(u16),
    /// Nothing, since it couldn't be asked.
    Unsaid(Box<Verdict>),
}

impl Said {
    pub(super) fn refused(why: &str) -> Self {
        Self::Unsaid(Box::new(Verdict::of(Outcome::Refused, why)))
    }

    pub(super) fn trouble(why: &str) -> Self {
        Self::Unsaid(Box::new(Verdict::of(Outcome::ProviderTrouble, why)))
    }
}

/// What a provider has begun.
#[derive(Debug)]
pub(crate) struct Opened {
    /// How it names it.
    pub(crate) transaction: String,
    /// The profile in effect; only the first answer names it.
    pub(crate) profile: Option<String>,
}
