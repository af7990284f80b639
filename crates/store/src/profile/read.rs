//! Profiles with their roles.

use std::collections::BTreeMap;

use sigill_domain::caller::{ClientRoom, Grant};
use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::profile::{Authorization, HeldProfile, NewProfileOf, Profile, takes_profiles};
use sigill_domain::right::{
    AuthorizationApplCreate, AuthorizationApplDelete, AuthorizationApplView, AuthorizationCreate, AuthorizationDelete,
    AuthorizationEnterpriseRoleCreate, AuthorizationEnterpriseRoleDelete, AuthorizationEnterpriseRoleView,
    AuthorizationModify, AuthorizationUnitCreate, AuthorizationUnitDelete, AuthorizationUnitView, AuthorizationView,
    ProfileCreate, ProfileDelete, ProfileModify, ProfileView, SelfAdmin,
};
use sigill_domain::role::{ForeignRole, Role};
use sigill_domain::rooms::{Place, UnitPath};
use sigill_domain::unit::Unit;
use sigill_domain::user::UserRef;
use uuid::Uuid;

use super::row::{AuthorizationRow, ProfileRow};
use crate::column;
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::unit::row::UnitRow;
use crate::value::Cells;

const PROFILE: Sql = sql! { "
    SELECT {c}, {p}, {u}, o.rev, n.ext_id
    FROM client c
    LEFT JOIN profile p ON p.client_id = c.id AND p.ext_id = $1
    LEFT JOIN unit n ON n.id = p.unit_id
    LEFT JOIN users u ON u.id = p.user_id
    LEFT JOIN owner o ON o.id = p.user_id
    WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef, p: ProfileRow, u: UserRef };

