//! The members of an enterprise role.

use sigill_domain::application::{AppRole, ApplicationRef};
use sigill_domain::client::ClientRef;
use sigill_domain::erole::{EnterpriseRole, HeldEnterpriseRole, HeldMember};
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{EnterpriseRoleMemberCreate, EnterpriseRoleMemberDelete, EnterpriseRoleView, Right};
use sigill_domain::rooms::Place;

use super::row::EnterpriseRoleRow;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Sql, sql};
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
        self.seek((HELD, values), Noun::EnterpriseRole, |cells| {
            let client = ClientRef::take(cells)?;
            let rev = cells.take()?;
            let Some(erole) = EnterpriseRoleRow::take_joined(cells)?.map(EnterpriseRole::from) else {
                return Ok((client, None));
            };
            let (member, count, is_assigned) = (cells.take()?, cells.take()?, cells.take()?);
            let role = AppRole::take_joined(cells)?;
            let role = ApplicationRef::take_joined(cells)?.zip(role);
            let place = Place::of_client(&client);
            let held = HeldMember { client: client.clone(), rev, erole, role, is_assigned, member, count };
            Ok((client, Some((place, held))))
        })
        .await
    }
}

impl Within<EnterpriseRoleView, HeldEnterpriseRole> {
    /// A page of its members.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn members(&self, page: &Page) -> Result<Listed<(ApplicationRef, AppRole)>, StoreError> {
        let (created_ms, ext_id) = begin(page);
        let values = vec![self.erole.id.into(), created_ms.into(), ext_id.into(), reach(page).into()];
        let read = |cells: &mut Cells<'_>| Ok((ApplicationRef::take(cells)?, AppRole::take(cells)?));
        let members = self.store().rows(LIST, values, read).await?;
        let mut listed = Listed::cut(members, page.limit, |(_, last): &(ApplicationRef, AppRole)| {
            Token::of(last.created, &last.ext_id).to_string()
        });
        if page.with_total {
            listed.total = self.store().row(COUNT, vec![self.erole.id.into()], |cells| cells.take()).await?;
        }
        Ok(listed)
    }
}
