//! The configured authorities: roots that are trusted and intermediates that only help to find a path.

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor};

use super::Reason;
use super::certificate::Cert;
use super::policies;

/// Why a set of authorities cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    #[error("the PEM text cannot be read: {0}")]
    Pem(String),
    #[error("no certificate in the text")]
    Empty,
    #[error(
        "{begun} blocks begin in the text, but only {certificates} certificates can be read: each must be a block \
         -----BEGIN CERTIFICATE----- whose lines begin at the margin"
    )]
    Skipped { begun: usize, certificates: usize },
    #[error("certificate {number}: {reason}")]
    Certificate { number: usize, reason: Reason },
    #[error("certificate {number} ({subject}) does not belong to an authority that may sign certificates")]
    NotAuthority { number: usize, subject: String },
    #[error("certificate {number} ({subject}) cannot be a trust anchor: {detail}")]
    Anchor { number: usize, subject: String, detail: String },
}

#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) cert: Cert,
    pub(crate) anchor: TrustAnchor<'static>,
    pub(crate) path_len: Option<u8>,
}

/// Trusted roots, and intermediates that are only used to build a path.
#[derive(Clone, Debug)]
pub struct Trust {
    pub(crate) roots: Vec<Root>,
    pub(crate) intermediates: Vec<CertificateDer<'static>>,
}

/// One configured certificate, as an operator has to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// RFC 4514 text.
    pub subject: String,
    /// Seconds since 1970: the first and the last of its validity.
    pub not_before_s: u64,
    pub not_after_s: u64,
    /// Of the whole certificate, hexadecimal.
    pub sha256: String,
}

impl Authority {
    /// The same of any certificate, in DER; `None` where it can't be read.
    #[must_use]
    pub fn of_der(der: &[u8]) -> Option<Self> {
        Cert::read(der).ok().as_ref().map(Self::of)
    }

    /// The same of the first certificate of a text in PEM.
    #[must_use]
    pub fn of_pem(pem: &str) -> Option<Self> {
        Self::of_der(&CertificateDer::from_pem_slice(pem.as_bytes()).ok()?)
    }

    /// The octets of the first certificate of a text in PEM.
    pub(crate) fn der_of_pem(pem: &str) -> Option<Vec<u8>> {
        Some(CertificateDer::from_pem_slice(pem.as_bytes()).ok()?.to_vec())
    }

    fn of(cert: &Cert) -> Self {
        let (not_before_s, not_after_s) = cert.validity_s();
        Self { subject: cert.subject(), not_before_s, not_after_s, sha256: cert.sha256() }
    }
}

impl Trust {
    /// The roots.
    pub fn roots(&self) -> impl Iterator<Item = Authority> {
        self.roots.iter().map(|root| Authority::of(&root.cert))
    }

    /// The octets of each root and of each authority that may stand below one, in DER.
    pub fn octets(&self) -> (impl Iterator<Item = &[u8]>, impl Iterator<Item = &[u8]>) {
        let roots = self.roots.iter().map(|root| root.cert.octets.as_slice());
        (roots, self.intermediates.iter().map(AsRef::as_ref))
    }

    /// Reads one or more PEM certificates as roots.
    ///
    /// # Errors
    /// No certificate, an unreadable one, or one that is not an authority's.
    pub fn from_roots_pem(pem: &str) -> Result<Self, TrustError> {
        let mut roots = Vec::new();
        for (index, der) in certificates(pem)?.into_iter().enumerate() {
            roots.push(root(index + 1, &der)?);
        }
        Ok(Self { roots, intermediates: Vec::new() })
    }

    /// Adds PEM certificates that may stand between a user and a root.
    ///
    /// # Errors
    /// No certificate or an unreadable one.
    pub fn with_intermediates_pem(mut self, pem: &str) -> Result<Self, TrustError> {
        for (index, der) in certificates(pem)?.into_iter().enumerate() {
            Cert::read(&der).map_err(|reason| TrustError::Certificate { number: index + 1, reason })?;
            self.intermediates.push(der);
        }
        Ok(self)
    }
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    // The mark that some editors write.
    let pem = pem.trim_start_matches('\u{feff}');
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let read = read.map_err(|error| TrustError::Pem(error.to_string()))?;
    // The reader passes over what it doesn't know, such as a block that is indented or has another name.
    let begun = pem.matches("-----BEGIN ").count();
    match read.len() {
        certificates if begun > certificates => Err(TrustError::Skipped { begun, certificates }),
        0 => Err(TrustError::Empty),
        _ => Ok(read),
    }
}

fn root(number: usize, der: &CertificateDer<'_>) -> Result<Root, TrustError> {
    let refused = |reason| TrustError::Certificate { number, reason };
    let cert = Cert::read(der).map_err(refused)?;
    let subject = cert.subject();
    let authority = cert.authority().map_err(refused)?;
    let path_len = match authority {
        Some(path_len) if cert.may_sign_certificates().map_err(refused)? => path_len,
        _ => return Err(TrustError::NotAuthority { number, subject }),
    };
    let anchor =
        policies::anchor(der).map_err(|error| TrustError::Anchor { number, subject, detail: error.to_string() })?;
    Ok(Root { cert, anchor, path_len })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

    #[test]
    fn no_block_is_passed_over_in_silence() {
        let read = |pem: &str| certificates(pem).map(|all| all.len());
        for (pem, count) in
            [(BLOCK.to_owned(), 1), (format!("\u{feff}{BLOCK}"), 1), (format!("a\n{BLOCK}b\n{BLOCK}"), 2)]
        {
            assert_eq!(read(&pem), Ok(count), "{pem:?}");
        }
        let skipped = |begun, certificates| Err(TrustError::Skipped { begun, certificates });
        for (pem, wanted) in [
            (format!("  {BLOCK}{BLOCK}"), skipped(2, 1)),
            (format!("{BLOCK}\u{feff}{BLOCK}"), skipped(2, 1)),
            (BLOCK.replace("CERTIFICATE", "TRUSTED CERTIFICATE"), skipped(1, 0)),
            (format!("{BLOCK}{}", BLOCK.replace("CERTIFICATE", "PRIVATE KEY")), skipped(2, 1)),
            ("nothing".to_owned(), Err(TrustError::Empty)),
        ] {
            assert_eq!(read(&pem), wanted, "{pem:?}");
        }
    }
}
