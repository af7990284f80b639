//! What dead applications and dead roles have left.

use sigill_domain::right::System;
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;

const DEAD_APPLICATIONS: Sql = Sql("SELECT id FROM application WHERE state = 'dead' ORDER BY id LIMIT 100");
const DEAD_ROLES: Sql = Sql("SELECT id FROM app_role WHERE state = 'dead' ORDER BY id LIMIT 100");

/// What belongs to an application, each before what it refers to.
pub(crate) const OF_APPLICATION: &[Sql] = &[
    Sql(
        "DELETE FROM terms_application WHERE id IN (SELECT id FROM terms_application WHERE application_id = $1 LIMIT $2)",
    ),
    Sql("DELETE FROM authz WHERE id IN (SELECT id FROM authz WHERE application_id = $1 LIMIT $2)"),
    Sql("DELETE FROM erole_member WHERE id IN (SELECT id FROM erole_member WHERE application_id = $1 LIMIT $2)"),
    Sql(
        "DELETE FROM profile_application WHERE id IN (SELECT id FROM profile_application WHERE application_id = $1 LIMIT $2)",
    ),
    Sql(
        "DELETE FROM application_client WHERE id IN (SELECT id FROM application_client WHERE application_id = $1 LIMIT $2)",
    ),
    Sql("DELETE FROM app_role WHERE id IN (SELECT id FROM app_role WHERE application_id = $1 LIMIT $2)"),
    Sql("DELETE FROM property WHERE id IN (SELECT id FROM property WHERE application_id = $1 LIMIT $2)"),
];

/// What belongs to a role.
pub(crate) const OF_ROLE: &[Sql] = &[
    Sql("DELETE FROM authz WHERE id IN (SELECT id FROM authz WHERE role_id = $1 LIMIT $2)"),
    Sql("DELETE FROM erole_member WHERE id IN (SELECT id FROM erole_member WHERE role_id = $1 LIMIT $2)"),
];

const APPLICATION: Sql = Sql("DELETE FROM application WHERE id = $1 AND state = 'dead'");
const ROLE: Sql = Sql("DELETE FROM app_role WHERE id = $1 AND state = 'dead'");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[DEAD_APPLICATIONS, DEAD_ROLES, APPLICATION, ROLE];

/// What is marked as dead, and is purged in batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dead {
    /// An application with its roles and clients, by internal key.
    Application(Uuid),
    /// A role of an application, by internal key.
    Role(Uuid),
}

impl Permit<System, Everywhere> {
    /// Some of what is marked as dead and belongs to all clients.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn dead_register(&self) -> Result<Vec<Dead>, StoreError> {
        let roles = self.store().rows(DEAD_ROLES, vec![], |cells| Ok(Dead::Role(cells.take()?))).await?;
        let mut dead = roles;
        dead.extend(self.store().rows(DEAD_APPLICATIONS, vec![], |cells| Ok(Dead::Application(cells.take()?))).await?);
        Ok(dead)
    }

    /// Purges up to `rows_max` rows of it; `false` where nothing of it is left. Each batch is a step of its own, so that a
    /// purge that is cut off goes on where it was.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn purge_register(&self, dead: Dead, rows_max: i64) -> Result<bool, StoreError> {
        let (id, batches, last) = match dead {
            Dead::Application(id) => (id, OF_APPLICATION, APPLICATION),
            Dead::Role(id) => (id, OF_ROLE, ROLE),
        };
        for batch in batches {
            if self.store().execute(*batch, vec![id.into(), rows_max.into()]).await? > 0 {
                return Ok(true);
            }
        }
        Ok(self.store().execute(last, vec![id.into()]).await? > 0)
    }
}
