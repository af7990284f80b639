//! The settings by which a provider is asked.

use std::fmt;

use crate::message::{MeshMember, Password, Request, Response};
use crate::wire::{WireError, rest, soap};

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    Soap,
    Rest,
}

impl Binding {
    pub(super) fn write(self, request: &Request) -> String {
        match self {
            Self::Soap => soap::write_request(request),
            Self::Rest => rest::write_request(request),
        }
    }

    pub(super) fn read(self, octets: &[u8]) -> Result<Response, WireError> {
        match self {
            Self::Soap => soap::read_response(octets),
            Self::Rest => rest::read_response(octets),
        }
    }

    /// What Mobile ID documents. Others want `application/soap+xml` for SOAP 1.2 (§1.3).
    fn media_type(self) -> &'static str {
        match self {
            Self::Soap => "text/xml;charset=UTF-8",
            Self::Rest => "application/json;charset=UTF-8",
        }
    }
}

/// Where each operation is asked for, below the base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    pub signature: String,
    pub status: String,
    pub receipt: String,
    pub profile: String,
}

impl Paths {
    /// Those of Mobile ID (§2.1).
    #[must_use]
    pub fn mobile_id(binding: Binding) -> Self {
        let [signature, status, receipt, profile] = match binding {
            Binding::Soap => ["MSS_SignaturePort", "MSS_StatusQueryPort", "MSS_ReceiptPort", "MSS_ProfilePort"]
                .map(|port| format!("/soap/services/{port}")),
            Binding::Rest => ["sign", "status", "receipt", "profile"].map(|name| format!("/rest/service/{name}")),
        };
        Self { signature, status, receipt, profile }
    }
}

/// Everything beyond which an answer is not waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Name, TCP and TLS.
    pub connect_ms: u64,
    /// A whole answer, connecting included. Enough for the asynchronous mode; nobody at a phone is waited for.
    pub answer_ms: u64,
    /// The same for a receipt, which a person may have to confirm (60 s at Mobile ID).
    pub receipt_ms: u64,
    pub answer_octets_max: usize,
    /// For how long a connection that nobody uses is kept.
    pub idle_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_ms: 5_000,
            answer_ms: 10_000,
            receipt_ms: 90_000,
            answer_octets_max: crate::wire::SIZE_MAX,
            idle_ms: 20_000,
        }
    }
}

/// A private key in PEM (PKCS#8, PKCS#1 or SEC 1). `Debug` shows nothing of it.
#[derive(Clone)]
pub struct PrivateKey(pub(super) String);

impl PrivateKey {
    #[must_use]
    pub fn from_pem(pem: impl Into<String>) -> Self {
        Self(pem.into())
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

/// The AP's client certificate and its key.
#[derive(Clone, Debug)]
pub struct Identity {
    /// PEM. Of several certificates only the first is sent: Mobile ID refuses a chain (§2.2).
    pub certificate_pem: String,
    pub key: PrivateKey,
}

/// One provider, and who we are there.
#[derive(Clone, Debug)]
pub struct Provider {
    /// `https://host[:port]`; `http` is for loopback addresses only, where a simulator may listen.
    pub base_url: String,
    pub binding: Binding,
    pub paths: Paths,
    /// Content-Type of a request.
    pub media_type: String,
    pub ap_id: String,
    /// Mobile ID does not look at it, but wants it there (§2.2).
    pub ap_password: Password,
    /// How the provider is named in messages: mostly by a URI.
    pub mssp: MeshMember,
    /// The authorities of the server's certificate, in PEM. Those of the machine do not count.
    pub server_roots_pem: String,
    pub identity: Option<Identity>,
    pub limits: Limits,
}

impl Provider {
    /// As Mobile ID is asked; everything can be changed afterwards.
    #[must_use]
    pub fn new(base_url: &str, binding: Binding, ap_id: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            binding,
            paths: Paths::mobile_id(binding),
            media_type: binding.media_type().to_owned(),
            ap_id: ap_id.to_owned(),
            ap_password: Password::default(),
            mssp: MeshMember { uri: Some("http://mid.swisscom.ch/".to_owned()), ..MeshMember::default() },
            server_roots_pem: String::new(),
            identity: None,
            limits: Limits::default(),
        }
    }
}

/// What is wrong with the settings. Names the field.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProviderError {
    #[error("base_url: {0}")]
    Url(&'static str),
    #[error("paths: {0:?} is not a path that begins with a slash")]
    Path(String),
    #[error("media_type: not the value of a header")]
    MediaType,
    #[error("server_roots_pem: {0}")]
    Roots(String),
    #[error("certificate_pem: {0}")]
    Certificate(String),
    #[error("key: not one private key in PEM")]
    Key,
    #[error("the key is encrypted, and nobody is there to type its password: `openssl pkey -in FILE` decrypts it")]
    KeyEncrypted,
    #[error("certificate_pem and key: {0}")]
    Identity(rustls::Error),
    #[error("TLS")]
    Tls(#[source] rustls::Error),
}
