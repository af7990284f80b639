//! stub
pub struct SignerCert;
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CertificateError(String);
impl SignerCert {
    pub const LEN_MAX: usize = 4000;
    pub fn parse(s: &str) -> Result<Self, CertificateError> {
        if s.contains("BEGIN CERTIFICATE") {
            Ok(Self)
        } else {
            Err(CertificateError("no BEGIN CERTIFICATE line".into()))
        }
    }
}
