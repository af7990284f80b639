//! Terms, which applications they are for, and who has accepted them.

pub(crate) mod consent;
pub(crate) mod read;
mod row;
pub(crate) mod write;
