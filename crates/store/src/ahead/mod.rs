//! Reading ahead: what a request asks first, in the round trip that tells who its caller is.
//!
//! Nothing is read without the right to it, and nothing is given out without a permit:
//!
//! - The database itself looks only where one of the caller's roles that give the right holds for the client.
//! - What was found stays in here, with the caller. A permit gets it where it asks for exactly that, and soon; otherwise
//!   it is as if nothing had been read.

mod beside;
mod foreseen;
mod kept;

pub(crate) use self::beside::{ReadAhead, ahead, beside, one, several};
#[cfg(test)]
pub(crate) use self::foreseen::BESIDE;
pub use self::foreseen::{First, Foreseen};
pub(crate) use self::kept::{Ahead, FRESH, UnitsAhead};
