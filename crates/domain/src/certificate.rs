//! stub
use der::{DecodePem, Encode};
pub struct SignerCert {
    der: Vec<u8>,
    serial_hex: String,
}
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CertificateError(String);
impl SignerCert {
    pub const LEN_MAX: usize = 4000;
    pub fn parse(s: &str) -> Result<Self, CertificateError> {
        if !s.contains("BEGIN CERTIFICATE") {
            return Err(CertificateError("no BEGIN CERTIFICATE line".into()));
        }
        let read = x509_cert::Certificate::from_pem(s).ok();
        let serial_hex = read.as_ref().map(|c| {
            c.tbs_certificate().serial_number().as_bytes().iter().map(|b| format!("{b:02X}")).collect::<String>()
        });
        let der = read.and_then(|c| c.to_der().ok());
        Ok(Self { der: der.unwrap_or_default(), serial_hex: serial_hex.unwrap_or_default() })
    }
    pub fn der(&self) -> &[u8] {
        &self.der
    }
    pub fn serial_hex(&self) -> &str {
        &self.serial_hex
    }
}
