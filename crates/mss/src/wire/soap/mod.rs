//! SOAP. SOAP 1.2 and 1.1 envelopes are read, SOAP 1.2 is written.
//!
//! Operators disagree about the namespaces of the wrapper and of the part element, so those two are matched by local
//! name. Inside the part every core element must be in the mss namespace. Vendor extensions are matched by local name
//! again: captures and the published WSDL put them into different namespaces. What is written is what WSDL 2.7.1 says.

mod detail;
mod read;
mod write;
mod write_detail;

use super::WireError;

pub use read::{read_request, read_response};
pub use write::{write_request, write_response};

pub(crate) const ENVELOPE_12: &str = "http://www.w3.org/2003/05/soap-envelope";
pub(crate) const ENVELOPE_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(crate) const MSS: &str = "http://uri.etsi.org/TS102204/v1.1.2#";
pub(crate) const WSDL: &str = "http://uri.etsi.org/TS102204/etsi204-kiuru.wsdl";
pub(crate) const FICOM: &str = "http://mss.ficom.fi/TS102204/v1.0.0#";
pub(crate) const METHICS: &str = "http://www.methics.fi/TS102204/ext/v1.0.0";
pub(crate) const SWISSCOM: &str = "http://www.swisscom.ch/TS102204/ext/v1.0.0";
pub(crate) const SERVICES: &str = "http://mid.swisscom.ch/TS102204/as/v1.0";
pub(crate) const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const KIURU: &str = "http://kiuru.methics.fi/mssp";
