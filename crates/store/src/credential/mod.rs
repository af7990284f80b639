//! Credentials.

pub(crate) mod any;
pub(crate) mod ceremony;
pub(crate) mod checked;
pub(crate) mod everywhere;
pub(crate) mod owner;
pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod write;
