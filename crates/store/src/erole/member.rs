//! The members of an enterprise role.

use sigill_domain::application::{AppRole, ApplicationRef};
use sigill_domain::client::ClientRef;
use sigill_domain::erole::{EnterpriseRole, HeldEnterpriseRole, HeldMember};
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{EnterpriseRoleMemberCreate, EnterpriseRoleMemberDelete, EnterpriseRoleView, Right};
use sigill_domain::rooms::{Place, Room};
use uuid::Uuid;

use super::row::EnterpriseRoleRow;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::value::Cells;

const HELD: Sql = sql! { "
    SELECT {c}, c.rev, {e},
           (SELECT m.id FROM erole_member m WHERE m.erole_id = e.id AND m.role_id = r.id),
           (SELECT count(*) FROM erole_member m WHERE m.erole_id = e.id),
           EXISTS (SELECT 1 FROM application_client ac WHERE ac.application_id = a.id AND ac.client_id = c.id),
           {r}, {a}
    FROM client c
    LEFT JOIN erole e ON e.client_id = c.id AND e.ext_id = $1 AND e.state = 'active'
    LEFT JOIN app_role r ON r.ext_id = $2 AND r.state = 'active'
    LEFT JOIN application a ON a.id = r.application_id AND a.state = 'active'
    WHERE c.ext_id = $3 AND c.state = 'active'",
c: ClientRef, e: EnterpriseRoleRow, r: AppRole, a: ApplicationRef };

/// A thousand at most.
const LIST: Sql = sql! { "
    SELECT {a}, {r}
    FROM erole_member m
    JOIN app_role r ON r.id = m.role_id AND r.state = 'active'
    JOIN application a ON a.id = r.application_id AND a.state = 'active'
    WHERE m.erole_id = $1 AND (r.created / 1000, r.ext_id) > ($2, $3)
    ORDER BY r.created / 1000, r.ext_id LIMIT $4", a: ApplicationRef, r: AppRole };

const COUNT: Sql = Sql("
    SELECT count(*) FROM erole_member m
    JOIN app_role r ON r.id = m.role_id AND r.state = 'active'
    JOIN application a ON a.id = r.application_id AND a.state = 'active'
    WHERE m.erole_id = $1");

/// As [`LIST`], of applications in a room.
fn list_in(erole: Uuid, room: &Room<Uuid>, (created_ms, ext_id): (i64, String), limit: i64) -> Roomed {
    const MEMBERS: Sql = sql! { "
        SELECT {a}, {r}
        FROM erole_member m
        JOIN app_role r ON r.id = m.role_id AND r.state = 'active'
        JOIN application a ON a.id = r.application_id AND a.state = 'active'
        WHERE ", a: ApplicationRef, r: AppRole };
    let mut sql = Composed::new(MEMBERS.0).of("m.erole_id", erole);
    sql.in_keys("a.id", room);
    sql.push(" AND (r.created / 1000, r.ext_id) > (").bind(created_ms).push(", ").bind(ext_id);
    sql.push(") ORDER BY r.created / 1000, r.ext_id LIMIT ").bind(limit);
    sql
}

fn count_in(erole: Uuid, room: &Room<Uuid>) -> Roomed {
    let counted = "SELECT count(*) FROM erole_member m JOIN app_role r ON r.id = m.role_id AND r.state = 'active' \
                   JOIN application a ON a.id = r.application_id AND a.state = 'active' WHERE ";
    let mut sql = Composed::new(counted).of("m.erole_id", erole);
    sql.in_keys("a.id", room);
    sql
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let room = Room::Only((1..=3).map(Uuid::from_u128).collect());
    vec![list_in(Uuid::nil(), &room, (-1, String::new()), 10), count_in(Uuid::nil(), &room)]
}

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[HELD, LIST, COUNT];

/// The rights by which the members of an enterprise role are changed.
pub trait OnMembers: Right {}
impl OnMembers for EnterpriseRoleMemberCreate {}
impl OnMembers for EnterpriseRoleMemberDelete {}

impl<R: OnMembers> Permit<R> {
    /// An enterprise role of the client and a role, which may not be there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_member(&self, erole: &str, role: &str) -> Result<Sought<R, HeldMember>, StoreError> {
        let values = vec![wanted(erole).into(), wanted(role).into(), self.client().as_str().into()];
        let sought = self.seek((HELD, values), Noun::EnterpriseRole, |cells| {
            let client = ClientRef::take(cells)?;
            let rev = cells.take()?;
            let Some(erole) = EnterpriseRoleRow::take_joined(cells)?.map(EnterpriseRole::from) else {
                return Ok((client, None));
            };
            let (member, count, is_assigned) = (cells.take()?, cells.take()?, cells.take()?);
            let role = AppRole::take_joined(cells)?;
            let role = ApplicationRef::take_joined(cells)?.zip(role);
            let place = Place::of_enterprise_role(&client, erole.id);
            let held = HeldMember { client: client.clone(), rev, erole, role, is_assigned, member, count };
            Ok((client, Some((place, held))))
        });
        let mut held = match sought.await?.or_gone() {
            Ok(held) => held,
            Err(gone) => return Ok(gone.into()),
        };
        let place = |application: Uuid| held.place().clone().with_application(application);
        if held.role.as_ref().is_some_and(|(application, _)| !held.reaches(&place(application.id))) {
            held.role = None;
        }
        Ok(Sought::There(held))
    }
}

impl Within<EnterpriseRoleView, HeldEnterpriseRole> {
    /// Of which applications the caller sees the members.
    fn applications(&self) -> Room<Uuid> {
        self.rooms_of_right().applications_at(self.place())
    }

    /// A page of its members.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn members(&self, page: &Page) -> Result<Listed<(ApplicationRef, AppRole)>, StoreError> {
        let ((created_ms, ext_id), id) = (begin(page), self.erole.id);
        let room = self.applications();
        let read = |cells: &mut Cells<'_>| Ok((ApplicationRef::take(cells)?, AppRole::take(cells)?));
        let members = if room == Room::Global {
            let values = vec![id.into(), created_ms.into(), ext_id.into(), reach(page).into()];
            self.store().rows(LIST, values, read).await?
        } else {
            let (sql, values) = list_in(id, &room, (created_ms, ext_id), reach(page)).finish();
            self.store().rows(sql, values, read).await?
        };
        let mut listed = Listed::cut(members, page.limit, |(_, last): &(ApplicationRef, AppRole)| {
            Token::of(last.created, &last.ext_id).to_string()
        });
        if page.with_total {
            listed.total = if room == Room::Global {
                self.store().row(COUNT, vec![id.into()], |cells| cells.take()).await?
            } else {
                let (sql, values) = count_in(id, &room).finish();
                self.store().rows(sql, values, |cells| cells.take()).await?.into_iter().next()
            };
        }
        Ok(listed)
    }
}
