//! The history.

pub(crate) mod erase;
pub(crate) mod growth;
pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod several;