/// The profiles of one user, who has few.
const PROFILES: Sql = sql! { "
    SELECT {c}, u.id, {p}, {u}, o.rev, n.ext_id
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN owner o ON o.id = u.id
    LEFT JOIN profile p ON p.user_id = u.id
    LEFT JOIN unit n ON n.id = p.unit_id
    WHERE c.ext_id = $2 AND c.state = 'active'
    ORDER BY p.created / 1000, p.ext_id", c: ClientRef, p: ProfileRow, u: UserRef };

/// Read after the revision of their user, so that what is missed here has moved it.
const AUTHORIZATIONS: Sql = sql! { "
    SELECT {a}, r.ext_id, rc.id, rc.ext_id,
           CASE WHEN a.held_to IS NULL THEN NULL ELSE (
               SELECT string_agg(n.path || ' ' || n.ext_id, ',') FROM authz_unit au JOIN unit n ON n.id = au.unit_id
               WHERE au.authz_id = a.id
           ) END
    FROM authz a
    LEFT JOIN app_role r ON r.id = a.role_id AND r.state = 'active'
    LEFT JOIN authz_client ac ON ac.authz_id = a.id
    LEFT JOIN client rc ON rc.id = ac.client_id AND rc.state = 'active'
    WHERE a.profile_id = $1
    ORDER BY a.created / 1000, a.ext_id, rc.ext_id", a: AuthorizationRow };

/// The roles of a user, whether they hold now or not: one that is disabled can be activated.
pub(crate) const GRANTS: Sql = sql! { "
    SELECT {a}, r.ext_id, rc.id, rc.ext_id,
           CASE WHEN a.held_to IS NULL THEN NULL ELSE (
               SELECT string_agg(n.path || ' ' || n.ext_id, ',') FROM authz_unit au JOIN unit n ON n.id = au.unit_id
               WHERE au.authz_id = a.id
           ) END
    FROM client c
    JOIN profile p ON p.client_id = c.id
    JOIN authz a ON a.profile_id = p.id
    LEFT JOIN app_role r ON r.id = a.role_id AND r.state = 'active'
    LEFT JOIN authz_client ac ON ac.authz_id = a.id
    LEFT JOIN client rc ON rc.id = ac.client_id AND rc.state = 'active'
    WHERE p.user_id = $1", a: AuthorizationRow };

/// The profiles of a user but one. Read after the revision of their user.
const OTHERS: Sql = sql! { "
SELECT {p} FROM profile p WHERE p.user_id = $1 AND p.id <> $2 ORDER BY p.created / 1000, p.ext_id", p: ProfileRow };

/// For a new profile in a unit, or in the default one where none is named.
const NEW_PROFILE: Sql = sql! { "
    SELECT {c},
           EXISTS (SELECT 1 FROM profile x WHERE x.client_id = c.id AND x.ext_id = $1),
           {n}, pp.ext_id, pp.parameters, {u}, u.login_id, u.is_technical, o.rev
    FROM client c
    LEFT JOIN policy pp ON pp.client_id = c.id AND pp.kind = 'ProfilePolicy' AND pp.is_default
    LEFT JOIN unit n ON n.client_id = c.id AND (n.ext_id = $2 OR (CAST($2 AS TEXT) IS NULL AND n.is_default))
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $3
    LEFT JOIN owner o ON o.id = u.id
    WHERE c.ext_id = $4 AND c.state = 'active'", c: ClientRef, n: UnitRow, u: UserRef };

/// The units of a user.
const UNITS: Sql = Sql("
    SELECT n.path, n.ext_id FROM profile p JOIN unit n ON n.id = p.unit_id WHERE p.user_id = $1 ORDER BY p.created, p.id");

/// The unit of a profile.
const UNIT_OF: Sql = sql! { "SELECT {n} FROM unit n WHERE n.id = $1", n: UnitRow };

/// A role of an application that the client has.
const FOREIGN_ROLE: Sql = Sql("
    SELECT r.id, a.id, r.ext_id
    FROM app_role r
    JOIN application a ON a.id = r.application_id AND a.state = 'active'
    JOIN application_client ac ON ac.application_id = a.id AND ac.client_id = $1
    WHERE r.ext_id = $2 AND r.state = 'active'");

const AUTHORIZATION_TAKEN: Sql = Sql("
    SELECT 1 FROM client c JOIN authz a ON a.client_id = c.id AND a.ext_id = $1 WHERE c.ext_id = $2");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    PROFILE,
    PROFILES,
    AUTHORIZATIONS,
    GRANTS,
    OTHERS,
    NEW_PROFILE,
    UNITS,
    UNIT_OF,
    FOREIGN_ROLE,
    AUTHORIZATION_TAKEN,
];

/// `{p}, {u}, o.rev, n.ext_id`; `None` where there is no profile.
fn held(client: &ClientRef, cells: &mut Cells<'_>) -> Result<Option<HeldProfile>, StoreError> {
    let Some(profile) = ProfileRow::take_joined(cells)?.map(Profile::from) else { return Ok(None) };
    Ok(Some(HeldProfile {
        client: client.clone(),
        profile,
        user: UserRef::take(cells)?,
        rev: cells.take()?,
        unit_ext_id: column::take(cells)?,
        authorizations: Vec::new(),
        others: Vec::new(),
    }))
}

async fn profile<R>(permit: &Permit<R>, ext_id: &str) -> Result<Sought<R, HeldProfile>, StoreError> {
    let values = vec![wanted(ext_id).into(), permit.client().as_str().into()];
    let sought = permit
        .seek((PROFILE, values), Noun::Profile, |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let held = held(&client, cells)?.map(|held| (Place::of_user(&client, held.user.id), held));
            Ok((client, held))
        })
        .await?;
    let mut held = match sought.or_gone() {
        Ok(held) => held,
        Err(gone) => return Ok(gone.into()),
    };
    held.authorizations = authorizations(held.store(), AUTHORIZATIONS, held.profile.id).await?;
    Ok(Sought::There(permit.with_units(held).await?))
}

/// The profiles of a user but the one with the id `but`, the oldest first.
async fn others<R, T>(of: &Within<R, T>, but: Uuid) -> Result<Vec<Profile>, StoreError> {
    let values = vec![of.owner_id().into(), but.into()];
    of.store().rows(OTHERS, values, |cells| Ok(Profile::from(ProfileRow::take(cells)?))).await
}

macro_rules! with_others {
    ($($right:ident)*) => {$(
        impl Within<$right, HeldProfile> {
            /// Reads the other profiles of the user, which a decision on which of them is the default needs.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn read_others(&mut self) -> Result<(), StoreError> {
                self.others = others(self, self.profile.id).await?;
                Ok(())
            }
        }
    )*};
}

with_others! { ProfileModify ProfileDelete }

impl Within<ProfileView, HeldProfile> {
    /// The unit of the profile.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn unit(&self) -> Result<Option<Unit>, StoreError> {
        let values = vec![self.profile.unit_id.into()];
        self.store().row(UNIT_OF, values, |cells| Ok(Unit::from(UnitRow::take(cells)?))).await
    }
}

impl Permit<ProfileCreate> {
    /// What a decision on a new profile of a user needs. A unit that is outside of the caller's rooms is as one that isn't
    /// there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn new_profile(
        &self,
        user: &str,
        ext_id: Option<&str>,
        unit: Option<&str>,
    ) -> Result<Sought<ProfileCreate, NewProfileOf>, StoreError> {
        let mut sought = self.new_profile_in(user, ext_id, unit).await?;
        let of_policy = |new: &NewProfileOf| new.defaults.as_ref()?.rules.unit.clone();
        if unit.is_none()
            && let Sought::There(new) = &mut sought
            && let Some(wanted) = of_policy(new)
        {
            match self.new_profile_in(user, ext_id, Some(&wanted)).await? {
                Sought::There(there) if there.unit.as_ref().is_none_or(|unit| takes_profiles(unit).is_err()) => {
                    new.defaults.iter_mut().for_each(|defaults| defaults.unit_is_gone = true);
                }
                there => sought = there,
            }
        }
        let mut new = match sought.or_gone() {
            Ok(new) => new,
            Err(gone) => return Ok(gone.into()),
        };
        let is_reached = |unit: &Unit| new.reaches(&Place::of_unit(&new.client, unit.path.clone()));
        if !new.unit.as_ref().is_some_and(is_reached) {
            new.unit = None;
        }
        new.others = others(&new, Uuid::nil()).await?;
        Ok(Sought::There(new))
    }

    /// The same, in whatever unit there is, without the other profiles of the user.
    async fn new_profile_in(
        &self,
        user: &str,
        ext_id: Option<&str>,
        unit: Option<&str>,
    ) -> Result<Sought<ProfileCreate, NewProfileOf>, StoreError> {
        let values = vec![
            wanted_optional(ext_id).into(),
            wanted_optional(unit).into(),
            wanted(user).into(),
            self.client().as_str().into(),
        ];
        self.seek((NEW_PROFILE, values), Noun::User, |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let ext_id_taken = cells.take()?;
            let unit = UnitRow::take_joined(cells)?.map(Unit::from);
            let defaults = crate::policy::defaults(&client, cells)?;
            let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
            let place = Place::of_user(&client, user.id);
            let (login_id, is_technical, rev) = (cells.take()?, cells.take()?, cells.take()?);
            let of = client.clone();
            let others = Vec::new();
            let new =
                NewProfileOf { client: of, user, login_id, is_technical, rev, others, unit, defaults, ext_id_taken };
            Ok((client, Some((place, new))))
        })
        .await
    }
}

pub(crate) async fn authorizations(store: &Store, sql: Sql, id: Uuid) -> Result<Vec<Authorization>, StoreError> {
    let rows = store
        .rows(sql, vec![id.into()], |cells| {
            let row = AuthorizationRow::take(cells)?;
            let foreign: Option<ExtId> = cells.take::<Option<String>>()?.map(ExtId::from_stored);
            let room: (Option<Uuid>, Option<String>) = (cells.take()?, cells.take()?);
            let units = units(cells)?;
            let authorization = row.authorization(foreign).map(|one| one.with_units(units));
            Ok((authorization, room))
        })
        .await?;
    let mut all: Vec<Authorization> = Vec::new();
    let mut places: BTreeMap<Uuid, usize> = BTreeMap::new();
    for (authorization, room) in rows.into_iter().filter_map(|(authorization, room)| Some((authorization?, room))) {
        let place = *places.entry(authorization.id).or_insert_with(|| {
            all.push(authorization);
            all.len() - 1
        });
        if let Some(Authorization { grant: Grant { clients: ClientRoom::Only(clients), .. }, client_ids, .. }) =
            all.get_mut(place)
            && let (Some(id), Some(ext_id)) = room
        {
            client_ids.push(id);
            clients.push(ExtId::from_stored(ext_id));
        }
    }
    super::role_rooms::name(store, &mut all).await?;
    Ok(all)
}

/// The units of a room, each as its path, a blank and its external id, which has no comma.
fn units(cells: &mut Cells<'_>) -> Result<Vec<(UnitPath, ExtId)>, StoreError> {
    let all = cells.take::<Option<String>>()?.unwrap_or_default();
    let unit = |unit: &str| {
        let (path, ext_id) = unit.split_once(' ')?;
        Some((UnitPath::from_stored(path.to_owned()), ExtId::from_stored(ext_id.to_owned())))
    };
    Ok(all.split(',').filter_map(unit).collect())
}

/// A role with at most one client of its room: `a.role, a.is_client_global, rc.ext_id`, and the units of its room as a
/// caller is read with them; `None` where it isn't known, or
/// isn't this server's own.
pub(crate) fn grant(cells: &mut Cells<'_>) -> Result<Option<Grant>, StoreError> {
    let role = cells.take::<Option<String>>()?;
    let (is_global, room) = (cells.take::<bool>()?, cells.take::<Option<String>>()?);
    let only = || ClientRoom::Only(room.map(ExtId::from_stored).into_iter().collect());
    let clients = if is_global { ClientRoom::Global } else { only() };
    let (units, role_rooms) = crate::caller::rooms(cells)?;
    Ok(role.as_deref().and_then(Role::parse).map(|role| Grant { role: role.into(), clients, units, role_rooms }))
}

macro_rules! profile_under {
    ($($right:ident)*) => {$(
        impl Permit<$right> {
            /// A profile of the client with its user and its roles.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn held_profile(&self, ext_id: &str) -> Result<Sought<$right, HeldProfile>, StoreError> {
                profile(self, ext_id).await
            }
        }
    )*};
}

profile_under! {
    ProfileView ProfileModify ProfileDelete AuthorizationCreate AuthorizationView AuthorizationModify AuthorizationDelete
    AuthorizationUnitCreate AuthorizationUnitView AuthorizationUnitDelete AuthorizationApplCreate AuthorizationApplView
    AuthorizationApplDelete AuthorizationEnterpriseRoleCreate AuthorizationEnterpriseRoleView
    AuthorizationEnterpriseRoleDelete
}

impl Permit<ProfileView> {
    /// All profiles of a user, the oldest first; without their roles.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn profiles(&self, user: &str) -> Result<Sought<ProfileView, Vec<HeldProfile>>, StoreError> {
        profiles(self, user).await
    }
}

