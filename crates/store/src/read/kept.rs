//! Answers that are kept for repeated requests.

use sigill_domain::idempotency::{Answer, Kept, Request};
use sigill_domain::right::System;
use sigill_domain::time::Timestamp;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;

const KEPT: Sql = Sql("
    SELECT id, fingerprint, status, location, etag, body, at FROM kept_answer
    WHERE caller_id = $1 AND key = $2 AND method = $3 AND path = $4");

/// One whose time is over, to make place for the next; or none, where the purge was quicker.
const FORGET: Sql = Sql("DELETE FROM kept_answer WHERE id = $1");

/// Those whose time is over.
const PURGE: Sql = Sql("DELETE FROM kept_answer WHERE id IN (SELECT id FROM kept_answer WHERE at <= $1 LIMIT $2)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[KEPT, FORGET, PURGE];

impl Permit<System, Everywhere> {
    /// Forgets up to `rows_max` answers of `until` or before; `false` where there are none.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn purge_kept(&self, until: Timestamp, rows_max: i64) -> Result<bool, StoreError> {
        Ok(self.store().execute(PURGE, vec![until.micros().into(), rows_max.into()]).await? > 0)
    }
}

impl<R, S> Permit<R, S> {
    /// Forgets an answer whose time is over. Not a part of the change that keeps the next one: it is as good as gone.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn forget(&self, kept: &Kept) -> Result<(), StoreError> {
        self.store().execute(FORGET, vec![kept.id.into()]).await.map(|_| ())
    }

    /// The answer that is kept for a request of this caller.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn kept(&self, request: &Request) -> Result<Option<Kept>, StoreError> {
        let Some(caller) = self.happening().by.user_id else { return Ok(None) };
        let values = vec![
            caller.into(),
            request.key.as_str().into(),
            request.method.as_str().into(),
            request.path.as_str().into(),
        ];
        self.store()
            .row(KEPT, values, |cells| {
                Ok(Kept {
                    id: cells.take()?,
                    fingerprint: cells.take()?,
                    answer: Answer {
                        status: u16::try_from(cells.take::<i64>()?).unwrap_or_default(),
                        location: cells.take()?,
                        etag: cells.take()?,
                        body: cells.take()?,
                    },
                    at: Timestamp::from_micros(cells.take()?),
                })
            })
            .await
    }
}
