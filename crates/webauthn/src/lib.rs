//! What an authenticator of FIDO2 answers in a ceremony of Web Authentication: read within limits, and verified.
//!
//! Times, challenges and what is wanted are arguments; nothing in here reads a clock, makes randomness or opens a
//! connection. Source: *Web Authentication Level 3*, sections 6.1, 6.5, 7.1, 7.2 and 8.2; RFC 8949, RFC 9053.
//!
//! - [`response`]: what a browser hands over, as JSON.
//! - [`register`]: a new credential.
//! - [`authenticate`]: a signature with one that is known.
//! - [`Algorithm`], [`PublicKey`]: what is signed with.
//! - [`Flags`]: what the authenticator says of itself and of who uses it.

mod attestation;
mod authenticator_data;
mod cbor;
mod client_data;
mod cose;
mod problem;
pub mod response;
mod verify;

pub use self::attestation::{Attested, Conveyance, Trust, Vouches};
pub use self::authenticator_data::Flags;
pub use self::cose::{Algorithm, PublicKey};
pub use self::problem::{Blame, Problem};
pub use self::verify::{Asserted, Expected, Registered, Wanted, authenticate, register};

/// Reads whatever it is given as each of the forms that come from outside: for tests that look for input that breaks
/// them. Whether it was one of them.
#[must_use]
pub fn read_anything(octets: &[u8]) -> bool {
    let is_key = PublicKey::read(octets).is_ok();
    let is_data = authenticator_data::AuthenticatorData::read(octets).is_ok();
    let is_attestation = attestation::AttestationObject::read(octets).is_ok();
    let is_client = client_data::ClientData::read(octets).is_ok();
    is_key | is_data | is_attestation | is_client
}
