//! How profiles and authorizations are written.

use sigill_domain::caller::ClientRoom;
use sigill_domain::profile::{Authorization, Profile};
use sigill_domain::time::Timestamp;
use sigill_domain::user::State;
use uuid::Uuid;

use super::row::{AuthorizationRow, RoomRow};
use crate::column::value;
use crate::row::Row;
use crate::step::Step;

pub(crate) fn insert(profile: &Profile) -> Step {
    Step::insert(profile, vec![])
}

pub(crate) fn update(profile: &Profile) -> Step {
    Step::update(profile.id, profile, vec![])
}

/// A profile follows its user.
pub(crate) fn set_state(id: Uuid, state: State, at: Timestamp) -> Step {
    Step::Update { table: Profile::TABLE, id, columns: vec![("state", value(&state)), ("modified", value(&at))] }
}

pub(crate) fn delete(id: Uuid) -> Step {
    Step::Delete { table: Profile::TABLE, id }
}

/// An authorization, and the clients of its room.
pub(crate) fn insert_authorization(authorization: &Authorization) -> Vec<Step> {
    let row = AuthorizationRow {
        id: authorization.id,
        client_id: authorization.client_id,
        profile_id: authorization.profile_id,
        ext_id: authorization.ext_id.clone(),
        role: authorization.grant.role.as_str().to_owned(),
        is_client_global: authorization.grant.clients == ClientRoom::Global,
        version: authorization.version,
        created: authorization.created,
    };
    let room = |client_id: &Uuid| RoomRow { authz_id: authorization.id, client_id: *client_id };
    let rooms = authorization.client_ids.iter().map(|id| Step::insert(&room(id), vec![]));
    std::iter::once(Step::insert(&row, vec![])).chain(rooms).collect()
}

pub(crate) fn delete_authorization(id: Uuid) -> Step {
    Step::Delete { table: AuthorizationRow::TABLE, id }
}
