//! Profiles and authorizations: how a user gets roles.

use uuid::Uuid;

use crate::caller::{ClientRoom, Grant};
use crate::ext_id::ExtId;
use crate::time::Timestamp;

/// A user's place in a unit, which carries the roles.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub id: Uuid,
    pub client_id: Uuid,
    pub user_id: Uuid,
    pub unit_id: Uuid,
    pub ext_id: ExtId,
    /// `Profile-<loginId>` where it is generated (*Administrative operations*).
    pub name: String,
    pub created: Timestamp,
}

/// A role of a profile, with its data rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorization {
    pub id: Uuid,
    pub client_id: Uuid,
    pub profile_id: Uuid,
    pub ext_id: ExtId,
    pub grant: Grant,
    /// The ids of the clients of the room, where it isn't global.
    pub client_ids: Vec<Uuid>,
    pub created: Timestamp,
}

impl Authorization {
    /// The authorization as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        let clients = match &self.grant.clients {
            ClientRoom::Global => serde_json::json!("global"),
            ClientRoom::Only(clients) => serde_json::json!(clients),
        };
        serde_json::json!({ "extId": self.ext_id, "role": self.grant.role.as_str(), "clients": clients })
    }
}
