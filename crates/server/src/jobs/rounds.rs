//! What came of the last round of each job, on this node.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sigill_domain::time::Timestamp;

/// What the server does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Job {
    /// What has ended is disabled or archived, and users are warned before.
    Lifecycle,
    /// What isn't kept any longer goes.
    Purge,
}

/// A round that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Round {
    pub(crate) began: Timestamp,
    pub(crate) ended: Timestamp,
    /// What was dealt with: users and credentials, or batches.
    pub(crate) dealt: u64,
    /// Whether all was done; the log says why not.
    pub(crate) is_whole: bool,
}

/// The last round of each, since the start.
#[derive(Debug, Default)]
pub(crate) struct Rounds(Mutex<BTreeMap<Job, Round>>);

impl Rounds {
    pub(crate) fn note(&self, job: Job, round: Round) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(job, round);
    }

    pub(crate) fn last(&self, job: Job) -> Option<Round> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&job).cloned()
    }
}
