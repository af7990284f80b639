//! The floors: what the same disk, database and HTTP library do with nothing on top.

pub(crate) mod constant;
pub(crate) mod pgbench;
pub(crate) mod sqlite;
