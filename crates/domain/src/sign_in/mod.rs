//! May somebody sign in, and if not, why not?
//!
//! [`Barrier`]s are the rules that attempts are refused by; [`explain`] makes sentences and repairs of them, and of what
//! else is known, in one pure function.

mod barrier;
mod cause;
mod explain;
mod facts;
mod outcome;
mod phone;
mod seen;
mod signature;
#[cfg(test)]
mod tests;

pub use self::barrier::{Attempt, Barrier, Whose, of_credential, of_user, refused};
pub use self::cause::{CODES, Cause, Repair, Verdict, Weight};
pub use self::explain::{OneOf, SignIn, explain};
pub use self::facts::{Facts, OtherFacts, Phone, Provider, SignatureFacts, asks_provider, refused_today, unsent_today};
pub use self::seen::{Seen, SeenCredential, SeenSignature};
