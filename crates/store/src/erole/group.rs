//! Enterprise roles as groups of users.

use std::collections::BTreeMap;

use sigill_domain::client::ClientRef;
use sigill_domain::erole::{EnterpriseRole, Membership};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::Token;
use sigill_domain::right::{Elementary, EnterpriseRoleCreate, EnterpriseRoleModify, EnterpriseRoleView, Right};
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::scim::GroupSort;
use sigill_domain::time::Timestamp;
use sigill_domain::user::{State, UserRef};
use uuid::Uuid;

use super::read::count;
use super::row::{EnterpriseRoleRow, GivenRow};
use crate::client::read::client_ref;
use crate::column;
use crate::error::StoreError;
use crate::permit::{Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{named, wanted};
use crate::sql::{Composed, Roomed, Sql, Text, sql};
use crate::value::{Cells, Value};

/// What is read of one.
const GROUP: Sql = sql! { "{e}", e: EnterpriseRoleRow };

const BY_ID: Sql = sql! { "
SELECT {e} FROM erole e WHERE e.client_id = $1 AND e.ext_id = $2 AND e.state = 'active'", e: EnterpriseRoleRow };

const BY_NAME: Sql = sql! { "
SELECT {e} FROM erole e WHERE e.client_id = $1 AND e.name = $2 AND e.state = 'active'", e: EnterpriseRoleRow };

const BY_EXTERNAL_ID: Sql = sql! { "
    SELECT {e} FROM erole e WHERE e.client_id = $1 AND e.external_id = $2 AND e.state = 'active'
    ORDER BY e.id LIMIT 201", e: EnterpriseRoleRow };

/// Of a user, who has few; one comes as often as the user has it.
const BY_MEMBER: Sql = sql! { "
    SELECT {e} FROM users u
    JOIN profile p ON p.user_id = u.id AND p.state <> 'archived'
    JOIN eauthz g ON g.profile_id = p.id
        AND (g.valid_from IS NULL OR g.valid_from <= $1) AND (g.valid_to IS NULL OR g.valid_to > $1)
    JOIN erole e ON e.id = g.erole_id AND e.state = 'active'
    WHERE u.client_id = $2 AND u.ext_id = $3
    ORDER BY e.created / 1000, e.ext_id", e: EnterpriseRoleRow };

/// Those who have it, whether it holds or not: their external ids.
const ALL_MEMBERS: Sql = Sql("
    SELECT u.ext_id FROM eauthz g
    JOIN profile p ON p.id = g.profile_id
    JOIN users u ON u.id = p.user_id
    WHERE g.erole_id = $1 AND u.client_id = $2 ORDER BY g.id LIMIT $3");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[BY_ID, BY_NAME, BY_EXTERNAL_ID, BY_MEMBER, ALL_MEMBERS];

/// Which groups are looked for.
#[derive(Clone, Debug)]
pub enum GroupsBy<'a> {
    /// All.
    All(GroupPage<'a>),
    /// By external id.
    Id(&'a str),
    /// By name.
    Name(&'a str),
    /// By what a provisioning client names them.
    ExternalId(&'a str),
    /// Those that a user has, by its external id.
    Member(&'a str),
}

/// Which part of all groups.
#[derive(Clone, Copy, Debug)]
pub struct GroupPage<'a> {
    /// In which order.
    pub sort: GroupSort,
    /// Whether the last one comes first.
    pub descends: bool,
    /// Groups that are passed over.
    pub offset: u32,
    /// The last one of the page before, by creation.
    pub after: Option<&'a Token>,
    /// So many at most.
    pub limit: u32,
}

impl GroupPage<'_> {
    /// Of those in a room. A client has ten thousand at most.
    fn of(self, client: Uuid, room: &Room<Uuid>) -> Roomed {
        let mut sql = Composed::new("SELECT ");
        sql.push(GROUP.0).push(" FROM erole e WHERE ");
        let mut sql = sql.of("e.client_id", client);
        sql.push(" AND e.state = 'active'");
        sql.in_keys("e.id", room);
        if let Some(after) = self.after {
            sql.push(" AND (e.created / 1000, e.ext_id) ").push(if self.descends { "< (" } else { "> (" });
            sql.bind(after.created_ms).push(", ").bind(after.ext_id.as_str()).push(")");
        }
        let keys: &[&'static str] = match self.sort {
            GroupSort::Created => &["e.created / 1000", "e.ext_id"],
            GroupSort::Id => &["e.ext_id"],
            GroupSort::Name => &["e.name"],
        };
        sql.push(" ORDER BY ").list(keys, |sql, key| {
            sql.push(key).push(if self.descends { " DESC" } else { "" });
        });
        sql.push(" LIMIT ").bind(i64::from(self.limit)).push(" OFFSET ").bind(i64::from(self.offset));
        sql
    }
}

/// Somebody who has an enterprise role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// The enterprise role, by internal key.
    pub erole_id: Uuid,
    /// The user, as paths name it.
    pub user: ExtId,
    /// Its login id.
    pub login_id: String,
}

impl Permit<EnterpriseRoleView> {
    /// Enterprise roles of the client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn groups(
        &self,
        by: GroupsBy<'_>,
    ) -> Result<Sought<EnterpriseRoleView, Vec<EnterpriseRole>>, StoreError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let room = self.enterprise_roles_room();
        let id: Value = client.client_id().into();
        let (sql, values): (Text, _) = match by {
            GroupsBy::All(page) => page.of(client.client_id(), &room).finish(),
            GroupsBy::Id(ext_id) => (BY_ID.into(), vec![id, wanted(ext_id).into()]),
            GroupsBy::Name(name) => (BY_NAME.into(), vec![id, named(Some(name)).into()]),
            GroupsBy::ExternalId(name) => (BY_EXTERNAL_ID.into(), vec![id, named(Some(name)).into()]),
            GroupsBy::Member(user) => (BY_MEMBER.into(), vec![self.now().micros().into(), id, wanted(user).into()]),
        };
        let read = |cells: &mut Cells<'_>| Ok(EnterpriseRole::from(EnterpriseRoleRow::take(cells)?));
        let mut groups: Vec<EnterpriseRole> = client.store().rows(sql, values, read).await?;
        groups.dedup_by_key(|group| group.id);
        groups.retain(|group| room.has(&group.id));
        Ok(Sought::There(client.map(|_| groups)))
    }
}

impl<T> Within<EnterpriseRoleView, T> {
    /// How many enterprise roles of the client the caller sees.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn group_count(&self, permit: &Permit<EnterpriseRoleView>) -> Result<i64, StoreError> {
        count(self, &permit.enterprise_roles_room()).await
    }

    /// Who has these enterprise roles now, and may be seen by the caller; of each up to `limit`.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn members_of(
        &self,
        permit: &Permit<EnterpriseRoleView>,
        eroles: &[Uuid],
        limit: u32,
    ) -> Result<Vec<GroupMember>, StoreError> {
        let seen = permit.caller().reach(Elementary::UserView).units_of(permit.client().as_str());
        let Some(sql) = members(eroles, &seen, permit.now(), limit) else { return Ok(Vec::new()) };
        let (sql, values) = sql.finish();
        let read = |cells: &mut Cells<'_>| {
            Ok(GroupMember { erole_id: cells.take()?, user: column::take(cells)?, login_id: cells.take()? })
        };
        let mut found = self.store().rows(sql, values, read).await?;
        // By two profiles of one user.
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|member| seen.insert((member.erole_id, member.user.clone())));
        Ok(found)
    }
}

/// Each by itself, so that each is read by its index up to the limit.
fn members(eroles: &[Uuid], seen: &Room<UnitPath>, now: Timestamp, limit: u32) -> Option<Roomed> {
    let mut all: Option<Roomed> = None;
    for erole in eroles {
        let begin = "SELECT * FROM (SELECT g.erole_id, u.ext_id, u.login_id FROM eauthz g \
                     JOIN profile p ON p.id = g.profile_id AND p.state <> 'archived' \
                     JOIN users u ON u.id = p.user_id WHERE ";
        let begun = match all {
            None => Composed::new(begin),
            Some(all) => {
                let mut further = all.and_all_of();
                further.push(begin);
                further
            }
        };
        let mut one = begun.of("g.erole_id", *erole);
        one.push(" AND (g.valid_from IS NULL OR g.valid_from <= ").bind(now.micros());
        one.push(") AND (g.valid_to IS NULL OR g.valid_to > ").bind(now.micros()).push(")");
        one.user_in_units("u.id", seen);
        one.push(" ORDER BY g.id LIMIT ").bind(i64::from(limit)).push(") found");
        all = Some(one);
    }
    all
}

/// The rights by which the members of a group are changed.
pub trait Regroups: Right {}
impl Regroups for EnterpriseRoleCreate {}
impl Regroups for EnterpriseRoleModify {}

impl<R: Regroups, T> Within<R, T> {
    /// Those who have an enterprise role, by external id; up to `limit`.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn all_members(&self, erole: Uuid, limit: usize) -> Result<Vec<String>, StoreError> {
        let values = vec![erole.into(), self.client_id().into(), i64::try_from(limit).unwrap_or(i64::MAX).into()];
        self.store().rows(ALL_MEMBERS, values, |cells| cells.take()).await
    }

    /// These users of the client, and how they have an enterprise role; who isn't there is missing. Whether the caller
    /// may do something to them is to be asked by their units.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn memberships(
        &self,
        client: &ClientRef,
        erole: Uuid,
        users: &[&str],
    ) -> Result<BTreeMap<String, Membership>, StoreError> {
        if users.is_empty() {
            return Ok(BTreeMap::new());
        }
        let (sql, values) = users_of(client.id, erole, users).finish();
        let read = |cells: &mut Cells<'_>| {
            let user = UserRef::take(cells)?;
            let profile = ProfileOf {
                id: cells.take()?,
                is_default: cells.take()?,
                state: column::take(cells)?,
                count: cells.take()?,
            };
            let unit: Option<String> = cells.take()?;
            let given = GivenRow::take_joined(cells)?;
            let erole: Option<String> = cells.take()?;
            let given = given.zip(erole).map(|(given, erole)| given.given(ExtId::from_stored(erole)));
            Ok((user, profile, unit.map(UnitPath::from_stored), given))
        };
        let mut found: BTreeMap<String, Membership> = BTreeMap::new();
        for (user, profile, unit, given) in self.store().rows(sql, values, read).await? {
            let one = found.entry(user.ext_id.to_string()).or_insert_with(|| Membership {
                user,
                units: Vec::new(),
                profile: None,
                given: Vec::new(),
            });
            one.units.extend(unit);
            one.given.extend(given);
            if profile.can_be_given() {
                one.profile = profile.id.map(|id| (id, usize::try_from(profile.count).unwrap_or(usize::MAX)));
            }
        }
        Ok(found)
    }
}

