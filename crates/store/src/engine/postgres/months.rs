//! The history of PostgreSQL is kept by month, so that months whose time is over are dropped: deleting them row by row
//! would write as much again, and leave the table as large as it was.
//!
//! An event belongs to the month that its id tells, which is a UUIDv7. A month is made before it begins; what belongs to
//! none that there is, is in the rest, and is deleted from there.

use sigill_domain::time::Timestamp;
use tokio_postgres::Error;

use super::failure::describe;
use super::pool::Pool;
use crate::error::StoreError;

/// How many months are made ahead: a server that is stopped for some weeks, or can't make one for some time, finds its
/// month when it begins.
const AHEAD: i32 = 2;

/// Both take the whole history for a moment. Whoever is at it for longer isn't waited for: there is another time.
const BEGIN: &str = "SET LOCAL lock_timeout = '2s'; SET LOCAL client_min_messages = warning";

/// Of several nodes, one at a time. Any number that no other program locks: "events" in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(x'6576656e7473'::bigint)";

const MAKE: &str = "
    SELECT make_event_months(date_trunc('month', to_timestamp($1::float8) AT TIME ZONE 'UTC') + INTERVAL '1 month', $2)";

/// Whether a month that will be needed isn't there.
const IS_MISSING: &str = "
    SELECT EXISTS (SELECT 1 FROM generate_series(1, $2::int) AS n WHERE to_regclass('event_' || to_char(
        date_trunc('month', to_timestamp($1::float8) AT TIME ZONE 'UTC') + n * INTERVAL '1 month', 'YYYY_MM')) IS NULL)";

/// The first of the months before that of a time.
const OVER: &str = "
    SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass('event') AND c.relname ~ '^event_[0-9]{4}_[0-9]{2}$'
        AND c.relname < 'event_' || to_char(to_timestamp($1::float8) AT TIME ZONE 'UTC', 'YYYY_MM')
    ORDER BY 1 LIMIT 1";

impl Pool {
    /// Makes the months to come that aren't there.
    pub(super) async fn make_months(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut client = self.client().await?;
        let now = seconds(now);
        if !client.query_one(IS_MISSING, &[&now, &AHEAD]).await.map_err(failed)?.get::<_, bool>(0) {
            return Ok(());
        }
        let transaction = client.transaction().await.map_err(failed)?;
        transaction.batch_execute(BEGIN).await.map_err(failed)?;
        transaction.execute(LOCK, &[]).await.map_err(failed)?;
        transaction.execute(MAKE, &[&now, &AHEAD]).await.map_err(failed)?;
        transaction.commit().await.map_err(failed)
    }

    /// Drops the first of the months before that of a time; whether there was one.
    pub(super) async fn drop_month(&self, before: Timestamp) -> Result<bool, StoreError> {
        let mut client = self.client().await?;
        let transaction = client.transaction().await.map_err(failed)?;
        transaction.batch_execute(BEGIN).await.map_err(failed)?;
        transaction.execute(LOCK, &[]).await.map_err(failed)?;
        let Some(month) = transaction.query_opt(OVER, &[&seconds(before)]).await.map_err(failed)? else {
            return Ok(false);
        };
        // Its name has nothing but letters, digits and `_`, as the query above sees to.
        transaction.batch_execute(&format!("DROP TABLE {}", month.get::<_, String>(0))).await.map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(true)
    }
}

/// Seconds since 1970, as PostgreSQL takes them.
#[allow(clippy::cast_precision_loss, reason = "which month it is, is known from seconds")]
fn seconds(time: Timestamp) -> f64 {
    time.seconds() as f64
}

#[allow(clippy::needless_pass_by_value, reason = "it maps errors")]
fn failed(error: Error) -> StoreError {
    StoreError::Unavailable(describe(&error))
}
