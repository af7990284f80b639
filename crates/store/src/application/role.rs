//! Roles of applications.

use sigill_domain::application::{AppRole, Application, ApplicationRef, HeldRole, RolesOf};
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{Right, RoleCreate, RoleDelete, RoleModify, RoleView};

use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{OfApplication, OfApplications, Permit, Placeless, Rooms};
use crate::row::Row;
use crate::sought::{named, wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::value::Cells;

/// What a decision on a new role needs. A dead one keeps its id and name until it is purged.
const NEW: Sql = sql! { "
    SELECT register.rev,
           EXISTS (SELECT 1 FROM app_role WHERE ext_id = $1),
           EXISTS (SELECT 1 FROM app_role x WHERE x.application_id = a.id AND x.name = $2),
           (SELECT count(*) FROM app_role x WHERE x.application_id = a.id),
           {a}
    FROM register CROSS JOIN application a WHERE a.ext_id = $3 AND a.state = 'active'", a: ApplicationRef };

/// Another role of the application with the wanted name: `$1` may be `NULL`, which is nobody's.
const HELD: Sql = sql! { "
    SELECT register.rev, EXISTS (
               SELECT 1 FROM app_role x WHERE x.application_id = r.application_id AND x.name = $1 AND x.id <> r.id),
           {a}, {r}
    FROM register
    CROSS JOIN app_role r
    JOIN application a ON a.id = r.application_id AND a.state = 'active'
    WHERE r.ext_id = $2 AND r.state = 'active'", a: ApplicationRef, r: AppRole };

const ONE: Sql = sql! { "
    SELECT {a}, {r}
    FROM app_role r
    JOIN application a ON a.id = r.application_id AND a.state = 'active'
    WHERE r.ext_id = $1 AND r.state = 'active'", a: ApplicationRef, r: AppRole };

const APPLICATION: Sql = sql! { "
    SELECT {a}
    FROM application a WHERE a.ext_id = $1 AND a.state = 'active'", a: Application };

const LIST: Sql = sql! { "
    SELECT {r}
    FROM app_role r
    WHERE r.application_id = $1 AND r.state = 'active' AND (r.created / 1000, r.ext_id) > ($2, $3)
    ORDER BY r.created / 1000, r.ext_id LIMIT $4", r: AppRole };

const COUNT: Sql = Sql("SELECT count(*) FROM app_role r WHERE r.application_id = $1 AND r.state = 'active'");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[NEW, HELD, ONE, APPLICATION, LIST, COUNT];

/// The rights by which a role is changed, for all clients.
pub trait OnRoles: Right {}
impl OnRoles for RoleModify {}
impl OnRoles for RoleDelete {}

impl Permit<RoleCreate, OfApplications> {
    /// What a decision on a new role of an application of the permit needs; `None` where there is no such application.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn roles_for(
        &self,
        application: &str,
        ext_id: Option<&str>,
        name: Option<&str>,
    ) -> Result<Option<OfApplication<RolesOf>>, StoreError> {
        let values = vec![wanted_optional(ext_id).into(), named(name).into(), wanted(application).into()];
        let read = |cells: &mut Cells<'_>| {
            let (rev, ext_id_taken) = (cells.take()?, cells.take()?);
            let (name_taken, count) = (cells.take()?, cells.take()?);
            Ok(RolesOf { rev, ext_id_taken, name_taken, count, application: ApplicationRef::take(cells)? })
        };
        let found = self.store().row(NEW, values, read).await?;
        Ok(found.and_then(|of: RolesOf| {
            let id = of.application.id;
            self.of_application(of, id)
        }))
    }
}

impl<R: OnRoles> Permit<R, OfApplications> {
    /// A role of an application of the permit, with what a decision on it needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_role(
        &self,
        ext_id: &str,
        name: Option<&str>,
    ) -> Result<Option<OfApplication<HeldRole>>, StoreError> {
        let values = vec![named(name).into(), wanted(ext_id).into()];
        let read = |cells: &mut Cells<'_>| {
            let (rev, name_taken) = (cells.take()?, cells.take()?);
            let application = ApplicationRef::take(cells)?;
            Ok(HeldRole { application, rev, role: AppRole::take(cells)?, name_taken })
        };
        let found = self.store().row(HELD, values, read).await?;
        Ok(found.and_then(|held: HeldRole| {
            let id = held.application.id;
            self.of_application(held, id)
        }))
    }
}

impl Permit<RoleView, Rooms> {
    /// A role with its application, if that is in the caller's rooms. They are the same for every client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn role(&self, ext_id: &str) -> Result<Option<(ApplicationRef, AppRole)>, StoreError> {
        let store = self.beyond_rooms(Placeless::Applications);
        let read = |cells: &mut Cells<'_>| Ok((ApplicationRef::take(cells)?, AppRole::take(cells)?));
        let found = store.row(ONE, vec![wanted(ext_id).into()], read).await?;
        Ok(found.filter(|(application, _)| self.scope.applications_of(None).has(&application.id)))
    }

    /// An application, and a page of its roles; `None` where there is no such application.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn roles_of(
        &self,
        application: &str,
        page: &Page,
    ) -> Result<Option<(ApplicationRef, Listed<AppRole>)>, StoreError> {
        let store = self.beyond_rooms(Placeless::Applications);
        let application = store.row(APPLICATION, vec![wanted(application).into()], Application::take).await?;
        let application = application.as_ref().map(Application::reference);
        let is_reached = |of: &ApplicationRef| self.scope.applications_of(None).has(&of.id);
        let Some(application) = application.filter(is_reached) else { return Ok(None) };
        let (created_ms, ext_id) = begin(page);
        let values = vec![application.id.into(), created_ms.into(), ext_id.into(), reach(page).into()];
        let roles = store.rows(LIST, values, AppRole::take).await?;
        let mut listed =
            Listed::cut(roles, page.limit, |last: &AppRole| Token::of(last.created, &last.ext_id).to_string());
        if page.with_total {
            listed.total = store.row(COUNT, vec![application.id.into()], |cells| cells.take()).await?;
        }
        Ok(Some((application, listed)))
    }
}
