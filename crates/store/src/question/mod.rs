//! Personal questions.

pub(crate) mod read;
mod row;
pub(crate) mod write;
