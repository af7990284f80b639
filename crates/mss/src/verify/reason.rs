//! Why a check failed, as data and in words.

use serde::Serialize;

/// One reason per way to fail. `code` is stable and in kebab case; the words are for people.
///
/// No variant carries an MSISDN: a report may be logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Reason {
    #[error("the message cannot be read: {detail}")]
    MessageUnreadable { detail: String },
    #[error("the provider answered with a fault: {status} {name}")]
    Fault { status: u16, name: String },
    #[error("status {status} {name} does not say that a signature was made")]
    StatusWithoutSignature { status: u16, name: String },
    #[error("the answer carries no signature")]
    SignatureAbsent,

    #[error("{kind}: expected PEM, base64, DER or BER, or a whole answer in SOAP or JSON")]
    Kind { kind: &'static str },
    #[error("the signature is not base64: {detail}")]
    NotBase64 { detail: String },
    #[error("the PEM text cannot be read: {detail}")]
    NotPem { detail: String },
    #[error("the octets are not BER within the limits: {detail}")]
    NotBer { detail: String },

    #[error("the content type is {found}, not signedData")]
    NotSignedData { found: String },
    #[error("the SignedData is not well formed: {detail}")]
    Structure { detail: String },

    #[error("nobody signed")]
    NoSigner,
    #[error("{count} signers where exactly one belongs")]
    SeveralSigners { count: usize },
    #[error("the signed text is not inside (detached signature)")]
    Detached,
    #[error("what was signed is not data but {oid}: it was made for something else")]
    ContentType { oid: String },

    #[error("the signer's certificate is not inside; there are {count} others")]
    SignerUnknown { count: usize },
    #[error("{count} certificates match the signer")]
    SignerAmbiguous { count: usize },
    #[error("a certificate cannot be read: {detail}")]
    CertificateUnreadable { detail: String },

    #[error("there are no signed attributes")]
    AttributesAbsent,
    #[error("the signed attributes are not DER")]
    AttributesNotDer,
    #[error("the signed attributes cannot be read: {detail}")]
    AttributesUnreadable { detail: String },
    #[error("the signed attribute {oid} is missing")]
    AttributeMissing { oid: String },
    #[error("the signed attribute {oid} occurs twice")]
    AttributeTwice { oid: String },
    #[error("the signed attribute {oid} does not have exactly one value of its type")]
    AttributeNotSingle { oid: String },
    #[error("the signed content type is not the content's type")]
    ContentTypeDiffers,

    #[error("digest algorithm {oid} is not supported")]
    DigestUnknown { oid: String },
    #[error("signature algorithm {oid} is not supported")]
    AlgorithmUnknown { oid: String },
    #[error("the parameters of algorithm {oid} are not what they must be")]
    AlgorithmParameters { oid: String },
    #[error("the signature algorithm and the digest algorithm disagree")]
    AlgorithmsDisagree,
    #[error("SHA-1 is accepted only with the legacy switch")]
    Sha1,
    #[error("SHA-1 is never accepted with {scheme}")]
    Sha1Never { scheme: &'static str },
    #[error("the key of the certificate does not fit the signature algorithm")]
    KeyUnfit,
    #[error("the key of the certificate cannot be read")]
    KeyUnreadable,
    #[error("an RSA key of {bits} bit; at least 2048 and at most 8192 are demanded")]
    KeySize { bits: usize },
    #[error("curve {oid} is not supported; P-256 and P-384 are")]
    CurveUnknown { oid: String },

    #[error("the signed digest is not the digest of the text inside")]
    DigestDiffers,
    #[error("the signature does not fit what was signed and the key")]
    SignatureWrong,
    #[error("the signature has {octets} octets, which are not r and s of the key's curve")]
    SignatureForm { octets: usize },

    #[error("the attribute that names the signing certificate cannot be read")]
    SigningCertificateUnreadable,
    #[error("the attribute that names the signing certificate names another one")]
    SigningCertificateDiffers,

    #[error("no path leads from the certificate to a configured root")]
    IssuerUnknown,
    #[error("a certificate of the path had expired at {at}; its validity ended {not_after}")]
    Expired { at: String, not_after: String },
    #[error("a certificate of the path was not yet valid at {at}; its validity begins {not_before}")]
    NotYetValid { at: String, not_before: String },
    #[error("the root {root} was not valid at {at}")]
    RootNotValid { root: String, at: String },
    #[error("{issuer} signed a certificate but its key usage does not allow that")]
    IssuerMayNotSign { issuer: String },
    #[error("the path is longer than {root} allows")]
    PathTooLong { root: String },
    #[error("a signature in the certificate path does not verify")]
    PathSignatureWrong,
    #[error("a certificate of the path is signed with an algorithm that is not supported")]
    PathAlgorithm,
    #[error("the signer's certificate belongs to an authority")]
    SignerIsAuthority,
    #[error("the certificate path is refused: {detail}")]
    PathRefused { detail: String },

    #[error("the key usage of the certificate does not include {wanted}")]
    KeyUsage { wanted: &'static str },
    #[error("the extended key usage of {subject} does not include {wanted}")]
    ExtendedKeyUsage { subject: String, wanted: &'static str },

    #[error("the phone signed another text than was asked for")]
    TextDiffers,
    #[error("the signed text is not a transaction approval: {detail}")]
    NotTransactionApproval { detail: String },

    #[error("a bare signature does not name the request that it answers")]
    RequestNotNamed,
    #[error("the answer is for another AP: {found}")]
    OtherAp { found: String },
    #[error("the answer is for another AP transaction: {found}")]
    OtherApTransaction { found: String },
    #[error("the answer is for another transaction of the provider: {found}")]
    OtherTransaction { found: String },
    #[error("the answer is for another mobile number")]
    OtherMsisdn,
    #[error("the answer does not say for which mobile number it is")]
    MsisdnAbsent,

    #[error("the certificate's subject has no serial number (2.5.4.5)")]
    SerialAbsent,
    #[error("the certificate's subject has more than one serial number (2.5.4.5)")]
    SerialTwice,
    #[error("the serial number is {found}, not the recorded one")]
    SerialDiffers { found: String },
    /// Nobody's number is in it: neither of who was asked nor of who signed.
    #[error("the certificate is of another person than the one who was asked")]
    IdentityDiffers,
}

/// What a failed check proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proves {
    /// The object was read and is false: its mathematics, or another certificate put under it.
    Forgery,
    /// Another text was signed.
    OtherText,
    /// Somebody else signed.
    OtherPerson,
    /// Nothing about the person: our roots, our clock, what this program accepts, or the way in which the authority
    /// makes its certificates decided it.
    Nothing,
    /// Nothing about the person: the provider sent what can't be read, or what belongs to another request.
    Unreadable,
}

impl Reason {
    /// What this reason proves. Each is here by name, so that a new one has to be placed.
    pub fn proves(&self) -> Proves {
        match self {
            Self::DigestDiffers
            | Self::SignatureWrong
            | Self::SigningCertificateDiffers
            | Self::ContentTypeDiffers => Proves::Forgery,

            Self::TextDiffers | Self::NotTransactionApproval { .. } => Proves::OtherText,
            Self::OtherMsisdn | Self::SerialDiffers { .. } | Self::IdentityDiffers => Proves::OtherPerson,

            // With an old root of the same name, or none, or a clock that is wrong, the right path looks the same.
            Self::IssuerUnknown
            | Self::Expired { .. }
            | Self::NotYetValid { .. }
            | Self::RootNotValid { .. }
            | Self::IssuerMayNotSign { .. }
            | Self::PathTooLong { .. }
            | Self::PathSignatureWrong
            | Self::PathAlgorithm
            | Self::PathRefused { .. }
            // What an authority writes into certificates, and what this program accepts of algorithms.
            | Self::SignerIsAuthority
            | Self::KeyUsage { .. }
            | Self::ExtendedKeyUsage { .. }
            | Self::SerialAbsent
            | Self::SerialTwice
            | Self::DigestUnknown { .. }
            | Self::AlgorithmUnknown { .. }
            | Self::Sha1
            | Self::Sha1Never { .. }
            | Self::KeySize { .. }
            | Self::CurveUnknown { .. } => Proves::Nothing,

            Self::MessageUnreadable { .. }
            | Self::Fault { .. }
            | Self::StatusWithoutSignature { .. }
            | Self::SignatureAbsent
            | Self::Kind { .. }
            | Self::NotBase64 { .. }
            | Self::NotPem { .. }
            | Self::NotBer { .. }
            | Self::NotSignedData { .. }
            | Self::Structure { .. }
            | Self::NoSigner
            | Self::SeveralSigners { .. }
            | Self::Detached
            | Self::ContentType { .. }
            | Self::SignerUnknown { .. }
            | Self::SignerAmbiguous { .. }
            | Self::CertificateUnreadable { .. }
            | Self::AttributesAbsent
            | Self::AttributesNotDer
            | Self::AttributesUnreadable { .. }
            | Self::AttributeMissing { .. }
            | Self::AttributeTwice { .. }
            | Self::AttributeNotSingle { .. }
            | Self::AlgorithmParameters { .. }
            | Self::AlgorithmsDisagree
            | Self::KeyUnfit
            | Self::KeyUnreadable
            | Self::SignatureForm { .. }
            | Self::SigningCertificateUnreadable
            | Self::RequestNotNamed
            | Self::OtherAp { .. }
            | Self::OtherApTransaction { .. }
            | Self::OtherTransaction { .. }
            | Self::MsisdnAbsent => Proves::Unreadable,
        }
    }
}
