//! Profiles with their authorizations.

pub(crate) mod read;
pub(crate) mod rooms;
pub(crate) mod row;
pub(crate) mod write;
