//! The plumbing of every call: around it, before it, and how what it answers is written.

pub(crate) mod answer;
pub(crate) mod around;
pub(crate) mod attempts;
pub(crate) mod authorise;
pub(crate) mod call;
pub(crate) mod denials;
pub(crate) mod dry_run;
pub(crate) mod event;
pub(crate) mod intake;
pub(crate) mod limits;
pub(crate) mod listed;
pub(crate) mod path;
pub(crate) mod query;
pub(crate) mod rate;
mod rationed;
pub(crate) mod refused;
pub(crate) mod render;
pub(crate) mod schema;
pub(crate) mod server;
pub(crate) mod spans;
pub(crate) mod strict;
pub(crate) mod terms;
pub(crate) mod under_way;
pub(crate) mod waiting;
pub(crate) mod written;
