//! Clients: the tenants.

mod create;
mod modify;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::create::{Clients, Founded, New};
pub use self::modify::{HeldClient, PatchClient};
use crate::ext_id::ExtId;
use crate::language::Texts;
use crate::time::Timestamp;

/// Longest name of a client, and longest display name, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest remarks about a client, in code points.
pub const REMARKS_LEN_MAX: usize = 1000;

/// A client.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Unique among all clients; fixed at creation.
    pub ext_id: ExtId,
    /// Unique among all clients; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// What people are shown, for some languages or none.
    pub display_name: DisplayName,
    /// Notes for administrators, 1 to [`REMARKS_LEN_MAX`] code points.
    pub remarks: Option<String>,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When the client was founded.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// A name per language.
pub type DisplayName = Texts;

/// A client as others refer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRef {
    /// Internal key; paths and bodies have the external id instead.
    pub id: Uuid,
    /// As paths name it.
    pub ext_id: ExtId,
    /// As people know it.
    pub name: String,
}

impl Client {
    /// What others keep of it.
    #[must_use]
    pub fn reference(&self) -> ClientRef {
        ClientRef { id: self.id, ext_id: self.ext_id.clone(), name: self.name.clone() }
    }

    /// The client as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        serde_json::json!({
            "extId": self.ext_id, "name": self.name, "displayName": self.display_name, "remarks": self.remarks,
        })
    }
}
