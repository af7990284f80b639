//! What seals values that nobody may read in a database, or in a backup of it.

use std::fmt::Debug;

use uuid::Uuid;

/// Seals values of custom properties that are encrypted. Whoever holds the master key gives it to the store, by
/// [`Store::sealed_by`](crate::Store::sealed_by); permits hand it on.
pub trait Seals: Debug + Send + Sync {
    /// A value as it is stored, to be opened for the same object and property only.
    ///
    /// # Errors
    /// Why it can't be sealed.
    fn seal(&self, plain: &str, bound_to: Uuid) -> Result<String, String>;

    /// What was sealed for the same.
    ///
    /// # Errors
    /// It was sealed by another key or for something else, or has been altered.
    fn open(&self, sealed: &str, bound_to: Uuid) -> Result<String, String>;
}
