//! How profiles and authorizations are written.

use sigill_domain::caller::ClientRoom;
use sigill_domain::profile::{Authorization, Profile, room_of_unit};
use sigill_domain::rooms::Room;
use sigill_domain::time::Timestamp;
use sigill_domain::user::State;
use uuid::Uuid;

use super::row::{AuthorizationRow, ProfileRow, RoomRow, UnitRoomRow};
use crate::column::value;
use crate::row::Row;
use crate::step::Step;

pub(crate) fn insert(profile: &Profile) -> Step {
    Step::insert(&ProfileRow::of(profile), vec![])
}

pub(crate) fn update(profile: &Profile) -> Step {
    Step::update(profile.id, &ProfileRow::of(profile), vec![])
}

/// A profile follows its user.
pub(crate) fn set_state(id: Uuid, state: State, at: Timestamp) -> Step {
    Step::Update { table: ProfileRow::TABLE, id, columns: vec![("state", value(&state)), ("modified", value(&at))] }
}

pub(crate) fn delete(id: Uuid) -> Step {
    Step::Delete { table: ProfileRow::TABLE, id }
}

/// An authorization, and the clients and units of its room.
pub(crate) fn insert_authorization(authorization: &Authorization) -> Vec<Step> {
    let row = AuthorizationRow {
        id: authorization.id,
        client_id: authorization.client_id,
        profile_id: authorization.profile_id,
        ext_id: authorization.ext_id.clone(),
        role: authorization.grant.role.as_str().to_owned(),
        is_client_global: authorization.grant.clients == ClientRoom::Global,
        is_unit_global: authorization.grant.units == Room::Global,
        version: authorization.version,
        created: authorization.created,
    };
    let room = |client_id: &Uuid| RoomRow { authz_id: authorization.id, client_id: *client_id };
    let rooms = authorization.client_ids.iter().map(|id| Step::insert(&room(id), vec![]));
    let units = authorization.units.iter().map(|unit| insert_unit(authorization.id, unit.id));
    std::iter::once(Step::insert(&row, vec![])).chain(rooms).chain(units).collect()
}

fn insert_unit(authz_id: Uuid, unit_id: Uuid) -> Step {
    Step::insert(&UnitRoomRow { id: room_of_unit(authz_id, unit_id), authz_id, unit_id }, vec![])
}

/// A unit that comes to the room of an authorization.
pub(crate) fn add_unit(authorization: &Authorization, unit: Uuid) -> Vec<Step> {
    vec![changed(authorization), insert_unit(authorization.id, unit)]
}

/// A unit that leaves the room of an authorization.
pub(crate) fn remove_unit(authorization: &Authorization, unit: Uuid) -> Vec<Step> {
    vec![changed(authorization), Step::Delete { table: UnitRoomRow::TABLE, id: room_of_unit(authorization.id, unit) }]
}

fn changed(authorization: &Authorization) -> Step {
    let columns = vec![("version", authorization.version.into())];
    Step::Update { table: AuthorizationRow::TABLE, id: authorization.id, columns }
}

pub(crate) fn delete_authorization(id: Uuid) -> Step {
    Step::Delete { table: AuthorizationRow::TABLE, id }
}
