//! Units: the tree of organisation inside a client.

use uuid::Uuid;

use crate::ext_id::ExtId;
use crate::time::Timestamp;

/// A unit of a client. Every client has a root unit from the start, to which new profiles belong.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Unique among the client's units; fixed at creation.
    pub ext_id: ExtId,
    /// As people know it; `Default` of the one that a client has from the start.
    pub name: String,
    /// Whether new profiles belong to it.
    pub is_default: bool,
    /// When it was created.
    pub created: Timestamp,
}
