//! OAuth 2: how technical users get access tokens.

mod client;
pub(crate) mod metadata;
mod problem;
pub(crate) mod token;
