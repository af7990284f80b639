//! The applications and the enterprise roles that authorizations name.

use std::collections::{BTreeMap, BTreeSet};

use sigill_domain::ext_id::ExtId;
use sigill_domain::profile::{Authorization, HeldProfile, RoleRoom, RoleSpot, Sighted};
use sigill_domain::right::{
    AuthorizationApplCreate, AuthorizationApplDelete, AuthorizationCreate, AuthorizationEnterpriseRoleCreate,
    AuthorizationEnterpriseRoleDelete, AuthorizationModify, Right,
};
use sigill_domain::rooms::{Place, Room};
use uuid::Uuid;

use crate::column;
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::Within;
use crate::sought::wanted;
use crate::sql::{Composed, Roomed};
use crate::value::Cells;

const APPLICATIONS: &str = "SELECT a.id, a.ext_id FROM application a WHERE a.state = 'active'";
const EROLES: &str = "SELECT e.id, e.ext_id FROM erole e WHERE e.state = 'active' AND ";

/// Those that are still there, of what authorizations name.
fn named(room: RoleRoom, keys: &BTreeSet<Uuid>) -> Roomed {
    match room {
        RoleRoom::Applications => {
            Composed::new(APPLICATIONS).of_applications_in("a.id", &Room::Only(keys.iter().copied().collect()))
        }
        RoleRoom::EnterpriseRoles => Composed::new(EROLES).of_found("e.id", keys.iter().copied()),
    }
}

/// Those with these external ids.
pub(super) fn wanted_ones(room: RoleRoom, client: Uuid, ext_ids: &[String]) -> Roomed {
    let (mut sql, column) = match room {
        RoleRoom::Applications => {
            (Composed::new(APPLICATIONS).of_applications_in("a.id", &Room::Global), " AND a.ext_id IN (")
        }
        RoleRoom::EnterpriseRoles => (Composed::new(EROLES).of("e.client_id", client), " AND e.ext_id IN ("),
    };
    sql.push(column).list(ext_ids, |sql, ext_id| {
        sql.bind(ext_id.as_str());
    });
    sql.push(")");
    sql
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let keys = (1..=3).map(Uuid::from_u128).collect();
    let ext_ids = ["a", "b", "c"].map(str::to_owned);
    let of = |room| [named(room, &keys), wanted_ones(room, client, &ext_ids)];
    RoleRoom::ALL.into_iter().flat_map(of).collect()
}

pub(super) fn spot(cells: &mut Cells<'_>) -> Result<RoleSpot, StoreError> {
    Ok(RoleSpot { id: cells.take()?, ext_id: column::take(cells)? })
}

/// Puts the external ids to what authorizations name. What is gone is in no room any more.
pub(super) async fn name(store: &Store, all: &mut [Authorization]) -> Result<(), StoreError> {
    if all.iter().all(|one| one.grant.role_rooms.is_none()) {
        return Ok(());
    }
    for room in RoleRoom::ALL {
        let only = |one: &Authorization| match room.of(&one.grant) {
            Room::Only(keys) => keys.clone(),
            Room::Global => Vec::new(),
        };
        let keys: BTreeSet<Uuid> = all.iter().flat_map(only).collect();
        let spots = if keys.is_empty() {
            Vec::new()
        } else {
            let (sql, values) = named(room, &keys).finish();
            store.rows(sql, values, spot).await?
        };
        for one in all.iter_mut() {
            let keys = only(one);
            let named = spots.iter().filter(|spot| keys.contains(&spot.id)).cloned().collect();
            *one = one.clone().with_role_room(room, named);
        }
    }
    Ok(())
}

/// What is named, with its key where it is there and the caller holds the right there.
async fn sighted<R: Right>(
    of: &Within<R, HeldProfile>,
    room: RoleRoom,
    ext_ids: &[String],
) -> Result<Sighted, StoreError> {
    if ext_ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut ext_ids: Vec<String> = ext_ids.iter().map(|ext_id| wanted(ext_id)).collect();
    ext_ids.sort();
    ext_ids.dedup();
    let (sql, values) = wanted_ones(room, of.client_id(), &ext_ids).finish();
    let found = of.store().rows(sql, values, spot).await?;
    let is_reached = |spot: &RoleSpot| {
        let place = Place::of_client(&of.client);
        of.reaches(&match room {
            RoleRoom::Applications => place.with_application(spot.id),
            RoleRoom::EnterpriseRoles => place.with_enterprise_role(spot.id),
        })
    };
    let found: BTreeMap<String, Uuid> =
        found.into_iter().filter(is_reached).map(|spot| (spot.ext_id.to_string(), spot.id)).collect();
    let one = |ext_id: String| (ExtId::from_stored(ext_id.clone()), found.get(&ext_id).copied());
    Ok(ext_ids.into_iter().map(one).collect())
}

macro_rules! draws_role_rooms {
    ($($right:ident)*) => {$(
        impl Within<$right, HeldProfile> {
            /// Applications or enterprise roles with their keys, where they are there and the caller may do this.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn role_spots(&self, room: RoleRoom, ext_ids: &[String]) -> Result<Sighted, StoreError> {
                sighted(self, room, ext_ids).await
            }
        }
    )*};
}

draws_role_rooms! {
    AuthorizationCreate AuthorizationModify AuthorizationApplCreate AuthorizationApplDelete
    AuthorizationEnterpriseRoleCreate AuthorizationEnterpriseRoleDelete
}
