//! The authorities of people's certificates, and what they have revoked.

use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, TrustAnchor, UnixTime};
use sigill_domain::time::Timestamp;
use thiserror::Error;
use webpki::{
    CertRevocationList, EndEntityCert, KeyUsage, OwnedCertRevocationList, RevocationOptionsBuilder, UnknownStatusPolicy,
};

/// Roots, what leads to them, and lists of what is revoked. Cloning shares them.
#[derive(Clone, Default)]
pub struct Authorities(Arc<Inner>);

#[derive(Default)]
struct Inner {
    roots: Vec<TrustAnchor<'static>>,
    intermediates: Vec<CertificateDer<'static>>,
    revoked: Vec<CertRevocationList<'static>>,
}

impl std::fmt::Debug for Authorities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authorities").field("roots", &self.0.roots.len()).finish_non_exhaustive()
    }
}

/// Why they can't be read.
#[derive(Debug, Error)]
pub enum AuthoritiesError {
    /// A certificate.
    #[error("certificate {0}: {1}")]
    Certificate(usize, String),
    /// There is none that signed itself.
    #[error("expected at least one root, which has signed itself, got none")]
    NoRoot,
    /// A list of revoked certificates.
    #[error("revocation list {0}: {1}")]
    List(usize, String),
}

impl Authorities {
    /// Of certificates in PEM: those whose issuer is their subject are roots, the others lead to them; and of lists of what
    /// is revoked, in PEM.
    ///
    /// # Errors
    /// One of them can't be read, or there is no root.
    pub fn read(certificates: &str, lists: Option<&str>) -> Result<Self, AuthoritiesError> {
        let mut inner = Inner::default();
        for (n, certificate) in (1..).zip(CertificateDer::pem_slice_iter(certificates.as_bytes())) {
            let wrong = |why: String| AuthoritiesError::Certificate(n, why);
            let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
            let anchor = webpki::anchor_from_trusted_cert(&certificate).map_err(|error| wrong(error.to_string()))?;
            let issuer = EndEntityCert::try_from(&certificate).map_err(|error| wrong(error.to_string()))?;
            if issuer.issuer() == issuer.subject() {
                inner.roots.push(anchor.to_owned());
            } else {
                inner.intermediates.push(certificate);
            }
        }
        if inner.roots.is_empty() {
            return Err(AuthoritiesError::NoRoot);
        }
        for (n, list) in (1..).zip(CertificateRevocationListDer::pem_slice_iter(lists.unwrap_or_default().as_bytes())) {
            let wrong = |why: String| AuthoritiesError::List(n, why);
            let list = list.map_err(|error| wrong(error.to_string()))?;
            let list = OwnedCertRevocationList::from_der(&list).map_err(|error| wrong(error.to_string()))?;
            inner.revoked.push(CertRevocationList::from(list));
        }
        Ok(Self(Arc::new(inner)))
    }

    /// Whether a certificate of a person, in DER, leads to one of the roots and isn't revoked.
    ///
    /// # Errors
    /// It doesn't, or it is; in words that a caller may see.
    pub fn vouch(&self, der: &[u8], at: Timestamp) -> Result<(), &'static str> {
        if self.0.roots.is_empty() {
            return Err("the server has no certificates.roots_file to look for its root in");
        }
        match self.leads_to_root(der, &self.0.intermediates, at) {
            Ok(()) => Ok(()),
            Err(webpki::Error::CertRevoked) => Err("it is revoked"),
            Err(webpki::Error::UnsupportedCertVersion) => Err("it can't be verified: expected version 3"),
            Err(webpki::Error::RequiredEkuNotFoundContext(_)) => Err("it isn't for people to sign in by"),
            Err(webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. }) => {
                Err("it, or one that leads to its root, isn't valid now")
            }
            Err(_) => Err("it doesn't lead to a root of certificates.roots_file"),
        }
    }

    /// Whether a certificate that vouches for the make of an authenticator, in DER, leads by others to one of the roots.
    ///
    /// # Errors
    /// It doesn't; in words that a caller may see.
    pub fn vouch_by(&self, der: &[u8], others: &[&[u8]], at: Timestamp) -> Result<(), &'static str> {
        if self.0.roots.is_empty() {
            return Err("the server has no fido2.roots_file to look for its root in");
        }
        let brought = others.iter().map(|der| CertificateDer::from(*der).into_owned());
        let others: Vec<_> = brought.chain(self.0.intermediates.iter().cloned()).collect();
        match self.leads_to_root(der, &others, at) {
            Ok(()) => Ok(()),
            Err(webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. }) => {
                Err("its certificate, or one that leads to its root, isn't valid now")
            }
            Err(_) => Err("its certificate doesn't lead to a root of fido2.roots_file"),
        }
    }

    fn leads_to_root(&self, der: &[u8], others: &[CertificateDer<'_>], at: Timestamp) -> Result<(), webpki::Error> {
        let der = CertificateDer::from(der);
        let certificate = EndEntityCert::try_from(&der).map_err(|_| webpki::Error::UnsupportedCertVersion)?;
        let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(at.seconds()).unwrap_or_default()));
        let lists: Vec<_> = self.0.revoked.iter().collect();
        let revocation = RevocationOptionsBuilder::new(&lists).ok().map(|options| {
            // A list of another authority says nothing of it.
            options.with_status_policy(UnknownStatusPolicy::Allow).build()
        });
        let (algorithms, usage) = (webpki::ALL_VERIFICATION_ALGS, KeyUsage::client_auth());
        certificate.verify_for_usage(algorithms, &self.0.roots, others, at, usage, revocation, None).map(|_| ())
    }
}
