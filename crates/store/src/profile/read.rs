//! Profiles with their roles.

use std::collections::BTreeMap;

use sigill_domain::caller::{ClientRoom, Grant};
use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::profile::{Authorization, HeldProfile, Profile};
use sigill_domain::right::{
    AuthorizationCreate, AuthorizationDelete, AuthorizationView, ProfileModify, ProfileView, SelfAdmin, System,
};
use sigill_domain::role::Role;
use sigill_domain::rooms::{Place, Rooms};
use sigill_domain::user::UserRef;
use uuid::Uuid;

use super::row::AuthorizationRow;
use crate::column;
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Everywhere, Noun, Permit, Placeless, Sought, Within};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::Cells;

const PROFILE: Sql = sql! { "
    SELECT {c}, {p}, {u}, o.rev, n.ext_id
    FROM client c
    LEFT JOIN profile p ON p.client_id = c.id AND p.ext_id = $1
    LEFT JOIN unit n ON n.id = p.unit_id
    LEFT JOIN users u ON u.id = p.user_id
    LEFT JOIN owner o ON o.id = p.user_id
    WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef, p: Profile, u: UserRef };

/// The profiles of one user, who has few.
const PROFILES: Sql = sql! { "
    SELECT {c}, u.id, {p}, {u}, o.rev, n.ext_id
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN owner o ON o.id = u.id
    LEFT JOIN profile p ON p.user_id = u.id
    LEFT JOIN unit n ON n.id = p.unit_id
    WHERE c.ext_id = $2 AND c.state = 'active'
    ORDER BY p.created / 1000, p.ext_id", c: ClientRef, p: Profile, u: UserRef };

/// Read after the revision of their user, so that what is missed here has moved it.
const AUTHORIZATIONS: Sql = sql! { "
    SELECT {a}, rc.id, rc.ext_id
    FROM authz a
    LEFT JOIN authz_client ac ON ac.authz_id = a.id
    LEFT JOIN client rc ON rc.id = ac.client_id AND rc.state = 'active'
    WHERE a.profile_id = $1
    ORDER BY a.created / 1000, a.ext_id, rc.ext_id", a: AuthorizationRow };

/// The roles of a user, whether they hold now or not: one that is disabled can be activated.
pub(crate) const GRANTS: Sql = sql! { "
    SELECT {a}, rc.id, rc.ext_id
    FROM client c
    JOIN profile p ON p.client_id = c.id
    JOIN authz a ON a.profile_id = p.id
    LEFT JOIN authz_client ac ON ac.authz_id = a.id
    LEFT JOIN client rc ON rc.id = ac.client_id AND rc.state = 'active'
    WHERE p.user_id = $1", a: AuthorizationRow };

const AUTHORIZATION_TAKEN: Sql = Sql("
    SELECT 1 FROM client c JOIN authz a ON a.client_id = c.id AND a.ext_id = $1 WHERE c.ext_id = $2");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PROFILE, PROFILES, AUTHORIZATIONS, GRANTS, AUTHORIZATION_TAKEN];

/// Those of the clients that are there, of at most as many as a room names.
fn rooms(clients: &[ExtId]) -> Roomed {
    let sql = Composed::new("SELECT c.ext_id, c.id FROM client c WHERE c.state = 'active'");
    sql.of_clients_in(&Rooms::of_clients(ClientRoom::Only(clients.to_vec())))
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let clients: Vec<ExtId> = ["a", "b", "c"].map(|id| ExtId::from_stored(id.to_owned())).into();
    vec![rooms(&clients[..1]), rooms(&clients)]
}

/// `{p}, {u}, o.rev, n.ext_id`; `None` where there is no profile.
fn held(client: &ClientRef, cells: &mut Cells<'_>) -> Result<Option<HeldProfile>, StoreError> {
    let Some(profile) = Profile::take_joined(cells)? else { return Ok(None) };
    Ok(Some(HeldProfile {
        client: client.clone(),
        profile,
        user: UserRef::take(cells)?,
        rev: cells.take()?,
        unit_ext_id: column::take(cells)?,
        authorizations: Vec::new(),
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
    Ok(Sought::There(held))
}

pub(crate) async fn authorizations(store: &Store, sql: Sql, id: Uuid) -> Result<Vec<Authorization>, StoreError> {
    let rows = store
        .rows(sql, vec![id.into()], |cells| {
            let row = AuthorizationRow::take(cells)?;
            let room: (Option<Uuid>, Option<String>) = (cells.take()?, cells.take()?);
            Ok((row.authorization(), room))
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
    Ok(all)
}

/// A role with at most one client of its room: `a.role, a.is_client_global, rc.ext_id`; `None` where it isn't known.
pub(crate) fn grant(cells: &mut Cells<'_>) -> Result<Option<Grant>, StoreError> {
    let (role, is_global, room) = (cells.take::<String>()?, cells.take::<bool>()?, cells.take::<Option<String>>()?);
    let only = || ClientRoom::Only(room.map(ExtId::from_stored).into_iter().collect());
    let clients = if is_global { ClientRoom::Global } else { only() };
    Ok(Role::parse(&role).map(|role| Grant { role, clients }))
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

profile_under! { ProfileView ProfileModify AuthorizationCreate AuthorizationView AuthorizationDelete }

impl Permit<ProfileView> {
    /// All profiles of a user, the oldest first; without their roles.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn profiles(&self, user: &str) -> Result<Sought<ProfileView, Vec<HeldProfile>>, StoreError> {
        profiles(self, user).await
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
    /// Whether an authorization of the client has this external id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn authorization_taken(&self, ext_id: Option<&str>) -> Result<bool, StoreError> {
        let values = vec![wanted_optional(ext_id).into(), self.client.ext_id.as_str().into()];
        Ok(self.store().row(AUTHORIZATION_TAKEN, values, |_| Ok(())).await?.is_some())
    }
}

impl Permit<AuthorizationCreate> {
    /// The clients of a room with their ids, where they are there. That the caller may know of them was checked before.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn rooms(&self, clients: &ClientRoom) -> Result<Vec<(ExtId, Option<Uuid>)>, StoreError> {
        ids(self.beyond_rooms(Placeless::RoomsToGive), clients).await
    }
}

impl Permit<System, Everywhere> {
    /// The clients of a room with their ids, where they are there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn rooms(&self, clients: &ClientRoom) -> Result<Vec<(ExtId, Option<Uuid>)>, StoreError> {
        ids(self.beyond_rooms(Placeless::RoomsToGive), clients).await
    }
}

/// The clients of a room with their ids: one query, however many there are.
async fn ids(store: &Store, room: &ClientRoom) -> Result<Vec<(ExtId, Option<Uuid>)>, StoreError> {
    let clients = match room {
        ClientRoom::Only(clients) if !clients.is_empty() => clients,
        _ => return Ok(Vec::new()),
    };
    let (sql, values) = rooms(clients).finish();
    let found = store.rows(sql, values, |cells| Ok((cells.take::<String>()?, cells.take::<Uuid>()?))).await?;
    let found: BTreeMap<String, Uuid> = found.into_iter().collect();
    Ok(clients.iter().map(|client| (client.clone(), found.get(client.as_str()).copied())).collect())
}
