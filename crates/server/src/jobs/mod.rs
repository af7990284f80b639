//! What the server does by itself.

pub(crate) mod lifecycle;
pub(crate) mod purge;
pub(crate) mod rounds;
