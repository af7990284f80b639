//! What is asked without an access token.

pub(crate) mod oauth;
pub(crate) mod once;
pub(crate) mod probe;
