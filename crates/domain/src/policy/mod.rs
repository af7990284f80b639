//! Policies: named sets of parameters, owned by a client.

mod allowed_types;
pub mod client;
mod create;
mod form;
pub mod lifecycle;
mod locking;
mod misfit;
pub mod mobile_signature;
mod modify;
pub mod parameter;
pub mod profile;
mod switch;

use uuid::Uuid;

pub use self::allowed_types::AllowedTypes;
pub use self::client::ClientRules;
pub use self::create::{New, Policies};
pub use self::form::{PolicyForm, PolicyType};
pub use self::lifecycle::{LifecycleRules, WhenOver};
pub use self::locking::{CredentialRules, Locking};
pub use self::misfit::{Misfits, Stored};
pub use self::mobile_signature::MobileSignatureRules;
pub use self::modify::{HeldPolicy, PatchPolicy};
pub use self::parameter::Parameters;
pub use self::profile::{DefaultRole, NamedRoom, ProfileRules};
pub use self::switch::{Facts, Obstacles, RulesSeen};
use crate::credential::PolicyRef;
use crate::ext_id::ExtId;
use crate::time::Timestamp;

/// A policy of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Unique among the client's policies; fixed at creation.
    pub ext_id: ExtId,
    /// `policyType`, which says what parameters it may have; fixed at creation.
    pub kind: PolicyType,
    /// Unique among the client's policies; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// Free text, 1 to [`DESCRIPTION_LEN_MAX`] code points.
    pub description: Option<String>,
    /// Whether it is the default of its type in the client.
    pub is_default: bool,
    /// Those that are set; for the others, the default of the [`Parameter`] holds.
    pub parameters: Parameters,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// Longest name of a policy, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest description of a policy, in code points.
pub const DESCRIPTION_LEN_MAX: usize = 1000;

impl Policy {
    /// As a credential refers to it.
    #[must_use]
    pub fn reference(&self) -> PolicyRef {
        PolicyRef { id: self.id, ext_id: self.ext_id.clone() }
    }

    /// The policy as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        serde_json::json!({
            "extId": self.ext_id, "policyType": self.kind.as_str(), "name": self.name,
            "description": self.description, "defaultPolicy": self.is_default, "parameters": self.parameters,
        })
    }
}
