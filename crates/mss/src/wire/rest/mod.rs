//! The Mobile ID REST form: one JSON object whose only root member names the message.
//!
//! Unknown members are ignored; scalars are texts on the wire but numbers and booleans are read too; a member that
//! is named twice is refused.

mod detail;
mod member;
mod read;
mod write;

pub use self::read::{read_request, read_response};
pub use self::write::{write_request, write_response};
