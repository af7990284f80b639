//! The client's side of mutual TLS.

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::provider::{Identity, ProviderError};

/// Roots from the settings alone, TLS 1.2 and 1.3, the leaf alone as our certificate.
pub(super) fn config(server_roots_pem: &str, identity: Option<&Identity>) -> Result<ClientConfig, ProviderError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(server_roots_pem).map_err(ProviderError::Roots)? {
        roots.add(certificate).map_err(|error| ProviderError::Roots(error.to_string()))?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(ProviderError::Tls)?
        .with_root_certificates(roots);
    let mut config = match identity {
        Some(identity) => {
            let (leaf, key) = own(identity)?;
            builder.with_client_auth_cert(vec![leaf], key).map_err(ProviderError::Identity)?
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn own(identity: &Identity) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), ProviderError> {
    let mut all = certificates(&identity.certificate_pem).map_err(ProviderError::Certificate)?;
    let pem = identity.key.0.trim_start_matches('\u{feff}');
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes());
    let key = key.map_err(|_| if is_encrypted(pem) { ProviderError::KeyEncrypted } else { ProviderError::Key })?;
    Ok((all.swap_remove(0), key))
}

/// PKCS#8 says so in its name, older forms in a line of their own (RFC 1421).
fn is_encrypted(pem: &str) -> bool {
    pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || pem.contains("Proc-Type: 4,ENCRYPTED")
}

/// At least one.
fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    // The mark that some editors write.
    let pem = pem.trim_start_matches('\u{feff}');
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let read = read.map_err(|error| error.to_string())?;
    if read.is_empty() { Err("no certificate in PEM".to_owned()) } else { Ok(read) }
}
