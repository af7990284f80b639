//! Enterprise roles.

use sigill_domain::client::ClientRef;
use sigill_domain::erole::{ENTERPRISE_ROLES_MAX, EnterpriseRole, EnterpriseRoles, HeldEnterpriseRole};
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{
    EnterpriseRoleCreate, EnterpriseRoleDelete, EnterpriseRoleModify, EnterpriseRoleView, Right,
};
use sigill_domain::rooms::Place;

use super::row::EnterpriseRoleRow;
use crate::client::read::client_ref;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Noun, Permit, Sought};
use crate::row::Row;
use crate::sought::{named, wanted, wanted_optional};
use crate::sql::{Sql, sql};

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
            Ok((Place::of_client(&client), EnterpriseRoles { client, rev, ext_id_taken, name_taken, count }))
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
            let place = Place::of_client(&client);
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
        let (created_ms, ext_id) = begin(page);
        let values = vec![client.client_id().into(), created_ms.into(), ext_id.into(), reach(page).into()];
        let eroles = client
            .store()
            .rows(LIST, values, |cells| Ok(EnterpriseRole::from(EnterpriseRoleRow::take(cells)?)))
            .await?;
        let mut listed =
            Listed::cut(eroles, page.limit, |last: &EnterpriseRole| Token::of(last.created, &last.ext_id).to_string());
        if page.with_total {
            let values = vec![client.client_id().into()];
            listed.total = client.store().row(COUNT, values, |cells| cells.take()).await?;
        }
        Ok(Sought::There(client.map(|_| listed)))
    }
}
