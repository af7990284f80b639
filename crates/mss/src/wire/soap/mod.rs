//! SOAP. SOAP 1.2 and 1.1 envelopes are read, SOAP 1.2 is written.
//!
//! Operators disagree about the namespaces of the wrapper and of the part element, so those two are matched by local
//! name. Inside the part every core element must be in the mss namespace. Vendor extensions are matched by local name
//! again: captures and the published WSDL put them into different namespaces. What is written is what WSDL 2.7.1 says.

mod detail;
mod namespace;
mod read;
mod uri;
mod write;
mod write_detail;

pub use self::read::{read_request, read_response};
pub use self::write::{write_request, write_response};
