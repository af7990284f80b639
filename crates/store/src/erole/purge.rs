//! What dead enterprise roles have left.

use sigill_domain::right::System;
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;

const DEAD: Sql = Sql("SELECT id FROM erole WHERE state = 'dead' ORDER BY id LIMIT 100");

/// What belongs to an enterprise role, each before what it refers to.
pub(crate) const OF_ONE: &[Sql] = &[
    Sql("DELETE FROM eauthz WHERE id IN (SELECT id FROM eauthz WHERE erole_id = $1 LIMIT $2)"),
    Sql("DELETE FROM erole_member WHERE id IN (SELECT id FROM erole_member WHERE erole_id = $1 LIMIT $2)"),
];

const ONE: Sql = Sql("DELETE FROM erole WHERE id = $1 AND state = 'dead'");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[DEAD, ONE];

impl Permit<System, Everywhere> {
    /// Some of the enterprise roles that are marked as dead.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn dead_enterprise_roles(&self) -> Result<Vec<Uuid>, StoreError> {
        self.store().rows(DEAD, vec![], |cells| cells.take()).await
    }

    /// Purges up to `rows_max` rows of a dead enterprise role; `false` where nothing of it is left. Each batch is a step
    /// of its own, so that a purge that is cut off goes on where it was.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn purge_enterprise_role(&self, erole: Uuid, rows_max: i64) -> Result<bool, StoreError> {
        for batch in OF_ONE {
            if self.store().execute(*batch, vec![erole.into(), rows_max.into()]).await? > 0 {
                return Ok(true);
            }
        }
        Ok(self.store().execute(ONE, vec![erole.into()]).await? > 0)
    }
}
