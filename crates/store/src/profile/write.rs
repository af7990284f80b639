//! How profiles and authorizations are written.

use sigill_domain::caller::ClientRoom;
use sigill_domain::profile::{Authorization, Profile, ProfileValues, Redraw, row_of_room};
use sigill_domain::time::Timestamp;
use sigill_domain::user::State;
use uuid::Uuid;

use super::held_to;
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

pub(crate) fn set_values(values: &ProfileValues, is_new: bool) -> Step {
    if is_new { Step::insert(values, vec![]) } else { Step::update(values.id, values, vec![]) }
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
    let clients = authorization.client_ids.iter().map(|client| insert_client(authorization.id, *client));
    let units = authorization.units.iter().map(|unit| insert_unit(authorization.id, unit.id));
    std::iter::once(Step::insert(&row(authorization), vec![])).chain(clients).chain(units).collect()
}

/// Where an authorization holds from now on.
pub(crate) fn redraw(redraw: &Redraw) -> Vec<Step> {
    let id = redraw.after.id;
    let gone = |table, spots: &'_ [Uuid]| -> Vec<Step> {
        spots.iter().map(|spot| Step::Delete { table, id: row_of_room(id, *spot) }).collect()
    };
    let mut steps = vec![Step::update(id, &row(&redraw.after), vec![])];
    steps.extend(gone(RoomRow::TABLE, &redraw.gone_clients));
    steps.extend(gone(UnitRoomRow::TABLE, &redraw.gone_units));
    steps.extend(redraw.new_clients.iter().map(|client| insert_client(id, *client)));
    steps.extend(redraw.new_units.iter().map(|unit| insert_unit(id, *unit)));
    steps
}

fn row(authorization: &Authorization) -> AuthorizationRow {
    AuthorizationRow {
        id: authorization.id,
        client_id: authorization.client_id,
        profile_id: authorization.profile_id,
        ext_id: authorization.ext_id.clone(),
        role: authorization.grant.role.own().map(|role| role.as_str().to_owned()),
        role_id: authorization.grant.role.foreign().map(|role| role.id),
        application_id: authorization.grant.role.foreign().map(|role| role.application_id),
        valid_from: authorization.validity.from,
        valid_to: authorization.validity.to,
        is_client_global: authorization.grant.clients == ClientRoom::Global,
        held_to: held_to::stored(&authorization.grant),
        version: authorization.version,
        created: authorization.created,
        modified: authorization.modified,
    }
}

fn insert_client(authz_id: Uuid, client_id: Uuid) -> Step {
    Step::insert(&RoomRow { id: row_of_room(authz_id, client_id), authz_id, client_id }, vec![])
}

fn insert_unit(authz_id: Uuid, unit_id: Uuid) -> Step {
    Step::insert(&UnitRoomRow { id: row_of_room(authz_id, unit_id), authz_id, unit_id }, vec![])
}

pub(crate) fn delete_authorization(id: Uuid) -> Step {
    Step::Delete { table: AuthorizationRow::TABLE, id }
}
