//! Users.

pub(crate) mod beside;
mod hanging;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod seen;
pub(crate) mod write;
