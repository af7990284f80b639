//! Changes of PostgreSQL: one statement, one round trip, its own commit.

use tokio_postgres::Row;

use super::pool::{Pool, params};
use super::render::lock;
use crate::error::CommitError;
use crate::step::Step;
use crate::value::Value;

/// Steps of a change whose statement is kept prepared, at most.
const STEPS_KEPT_MAX: usize = 8;

impl Pool {
    /// Applies the steps by a statement of their own, as it was rendered.
    pub(super) async fn apply(&self, steps: &[Step], sql: &str, values: &[Value]) -> Result<(), CommitError> {
        let values = params(values);
        // Texts of changes of many rows are without number; keeping them would fill the server.
        let is_kept = steps.len() <= STEPS_KEPT_MAX;
        let rows = match lock(steps) {
            None => self.write(sql, is_kept, &values).await?,
            Some((lock, value)) => {
                let is_done = |rows: &[Row]| applied(rows.first()).is_ok();
                self.write_behind((lock, &value), sql, is_kept, &values, is_done).await?
            }
        };
        applied(rows.first())
    }
}

/// What the one row that a change answers says.
fn applied(row: Option<&Row>) -> Result<(), CommitError> {
    match row.map(|row| row.try_get::<_, i64>(0)) {
        Some(Ok(1)) => Ok(()),
        Some(Ok(_)) => Err(CommitError::Moved),
        Some(Err(error)) => Err(CommitError::Unknown(error.to_string())),
        None => Err(CommitError::Unknown("the change has no answer".to_owned())),
    }
}
