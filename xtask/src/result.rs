//! How a task ends.

use std::error::Error;

/// Nobody tells these errors apart: they are shown, and the command fails.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;
