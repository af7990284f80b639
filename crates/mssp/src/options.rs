//! What a simulator is started with, in code or from a TOML file.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;

use crate::authority::AuthoritySize;
use crate::number::Number;
use crate::script::Handshake;

/// The profiles that every AP may use.
pub(crate) const OPEN_PROFILE: &str = "http://mid.swisscom.ch/MID/v1/AuthProfile1";

/// Why the options cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    #[error("the options are not as expected")]
    Toml(#[source] toml::de::Error),
}

/// Everything beyond which a request is refused. Sizes in octets.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub body_max: usize,
    pub header_max: usize,
    pub connections_max: usize,
    pub numbers_max: usize,
    pub open_max: usize,
    /// Transactions that are kept after they ended, the oldest going first.
    pub ended_max: usize,
    /// For how long an ended one can be asked for: unpublished, so ours.
    pub ended_s: u64,
    /// How far an Instant may be from our time: unpublished, so ours.
    pub instant_s: u64,
    pub timeout_s_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_max: 64 * 1024,
            header_max: 16 * 1024,
            connections_max: 256,
            numbers_max: 1000,
            open_max: 1000,
            ended_max: 1000,
            ended_s: 600,
            instant_s: 300,
            timeout_s_max: 300,
        }
    }
}

/// What `MID/v1/AuthProfile1` stands for; the operator sets it for each AP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum AuthProfile {
    #[default]
    #[serde(rename = "STK-LoA4")]
    Stk,
    #[serde(rename = "Device-LoA4")]
    Device,
    #[serde(rename = "Any-LoA4")]
    Any,
    #[serde(rename = "Any-Geofencing-LoA4")]
    Geofencing,
}

/// By whose rules an AP is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApFamily {
    /// Mobile ID's: `userLang` is mandatory.
    #[default]
    MobileId,
    /// FiCom's: `eventId` and `noSpam` are.
    Ficom,
}

/// A relying party.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ap {
    pub id: String,
    /// Shown on the phone.
    #[serde(default)]
    pub name: String,
    /// Its client certificates in PEM, one after the other; a self-signed one will do.
    #[serde(default)]
    pub certificates_pem: String,
    /// Fault 104 where given and different. The real service does not look.
    pub password: Option<String>,
    /// What every text must contain, else 107.
    pub prefix: Option<String>,
    /// The profiles it may use besides the one open to all; `None` is every one of them.
    pub profiles: Option<Vec<String>>,
    /// What the profile that is open to all stands for.
    #[serde(default)]
    pub auth_profile: AuthProfile,
    /// Whose services are mandatory.
    #[serde(default)]
    pub family: ApFamily,
    /// Whether it may reach people who only have the App: without, they are unknown (105).
    #[serde(default = "yes")]
    pub app: bool,
    /// An inactive SIM is activated during the signature instead of fault 404.
    #[serde(default)]
    pub auto_activation: bool,
}

fn yes() -> bool {
    true
}

impl Ap {
    #[must_use]
    pub fn new(id: &str, certificates_pem: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            certificates_pem: certificates_pem.to_owned(),
            password: None,
            prefix: None,
            profiles: None,
            auth_profile: AuthProfile::default(),
            family: ApFamily::default(),
            app: true,
            auto_activation: false,
        }
    }

    /// Whether this client certificate, the leaf as it came, is one of the AP's.
    pub(crate) fn owns(&self, leaf: &[u8]) -> bool {
        let mut all = CertificateDer::pem_slice_iter(self.certificates_pem.as_bytes());
        all.any(|each| each.is_ok_and(|each| each.as_ref() == leaf))
    }

    pub(crate) fn may_use(&self, profile: &str) -> bool {
        profile == OPEN_PROFILE || self.profiles.as_ref().is_none_or(|all| all.iter().any(|each| each == profile))
    }

    pub(crate) fn shown(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}

/// Mobile-ID of SK: who may ask, and how long people take.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SkOptions {
    /// In lower case.
    pub relying_party_uuid: String,
    /// In any case; shown on the phone.
    pub relying_party_name: String,
    /// How long a person takes, in milliseconds.
    pub after_ms: u64,
    /// What is wrong with the signatures of a number, with its `+`.
    pub spoilt: BTreeMap<String, Spoilt>,
}

/// What can be wrong with a signature over a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spoilt {
    /// Another value than the key's.
    Value,
    /// Another hash was signed.
    OtherHash,
    /// Somebody else signed, with her own certificate.
    OtherPerson,
    /// The certificate is somebody else's, and not of the key that signed.
    OtherCertificate,
    /// The algorithm names another hash.
    OtherAlgorithm,
}

impl Default for SkOptions {
    /// As everybody may ask the provider's own demonstration service.
    fn default() -> Self {
        Self {
            relying_party_uuid: "00000000-0000-0000-0000-000000000000".to_owned(),
            relying_party_name: "DEMO".to_owned(),
            after_ms: 1_000,
            spoilt: BTreeMap::new(),
        }
    }
}

/// What a simulator is started with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Where authority and people are kept; made with mode 0700.
    pub folder: PathBuf,
    /// Mutual TLS.
    #[serde(default = "listen")]
    pub listen: SocketAddr,
    /// Plain HTTP, on a loopback address only. There is no client certificate there, so an AP is believed its id.
    pub plain: Option<SocketAddr>,
    /// Further names of the server's certificate besides localhost.
    #[serde(default)]
    pub names: Vec<String>,
    #[serde(default = "mssp_uri")]
    pub mssp_uri: String,
    #[serde(default)]
    pub authority: AuthoritySize,
    /// How the TLS port begins with; it can be changed while it runs.
    #[serde(default)]
    pub handshake: Handshake,
    /// Mobile-ID of SK ID Solutions, below `/mid-api`; absent, it isn't played.
    pub sk: Option<SkOptions>,
    #[serde(default, rename = "ap")]
    pub aps: Vec<Ap>,
    #[serde(default, rename = "number")]
    pub numbers: Vec<Number>,
    #[serde(default)]
    pub limits: Limits,
}

fn listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8443))
}

fn mssp_uri() -> String {
    "http://mid.swisscom.ch/".to_owned()
}

impl Options {
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            listen: listen(),
            plain: None,
            names: Vec::new(),
            mssp_uri: mssp_uri(),
            authority: AuthoritySize::default(),
            handshake: Handshake::default(),
            sk: None,
            aps: Vec::new(),
            numbers: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// Reads a TOML file's text; an unknown member is refused.
    ///
    /// # Errors
    /// Not TOML, or not what is expected there.
    pub fn from_toml(text: &str) -> Result<Self, OptionsError> {
        toml::from_str(text).map_err(OptionsError::Toml)
    }
}
