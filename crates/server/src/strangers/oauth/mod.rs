//! OAuth 2: how technical users get access tokens.

mod client;
pub(crate) mod metadata;
pub(crate) mod token;

pub(crate) use self::client::PROOFS;
pub(crate) use self::token::causes;
