//! What is kept of a profile and of an authorization.

use sigill_domain::caller::{ClientRoom, Grant};
use sigill_domain::ext_id::ExtId;
use sigill_domain::profile::{Authorization, Profile, ProfileValues};
use sigill_domain::property::Properties;
use sigill_domain::role::{ForeignRole, GivenRole, Role};
use sigill_domain::rooms::Room;
use sigill_domain::time::Timestamp;
use sigill_domain::user::{State, Validity};
use uuid::Uuid;

use super::held_to::HeldTo;
use crate::row::row;

row! {
    /// A profile.
    struct ProfileRow in profile {
        id: Uuid,
        client_id: Uuid,
        user_id: Uuid,
        ext_id: ExtId,
        created: Timestamp;
        unit_id: Uuid,
        name: String,
        state: State,
        is_default: bool,
        valid_from: Option<Timestamp>,
        valid_to: Option<Timestamp>,
        remarks: Option<String>,
        comment: Option<String>,
        properties: Option<Properties>,
        version: i64,
        modified: Timestamp,
    }
}

impl From<ProfileRow> for Profile {
    fn from(row: ProfileRow) -> Self {
        Self {
            id: row.id,
            client_id: row.client_id,
            user_id: row.user_id,
            unit_id: row.unit_id,
            ext_id: row.ext_id,
            name: row.name,
            state: row.state,
            is_default: row.is_default,
            validity: Validity { from: row.valid_from, to: row.valid_to },
            remarks: row.remarks,
            comment: row.comment,
            properties: row.properties.unwrap_or_default(),
            version: row.version,
            created: row.created,
            modified: row.modified,
        }
    }
}

impl ProfileRow {
    pub(super) fn of(profile: &Profile) -> Self {
        Self {
            id: profile.id,
            client_id: profile.client_id,
            user_id: profile.user_id,
            unit_id: profile.unit_id,
            ext_id: profile.ext_id.clone(),
            name: profile.name.clone(),
            state: profile.state,
            is_default: profile.is_default,
            valid_from: profile.validity.from,
            valid_to: profile.validity.to,
            remarks: profile.remarks.clone(),
            comment: profile.comment.clone(),
            properties: (!profile.properties.is_empty()).then(|| profile.properties.clone()),
            version: profile.version,
            created: profile.created,
            modified: profile.modified,
        }
    }
}

row! {
    impl ProfileValues in profile_application {
        id, client_id, profile_id, application_id, created; properties, version, modified
    }
}

row! {
    /// A role of a profile.
    struct AuthorizationRow in authz {
        id: Uuid,
        client_id: Uuid,
        profile_id: Uuid,
        ext_id: ExtId,
        role: Option<String>,
        role_id: Option<Uuid>,
        application_id: Option<Uuid>,
        created: Timestamp;
        valid_from: Option<Timestamp>,
        valid_to: Option<Timestamp>,
        is_client_global: bool,
        held_to: Option<String>,
        version: i64,
        modified: Timestamp,
    }
}

row! {
    /// A unit of the room of an authorization that isn't of all units.
    struct UnitRoomRow in authz_unit { id: Uuid, authz_id: Uuid, unit_id: Uuid; }
}

row! {
    /// A client of the room of an authorization that isn't global.
    struct RoomRow in authz_client { id: Uuid, authz_id: Uuid, client_id: Uuid; }
}

impl AuthorizationRow {
    /// The authorization, without the clients and units of its room, and without the external ids of what else it names.
    /// `foreign` is the external id of a role of another application. `None` where this version doesn't know the role,
    /// which then gives no right, or the role is deleted.
    pub(super) fn authorization(self, foreign: Option<ExtId>) -> Option<Authorization> {
        let role = match self.role {
            Some(role) => GivenRole::Own(Role::parse(&role)?),
            None => {
                let (id, application_id) = self.role_id.zip(self.application_id)?;
                GivenRole::Foreign(Box::new(ForeignRole { id, application_id, ext_id: foreign? }))
            }
        };
        let held_to = HeldTo::from_stored(self.held_to.as_deref());
        let clients = if self.is_client_global { ClientRoom::Global } else { ClientRoom::Only(Vec::new()) };
        Some(Authorization {
            id: self.id,
            client_id: self.client_id,
            profile_id: self.profile_id,
            ext_id: self.ext_id,
            grant: Grant {
                role,
                clients,
                units: if held_to.units { Room::Only(Vec::new()) } else { Room::Global },
                role_rooms: held_to.role_rooms,
            },
            validity: Validity { from: self.valid_from, to: self.valid_to },
            client_ids: Vec::new(),
            units: Vec::new(),
            applications: Vec::new(),
            enterprise_roles: Vec::new(),
            version: self.version,
            created: self.created,
            modified: self.modified,
        })
    }
}
