//! What every message begins with, and who the parties are.

use super::value::{Instant, Msisdn, Password, TransId};

/// MajorVersion and MinorVersion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
}

/// AP_Info: who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApInfo {
    pub id: String,
    /// REST answers leave it out; in SOAP a missing attribute is fault 102, an empty one is not (§1.4).
    pub password: Option<Password>,
    pub trans_id: TransId,
    pub instant: Instant,
    /// Where the provider calls back, in asynchServerServer only.
    pub url: Option<String>,
}

/// MeshMemberType: how a party of the mesh is named; normally by a URI.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeshMember {
    pub dns_name: Option<String>,
    pub ip_address: Option<String>,
    pub uri: Option<String>,
    pub identifier: Option<String>,
}

/// MSSP_Info: who answers. `instant` is set in answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MsspInfo {
    pub id: MeshMember,
    pub instant: Option<Instant>,
}

/// What every message begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// As read. Written where given, else the binding's own number for the message (§2.3).
    pub version: Option<Version>,
    pub ap: ApInfo,
    pub mssp: MsspInfo,
}

/// MobileUser: mostly just the number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MobileUser {
    pub msisdn: Option<Msisdn>,
    pub user_identifier: Option<String>,
    pub identity_issuer: Option<MeshMember>,
    pub home_mssp: Option<MeshMember>,
}

impl From<Msisdn> for MobileUser {
    fn from(msisdn: Msisdn) -> Self {
        Self { msisdn: Some(msisdn), ..Self::default() }
    }
}
