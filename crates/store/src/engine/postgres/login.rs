//! Counting a login by one statement.

use super::pool::{Pool, params};
use crate::counting::{EVENT_COLUMNS, Login, LoginRow};
use crate::error::CommitError;
use crate::value::Value;

impl Pool {
    /// Counts a login; the counters that result.
    pub(super) async fn count_login(&self, login: &Login) -> Result<LoginRow, CommitError> {
        let (sql, values) = render(login);
        let rows = self.write(&sql, true, &params(&values)).await?;
        let row = rows.first().ok_or(CommitError::Moved)?;
        let unknown = |error: tokio_postgres::Error| CommitError::Unknown(error.to_string());
        Ok(LoginRow { state: row.try_get(0).map_err(unknown)?, count: row.try_get(1).map_err(unknown)? })
    }
}

/// The statement that counts a login, and its values. No row: moved. Else state and count.
pub(in crate::engine) fn render(login: &Login) -> (String, Vec<Value>) {
    let name = if login.success { "successfulLoginCount" } else { "failedLoginCount" };
    let (credential, mut values) = login.credential_sql("FROM guard").map_or_else(
        || (None, vec![login.at.micros().into(), login.user_id.into()]),
        |(sql, values)| (Some(sql), values),
    );
    let user = values.len();
    let at = if credential.is_some() { user - 2 } else { user - 1 };
    let count = login.count_column();
    let hang = if credential.is_some() { "k" } else { "guard" };
    let k = credential.map(|sql| format!(", k AS ({sql})")).unwrap_or_default();
    let result = if k.is_empty() { "o" } else { "k" };
    let after = if k.is_empty() {
        format!("'{{\"{name}\":' || r.count || '}}'")
    } else {
        format!("'{{\"{name}\":' || r.count || ',\"stateName\":\"' || r.state || '\"}}'")
    };
    let first = values.len() + 1;
    let event_values = login.event_values();
    let marks: Vec<_> = event_values
        .iter()
        .enumerate()
        .map(|(n, value)| format!("${}::{}", first + n, value.postgres_type()))
        .collect();
    let sql = format!(
        "WITH guard AS MATERIALIZED (SELECT id FROM owner WHERE id = ${user} FOR UPDATE){k}, \
         o AS (UPDATE owner SET {set} ${at} FROM {hang} WHERE owner.id = ${user} \
               RETURNING NULL::text AS state, owner.{count} AS count), \
         e AS (INSERT INTO event ({EVENT_COLUMNS}) SELECT {marks}, {after} FROM {result} AS r, o RETURNING 1) \
         SELECT r.state, r.count FROM {result} AS r, e",
        set = login.owner_set(),
        marks = marks.join(", "),
    );
    values.extend(event_values);
    (sql, values)
}
