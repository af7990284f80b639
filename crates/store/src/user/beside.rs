//! What is shown beside users: of all users of a page at once, each by its own right.

use std::collections::BTreeMap;

use sigill_domain::credential::{Credential, CredentialType, Own};
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::{Elementary, Right, UserModify, UserView};
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::scim::{AuthorizationBeside, ProfileBeside, ScimPerson, ShownBeside};
use sigill_domain::time::Timestamp;
use sigill_domain::user::{User, Validity};
use uuid::Uuid;

use crate::column;
use crate::credential::row::{CredentialRow, take_any};
use crate::error::StoreError;
use crate::permit::{Caller, Within};
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::Cells;

/// Groups, credentials, profiles or authorizations of the users of a page, at most.
pub const BESIDE_MAX: usize = 20_000;

const GROUPS: Sql = Sql("
    SELECT p.user_id, e.ext_id, e.name FROM profile p
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
    SELECT p.user_id, a.ext_id, p.ext_id, a.role, r.ext_id, ap.ext_id, a.is_client_global, a.is_unit_global,
        CASE WHEN a.is_client_global THEN NULL ELSE (
            SELECT string_agg(c.ext_id, ',') FROM authz_client ac
            JOIN client c ON c.id = ac.client_id AND c.state = 'active' WHERE ac.authz_id = a.id
        ) END,
        CASE WHEN a.is_unit_global THEN NULL ELSE (
            SELECT string_agg(n.ext_id, ',') FROM authz_unit au JOIN unit n ON n.id = au.unit_id WHERE au.authz_id = a.id
        ) END,
        a.valid_from, a.valid_to
    FROM profile p
    JOIN authz a ON a.profile_id = p.id
    LEFT JOIN app_role r ON r.id = a.role_id AND r.state = 'active'
    LEFT JOIN application ap ON ap.id = a.application_id
    WHERE ");

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

fn limited(mut sql: Roomed, order: &'static str) -> Roomed {
    sql.push(order).push(" LIMIT ").bind(BESIDE_MAX as i64 + 1);
    sql
}

fn groups(seen: &Seen, users: &[Uuid], now: Timestamp) -> Roomed {
    let mut sql = seen.hold(Composed::new(GROUPS.0), "p.user_id", users);
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

fn authorizations(seen: &Seen, users: &[Uuid]) -> Roomed {
    let sql = seen.hold(Composed::new(AUTHORIZATIONS.0), "p.user_id", users);
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
        if let Some(seen) = seen(wanted.groups, Elementary::EnterpriseRoleView, false) {
            let all =
                self.beside(groups(&seen, &ids, caller.time()), |cells| Ok((column::take(cells)?, cells.take()?)));
            let Some(mut all) = all.await? else { return Ok(Err("groups")) };
            for person in &mut people {
                let mut groups = all.remove(&person.user.id).unwrap_or_default();
                // By two profiles.
                groups.dedup();
                person.groups = Some(groups);
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
            let all = self.beside(authorizations(&seen, &ids), authorization).await?;
            let Some(mut all) = all else { return Ok(Err("authorizations")) };
            let told = caller.rooms(Elementary::AuthorizationView);
            for person in &mut people {
                let mut all: Vec<AuthorizationBeside> =
                    all.remove(&person.user.id).unwrap_or_default().into_iter().flatten().collect();
                for clients in all.iter_mut().filter_map(|one| one.clients.as_mut()) {
                    clients.retain(|client| told.as_ref().is_some_and(|told| told.contains(client)));
                }
                person.authorizations = Some(all);
            }
        }
        Ok(Ok(people))
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
fn authorization(cells: &mut Cells<'_>) -> Result<Option<AuthorizationBeside>, StoreError> {
    let (ext_id, profile) = (column::take(cells)?, column::take(cells)?);
    let own: Option<String> = cells.take()?;
    let (foreign, application): (Option<String>, Option<ExtId>) = (cells.take()?, column::take(cells)?);
    let (is_client_global, is_unit_global): (bool, bool) = (cells.take()?, cells.take()?);
    let mut list = |is_global: bool| {
        let all: String = cells.take::<Option<String>>()?.unwrap_or_default();
        let mut all: Vec<String> = all.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        all.sort();
        Ok::<_, StoreError>((!is_global).then_some(all))
    };
    let (clients, units) = (list(is_client_global)?, list(is_unit_global)?);
    let validity = validity(cells)?;
    let own = own.filter(|role| sigill_domain::role::Role::parse(role).is_some());
    let own_application = own.as_ref().map(|_| ExtId::from_stored(OWN_APPLICATION.to_owned()));
    let (Some(role), Some(application)) = (own.or(foreign), own_application.or(application)) else { return Ok(None) };
    Ok(Some(AuthorizationBeside { ext_id, profile, application, role, clients, units, validity }))
}

/// Examples of the statements, for tests of all of them.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let users: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
    let units = (1..=50).map(|n| UnitPath::root(Uuid::from_u128(n))).collect();
    let kinds: Vec<CredentialType> = CredentialType::all().take(2).collect();
    let now = Timestamp::from_micros(1);
    let all = Seen { units: Room::Global, own: None };
    let some = Seen { units: Room::Only(units), own: Some(Uuid::from_u128(1)) };
    let own = Seen { units: Room::Only(Vec::new()), own: Some(Uuid::from_u128(1)) };
    let of = |seen: &Seen| {
        let (groups, profiles) = (groups(seen, &users, now), profiles(seen, &users));
        let (credentials, typed) = (credentials(seen, &users, &[]), credentials(seen, &users, &kinds));
        [groups, credentials, typed, profiles, authorizations(seen, &users)]
    };
    [&all, &some, &own].into_iter().flat_map(of).collect()
}
