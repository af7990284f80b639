//! Profiles with their authorizations.

pub(crate) mod held_to;
pub(crate) mod names;
pub(crate) mod read;
pub(crate) mod role_rooms;
pub(crate) mod rooms;
pub(crate) mod row;
pub(crate) mod values;
pub(crate) mod write;
