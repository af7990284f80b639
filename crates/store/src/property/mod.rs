//! Definitions of properties, and their unique values.

pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod write;