impl Within<ProfileView, Vec<HeldProfile>> {
    /// The units of the user whose profiles these are, a unit for each.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn units(&self) -> Result<Vec<(UnitPath, ExtId)>, StoreError> {
        let read = |cells: &mut Cells<'_>| Ok((UnitPath::from_stored(cells.take()?), column::take(cells)?));
        self.store().rows(UNITS, vec![self.owner_id().into()], read).await
    }
}

impl Permit<SelfAdmin> {
    /// All profiles of the caller, the oldest first; without their roles.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn profiles(&self, user: &str) -> Result<Sought<SelfAdmin, Vec<HeldProfile>>, StoreError> {
        profiles(self, user).await
    }
}

async fn profiles<R>(permit: &Permit<R>, user: &str) -> Result<Sought<R, Vec<HeldProfile>>, StoreError> {
    let values = vec![wanted(user).into(), permit.client().as_str().into()];
    let read = |cells: &mut Cells<'_>| {
        let client = ClientRef::take(cells)?;
        let place = cells.take::<Option<Uuid>>()?.map(|user| Place::of_user(&client, user));
        let held = held(&client, cells)?;
        Ok((client, place, held))
    };
    permit.seek_all((PROFILES, values), Noun::User, read, |all| all).await
}

impl Within<AuthorizationCreate, HeldProfile> {
    /// A role of an application that the client has and the caller may give; `None` where it has none with this external id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn foreign_role(&self, ext_id: &str) -> Result<Option<ForeignRole>, StoreError> {
        let values = vec![self.client_id().into(), wanted(ext_id).into()];
        let read = |cells: &mut Cells<'_>| {
            Ok(ForeignRole { id: cells.take()?, application_id: cells.take()?, ext_id: column::take(cells)? })
        };
        let found: Option<ForeignRole> = self.store().row(FOREIGN_ROLE, values, read).await?;
        let place = |role: &ForeignRole| Place::of_client(&self.client).with_application(role.application_id);
        Ok(found.filter(|role| self.reaches(&place(role))))
    }

    /// Whether an authorization of the client has this external id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn authorization_taken(&self, ext_id: Option<&str>) -> Result<bool, StoreError> {
        let values = vec![wanted_optional(ext_id).into(), self.client.ext_id.as_str().into()];
        Ok(self.store().row(AUTHORIZATION_TAKEN, values, |_| Ok(())).await?.is_some())
    }
}
