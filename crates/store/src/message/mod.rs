//! Messages to people: what waits to be sent, and what became of it.

pub(crate) mod lease;
pub(crate) mod read;
mod row;
pub(crate) mod write;
