//! Rights are those of the moment in which something is decided: a caller that was read a while ago is read again, and
//! what a permit proves must still be so.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use sigill_domain::caller::{Grant, Grants};
use sigill_domain::rejection::Rejection;
use sigill_domain::right::Elementary;
use sigill_domain::standing::{Effect, Ruled, Standing};
use thiserror::Error;
use uuid::Uuid;

use super::now::{Basis, Now};
use super::{Caller, Denied, Inner, Occasion, Permit, Scope};
use crate::ahead::FRESH;
use crate::error::StoreError;

/// Why a permit isn't worth anything any more.
#[derive(Debug, Error)]
pub enum Lapsed {
    /// The user, its client or its credential isn't there any more, or may not be used.
    #[error("the caller is gone")]
    Caller,
    /// The caller doesn't hold the right any more, or not there.
    #[error("the caller doesn't hold the right any more")]
    Denied(Denied),
    /// The database can't be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Caller {
    /// The time of what it decides now.
    pub(crate) fn time(&self) -> sigill_domain::time::Timestamp {
        self.now().at
    }

    pub(super) fn now(&self) -> Now {
        self.0.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it may give a role to whoever has none yet, or another user: nobody gives a right that they don't hold
    /// themselves, nor where they don't.
    ///
    /// # Errors
    /// What it lacks.
    pub fn may_give(&self, grant: &Grant) -> Result<Ruled, Rejection> {
        let theirs = std::slice::from_ref(grant);
        Standing::new(&self.grants(), self.user_id(), Uuid::nil(), theirs, &[]).rule(Effect::GIVES)
    }

    /// The roles.
    pub(crate) fn grants(&self) -> Arc<Grants> {
        self.now().grants
    }

    /// The same caller, for a further step of its request with ids of its own. What was read of it is as old as it was.
    #[must_use]
    pub fn further(&self, event_id: Uuid, id: Uuid) -> Self {
        let inner = &*self.0;
        Self(Arc::new(Inner {
            store: inner.store.clone(),
            identity: inner.identity.clone(),
            who: inner.who.clone(),
            task: inner.task,
            source: inner.source.clone(),
            now: RwLock::new(self.now()),
            occasion: Occasion { event_id, id, ..inner.occasion.clone() },
            ahead: Mutex::new(None),
        }))
    }

    /// When it no longer waits.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        self.0.occasion.deadline
    }

    /// Reads the caller again: what it may from now on is what the database says now.
    async fn renew(&self) -> Result<(), Lapsed> {
        let inner = &self.0;
        let at = inner.occasion.clock.now();
        let now = match (&inner.source, &inner.who) {
            (Some(source), Some(who)) => {
                let known = inner.store.known(source, at).await?;
                // An external id may by now be another user's.
                let (_, grants) = known.filter(|(other, _)| other.user_id == who.user_id).ok_or(Lapsed::Caller)?;
                Now::of(grants, at)
            }
            // The server itself.
            _ => Now { at, read: Instant::now(), ..self.now() },
        };
        *inner.now.write().unwrap_or_else(PoisonError::into_inner) = now;
        Ok(())
    }
}

impl<R, S: Scope> Permit<R, S> {
    /// Whether the caller was read so long ago that nothing should be decided by it.
    #[must_use]
    pub fn is_old(&self) -> bool {
        self.caller.now().read.elapsed() >= FRESH
    }

    /// Reads the caller and its rights again, as they are now; and the time is that of now. For everything that waits
    /// between reading the caller and deciding: for a conflict to pass, a secret to be hashed, a person to answer.
    ///
    /// # Errors
    /// The caller is gone, or doesn't hold the right any more.
    pub async fn renew(&self) -> Result<(), Lapsed> {
        self.caller.renew().await?;
        match self.basis {
            Basis::System => Ok(()),
            Basis::Oneself if self.caller.holds(Elementary::SelfAdmin) => Ok(()),
            Basis::Oneself => Err(Lapsed::Denied(Denied::Right(Elementary::SelfAdmin))),
            Basis::Role { right, of } => match self.caller.grants().reach(right, of) {
                None => Err(Lapsed::Denied(Denied::Right(right))),
                Some(rooms) if self.scope.is_within(&rooms) => Ok(()),
                Some(_) => Err(Lapsed::Denied(Denied::Room(right))),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sigill_testing::{Database, Kind};

    use super::*;
    use crate::permit::tests::{occasion, store};

    #[tokio::test]
    async fn a_caller_that_was_read_a_while_ago_is_old_until_it_is_read_again() {
        let database = Database::new(Kind::Sqlite).await;
        let permit = store(&database).await.system(crate::permit::Task::Test, occasion());
        let read_at = |at: Instant| permit.caller.0.now.write().unwrap().read = at;
        // No time passes until then.
        read_at(Instant::now() + Duration::from_secs(60));
        assert!(!permit.is_old());
        read_at(Instant::now().checked_sub(FRESH).unwrap());
        assert!(permit.is_old());
        let (before, then) = (permit.now(), Instant::now());
        permit.renew().await.unwrap();
        assert!(permit.caller.now().read >= then);
        assert_ne!(permit.now(), before, "the time is that of now");
    }
}
