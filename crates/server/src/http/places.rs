//! How many requests are answered at once, and how many of them for one.

use std::hash::Hash;

use sigill_app::{Share, Shares};

use crate::http::refused::Refused;

/// Places of one kind.
#[derive(Clone, Debug)]
pub(crate) struct Places(Shares);

/// A place, until this is dropped.
pub(crate) type Place = Share;

impl Places {
    pub(crate) fn new(max: usize) -> Self {
        Self(Shares::new(max))
    }

    /// A place for a request of `who`.
    ///
    /// # Errors
    /// [`Refused::Busy`] where there is none, or none for one who holds so many.
    pub(crate) fn enter(&self, who: impl Hash) -> Result<Place, Refused> {
        self.0.enter(who).ok_or(Refused::Busy)
    }
}
