//! Enterprise roles: their members, and who has them.

pub(crate) mod authorization;
pub(crate) mod group;
pub(crate) mod member;
pub(crate) mod purge;
pub(crate) mod read;
mod row;
pub(crate) mod write;
