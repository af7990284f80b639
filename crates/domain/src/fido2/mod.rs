//! FIDO2: what a policy says of its ceremonies, what a ceremony remembers, and what is kept of an authenticator.
//!
//! What an authenticator answers is read and verified elsewhere; here is what follows of it.

mod authenticator;
mod ceremony;
mod rules;

pub use self::authenticator::{Authenticator, Shown, Unfit};
pub use self::ceremony::{Ceremony, CeremonyGone, Purpose, handle_of, hash_of};
pub use self::rules::{Fido2Rules, PARAMETERS, Verification, sound};
