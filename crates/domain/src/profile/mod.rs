//! Profiles and authorizations: how a user gets roles.

mod assign;
mod create;
mod defaults;
mod drawn;
mod modify;
mod redraw;
mod role_room;
mod room;
mod unit;
mod values;
mod wanted;

use uuid::Uuid;

pub use self::assign::{Giving, NewAuthorization};
pub use self::create::{NewProfile, NewProfileOf};
pub use self::defaults::{Defaults, LeftOut, PolicyNames, RoleToGive};
pub use self::drawn::Redraw;
pub use self::modify::PatchProfile;
pub use self::redraw::{NewInRooms, Redrawn};
pub use self::role_room::{RoleRoom, RoleSpot, Sighted, part_of};
pub use self::room::{part, row_of_room};
pub use self::unit::takes_profiles;
pub use self::values::HeldProfileValues;
pub use self::wanted::{PatchAuthorization, WantedRooms};
use crate::caller::{ClientRoom, Grant};
use crate::client::ClientRef;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::property::Properties;
use crate::rooms::{Room, UnitPath};
use crate::time::Timestamp;
use crate::unit::UnitRef;
use crate::user::{State, UserRef, Validity};

/// Authorizations of a profile: each call of its user reads them all.
pub const AUTHORIZATIONS_MAX: usize = 50;
/// Profiles of a user.
pub const PROFILES_MAX: usize = 50;
/// Longest name of a profile, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest remarks and comment, in code points.
pub const TEXT_LEN_MAX: usize = 1_000;
/// Units that one authorization names.
pub const UNIT_ROOMS_MAX: usize = 100;
/// Applications, and enterprise roles, that one authorization names.
pub const ROLE_ROOMS_MAX: usize = 100;
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
    /// Whether it is the one that its user has where none is chosen; one of each user's is.
    pub is_default: bool,
    /// Its roles hold within it.
    pub validity: Validity,
    /// Free text, 1 to [`TEXT_LEN_MAX`] code points.
    pub remarks: Option<String>,
    /// `modificationComment`: why it was changed last.
    pub comment: Option<String>,
    /// Custom properties of the scope `PROFILE_GLOBAL`.
    pub properties: Properties,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// The values that a profile has for an application.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileValues {
    /// Internal key.
    pub id: Uuid,
    /// The client of the profile, by internal key.
    pub client_id: Uuid,
    /// The profile, by internal key.
    pub profile_id: Uuid,
    /// The application, by internal key.
    pub application_id: Uuid,
    /// Of the scopes `PROFILE_FOR_APPLICATION_GLOBAL` and `PROFILE_FOR_APPLICATION`.
    pub properties: Properties,
    /// Grows by one with each change; 0: it never had any.
    pub version: i64,
    /// When it had one first.
    pub created: Timestamp,
    /// When `version` moved last.
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
    /// When it holds.
    pub validity: Validity,
    /// The ids of the clients of the room, where it isn't global.
    pub client_ids: Vec<Uuid>,
    /// The units of the room, where it isn't of all units.
    pub units: Vec<UnitRef>,
    /// The applications of the room, where it isn't of all.
    pub applications: Vec<RoleSpot>,
    /// The enterprise roles of the room, where it isn't of all.
    pub enterprise_roles: Vec<RoleSpot>,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When the role was given.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
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
    /// The other profiles of the user, the oldest first; read where a decision is about them, too.
    pub others: Vec<Profile>,
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

fn audit_of(validity: Validity) -> serde_json::Value {
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
    serde_json::json!({ "from": time(validity.from), "to": time(validity.to) })
}

impl Profile {
    /// The profile as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        let mut audit = serde_json::json!({
            "extId": self.ext_id, "name": self.name, "profileState": self.state.as_str(),
            "isDefaultProfile": self.is_default, "remarks": self.remarks,
            "validity": audit_of(self.validity),
        });
        if !self.properties.is_empty() {
            audit["properties"] = self.properties.audit();
        }
        audit
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
        let mut audit =
            serde_json::json!({ "extId": self.ext_id, "role": self.grant.role.as_str(), "clients": clients });
        if self.validity != Validity::default() {
            audit["validity"] = audit_of(self.validity);
        }
        if self.grant.units != Room::Global {
            audit["units"] = self.units.iter().map(|unit| unit.ext_id.as_str()).collect();
        }
        let names = [(RoleRoom::Applications, "applications"), (RoleRoom::EnterpriseRoles, "enterpriseRoles")];
        for (room, name) in names {
            if *room.of(&self.grant) != Room::Global {
                audit[name] = room.named(self).iter().map(|spot| spot.ext_id.as_str()).collect();
            }
        }
        audit
    }

    /// As it is after a change, of which nothing is made yet.
    fn changed(&self, happening: &Happening) -> Self {
        Self { version: self.version + 1, modified: happening.at, ..self.clone() }
    }

    /// With the units of its room, in the order of their external ids; of all units, it stays so.
    #[must_use]
    pub fn with_units(mut self, mut units: Vec<(UnitPath, ExtId)>) -> Self {
        units.sort_by(|(_, one), (_, other)| one.cmp(other));
        if let Room::Only(paths) = &mut self.grant.units {
            self.units = units
                .iter()
                .filter_map(|(path, ext_id)| Some(UnitRef { id: path.unit()?, ext_id: ext_id.clone() }))
                .collect();
            *paths = units.into_iter().map(|(path, _)| path).collect();
        }
        self
    }
}

#[cfg(test)]
mod tests;
