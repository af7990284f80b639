//! Profiles and authorizations: how a user gets roles.

mod assign;
mod modify;

use uuid::Uuid;

pub use self::assign::{Giving, NewAuthorization};
pub use self::modify::PatchProfile;
use crate::caller::{ClientRoom, Grant};
use crate::client::ClientRef;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::time::Timestamp;
use crate::user::{State, UserRef};

/// Authorizations of a profile: each call of its user reads them all.
pub const AUTHORIZATIONS_MAX: usize = 50;
/// Clients that one authorization names.
pub const ROOMS_MAX: usize = 100;

/// A user's place in a unit, which carries the roles.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Its user, by internal key.
    pub user_id: Uuid,
    /// The unit in which it is, by internal key.
    pub unit_id: Uuid,
    /// Unique among the client's profiles; fixed at creation.
    pub ext_id: ExtId,
    /// `Profile-<loginId>` where it is generated (*Administrative operations*).
    pub name: String,
    /// Only an active one gives its roles.
    pub state: State,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// A role of a profile, with its data rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorization {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Its profile, by internal key.
    pub profile_id: Uuid,
    /// Unique among the client's authorizations; fixed at creation.
    pub ext_id: ExtId,
    /// The role, and where it holds.
    pub grant: Grant,
    /// The ids of the clients of the room, where it isn't global.
    pub client_ids: Vec<Uuid>,
    /// Always 1: an authorization never changes. What `If-Match` compares.
    pub version: i64,
    /// When the role was given.
    pub created: Timestamp,
}

/// A profile with its user and its roles, as it was read.
#[derive(Clone, Debug)]
pub struct HeldProfile {
    /// The client of the profile.
    pub client: ClientRef,
    /// Whose profile it is.
    pub user: UserRef,
    /// The revision of the owner, which every change below the user moves.
    pub rev: i64,
    /// As it was read.
    pub profile: Profile,
    /// The unit of the profile, as paths name it.
    pub unit_ext_id: ExtId,
    /// The oldest first.
    pub authorizations: Vec<Authorization>,
}

impl HeldProfile {
    /// The profile's authorization with this external id, if it has it.
    #[must_use]
    pub fn authorization(&self, ext_id: &str) -> Option<&Authorization> {
        self.authorizations.iter().find(|authorization| authorization.ext_id.as_str() == ext_id)
    }

    fn event(&self, happening: &Happening, kind: EventKind, subject: &ExtId) -> Event {
        Event::about_user(happening, &self.client, &self.user, kind, subject)
    }
}

impl Profile {
    /// The profile as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        serde_json::json!({ "extId": self.ext_id, "name": self.name, "profileState": self.state.as_str() })
    }
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

#[cfg(test)]
mod tests;
