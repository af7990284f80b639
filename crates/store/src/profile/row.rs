//! What is kept of a profile and of an authorization.

use sigill_domain::caller::{ClientRoom, Grant};
use sigill_domain::ext_id::ExtId;
use sigill_domain::profile::{Authorization, Profile};
use sigill_domain::role::Role;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::row::row;

row! {
    impl Profile in profile { id, client_id, user_id, unit_id, ext_id, created; name, state, version, modified }
}

row! {
    /// A role of a profile.
    struct AuthorizationRow in authz {
        id: Uuid,
        client_id: Uuid,
        profile_id: Uuid,
        ext_id: ExtId,
        role: String,
        is_client_global: bool,
        version: i64,
        created: Timestamp;
    }
}

row! {
    /// A client of the room of an authorization that isn't global.
    struct RoomRow in authz_client { authz_id: Uuid, client_id: Uuid; }
}

impl AuthorizationRow {
    /// The authorization, without the clients of its room; `None` where this version doesn't know the role, which then
    /// gives no right.
    pub(super) fn authorization(self) -> Option<Authorization> {
        let role = Role::parse(&self.role)?;
        let clients = if self.is_client_global { ClientRoom::Global } else { ClientRoom::Only(Vec::new()) };
        Some(Authorization {
            id: self.id,
            client_id: self.client_id,
            profile_id: self.profile_id,
            ext_id: self.ext_id,
            grant: Grant { role, clients },
            client_ids: Vec::new(),
            version: self.version,
            created: self.created,
        })
    }
}
