//! TLS as the real service does it: a client certificate is asked for and anything is taken, because a wrong one is
//! fault 104 and not an alert. Whose it is, is decided per request.

use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};

use crate::simulator::{Inner, StartError};

#[derive(Debug)]
struct AnyClient {
    provider: Arc<CryptoProvider>,
    /// Plays a provider that does not take it so easily.
    refuses: bool,
}

impl ClientCertVerifier for AnyClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    /// Neither chain nor dates are looked at, unless all are to be refused. That the client has the key, is proven by the signature below.
    fn verify_client_cert(
        &self,
        _leaf: &CertificateDer<'_>,
        _others: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if self.refuses {
            return Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        }
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, leaf, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, leaf, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The server's side of mutual TLS, with a certificate made for this run: one that takes every client, and one that
/// takes none.
pub(super) fn configs(simulator: &Inner) -> Result<[ServerConfig; 2], StartError> {
    let mut names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    names.extend(simulator.options.names.iter().cloned());
    let identity = simulator.authority.server(&names)?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(identity.key.to_pkcs8()?));
    let chain = vec![CertificateDer::from(identity.certificate)];
    let config = |refuses| -> Result<ServerConfig, StartError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(Arc::new(AnyClient { provider, refuses }))
            .with_single_cert(chain.clone(), key.clone_key())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    };
    Ok([config(false)?, config(true)?])
}
