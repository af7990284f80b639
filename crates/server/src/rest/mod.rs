//! The documented REST API: one file per noun, each handler thin.

pub(crate) mod client;
pub(crate) mod login;
pub(crate) mod mobile_signature;
pub(crate) mod policy;
pub(crate) mod system;
pub(crate) mod user;
