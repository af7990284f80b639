//! A mobile signature provider played by us: ETSI TS 102 204 in SOAP and in the Mobile ID REST form, over mutual TLS,
//! with its own authority, real signatures and a virtual phone.
//!
//! [`Simulator::open`] makes or reads the authority, [`serve`] listens. From the same process [`Simulator::wait_for`]
//! and [`Simulator::answer`] play the person; from outside `/sim/` and `/phone` do. Time and randomness are those of
//! the [`World`]: with a [`ManualClock`] nothing ever waits for the machine's clock.

mod answer;
mod authority;
mod certificate;
mod check;
mod der;
mod documented;
mod encode;
mod folder;
mod http;
mod key;
mod number;
mod options;
mod profile;
mod query;
mod script;
mod service;
mod session;
mod signature;
mod simulator;
mod sk;
mod state;
mod transaction;
mod world;

pub use authority::{AuthorityError, AuthoritySize, ClientIdentity, make_client};
pub use folder::FolderError;
pub use http::{Serving, serve};
pub use key::{KeyError, KeyKind};
pub use number::{DeviceModel, DeviceState, Number, NumberError, Place};
pub use options::{Ap, ApFamily, AuthProfile, Limits, Options, OptionsError, SkOptions, Spoilt};
pub use script::{Act, Delivery, Handshake, ReceiptAnswer, Script, WireVariant};
pub use signature::SignatureVariant;
pub use simulator::{Simulator, StartError, TransactionView};
pub use transaction::{Answer, Device};
pub use world::{Clock, Entropy, ManualClock, SystemClock, SystemEntropy, Until, World};
