//! The Mobile ID REST form: one JSON object whose only root member names the message.
//!
//! Unknown members are ignored; scalars are texts on the wire but numbers and booleans are read too; a member that
//! is named twice is refused.

mod detail;
mod member;
mod read;
mod write;

pub use read::{read_request, read_response};
pub use write::{write_request, write_response};

use super::WireError;

pub(crate) const ENVELOPE_NS: &str = "http://www.w3.org/2003/05/soap-envelope";
pub(crate) const MSS_NS: &str = "http://uri.etsi.org/TS102204/v1.1.2#";
