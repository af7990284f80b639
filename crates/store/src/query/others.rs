//! Clients, applications and roles that a query may find: they are few, and have an index by their external ids.

use sigill_domain::application::{AppRole, Application, ApplicationRef, OWN};
use sigill_domain::client::Client;
use sigill_domain::query::{Candidate, Condition, FieldKey};
use sigill_domain::right::{ApplicationSearch, ClientSearch, RoleSearch};
use sigill_domain::role::Role;
use sigill_domain::rooms::Room;
use uuid::Uuid;

use super::bounds::{EXAMINED_MAX, reach, too_many};
use crate::list::ListError;
use crate::permit::{Permit, Placeless, Rooms};
use crate::row::Row;
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::{Cells, Value};

const CLIENT: Sql = sql! { "SELECT {c} FROM client c WHERE c.state = 'active'", c: Client };

/// A thousand at most.
pub(super) const APPLICATIONS: Sql = sql! { "
    SELECT {a}
    FROM application a WHERE a.state = 'active' AND a.ext_id >= $1 AND a.ext_id <= $2
    ORDER BY a.ext_id LIMIT $3", a: Application };

/// SQLite reads the tables in the order in which they stand.
pub(super) const ROLES: Sql = sql! { "
    SELECT {a}, {r}
    FROM app_role r CROSS JOIN application a
    WHERE a.id = r.application_id AND a.state = 'active' AND r.state = 'active' AND r.ext_id >= $1 AND r.ext_id <= $2
    ORDER BY r.ext_id LIMIT $3", a: ApplicationRef, r: AppRole };

const HOW: &str = "ask for an extid:, or for its beginning";

/// The first and the last external id that is looked for.
pub(super) type Range = (String, String);

/// What the condition needs of the external id: any of these ranges.
pub(super) fn ranges(condition: &Condition) -> Vec<Range> {
    match condition.ways(&|key| key == FieldKey::ExtId).into_iter().next() {
        Some(way) => way.into_iter().map(|lead| (lead.from, lead.to)).collect(),
        None => vec![(String::new(), char::MAX.to_string())],
    }
}

fn clients(rooms: &Rooms, (from, to): &Range) -> Roomed {
    let mut sql = Composed::new(CLIENT.0).of_clients_in(rooms);
    sql.push(" AND c.ext_id >= ").bind(from.as_str()).push(" AND c.ext_id <= ").bind(to.as_str());
    sql.push(" ORDER BY c.ext_id LIMIT ").bind(reach(EXAMINED_MAX));
    sql
}

fn values((from, to): Range) -> Vec<Value> {
    vec![from.into(), to.into(), reach(EXAMINED_MAX).into()]
}

/// As [`APPLICATIONS`], of those in a room.
fn applications_in(room: &Room<Uuid>, (from, to): Range) -> Roomed {
    const SOME: Sql = sql! { "SELECT {a} FROM application a WHERE a.state = 'active'", a: Application };
    let mut sql = Composed::new(SOME.0).of_applications_in("a.id", room);
    sql.push(" AND a.ext_id >= ").bind(from).push(" AND a.ext_id <= ").bind(to);
    sql.push(" ORDER BY a.ext_id LIMIT ").bind(reach(EXAMINED_MAX));
    sql
}

/// As [`ROLES`], of applications in a room.
fn roles_in(room: &Room<Uuid>, (from, to): Range) -> Roomed {
    const SOME: Sql = sql! { "
        SELECT {a}, {r} FROM app_role r JOIN application a ON a.id = r.application_id AND a.state = 'active'
        WHERE r.state = 'active'", a: ApplicationRef, r: AppRole };
    let mut sql = Composed::new(SOME.0).of_applications_in("r.application_id", room);
    sql.push(" AND r.ext_id >= ").bind(from).push(" AND r.ext_id <= ").bind(to);
    sql.push(" ORDER BY r.ext_id LIMIT ").bind(reach(EXAMINED_MAX));
    sql
}

/// Each once; more than may be looked at are refused.
fn bounded<T>(mut all: Vec<T>, what: &str, id: impl Fn(&T) -> Uuid) -> Result<Vec<T>, ListError> {
    if all.len() > EXAMINED_MAX {
        return Err(too_many(what, EXAMINED_MAX, HOW));
    }
    all.sort_by_key(&id);
    all.dedup_by_key(|one| id(one));
    Ok(all)
}

impl Permit<ClientSearch, Rooms> {
    /// Every client of which the condition may be true.
    ///
    /// # Errors
    /// [`ListError::Refused`]: there are too many. Else, the database can't be asked.
    pub async fn clients_for(&self, condition: &Condition) -> Result<Vec<Candidate>, ListError> {
        let mut all = Vec::new();
        for range in ranges(condition) {
            all.extend(self.rows(clients(&self.scope, &range), Client::take).await?);
            all = bounded(all, "clients", |client| client.id)?;
        }
        Ok(all.into_iter().map(|client| Candidate::Client(Box::new(client))).collect())
    }
}

impl Permit<ApplicationSearch, Rooms> {
    /// Every application of which the condition may be true. They are the same for every client.
    ///
    /// # Errors
    /// [`ListError::Refused`]: there are too many. Else, the database can't be asked.
    pub async fn applications_for(&self, condition: &Condition) -> Result<Vec<Candidate>, ListError> {
        let store = self.beyond_rooms(Placeless::Applications);
        let room = self.scope.applications_of(None);
        let mut all = Vec::new();
        for range in ranges(condition) {
            all.extend(if room == Room::Global {
                store.rows(APPLICATIONS, values(range), Application::take).await?
            } else {
                self.rows(applications_in(&room, range), Application::take).await?
            });
            all = bounded(all, "applications", |application| application.id)?;
        }
        Ok(all.into_iter().map(|application| Candidate::Application(Box::new(application))).collect())
    }
}

impl Permit<RoleSearch, Rooms> {
    /// Every role of which the condition may be true; this server's own are in the program. They are the same for every
    /// client.
    ///
    /// # Errors
    /// [`ListError::Refused`]: there are too many. Else, the database can't be asked.
    pub async fn roles_for(&self, condition: &Condition) -> Result<Vec<Candidate>, ListError> {
        let store = self.beyond_rooms(Placeless::Applications);
        let room = self.scope.applications_of(None);
        let mut all: Vec<(ApplicationRef, AppRole)> = Vec::new();
        let read = |cells: &mut Cells<'_>| Ok((ApplicationRef::take(cells)?, AppRole::take(cells)?));
        for range in ranges(condition) {
            all.extend(if room == Room::Global {
                store.rows(ROLES, values(range), read).await?
            } else {
                self.rows(roles_in(&room, range), read).await?
            });
            all = bounded(all, "roles", |(_, role)| role.id)?;
        }
        // This server's own application is in no room but a global one.
        if room != Room::Global {
            return Ok(all
                .into_iter()
                .map(|(application, role)| Candidate::Role(Box::new(role), application))
                .collect());
        }
        let values = vec![OWN.into(), OWN.into(), 1.into()];
        for own in store.rows(APPLICATIONS, values, Application::take).await? {
            let own = own.reference();
            all.extend(Role::ALL.iter().map(|role| (own.clone(), AppRole::own(*role, &own))));
        }
        Ok(all.into_iter().map(|(application, role)| Candidate::Role(Box::new(role), application)).collect())
    }
}

#[cfg(test)]
pub(super) fn samples() -> Vec<Roomed> {
    use sigill_domain::caller::ClientRoom;

    let some = ClientRoom::Only(vec![sigill_domain::ext_id::ExtId::from_stored("c1".to_owned())]);
    let range = || ("c".to_owned(), "d".to_owned());
    let keys = Room::Only((1..=3).map(Uuid::from_u128).collect());
    let mut all = [ClientRoom::Global, some].map(|room| clients(&Rooms::of_clients(room), &range())).to_vec();
    all.extend([applications_in(&keys, range()), roles_in(&keys, range())]);
    all
}
