//! The rules of Sigill: pure functions over plain data.
//!
//! Nothing here is async, does IO, reads a clock or draws a random number: the time and new ids are
//! arguments. A decision takes what was read and what is wanted, and answers either with every rule
//! that is broken at once, or with a [`change::Change`] that says what is to be written.

#![warn(missing_docs)]

pub mod application;
pub mod breach;
pub mod caller;
pub mod certificate;
pub mod change;
pub mod client;
pub mod code;
pub mod credential;
pub mod dispatch_target;
pub mod effective;
pub mod erasure;
pub mod erole;
pub mod event;
pub mod ext_id;
pub mod fido2;
pub mod fold;
pub mod idempotency;
pub mod identity_number;
pub mod language;
pub mod lifecycle;
pub mod list;
pub mod login;
mod mark;
pub mod message;
pub mod msisdn;
pub mod oath;
pub mod owner;
pub mod patch;
pub mod pattern;
pub mod policy;
pub mod profile;
pub mod property;
pub mod query;
pub mod question;
pub mod register;
pub mod rejection;
pub mod right;
pub mod role;
pub mod rooms;
pub mod scim;
pub mod search;
pub mod session;
pub mod sign_in;
pub mod signing;
pub mod standing;
pub mod terms;
pub mod text;
pub mod time;
pub mod unit;
pub mod user;
pub mod validity;
pub mod version;
mod words;
