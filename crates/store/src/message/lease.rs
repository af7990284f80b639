//! Which node sends which message.
//!
//! Who claims what is due has it for a while, by an id that is drawn for that. What wasn't ended by then is due again for
//! whoever comes first.

use sigill_domain::ext_id::ExtId;
use sigill_domain::message::{CLAIM_MS, Message};
use sigill_domain::right::System;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::column;
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::row::Row;
use crate::sql::{Sql, sql};
use crate::value::Cells;

/// Asked again under the lock of the row: of two nodes at once, one gets it. As a sum, so that rows are found by their ids.
pub(crate) const CLAIM: Sql = Sql("
    UPDATE message SET claim = $1, due = $2, tries = tries + 1
    WHERE due + 0 <= $3 AND id IN (SELECT m.id FROM message m WHERE m.due <= $3 ORDER BY m.due LIMIT $4)");

pub(crate) const CLAIMED: Sql = sql! { "
SELECT {m}, m.sealed FROM message m WHERE m.claim = $1 ORDER BY m.due LIMIT $2", m: Message };

/// Only by who has it.
const POSTPONE: Sql = Sql("UPDATE message SET claim = NULL, due = $1 WHERE id = $2 AND claim = $3");

/// Those that are over, and whose time is.
pub(crate) const RETIRE: Sql = Sql("
    DELETE FROM message WHERE id IN (
        SELECT m.id FROM message m WHERE m.due IS NULL AND m.modified < $1 ORDER BY m.modified LIMIT $2)");

/// What waits, the next one first.
const WAITING: Sql = sql! { "
SELECT {m}, c.ext_id FROM message m JOIN client c ON c.id = m.client_id
WHERE m.due IS NOT NULL ORDER BY m.due LIMIT $1", m: Message };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[CLAIM, CLAIMED, POSTPONE, RETIRE, WAITING];

impl Permit<System, Everywhere> {
    /// Takes up to `rows_max` messages that are due, under an id that was drawn for it: each with its ways, as they are
    /// sealed for it.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn claim_messages(
        &self,
        claim: Uuid,
        rows_max: i64,
    ) -> Result<Vec<(Message, Option<String>)>, StoreError> {
        let until = self.now().plus_millis(CLAIM_MS).micros();
        let values = vec![claim.into(), until.into(), self.now().micros().into(), rows_max.into()];
        if self.store().execute(CLAIM, values).await? == 0 {
            return Ok(Vec::new());
        }
        let read = |cells: &mut Cells<'_>| Ok((Message::take(cells)?, cells.take()?));
        self.store().rows(CLAIMED, vec![claim.into(), rows_max.into()], read).await
    }

    /// A message that is claimed is tried again then; `false` where somebody else has it by now.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn postpone_message(&self, id: Uuid, claim: Uuid, due: Timestamp) -> Result<bool, StoreError> {
        let values = vec![due.micros().into(), id.into(), claim.into()];
        Ok(self.store().execute(POSTPONE, values).await? > 0)
    }

    /// Deletes up to `rows_max` messages that were over before so many days; how many there were.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn retire_messages(&self, days: u32, rows_max: i64) -> Result<u64, StoreError> {
        let before = self.now().plus_millis(-i64::from(days) * 86_400_000).micros();
        self.store().execute(RETIRE, vec![before.into(), rows_max.into()]).await
    }

    /// Messages that wait, the next one first, each with its client, by external id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn waiting_messages(&self, rows_max: i64) -> Result<Vec<(Message, ExtId)>, StoreError> {
        let read = |cells: &mut Cells<'_>| Ok((Message::take(cells)?, column::take(cells)?));
        self.store().rows(WAITING, vec![rows_max.into()], read).await
    }
}
