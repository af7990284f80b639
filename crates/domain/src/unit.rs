//! Units: the tree of organisation inside a client.

use uuid::Uuid;

use crate::ext_id::ExtId;
use crate::time::Timestamp;

/// A unit of a client. Every client has a root unit from the start, to which new profiles belong.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub id: Uuid,
    pub client_id: Uuid,
    pub ext_id: ExtId,
    pub name: String,
    /// Whether new profiles belong to it.
    pub is_default: bool,
    pub created: Timestamp,
}
