//! What is counted of signatures and of the messages to providers, for the metrics.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sigill_domain::signing::Outcome;
use sigill_mss::client::Failure;
use sigill_store::Histogram;

/// How many signatures this node has seen settled, by provider and outcome.
#[derive(Debug, Default)]
pub struct Tally(Mutex<BTreeMap<(String, &'static str), u64>>);

impl Tally {
    pub(super) fn settled(&self, provider: &str, outcome: Outcome) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((provider.to_owned(), outcome.as_str())).or_default() += 1;
    }

    /// Provider, outcome and how many, in order.
    #[must_use]
    pub fn all(&self) -> Vec<(String, &'static str, u64)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|((provider, outcome), count)| (provider.clone(), *outcome, *count)).collect()
    }
}

/// Why a message to a provider got no answer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// No connection was made.
    Unreachable,
    /// The TLS handshake failed.
    Tls,
    /// It didn't come in time.
    Late,
    /// The connection ended before the answer did.
    CutOff,
    /// It is none of those that are expected.
    Unreadable,
    /// It answers another request.
    Foreign,
}

impl NoAnswer {
    /// All of them, each once.
    pub const ALL: [Self; 6] =
        [Self::Unreachable, Self::Tls, Self::Late, Self::CutOff, Self::Unreadable, Self::Foreign];

    /// The name in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Tls => "tls",
            Self::Late => "late",
            Self::CutOff => "cut-off",
            Self::Unreadable => "unreadable",
            Self::Foreign => "other-request",
        }
    }

    /// `None` for what is an answer: a fault is one, too.
    fn of(failure: &Failure) -> Option<Self> {
        match failure {
            Failure::Fault { .. } | Failure::NotXml => None,
            Failure::Unreachable(_) => Some(Self::Unreachable),
            Failure::Tls(_) => Some(Self::Tls),
            Failure::Late { .. } => Some(Self::Late),
            Failure::CutOff(_) => Some(Self::CutOff),
            Failure::Foreign { .. } => Some(Self::Foreign),
            _ => Some(Self::Unreadable),
        }
    }
}

/// What is measured of the messages to one provider.
#[derive(Debug, Default)]
pub struct Messages {
    /// From sending to the answer, or to giving up.
    pub time: Histogram,
    failures: [AtomicU64; NoAnswer::ALL.len()],
    /// Whether the latest one got no answer.
    is_silent: AtomicBool,
}

impl Messages {
    pub(super) async fn of<T>(&self, asking: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let since = Instant::now();
        let answered = asking.await;
        self.note(since.elapsed(), answered.as_ref().err().and_then(NoAnswer::of));
        answered
    }

    fn note(&self, took: Duration, failed: Option<NoAnswer>) {
        self.time.observe(took);
        self.is_silent.store(failed.is_some(), Ordering::Relaxed);
        if let Some(count) = failed.and_then(|cause| self.failures.get(cause as usize)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How often there was no answer, by cause.
    pub fn failures(&self) -> impl Iterator<Item = (NoAnswer, u64)> {
        NoAnswer::ALL.into_iter().zip(self.failures.iter().map(|count| count.load(Ordering::Relaxed)))
    }

    /// Whether the latest message was answered, or none was sent yet.
    #[must_use]
    pub fn is_answering(&self) -> bool {
        !self.is_silent.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_message_is_counted_by_what_became_of_it() {
        let messages = Messages::default();
        assert!(messages.is_answering());
        let late = messages.of(async { Err::<(), _>(Failure::Late { within_ms: 1 }) }).await;
        assert!(late.is_err() && !messages.is_answering());
        messages.of(async { Ok(()) }).await.unwrap();
        assert!(messages.is_answering());
        let failures: Vec<_> = messages.failures().filter(|(_, count)| *count > 0).collect();
        assert_eq!((messages.time.count(), failures), (2, vec![(NoAnswer::Late, 1)]));
        for (at, cause) in NoAnswer::ALL.into_iter().enumerate() {
            assert_eq!(cause as usize, at, "{cause:?}");
        }
    }
}
