//! The documented REST API, and our own calls: one file per noun, each handler thin.

pub(crate) mod application;
pub(crate) mod client;
pub(crate) mod credential;
pub(crate) mod device_password;
pub(crate) mod history;
pub(crate) mod login;
pub(crate) mod mobile_authentication;
pub(crate) mod mobile_signature;
pub(crate) mod policy;
pub(crate) mod principal;
pub(crate) mod profile;
pub(crate) mod property;
pub(crate) mod question;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod signature;
pub(crate) mod system;
pub(crate) mod user;
pub(crate) mod values;
