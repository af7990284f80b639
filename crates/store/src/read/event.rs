//! The history.

use sigill_domain::right::System;
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;

const KINDS_OF_USER: Sql = Sql("SELECT kind FROM event WHERE user_id = $1 ORDER BY at, id");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[KINDS_OF_USER];

impl Permit<System, Everywhere> {
    /// What happened to a user, the oldest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn event_kinds(&self, user_id: Uuid) -> Result<Vec<String>, StoreError> {
        self.store().rows(KINDS_OF_USER, vec![user_id.into()], |cells| cells.take()).await
    }
}
