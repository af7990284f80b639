//! Why a text is not one X.509 certificate in PEM.

/// Longest text, in code points, all that precedes the certificate included.
pub(super) const LEN_MAX: usize = 4000;

/// Why a text is not exactly one X.509 certificate in PEM. Lines are counted from 1. No message shows
/// anything of the text but the label of a PEM block: somebody may have pasted a private key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Nothing but white space.
    #[error("it is empty")]
    Empty,
    /// More than 4000 characters.
    #[error("it is too long: expected at most {max} characters, got {len}", max = LEN_MAX)]
    TooLong {
        /// What came, in characters.
        len: usize,
    },
    /// No line begins a PEM block.
    #[error("no BEGIN CERTIFICATE line")]
    NoBegin,
    /// The first PEM block is no certificate.
    #[error("line {line} is BEGIN {label}: expected BEGIN CERTIFICATE")]
    OtherLabel {
        /// What stands after `BEGIN`.
        label: String,
        /// Where the block begins.
        line: usize,
    },
    /// Something else stands on the line of a `BEGIN`.
    #[error("line {line}: `-----BEGIN …-----` must stand on a line of its own")]
    BeginNotAlone {
        /// Where that is.
        line: usize,
    },
    /// The block isn't closed.
    #[error("no END CERTIFICATE line after the BEGIN CERTIFICATE line")]
    NoEnd,
    /// The line that closes the block is another one than expected, or has something else on it.
    #[error("line {line}: expected `-----END CERTIFICATE-----` on a line of its own")]
    BadEnd {
        /// Where that is.
        line: usize,
    },
    /// A chain was given, or two certificates.
    #[error("more than one certificate: a second one begins on line {line}")]
    SecondCertificate {
        /// Where the second one begins.
        line: usize,
    },
    /// Something else in PEM follows the certificate.
    #[error("more than one PEM block: BEGIN {label} on line {line}")]
    SecondBlock {
        /// What stands after its `BEGIN`.
        label: String,
        /// Where it begins.
        line: usize,
    },
    /// Text follows that is in no PEM block.
    #[error("line {line}: text after END CERTIFICATE")]
    TextAfterEnd {
        /// Where it begins.
        line: usize,
    },
    /// What the block holds is no base64.
    #[error("line {line}: bad base64: {what}")]
    Base64 {
        /// Where the fault is noticed.
        line: usize,
        /// What is wrong with it; never the text itself.
        what: &'static str,
    },
    /// What the base64 holds is no certificate in DER.
    #[error("not a valid X.509 certificate: {0}")]
    Der(#[source] der::Error),
    /// The base64 holds more than the certificate.
    #[error("{len} bytes follow the certificate inside its PEM block")]
    TrailingBytes {
        /// How many bytes too many.
        len: usize,
    },
    /// The encoding is right, and a rule of RFC 5280 is broken.
    #[error("not a valid X.509 certificate: {0}")]
    Rule(#[from] BrokenRule),
}

/// A rule of RFC 5280 that goes beyond the encoding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenRule {
    /// The two statements of the signature algorithm differ.
    #[error("the signature algorithm inside the signed part is another than the one outside (RFC 5280 4.1.1.2)")]
    SignatureAlgorithms,
    /// Nobody is named as issuer.
    #[error("the issuer is empty (RFC 5280 4.1.2.4)")]
    EmptyIssuer,
    /// Unique identifiers, which only versions 2 and 3 have.
    #[error("a version 1 certificate has unique identifiers (RFC 5280 4.1.2.8)")]
    UniqueIdentifiers,
    /// Extensions, which only version 3 has.
    #[error("extensions in a certificate that isn't version 3 (RFC 5280 4.1.2.9)")]
    Extensions,
    /// A list of extensions must have one.
    #[error("the list of extensions is empty (RFC 5280 4.1.2.9)")]
    NoExtensions,
    /// An extension may be there once only.
    #[error("the extension {oid} appears twice (RFC 5280 4.2)")]
    DuplicateExtension {
        /// Which, as dotted numbers.
        oid: String,
    },
}
