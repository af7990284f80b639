//! Why a text is not one X.509 certificate in PEM.

use super::SignerCert;

/// Why a text is not exactly one X.509 certificate in PEM. Lines are counted from 1. No message shows
/// anything of the text but the label of a PEM block: somebody may have pasted a private key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error("it is empty")]
    Empty,
    #[error("it is too long: expected at most {max} characters, got {len}", max = SignerCert::LEN_MAX)]
    TooLong { len: usize },
    #[error("no BEGIN CERTIFICATE line")]
    NoBegin,
    #[error("line {line} is BEGIN {label}: expected BEGIN CERTIFICATE")]
    OtherLabel { label: String, line: usize },
    #[error("line {line}: `-----BEGIN …-----` must stand on a line of its own")]
    BeginNotAlone { line: usize },
    #[error("no END CERTIFICATE line after the BEGIN CERTIFICATE line")]
    NoEnd,
    #[error("line {line}: expected `-----END CERTIFICATE-----` on a line of its own")]
    BadEnd { line: usize },
    #[error("more than one certificate: a second one begins on line {line}")]
    SecondCertificate { line: usize },
    #[error("more than one PEM block: BEGIN {label} on line {line}")]
    SecondBlock { label: String, line: usize },
    #[error("line {line}: text after END CERTIFICATE")]
    TextAfterEnd { line: usize },
    #[error("line {line}: bad base64: {what}")]
    Base64 { line: usize, what: &'static str },
    #[error("not a valid X.509 certificate: {0}")]
    Der(#[source] der::Error),
    #[error("{len} bytes follow the certificate inside its PEM block")]
    TrailingBytes { len: usize },
    #[error("not a valid X.509 certificate: {0}")]
    Rule(#[from] BrokenRule),
}

/// A rule of RFC 5280 that goes beyond the encoding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenRule {
    #[error("the signature algorithm inside the signed part is another than the one outside (RFC 5280 4.1.1.2)")]
    SignatureAlgorithms,
    #[error("the issuer is empty (RFC 5280 4.1.2.4)")]
    EmptyIssuer,
    #[error("a version 1 certificate has unique identifiers (RFC 5280 4.1.2.8)")]
    UniqueIdentifiers,
    #[error("extensions in a certificate that isn't version 3 (RFC 5280 4.1.2.9)")]
    Extensions,
    #[error("the list of extensions is empty (RFC 5280 4.1.2.9)")]
    NoExtensions,
    #[error("the extension {oid} appears twice (RFC 5280 4.2)")]
    DuplicateExtension { oid: String },
}
