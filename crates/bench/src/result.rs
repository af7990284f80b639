//! How a measurement ends.

use std::error::Error;

/// Nobody tells these errors apart: they are shown, and the program fails.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;
