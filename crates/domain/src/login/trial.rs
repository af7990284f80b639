//! Logins that are only tried.
//!
//! To count one is the database's, where it is done relatively (see the store). What it would come to is
//! decided here, from what was read; tests compare the two.

use std::collections::BTreeMap;

use serde_json::json;
use uuid::Uuid;

use super::{Counted, Counts, Lock, LoginTarget};
use crate::credential::State;
use crate::event::{Event, Happening};

/// Logins tried one after the other: each finds what those before it would have left.
#[derive(Debug, Default)]
pub struct Trial {
    users: BTreeMap<Uuid, Counts>,
    credentials: BTreeMap<Uuid, (Counts, State)>,
}

impl Trial {
    /// Makes the target what the logins before would have left.
    pub fn leave(&self, target: &mut LoginTarget) {
        if let Some(counts) = self.users.get(&target.user.id) {
            target.counts = *counts;
        }
        if let Some(credential) = &mut target.credential
            && let Some((counts, state)) = self.credentials.get(&credential.id)
        {
            (credential.counts, credential.state) = (*counts, *state);
        }
    }

    /// What a login that [`LoginTarget::check`] lets be counted would come to, and its event.
    pub fn count(&mut self, target: &LoginTarget, success: bool, happening: &Happening) -> (Counted, Event) {
        let (counts, count) = target.counts.and(success);
        self.users.insert(target.user.id, counts);
        let name = if success { "successfulLoginCount" } else { "failedLoginCount" };
        let event = target.event(success, happening);
        let counted = Counted { success, at: happening.at, count, lock: Lock::None, next_locks: false };
        let Some(credential) = &target.credential else {
            return (counted, event.after(json!({ name: count })));
        };
        let (counts, count) = credential.counts.and(success);
        let lock = if success { Lock::None } else { credential.locking.after_failure(count) };
        let state = match lock {
            Lock::None => State::Active,
            Lock::Temporary => State::TmpLocked,
            Lock::Permanent => State::FailLocked,
        };
        self.credentials.insert(credential.id, (counts, state));
        let next_locks = !success && credential.locking.after_failure(count + 1) != Lock::None;
        let event = event.after(json!({ name: count, "stateName": state.as_str() }));
        (Counted { count, lock, next_locks, ..counted }, event)
    }
}
