//! Mobile signatures at work: ask a person, prove what comes back, count it.
//!
//! A use case writes down that a signature is asked for; the [`Desk`] of a node then drives it: asks the provider,
//! polls, judges and settles. What is written down is enough for any other node to go on.

mod desk;
mod drive;
mod evidence;
mod message;
mod phone;
mod probe;
mod provider;
mod request;
mod rounds;
mod said;
mod settings;
mod signature;
mod sk;
mod tally;
mod verdict;
mod wait;

pub use self::desk::{Desk, DeskOptions};
pub use self::evidence::evidence;
pub(crate) use self::phone::of as phone_of;
pub use self::phone::{Device, Phone, ask as phone};
pub use self::probe::{ProviderHealth, probe};
pub(crate) use self::provider::Declines;
pub use self::provider::{Provider, Providers};
pub use self::request::{request, try_request};
pub use self::settings::{Family, Settings};
pub use self::signature::{get, list, withdraw};
pub use self::tally::{Messages, NoAnswer, Tally};
pub use self::verdict::status_name;
pub use self::wait::{End, Until, wait};
pub use sigill_mss::evidence::Evidence;
pub use sigill_mss::verify::{Authority, Trust, Usage};
