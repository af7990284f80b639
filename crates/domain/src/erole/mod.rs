//! Enterprise roles: named bundles of roles of applications, which a client makes for itself and gives to profiles.
//!
//! They bundle what relying applications read. Roles of this server's own application are refused as members, and so an
//! enterprise role gives no right here.
//!
//! Source: *Create enterprise role*, *Patch enterprise role*, *Assign role to enterprise role*, *Create enterprise
//! authorization* (2.76).

mod authorization;
mod decide;
mod member;
mod membership;

use uuid::Uuid;

pub use self::authorization::{
    Givable, HeldEnterpriseAuthorization, NewEnterpriseAuthorization, PatchEnterpriseAuthorization,
};
pub use self::decide::{EnterpriseRoles, HeldEnterpriseRole, New, PatchEnterpriseRole};
pub use self::member::HeldMember;
pub use self::membership::{Membership, Regroup};
use crate::ext_id::ExtId;
use crate::language::Texts;
use crate::property::Properties;
use crate::time::Timestamp;
use crate::user::Validity;

/// Enterprise roles of a client at most.
pub const ENTERPRISE_ROLES_MAX: i64 = 10_000;
/// Members of an enterprise role at most.
pub const MEMBERS_MAX: i64 = 1_000;
/// Enterprise roles of a profile at most.
pub const ENTERPRISE_AUTHORIZATIONS_MAX: usize = 200;
/// Longest name and longest display name, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest description, in code points.
pub const TEXT_LEN_MAX: usize = 1_000;
/// Longest name of a provisioning client for it, in code points.
pub const EXTERNAL_ID_LEN_MAX: usize = 250;

/// An enterprise role of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct EnterpriseRole {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Unique among the client's enterprise roles; fixed at creation.
    pub ext_id: ExtId,
    /// Unique in the client; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// Notes for administrators, 1 to [`TEXT_LEN_MAX`] code points.
    pub description: Option<String>,
    /// What people are shown, per language; 1 to [`NAME_LEN_MAX`] code points each.
    pub display_name: Texts,
    /// What a provisioning client names it by; up to [`EXTERNAL_ID_LEN_MAX`] code points.
    pub external_id: Option<String>,
    /// Custom properties of the scope `ENTERPRISE_ROLE_GLOBAL`.
    pub properties: Properties,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// A role that belongs to an enterprise role.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleMember {
    /// Internal key, a UUIDv7.
    pub id: Uuid,
    /// The client of the enterprise role, by internal key.
    pub client_id: Uuid,
    /// The enterprise role, by internal key.
    pub erole_id: Uuid,
    /// The role, by internal key.
    pub role_id: Uuid,
    /// The application of the role, by internal key, which the client has.
    pub application_id: Uuid,
    /// Since when it belongs to it.
    pub created: Timestamp,
}

/// That a profile has an enterprise role.
#[derive(Clone, Debug, PartialEq)]
pub struct EnterpriseAuthorization {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Its profile, by internal key.
    pub profile_id: Uuid,
    /// The enterprise role, by internal key.
    pub erole_id: Uuid,
    /// Unique among the client's enterprise authorizations; fixed at creation.
    pub ext_id: ExtId,
    /// The enterprise role, as paths name it.
    pub erole_ext_id: ExtId,
    /// From when until when the profile has it.
    pub validity: Validity,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was given.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// A row of an enterprise role that is written.
#[derive(Clone, Debug)]
pub enum EnterpriseWrite {
    /// A new enterprise role. Its external id and name are unique in the client.
    Insert(EnterpriseRole),
    /// The enterprise role after a change, with its version moved.
    Update(EnterpriseRole),
    /// Marks an enterprise role as dead, to be purged with what belongs to it.
    Kill {
        /// The enterprise role, by internal key.
        id: Uuid,
        /// When it was deleted for its callers.
        at: Timestamp,
    },
    /// A role becomes a member.
    InsertMember(RoleMember),
    /// A role is no member any more.
    DeleteMember {
        /// Of the row that said so.
        id: Uuid,
    },
    /// A profile gets an enterprise role.
    Give(EnterpriseAuthorization),
    /// What may change of it.
    UpdateGiven(EnterpriseAuthorization),
    /// A profile loses an enterprise role.
    Take {
        /// The enterprise authorization, by internal key.
        id: Uuid,
    },
}

impl EnterpriseWrite {
    /// The client of what is written; `None` where the row doesn't say.
    #[must_use]
    pub fn client_id(&self) -> Option<Uuid> {
        match self {
            Self::Insert(role) | Self::Update(role) => Some(role.client_id),
            Self::InsertMember(member) => Some(member.client_id),
            Self::Give(given) | Self::UpdateGiven(given) => Some(given.client_id),
            Self::Kill { .. } | Self::DeleteMember { .. } | Self::Take { .. } => None,
        }
    }
}

impl EnterpriseRole {
    /// The enterprise role as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        let mut audit = serde_json::json!({
            "extId": self.ext_id, "name": self.name, "description": self.description, "displayName": self.display_name,
        });
        if let Some(external_id) = &self.external_id {
            audit["externalId"] = external_id.as_str().into();
        }
        if !self.properties.is_empty() {
            audit["properties"] = self.properties.audit();
        }
        audit
    }
}

impl EnterpriseAuthorization {
    /// The enterprise authorization as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
        serde_json::json!({
            "extId": self.ext_id, "enterpriseRoleExtId": self.erole_ext_id,
            "validity": { "from": time(self.validity.from), "to": time(self.validity.to) },
        })
    }
}