/// A profile of a user, if it has one.
struct ProfileOf {
    id: Option<Uuid>,
    is_default: Option<bool>,
    state: Option<State>,
    count: i64,
}

impl ProfileOf {
    fn can_be_given(&self) -> bool {
        self.is_default == Some(true) && self.state != Some(State::Archived)
    }
}

const USERS: Sql = sql! { "
    SELECT {u}, p.id, p.is_default, p.state, (SELECT count(*) FROM eauthz x WHERE x.profile_id = p.id), n.path, {g}, e.ext_id
    FROM users u
    LEFT JOIN profile p ON p.user_id = u.id
    LEFT JOIN unit n ON n.id = p.unit_id
    LEFT JOIN eauthz g ON g.profile_id = p.id AND g.erole_id = ", u: UserRef, g: GivenRow };

/// The users, each of their profiles, and whether that has it.
fn users_of(client: Uuid, erole: Uuid, users: &[&str]) -> Roomed {
    let mut sql = Composed::new(USERS.0);
    sql.bind(erole).push(" LEFT JOIN erole e ON e.id = g.erole_id WHERE ");
    let mut sql = sql.of("u.client_id", client);
    sql.push(" AND u.ext_id IN (").list(users, |sql, user| {
        sql.bind(wanted(user));
    });
    sql.push(")");
    sql
}

/// Examples of the statements, for tests of all of them.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let paths = (1..=50).map(|n| UnitPath::root(Uuid::from_u128(n))).collect();
    let eroles: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
    let now = Timestamp::from_micros(1);
    let of = |eroles: &[Uuid], room: Room<UnitPath>| members(eroles, &room, now, 10);
    let shown = [of(&eroles[..1], Room::Global), of(&eroles, Room::Only(paths)), of(&eroles, Room::Only(Vec::new()))];
    let token = Token::of(now, &sigill_domain::ext_id::ExtId::from_stored("e".to_owned()));
    let page =
        |sort, descends, after| GroupPage { sort, descends, offset: 1, after, limit: 10 }.of(client, &Room::Global);
    let mut pages = Vec::new();
    for descends in [false, true] {
        pages.extend([GroupSort::Id, GroupSort::Name].map(|sort| page(sort, descends, None)));
        pages.extend([None, Some(&token)].map(|after| page(GroupSort::Created, descends, after)));
    }
    let room = Room::Only(eroles.clone());
    for sort in [GroupSort::Created, GroupSort::Id, GroupSort::Name] {
        pages.push(GroupPage { sort, descends: false, offset: 0, after: None, limit: 10 }.of(client, &room));
    }
    shown
        .into_iter()
        .flatten()
        .chain(pages)
        .chain([users_of(client, Uuid::nil(), &["a"]), users_of(client, Uuid::nil(), &["a", "b"])])
        .collect()
}
