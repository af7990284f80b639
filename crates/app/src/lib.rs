//! The use cases: one file per noun. Each authorises by the permit it takes, reads, lets the domain
//! decide, and commits.

mod application;
mod attempt;
pub mod client;
pub mod mobile_signature;
pub mod policy;
mod refusal;
pub mod setup;

pub mod token;
pub mod user;
mod world;

pub use self::application::App;
pub use self::refusal::Refusal;
pub use self::world::{Clock, Entropy, SystemClock, SystemEntropy, World};
pub use sigill_store::{
    Caller, Denied, Everywhere, Granted, InClient, Occasion, Options, Permit, Store, StoreError, Subject,
};
