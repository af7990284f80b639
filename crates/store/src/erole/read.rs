//! Enterprise roles.

use sigill_domain::client::ClientRef;
use sigill_domain::erole::{ENTERPRISE_ROLES_MAX, EnterpriseRole, EnterpriseRoles, HeldEnterpriseRole};
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{
    EnterpriseRoleCreate, EnterpriseRoleDelete, EnterpriseRoleModify, EnterpriseRoleView, Right,
};
use sigill_domain::rooms::{Place, Room};
use uuid::Uuid;

use super::row::EnterpriseRoleRow;
use crate::client::read::client_ref;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{named, wanted, wanted_optional};
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::Cells;

/// What a decision on a new one needs. A dead one keeps its id and name until it is purged.
const NEW: Sql = sql! { "
    SELECT {c}, c.rev,
           EXISTS (SELECT 1 FROM erole x WHERE x.client_id = c.id AND x.ext_id = $1),
           EXISTS (SELECT 1 FROM erole x WHERE x.client_id = c.id AND x.name = $2),
           (SELECT count(*) FROM erole x WHERE x.client_id = c.id)
    FROM client c WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef };

/// Another one with the wanted name: `$1` may be `NULL`, which is nobody's.
const HELD: Sql = sql! { "
    SELECT {c}, c.rev, EXISTS (
               SELECT 1 FROM erole x WHERE x.client_id = e.client_id AND x.name = $1 AND x.id <> e.id),
           {e}
    FROM client c LEFT JOIN erole e ON e.client_id = c.id AND e.ext_id = $2 AND e.state = 'active'
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef, e: EnterpriseRoleRow };

const LIST: Sql = sql! { "
    SELECT {e}
    FROM erole e
    WHERE e.client_id = $1 AND e.state = 'active' AND (e.created / 1000, e.ext_id) > ($2, $3)
    ORDER BY e.created / 1000, e.ext_id LIMIT $4", e: EnterpriseRoleRow };

const COUNT: Sql = Sql("SELECT count(*) FROM erole e WHERE e.client_id = $1 AND e.state = 'active'");

/// As [`LIST`], of those in a room.
fn list_in(client: Uuid, room: &Room<Uuid>, (created_ms, ext_id): (i64, String), limit: i64) -> Roomed {
    const EROLES: Sql = sql! { "SELECT {e} FROM erole e WHERE e.state = 'active' AND ", e: EnterpriseRoleRow };
    let mut sql = Composed::new(EROLES.0).of("e.client_id", client);
    sql.in_keys("e.id", room);
    sql.push(" AND (e.created / 1000, e.ext_id) > (").bind(created_ms).push(", ").bind(ext_id);
    sql.push(") ORDER BY e.created / 1000, e.ext_id LIMIT ").bind(limit);
    sql
}

fn count_in(client: Uuid, room: &Room<Uuid>) -> Roomed {
    let mut sql = Composed::new("SELECT count(*) FROM erole e WHERE e.state = 'active' AND ").of("e.client_id", client);
    sql.in_keys("e.id", room);
    sql
}

/// How many enterprise roles of a client are in a room.
pub(super) async fn count<R, T>(client: &Within<R, T>, room: &Room<Uuid>) -> Result<i64, StoreError> {
    let id = client.client_id();
    let found = if *room == Room::Global {
        client.store().row(COUNT, vec![id.into()], |cells| cells.take()).await?
    } else {
        let (sql, values) = count_in(id, room).finish();
        client.store().rows(sql, values, |cells| cells.take()).await?.into_iter().next()
    };
    Ok(found.unwrap_or_default())
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let client = crate::user::list::samples::SAMPLE_CLIENT;
    let room = Room::Only((1..=3).map(Uuid::from_u128).collect());
    vec![list_in(client, &room, (-1, String::new()), 10), count_in(client, &room)]
}

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[NEW, HELD, LIST, COUNT];

/// The rights by which an enterprise role is looked at.
pub trait OnEnterpriseRoles: Right {}
impl OnEnterpriseRoles for EnterpriseRoleView {}
impl OnEnterpriseRoles for EnterpriseRoleModify {}
impl OnEnterpriseRoles for EnterpriseRoleDelete {}

impl Permit<EnterpriseRoleCreate> {
    /// What a decision on a new enterprise role needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn enterprise_roles_for(
        &self,
        ext_id: Option<&str>,
        name: Option<&str>,
    ) -> Result<Sought<EnterpriseRoleCreate, EnterpriseRoles>, StoreError> {
        let values = vec![wanted_optional(ext_id).into(), named(name).into(), self.client().as_str().into()];
        self.seek_client((NEW, values), |cells| {
            let client = ClientRef::take(cells)?;
            let (rev, ext_id_taken) = (cells.take()?, cells.take()?);
            let (name_taken, count): (bool, i64) = (cells.take()?, cells.take()?);
            let count = count.min(ENTERPRISE_ROLES_MAX);
            Ok((
                Place::beside_enterprise_roles(&client),
                EnterpriseRoles { client, rev, ext_id_taken, name_taken, count },
            ))
        })
        .await
    }
}

impl<R: OnEnterpriseRoles> Permit<R> {
    /// An enterprise role of the client, with what a decision on it needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_enterprise_role(
        &self,
        ext_id: &str,
        name: Option<&str>,
    ) -> Result<Sought<R, HeldEnterpriseRole>, StoreError> {
        let values = vec![named(name).into(), wanted(ext_id).into(), self.client().as_str().into()];
        self.seek((HELD, values), Noun::EnterpriseRole, |cells| {
            let client = ClientRef::take(cells)?;
            let (rev, name_taken) = (cells.take()?, cells.take()?);
            let Some(erole) = EnterpriseRoleRow::take_joined(cells)?.map(EnterpriseRole::from) else {
                return Ok((client, None));
            };
            let place = Place::of_enterprise_role(&client, erole.id);
            Ok((client.clone(), Some((place, HeldEnterpriseRole { client, rev, erole, name_taken }))))
        })
        .await
    }
}

impl Permit<EnterpriseRoleView> {
    /// A page of the client's enterprise roles.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn enterprise_roles(
        &self,
        page: &Page,
    ) -> Result<Sought<EnterpriseRoleView, Listed<EnterpriseRole>>, StoreError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let (room, id) = (self.enterprise_roles_room(), client.client_id());
        let (created_ms, ext_id) = begin(page);
        let read = |cells: &mut Cells<'_>| Ok(EnterpriseRole::from(EnterpriseRoleRow::take(cells)?));
        let eroles = if room == Room::Global {
            let values = vec![id.into(), created_ms.into(), ext_id.into(), reach(page).into()];
            client.store().rows(LIST, values, read).await?
        } else {
            let (sql, values) = list_in(id, &room, (created_ms, ext_id), reach(page)).finish();
            client.store().rows(sql, values, read).await?
        };
        let mut listed =
            Listed::cut(eroles, page.limit, |last: &EnterpriseRole| Token::of(last.created, &last.ext_id).to_string());
        if page.with_total {
            listed.total = Some(count(&client, &room).await?);
        }
        Ok(Sought::There(client.map(|_| listed)))
    }
}
