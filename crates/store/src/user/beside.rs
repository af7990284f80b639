//! What is shown beside users: of all users of a page at once, each by its own right.

use std::collections::BTreeMap;
use std::sync::Arc;

use sigill_domain::caller::{ClientRoom, Grant, Grants};
use sigill_domain::credential::{Credential, CredentialType, Own};
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::{Elementary, Right, UserModify, UserView};
use sigill_domain::role::{ForeignRole, GivenRole, Role};
use sigill_domain::rooms::{Place, Room, Spots, UnitPath};
use sigill_domain::scim::{AuthorizationBeside, ProfileBeside, ScimPerson, ShownBeside};
use sigill_domain::time::Timestamp;
use sigill_domain::user::{User, Validity};
use uuid::Uuid;

use crate::column;
use crate::credential::row::{CredentialRow, take_any};
use crate::error::StoreError;
use crate::permit::{Caller, Within};
use crate::profile::held_to::HeldTo;
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::Cells;

/// Groups, credentials, profiles or authorizations of the users of a page, at most.
pub const BESIDE_MAX: usize = 20_000;

const GROUPS: Sql = Sql("
    SELECT p.user_id, e.id, e.ext_id, e.name FROM profile p
    JOIN eauthz g ON g.profile_id = p.id
    JOIN erole e ON e.id = g.erole_id AND e.state = 'active'
    WHERE p.state <> 'archived' AND ");

const CREDENTIALS: Sql = sql! { "
    SELECT k.owner_id, u.ext_id, {k}, kp.ext_id FROM credential k
    JOIN users u ON u.id = k.owner_id
    LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE ", k: CredentialRow };

const PROFILES: Sql = Sql("
    SELECT p.user_id, p.ext_id, p.name, n.ext_id, p.is_default, p.state, p.valid_from, p.valid_to
    FROM profile p JOIN unit n ON n.id = p.unit_id
    WHERE ");

/// External ids have no comma.
const AUTHORIZATIONS: Sql = Sql("
    SELECT p.user_id, a.ext_id, p.ext_id, a.role, a.role_id, a.application_id, r.ext_id, ap.ext_id, a.is_client_global, a.held_to,
        CASE WHEN a.is_client_global THEN NULL ELSE (
            SELECT string_agg(c.ext_id, ',') FROM authz_client ac
            JOIN client c ON c.id = ac.client_id AND c.state = 'active' WHERE ac.authz_id = a.id
        ) END,
        CASE WHEN a.held_to IS NULL THEN NULL ELSE (
            SELECT string_agg(n.ext_id, ',') FROM authz_unit au JOIN unit n ON n.id = au.unit_id WHERE au.authz_id = a.id
        ) END,
        a.valid_from, a.valid_to
    FROM profile p
    JOIN authz a ON a.profile_id = p.id
    LEFT JOIN app_role r ON r.id = a.role_id AND r.state = 'active'
    LEFT JOIN application ap ON ap.id = a.application_id
    WHERE ");

/// The units of users, which few callers need.
const UNITS: Sql = Sql("SELECT p.user_id, n.path FROM profile p JOIN unit n ON n.id = p.unit_id WHERE ");

/// The application of this server's own roles.
const OWN_APPLICATION: &str = "nevisIdm";

/// The rights by which users are shown.
pub trait ShowsUsers: Right {}
impl ShowsUsers for UserView {}
impl ShowsUsers for UserModify {}

/// What may be shown of each user is in these units, or is the caller's own.
struct Seen {
    units: Room<UnitPath>,
    own: Option<Uuid>,
}

impl Seen {
    /// Where the caller holds a right; `None`: nowhere. `or_self`: of oneself, `SelfAdmin` suffices.
    fn of(caller: &Caller, right: Elementary, or_self: bool, client: &str) -> Option<Self> {
        let own = caller.user_id().filter(|_| or_self && caller.holds(Elementary::SelfAdmin));
        let units = caller.reach(right).units_of(client);
        (own.is_some() || units != Room::Only(Vec::new())).then_some(Self { units, own })
    }

    /// Of these users, those of whom it may be shown. `user` is the column with their key.
    fn hold(&self, sql: Composed, user: &'static str, users: &[Uuid]) -> Roomed {
        let mut sql = sql.of_found(user, users.iter().copied());
        if self.units != Room::Global {
            sql.push(" AND (");
            if let Some(own) = self.own {
                sql.push(user).push(" = ").bind(own).push(" OR ");
            }
            sql.push("TRUE");
            sql.user_in_units(user, &self.units);
            sql.push(")");
        }
        sql
    }
}

/// Where what a user has is, for a caller whose roles are held to applications or enterprise roles: a role holds where all
/// of its rooms have it.
struct RolesHeld {
    grants: Arc<Grants>,
    /// Of the client.
    place: Place,
    units: BTreeMap<Uuid, Vec<UnitPath>>,
}

impl RolesHeld {
    fn place(&self, user: Uuid) -> Place {
        let units = Spots::In(self.units.get(&user).cloned().unwrap_or_default());
        let (applications, enterprise_roles) = (Spots::Unplaced, Spots::Unplaced);
        Place { owner: Some(user), units, applications, enterprise_roles, ..self.place.clone() }
    }

    fn has_group(&self, user: Uuid, erole: Uuid) -> bool {
        let place = self.place(user).with_enterprise_role(erole);
        self.grants.reaches(Elementary::EnterpriseRoleView, None, &place)
    }

    fn has_authorization(&self, user: Uuid, grant: &Grant) -> bool {
        self.grants.reaches_assignment(Elementary::AuthorizationView, &self.place(user), grant)
    }
}

fn units(users: &[Uuid]) -> Roomed {
    Composed::new(UNITS.0).of_found("p.user_id", users.iter().copied())
}

fn limited(mut sql: Roomed, order: &'static str) -> Roomed {
    sql.push(order).push(" LIMIT ").bind(BESIDE_MAX as i64 + 1);
    sql
}

fn groups(seen: &Seen, users: &[Uuid], room: &Room<Uuid>, now: Timestamp) -> Roomed {
    let mut sql = seen.hold(Composed::new(GROUPS.0), "p.user_id", users);
    sql.in_keys("e.id", room);
    sql.push(" AND (g.valid_from IS NULL OR g.valid_from <= ").bind(now.micros());
    sql.push(") AND (g.valid_to IS NULL OR g.valid_to > ").bind(now.micros()).push(")");
    limited(sql, " ORDER BY p.user_id, e.name, e.ext_id")
}

fn credentials(seen: &Seen, users: &[Uuid], kinds: &[CredentialType]) -> Roomed {
    let mut sql = seen.hold(Composed::new(CREDENTIALS.0), "k.owner_id", users);
    if !kinds.is_empty() {
        sql.push(" AND k.kind IN (").list(kinds, |sql, kind| {
            sql.bind(kind.number());
        });
        sql.push(")");
    }
    limited(sql, " ORDER BY k.owner_id, k.created / 1000, k.ext_id")
}

fn profiles(seen: &Seen, users: &[Uuid]) -> Roomed {
    let sql = seen.hold(Composed::new(PROFILES.0), "p.user_id", users);
    limited(sql, " ORDER BY p.user_id, p.created / 1000, p.ext_id")
}

/// Of one of this server's own roles it is seen later whether the applications to which it is held are in the room.
fn authorizations(seen: &Seen, users: &[Uuid], room: &Room<Uuid>) -> Roomed {
    let mut sql = seen.hold(Composed::new(AUTHORIZATIONS.0), "p.user_id", users);
    if *room != Room::Global {
        sql.push(" AND (a.application_id IS NULL OR (TRUE");
        sql.in_keys("a.application_id", room);
        sql.push("))");
    }
    limited(sql, " ORDER BY p.user_id, a.created / 1000, a.ext_id")
}

impl<R: ShowsUsers, T> Within<R, T> {
    /// These users, which were read within the rooms, with what is wanted beside them and the caller may see: a statement
    /// for each kind of it. `Err` of the inner result: of this there is more than [`BESIDE_MAX`].
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn with_beside(
        &self,
        users: Vec<User>,
        wanted: &ShownBeside,
    ) -> Result<Result<Vec<ScimPerson>, &'static str>, StoreError> {
        let ids: Vec<Uuid> = users.iter().map(|user| user.id).collect();
        let (caller, client) = (self.caller(), self.client_ext_id());
        let seen = |is_wanted: bool, right, or_self| {
            Seen::of(caller, right, or_self, client).filter(|_| is_wanted && !ids.is_empty())
        };
        let mut people: Vec<ScimPerson> = users.into_iter().map(ScimPerson::alone).collect();
        let held = self.roles_held(&ids, wanted).await?;
        if let Some(seen) = seen(wanted.groups, Elementary::EnterpriseRoleView, false) {
            let room = caller.reach(Elementary::EnterpriseRoleView).enterprise_roles_of(client);
            let all = self.beside(groups(&seen, &ids, &room, caller.time()), group).await?;
            let Some(mut all) = all else { return Ok(Err("groups")) };
            for person in &mut people {
                let user = person.user.id;
                let mut groups = all.remove(&user).unwrap_or_default();
                groups.retain(|(erole, _)| held.as_ref().is_none_or(|held| held.has_group(user, *erole)));
                // By two profiles.
                groups.dedup();
                person.groups = Some(groups.into_iter().map(|(_, group)| group).collect());
            }
        }
        if let Some(seen) = seen(wanted.credentials.is_some(), Elementary::CredentialView, true) {
            let kinds = wanted.credentials.as_deref().unwrap_or_default();
            let all = self.beside(credentials(&seen, &ids, kinds), credential).await?;
            let Some(mut all) = all else { return Ok(Err("credentials")) };
            for person in &mut people {
                let all = all.remove(&person.user.id).unwrap_or_default();
                let now = caller.time();
                person.credentials = Some(all.into_iter().flatten().map(|one| one.at(now)).collect());
            }
        }
        if let Some(seen) = seen(wanted.profiles, Elementary::ProfileView, true) {
            let Some(mut all) = self.beside(profiles(&seen, &ids), profile).await? else { return Ok(Err("profiles")) };
            for person in &mut people {
                person.profiles = Some(all.remove(&person.user.id).unwrap_or_default());
            }
        }
        if let Some(seen) = seen(wanted.authorizations, Elementary::AuthorizationView, false) {
            let room = caller.reach(Elementary::AuthorizationView).applications_of(Some(client));
            let all = self.beside(authorizations(&seen, &ids, &room), authorization).await?;
            let Some(mut all) = all else { return Ok(Err("authorizations")) };
            let told = caller.rooms(Elementary::AuthorizationView);
            for person in &mut people {
                let user = person.user.id;
                let is_seen = |grant: &Grant| held.as_ref().is_none_or(|held| held.has_authorization(user, grant));
                let all = all.remove(&user).unwrap_or_default().into_iter().flatten();
                let seen = all.filter_map(|(grant, one)| is_seen(&grant).then_some(one));
                let mut all: Vec<AuthorizationBeside> = seen.collect();
                for clients in all.iter_mut().filter_map(|one| one.clients.as_mut()) {
                    clients.retain(|client| told.as_ref().is_some_and(|told| told.contains(client)));
                }
                person.authorizations = Some(all);
            }
        }
        Ok(Ok(people))
    }

    /// `None`: no role of the caller is held to applications or enterprise roles, or nothing is wanted that has one.
    async fn roles_held(&self, users: &[Uuid], wanted: &ShownBeside) -> Result<Option<RolesHeld>, StoreError> {
        let grants = self.caller().grants();
        if users.is_empty() || !(wanted.groups || wanted.authorizations) || !grants.has_role_rooms() {
            return Ok(None);
        }
        let (sql, values) = units(users).finish();
        let rows = self.store().rows(sql, values, |cells| Ok((cells.take::<Uuid>()?, cells.take::<String>()?))).await?;
        let mut units: BTreeMap<Uuid, Vec<UnitPath>> = BTreeMap::new();
        for (user, path) in rows {
            units.entry(user).or_default().push(UnitPath::from_stored(path));
        }
        Ok(Some(RolesHeld { grants, place: self.place().clone(), units }))
    }

    /// What belongs to each user; `None`: there is more than may be.
    async fn beside<V: Send + 'static>(
        &self,
        sql: Roomed,
        read: fn(&mut Cells<'_>) -> Result<V, StoreError>,
    ) -> Result<Option<BTreeMap<Uuid, Vec<V>>>, StoreError> {
        let (sql, values) = sql.finish();
        let rows = self.store().rows(sql, values, move |cells| Ok((cells.take::<Uuid>()?, read(cells)?))).await?;
        if rows.len() > BESIDE_MAX {
            return Ok(None);
        }
        let mut all: BTreeMap<Uuid, Vec<V>> = BTreeMap::new();
        for (user, one) in rows {
            all.entry(user).or_default().push(one);
        }
        Ok(Some(all))
    }
}

fn group(cells: &mut Cells<'_>) -> Result<(Uuid, (ExtId, String)), StoreError> {
    Ok((cells.take()?, (column::take(cells)?, cells.take()?)))
}

fn credential(cells: &mut Cells<'_>) -> Result<Option<Credential<Own>>, StoreError> {
    let user: ExtId = column::take(cells)?;
    take_any(cells, &user)
}

fn validity(cells: &mut Cells<'_>) -> Result<Validity, StoreError> {
    Ok(Validity { from: column::take(cells)?, to: column::take(cells)? })
}

fn profile(cells: &mut Cells<'_>) -> Result<ProfileBeside, StoreError> {
    Ok(ProfileBeside {
        ext_id: column::take(cells)?,
        name: cells.take()?,
        unit: column::take(cells)?,
        is_default: cells.take()?,
        state: column::take(cells)?,
        validity: validity(cells)?,
    })
}

/// `None`: the role is deleted, or this version doesn't know it.
fn authorization(cells: &mut Cells<'_>) -> Result<Option<(Grant, AuthorizationBeside)>, StoreError> {
    let (ext_id, profile) = (column::take(cells)?, column::take(cells)?);
    let own: Option<String> = cells.take()?;
    let keys: (Option<Uuid>, Option<Uuid>) = (cells.take()?, cells.take()?);
    let (foreign, application): (Option<ExtId>, Option<ExtId>) = (column::take(cells)?, column::take(cells)?);
    let (is_client_global, held_to): (bool, Option<String>) = (cells.take()?, cells.take()?);
    let HeldTo { units: is_held_to_units, role_rooms } = HeldTo::from_stored(held_to.as_deref());
    let mut list = |is_global: bool| {
        let all: String = cells.take::<Option<String>>()?.unwrap_or_default();
        let mut all: Vec<String> = all.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        all.sort();
        Ok::<_, StoreError>((!is_global).then_some(all))
    };
    let (clients, units) = (list(is_client_global)?, list(!is_held_to_units)?);
    let validity = validity(cells)?;
    let given = match (own, keys, foreign, application) {
        (Some(own), ..) => {
            Role::parse(&own).map(|role| (GivenRole::Own(role), ExtId::from_stored(OWN_APPLICATION.to_owned())))
        }
        (None, (Some(id), Some(application_id)), Some(ext_id), Some(application)) => {
            Some((GivenRole::Foreign(Box::new(ForeignRole { id, application_id, ext_id })), application))
        }
        _ => None,
    };
    let Some((given, application)) = given else { return Ok(None) };
    let role = given.as_str().to_owned();
    // Where it holds beside is nothing that is asked of it.
    let grant = Grant { role: given, clients: ClientRoom::Global, units: Room::Global, role_rooms };
    Ok(Some((grant, AuthorizationBeside { ext_id, profile, application, role, clients, units, validity })))
}

/// Examples of the statements, for tests of all of them.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let users: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
    let paths = (1..=50).map(|n| UnitPath::root(Uuid::from_u128(n))).collect();
    let kinds: Vec<CredentialType> = CredentialType::all().take(2).collect();
    let now = Timestamp::from_micros(1);
    let all = Seen { units: Room::Global, own: None };
    let some = Seen { units: Room::Only(paths), own: Some(Uuid::from_u128(1)) };
    let own = Seen { units: Room::Only(Vec::new()), own: Some(Uuid::from_u128(1)) };
    let keys = Room::Only((1..=3).map(Uuid::from_u128).collect());
    let of = |seen: &Seen| {
        let (in_all, in_some) = (groups(seen, &users, &Room::Global, now), groups(seen, &users, &keys, now));
        let (credentials, typed) = (credentials(seen, &users, &[]), credentials(seen, &users, &kinds));
        let (roles, some_roles) = (authorizations(seen, &users, &Room::Global), authorizations(seen, &users, &keys));
        [in_all, in_some, credentials, typed, profiles(seen, &users), roles, some_roles]
    };
    [&all, &some, &own].into_iter().flat_map(of).chain([units(&users)]).collect()
}
