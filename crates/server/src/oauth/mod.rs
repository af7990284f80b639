//! OAuth 2: how technical users get access tokens.

mod client;
pub(crate) mod metadata;
pub(crate) mod token;
