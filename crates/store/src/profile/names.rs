//! What of the names in a profile policy is there.

use std::collections::BTreeSet;

use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::policy::{DefaultRole, NamedRoom, ProfileRules};
use sigill_domain::profile::{NewProfileOf, PolicyNames, RoleRoom};
use sigill_domain::right::{ProfileCreate, UserCreate};
use sigill_domain::role::ForeignRole;
use sigill_domain::rooms::{Place, Room, UnitPath};
use sigill_domain::user::NewUser;
use uuid::Uuid;

use super::role_rooms::{spot, wanted_ones};
use super::rooms::ids;
use crate::column;
use crate::error::StoreError;
use crate::permit::{Permit, Placeless, Within};
use crate::policy::read::WritesPolicies;
use crate::sql::{Composed, Roomed};

/// Roles of the applications that a client has, by external id.
fn roles_of(client: Uuid, ext_ids: &BTreeSet<&str>) -> Roomed {
    let mut sql = Composed::new(
        "SELECT a.ext_id, r.ext_id, r.id, a.id FROM app_role r
         JOIN application a ON a.id = r.application_id AND a.state = 'active'
         JOIN application_client ac ON ac.application_id = a.id AND ",
    )
    .of("ac.client_id", client);
    sql.push(" WHERE r.state = 'active' AND r.ext_id IN (");
    sql.list(ext_ids, |sql, ext_id| {
        sql.bind(*ext_id);
    });
    sql.push(")");
    sql
}

/// Units of a client, by external id, and whether profiles may be put into them.
fn units_of(client: Uuid, ext_ids: &BTreeSet<&str>) -> Roomed {
    let sql = "SELECT n.ext_id, n.path, n.state = 'active' AND NOT n.is_profileless FROM unit n WHERE ";
    let mut sql = Composed::new(sql).of("n.client_id", client);
    sql.push(" AND n.ext_id IN (");
    sql.list(ext_ids, |sql, ext_id| {
        sql.bind(*ext_id);
    });
    sql.push(")");
    sql
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let (one, some) = (BTreeSet::from(["a"]), BTreeSet::from(["a", "b", "c"]));
    let of = |ext_ids: &BTreeSet<&str>| [roles_of(client, ext_ids), units_of(client, ext_ids)];
    [of(&one), of(&some)].into_iter().flatten().collect()
}

/// All that one room of the roles names.
fn all_of(rules: &ProfileRules, room: fn(&DefaultRole) -> &NamedRoom) -> BTreeSet<&str> {
    rules.roles.iter().flat_map(|role| room(role).names()).map(String::as_str).collect()
}

async fn names<R, T>(permit: &Permit<R>, of: &Within<R, T>, rules: &ProfileRules) -> Result<PolicyNames, StoreError> {
    let (store, client) = (of.store(), of.client_id());
    let mut names = PolicyNames::default();
    let roles: BTreeSet<&str> = rules.roles.iter().flat_map(DefaultRole::role_ext_ids).collect();
    if !roles.is_empty() {
        let (sql, values) = roles_of(client, &roles).finish();
        let read = |cells: &mut crate::value::Cells<'_>| {
            let (application, ext_id): (String, ExtId) = (cells.take()?, column::take(cells)?);
            let name = format!("{application}.{ext_id}");
            Ok((name, ForeignRole { id: cells.take()?, application_id: cells.take()?, ext_id }))
        };
        for (name, role) in store.rows(sql, values, read).await? {
            names.roles.entry(name).and_modify(|there| *there = None).or_insert(Some(role));
        }
    }
    let units: BTreeSet<&str> = all_of(rules, |role| &role.units).into_iter().chain(rules.unit.as_deref()).collect();
    if !units.is_empty() {
        let (sql, values) = units_of(client, &units).finish();
        let read = |cells: &mut crate::value::Cells<'_>| {
            Ok((cells.take::<String>()?, (column::take::<UnitPath>(cells)?, cells.take::<bool>()?)))
        };
        names.units = store.rows(sql, values, read).await?.into_iter().collect();
    }
    let eroles: BTreeSet<&str> = all_of(rules, |role| &role.enterprise_roles)
        .into_iter()
        .chain(rules.enterprise_roles.iter().map(String::as_str))
        .collect();
    for (room, ext_ids, there) in [
        (RoleRoom::Applications, all_of(rules, |role| &role.applications), &mut names.applications),
        (RoleRoom::EnterpriseRoles, eroles, &mut names.enterprise_roles),
    ] {
        if !ext_ids.is_empty() {
            let ext_ids: Vec<String> = ext_ids.into_iter().map(str::to_owned).collect();
            let (sql, values) = wanted_ones(room, client, &ext_ids).finish();
            let found = store.rows(sql, values, spot).await?;
            *there = found.into_iter().map(|spot| (spot.ext_id.to_string(), spot.id)).collect();
        }
    }
    let clients = all_of(rules, |role| &role.clients).into_iter().map(|id| ExtId::from_stored(id.to_owned())).collect();
    let clients = ids(permit.beyond_rooms(Placeless::RoomsToGive), &Room::Only(clients)).await?;
    names.clients = clients.into_iter().filter_map(|(ext_id, id)| Some((ext_id.to_string(), id?))).collect();
    Ok(names)
}

impl<R: WritesPolicies> Permit<R> {
    /// What of the names in a profile policy is there, and within the rooms in which the caller writes policies. Clients
    /// beside the policy's own are looked for anywhere: that the caller may know of them was checked before.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn policy_names<T>(
        &self,
        of: &Within<R, T>,
        client: &ClientRef,
        rules: &ProfileRules,
    ) -> Result<PolicyNames, StoreError> {
        let mut names = names(self, of, rules).await?;
        let place = || Place::of_client(client);
        names.units.retain(|_, (path, _)| of.reaches(&Place::of_unit(client, path.clone())));
        names.applications.retain(|_, id| of.reaches(&place().with_application(*id)));
        names.enterprise_roles.retain(|_, id| of.reaches(&place().with_enterprise_role(*id)));
        names.roles.retain(|_, role| {
            role.as_ref().is_none_or(|role| of.reaches(&place().with_application(role.application_id)))
        });
        Ok(names)
    }
}

macro_rules! makes_profiles {
    ($($right:ident $object:ident)*) => {$(
        impl Permit<$right> {
            /// What of the names in a profile policy is there, wherever the caller's rooms are: it isn't the caller who
            /// chose them.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn policy_names_for(
                &self,
                of: &Within<$right, $object>,
                rules: &ProfileRules,
            ) -> Result<PolicyNames, StoreError> {
                names(self, of, rules).await
            }
        }
    )*};
}

makes_profiles! { UserCreate NewUser ProfileCreate NewProfileOf }
