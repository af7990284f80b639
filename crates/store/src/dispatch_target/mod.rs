//! Dispatch targets of users, with their app attestations.

pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod write;
