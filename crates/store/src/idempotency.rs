//! Answers that are kept for repeated requests.

use sigill_domain::idempotency::{Answer, Keep, Kept, Request};
use sigill_domain::right::System;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit, Placeless};
use crate::row::{Row, row};
use crate::sql::{Sql, sql};
use crate::step::Step;

row! {
    /// An answer with the request that it is for.
    struct KeptRow in kept_answer {
        id: Uuid,
        client_id: Option<Uuid>,
        caller_id: Uuid,
        method: String,
        path: String,
        key: String,
        fingerprint: String,
        status: i64,
        location: Option<String>,
        etag: Option<String>,
        body: Option<String>,
        at: Timestamp;
    }
}

impl From<KeptRow> for Kept {
    fn from(row: KeptRow) -> Self {
        let status = u16::try_from(row.status).unwrap_or_default();
        let answer = Answer { status, location: row.location, etag: row.etag, body: row.body };
        Self { id: row.id, fingerprint: row.fingerprint, answer, at: row.at }
    }
}

pub(crate) fn keep(keep: &Keep) -> Step {
    let (request, answer) = (keep.request.clone(), keep.answer.clone());
    let row = KeptRow {
        id: keep.id,
        client_id: keep.client_id,
        caller_id: keep.caller_id,
        method: request.method,
        path: request.path,
        key: request.key,
        fingerprint: request.fingerprint,
        status: answer.status.into(),
        location: answer.location,
        etag: answer.etag,
        body: answer.body,
        at: keep.at,
    };
    Step::insert(&row, vec![])
}

const KEPT: Sql = sql! { "
SELECT {kept_answer} FROM kept_answer
    WHERE caller_id = $1 AND key = $2 AND method = $3 AND path = $4", kept_answer: KeptRow };

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
        self.beyond_rooms(Placeless::OwnAnswers).execute(FORGET, vec![kept.id.into()]).await.map(|_| ())
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
        self.beyond_rooms(Placeless::OwnAnswers).row(KEPT, values, |cells| KeptRow::take(cells).map(Kept::from)).await
    }
}
