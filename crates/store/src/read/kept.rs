//! Answers that are kept for repeated requests.

use sigill_domain::idempotency::{Answer, Kept, Request};
use sigill_domain::time::Timestamp;

use crate::error::StoreError;
use crate::permit::Permit;
use crate::sql::Sql;

const KEPT: Sql = Sql("
    SELECT id, fingerprint, status, location, etag, body, at FROM kept_answer
    WHERE caller_id = $1 AND key = $2 AND method = $3 AND path = $4");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[KEPT];

impl<R, S> Permit<R, S> {
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
