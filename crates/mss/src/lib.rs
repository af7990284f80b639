//! ETSI TS 102 204 mobile signatures: messages on the wire, and the verification of what a phone signed.
//!
//! Times and ids are arguments; nothing in here reads a clock or makes randomness, and only [`client`] opens connections.
//!
//! - [`message`]: requests, answers and faults, the same for both bindings.
//! - [`wire`]: reading and writing them in SOAP and in REST.
//! - [`status`]: the codes and what they are for us.
//! - [`text`], [`approval`]: what a phone can show.
//! - [`client`]: asking a provider.
//! - [`verify`]: did this person approve this text?
//! - [`ocsp`]: was her certificate revoked?
//! - [`evidence`]: all of that in one file.
//! - [`sk`]: the same for Mobile-ID of SK ID Solutions, where a hash is signed.

pub mod approval;
mod ber;
pub mod client;
mod cms;
pub mod evidence;
pub mod message;
pub mod ocsp;
pub mod sk;
pub mod status;
mod strict_json;
pub mod text;
pub mod verify;
pub mod wire;
