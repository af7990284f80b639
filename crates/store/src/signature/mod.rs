//! Signatures that were asked for.

pub(crate) mod asked;
pub(crate) mod lease;
pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod write;
