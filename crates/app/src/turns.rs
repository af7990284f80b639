//! Tries of one user take turns: each changes what the next one is decided by, so that all at once would decide again and
//! again, and most for nothing. What other nodes do, the guard of the change notices.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout_at;

use crate::refusal::Refusal;

/// Users who try at once without waiting for each other, at most.
const PLACES: usize = 256;

/// A place for each of some users; which share one, chance decides.
#[derive(Debug)]
pub(crate) struct Turns(Vec<Mutex<()>>);

impl Default for Turns {
    fn default() -> Self {
        Self((0..PLACES).map(|_| Mutex::default()).collect())
    }
}

impl Turns {
    /// Waits for the turn of a user of a client, which lasts as long as what is given.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] where it didn't come until `deadline`.
    pub(crate) async fn take(
        &self,
        of: (&str, &str),
        deadline: Instant,
    ) -> Result<Option<MutexGuard<'_, ()>>, Refusal> {
        let Some(place) = self.place(of) else { return Ok(None) };
        let turn = timeout_at(deadline.into(), place.lock()).await;
        turn.map(Some).map_err(|_| Refusal::Unavailable("too many tries of one user at once".to_owned()))
    }

    /// The turn of a user of a client, if nobody has it.
    pub(crate) fn take_free(&self, of: (&str, &str)) -> Option<MutexGuard<'_, ()>> {
        self.place(of)?.try_lock().ok()
    }

    fn place(&self, of: (&str, &str)) -> Option<&Mutex<()>> {
        let mut hasher = DefaultHasher::new();
        of.hash(&mut hasher);
        usize::try_from(hasher.finish() % PLACES as u64).ok().and_then(|place| self.0.get(place))
    }
}
