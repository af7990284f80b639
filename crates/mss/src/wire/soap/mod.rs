//! SOAP. SOAP 1.2 and 1.1 envelopes are read, SOAP 1.2 is written.
//!
//! Operators disagree about the namespaces of the wrapper and of the part element, so those two are matched by local
//! name. Inside the part every core element must be in the mss namespace. Vendor extensions are matched by local name
//! again: captures and the published WSDL put them into different namespaces. What is written has the [`Shape`] that is
//! wanted, with the prefixes of the captures.

mod detail;
mod namespace;
mod read;
mod shape;
mod uri;
mod write;
mod write_detail;

pub use self::read::{read_request, read_request_in_shape, read_response};
pub use self::shape::{Extensions, Shape};
pub use self::write::{write_request, write_request_in, write_response, write_response_in};
