//! Time, as an argument.

use std::fmt::Debug;

use sigill_domain::time::Timestamp;

/// What time it is.
pub trait Clock: Debug + Send + Sync {
    /// The present, in microseconds.
    fn now(&self) -> Timestamp;
}
