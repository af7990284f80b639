//! TLS on the main listener, with a certificate that can be replaced while the server runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use thiserror::Error;
use tokio_rustls::TlsAcceptor;

/// The certificate of the server, its key, and where they were read.
#[derive(Clone, Debug)]
pub struct Tls(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    certificate_file: PathBuf,
    key_file: PathBuf,
    current: Arc<Current>,
    config: Arc<ServerConfig>,
}

/// What handshakes use.
#[derive(Debug)]
struct Current(RwLock<Loaded>);

#[derive(Clone, Debug)]
struct Loaded {
    key: Arc<CertifiedKey>,
    /// The bytes of both files, as they were read; never shown.
    read: Arc<Files>,
}

#[derive(PartialEq, Eq)]
struct Files {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Files")
    }
}

/// Why a certificate can't be used.
#[derive(Debug, Error)]
pub enum TlsError {
    #[error("{path} can't be read: {source}", path = whole(.path).display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path} holds no certificate in PEM", path = .path.display())]
    NoCertificate { path: PathBuf },
    #[error("{path} holds no private key in PEM", path = .path.display())]
    NoKey { path: PathBuf },
    #[error(
        "the private key in {path} is encrypted, and nobody is there to type its password: decrypt it by `openssl pkey -in \
         {path}`, and let only the server's user read it",
        path = .path.display()
    )]
    EncryptedKey { path: PathBuf },
    #[error("the certificate in {certificate} and the key in {key} can't be used: {source}", certificate = .certificate.display(), key = .key.display())]
    Pair { certificate: PathBuf, key: PathBuf, source: rustls::Error },
    #[error("TLS can't be set up: {0}")]
    Protocol(rustls::Error),
}

/// The path with its folders: of a relative one, nobody sees where it was looked for.
fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Without the byte order mark that some editors write.
fn unmarked(pem: &[u8]) -> &[u8] {
    pem.strip_prefix(b"\xef\xbb\xbf").unwrap_or(pem)
}

/// PKCS#8 says so in its name, older forms in a line of their own (RFC 1421).
fn is_encrypted(pem: &[u8]) -> bool {
    let pem = String::from_utf8_lossy(pem);
    pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || pem.contains("Proc-Type: 4,ENCRYPTED")
}

impl Tls {
    /// Reads the certificate, with those that lead to its root, and its key, both in PEM.
    ///
    /// # Errors
    /// A file can't be read, or the two don't belong together.
    pub fn load(certificate_file: &Path, key_file: &Path) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let loaded = Loaded::of(Files::read(certificate_file, key_file)?, certificate_file, key_file, &provider)?;
        let current = Arc::new(Current(RwLock::new(loaded)));
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Protocol)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&current) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let (certificate_file, key_file) = (certificate_file.to_owned(), key_file.to_owned());
        Ok(Self(Arc::new(Inner { certificate_file, key_file, current, config: Arc::new(config) })))
    }

    /// Reads the files again; from then on new connections use what they hold. Whether that has changed.
    ///
    /// # Errors
    /// They can't be used: then all stays as it is.
    pub fn reload(&self) -> Result<bool, TlsError> {
        let Inner { certificate_file, key_file, current, config } = &*self.0;
        let files = Files::read(certificate_file, key_file)?;
        if *current.get().read == files {
            return Ok(false);
        }
        let loaded = Loaded::of(files, certificate_file, key_file, config.crypto_provider())?;
        *current.0.write().unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(true)
    }

    /// The end of the certificate chain that names the server, in DER.
    #[must_use]
    pub fn certificate(&self) -> Option<Vec<u8>> {
        self.0.current.get().key.cert.first().map(|certificate| certificate.to_vec())
    }

    /// Whether the certificate that names the server is one of an authority, which many clients refuse of a server.
    #[must_use]
    pub fn is_of_authority(&self) -> bool {
        self.certificate().is_some_and(|der| sigill_domain::certificate::is_of_authority(&der))
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0.config))
    }
}

impl Files {
    fn read(certificate_file: &Path, key_file: &Path) -> Result<Self, TlsError> {
        let read = |path: &Path| std::fs::read(path).map_err(|source| TlsError::File { path: path.to_owned(), source });
        Ok(Self { certificate: read(certificate_file)?, key: read(key_file)? })
    }
}

impl Loaded {
    fn of(files: Files, certificate_file: &Path, key_file: &Path, provider: &CryptoProvider) -> Result<Self, TlsError> {
        let no_certificate = || TlsError::NoCertificate { path: certificate_file.to_owned() };
        let chain: Vec<_> = CertificateDer::pem_slice_iter(unmarked(&files.certificate))
            .collect::<Result<_, _>>()
            .map_err(|_| no_certificate())?;
        if chain.is_empty() {
            return Err(no_certificate());
        }
        let key = PrivateKeyDer::from_pem_slice(unmarked(&files.key)).map_err(|_| {
            let path = key_file.to_owned();
            if is_encrypted(&files.key) { TlsError::EncryptedKey { path } } else { TlsError::NoKey { path } }
        })?;
        let key = CertifiedKey::from_der(chain, key, provider).map_err(|source| TlsError::Pair {
            certificate: certificate_file.to_owned(),
            key: key_file.to_owned(),
            source,
        })?;
        Ok(Self { key: Arc::new(key), read: Arc::new(files) })
    }
}

impl Current {
    fn get(&self) -> Loaded {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.get().key)
    }
}
