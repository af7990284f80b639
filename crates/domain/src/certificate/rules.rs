//! Rules of RFC 5280 that the decoder doesn't check.
//!
//! Enforced is what the RFC states as MUST, what makes a certificate's meaning doubtful where it is
//! broken, and what every certificate of a public CA and of Swisscom Mobile ID fulfils:
//!
//! - the algorithm of the signature is the same inside and outside the signed part (4.1.1.2);
//! - the issuer isn't empty (4.1.2.4);
//! - unique identifiers only from version 2, extensions only in version 3, and then at least one
//!   (4.1.2.8, 4.1.2.9); no extension twice (4.2).
//!
//! Not enforced, on purpose: the sign of the serial number (4.1.2.2 asks users to handle zero and
//! negative ones gracefully); an encoded `critical FALSE`, which DER forbids and CAs have written (the
//! example of RFC 8410 has one); the order in a set of a name; UTCTime or GeneralizedTime for the year
//! (4.1.2.5); contents of extensions, keys and the signature: whoever verifies a signature looks at
//! those. The decoder itself refuses serial numbers above 20 octets and dates before 1970.

use std::collections::BTreeSet;

use x509_cert::Certificate;
use x509_cert::certificate::Version;

use super::error::BrokenRule;

/// Checks a decoded certificate; answers the first broken rule.
pub(super) fn check(certificate: &Certificate) -> Result<(), BrokenRule> {
    let signed = certificate.tbs_certificate();
    if signed.signature() != certificate.signature_algorithm() {
        return Err(BrokenRule::SignatureAlgorithms);
    }
    if signed.issuer().iter().next().is_none() {
        return Err(BrokenRule::EmptyIssuer);
    }
    let unique_identifiers = signed.issuer_unique_id().is_some() || signed.subject_unique_id().is_some();
    if unique_identifiers && signed.version() == Version::V1 {
        return Err(BrokenRule::UniqueIdentifiers);
    }
    let Some(extensions) = signed.extensions() else { return Ok(()) };
    if signed.version() != Version::V3 {
        return Err(BrokenRule::Extensions);
    }
    if extensions.is_empty() {
        return Err(BrokenRule::NoExtensions);
    }
    let mut seen = BTreeSet::new();
    match extensions.iter().find(|extension| !seen.insert(extension.extn_id)) {
        Some(extension) => Err(BrokenRule::DuplicateExtension { oid: extension.extn_id.to_string() }),
        None => Ok(()),
    }
}
