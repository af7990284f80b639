//! The namespaces of SOAP, of TS 102 204 and of the vendors.

pub(super) const ENVELOPE_12: &str = "http://www.w3.org/2003/05/soap-envelope";
pub(super) const ENVELOPE_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const MSS: &str = "http://uri.etsi.org/TS102204/v1.1.2#";
pub(super) const WSDL: &str = "http://uri.etsi.org/TS102204/etsi204-kiuru.wsdl";
pub(super) const FICOM: &str = "http://mss.ficom.fi/TS102204/v1.0.0#";
pub(super) const METHICS: &str = "http://www.methics.fi/TS102204/ext/v1.0.0";
pub(super) const SWISSCOM: &str = "http://www.swisscom.ch/TS102204/ext/v1.0.0";
pub(super) const SERVICES: &str = "http://mid.swisscom.ch/TS102204/as/v1.0";
pub(super) const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(super) const KIURU: &str = "http://kiuru.methics.fi/mssp";
pub(super) const RPC: &str = "http://www.w3.org/2003/05/soap-rpc";
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
