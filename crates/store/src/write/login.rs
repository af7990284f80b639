//! Counting a login.
//!
//! Not by compare-and-swap, which would make a hundred logins at once try again hundreds of times:
//! counters are moved relatively, and the lock follows from the moved counter in the same
//! statement. The owner's row is locked first, as every change does, so that archiving and patches
//! take turns with it; its revision moves, too.

use sigill_domain::event::Event;
use sigill_domain::policy::mobile_signature::Locking;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::value::Value;

/// A login that is to be counted.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) user_id: Uuid,
    /// The credential and its rules; `None`: only the user's own counters move.
    pub(crate) credential: Option<(Uuid, Locking)>,
    pub(crate) success: bool,
    pub(crate) at: Timestamp,
    /// Without `after`, which the counters that result make.
    pub(crate) event: Event,
}

/// What the counters are then.
#[derive(Clone, Debug)]
pub(crate) struct LoginRow {
    pub(crate) state: Option<String>,
    pub(crate) count: i64,
}

/// What the `failure_count + 1`-th failure does: the rule of `Locking::after_failure`, which a test
/// compares with this. `$1` is the limit and `$2` the threshold (0: off), `$3` whether strict.
const FAILED_STATE: &str = "CASE \
    WHEN CAST($1 AS BIGINT) > 0 AND failure_count + 1 >= CAST($1 AS BIGINT) THEN 'fail-locked' \
    WHEN CAST($2 AS BIGINT) > 0 AND CASE WHEN CAST($3 AS BOOLEAN) THEN failure_count + 1 >= CAST($2 AS BIGINT) \
        ELSE (failure_count + 1) % CAST($2 AS BIGINT) = 0 END THEN 'tmp-locked' \
    ELSE 'active' END";

/// The columns of the event that are known before, then `after` of the row `k`.
const EVENT_COLUMNS: &str =
    "id, at, client_id, client_ext_id, user_id, user_ext_id, caller_id, caller, request_id, kind, subject, after";

impl Login {
    /// The statement that moves the credential's counters, returning state and count, and its
    /// values, of which the last three are time, credential and user. `from` is what PostgreSQL hangs
    /// it on.
    fn credential_sql(&self, from: &str) -> Option<(String, Vec<Value>)> {
        let (id, locking) = self.credential.as_ref()?;
        let mut values: Vec<Value> = Vec::new();
        let set = if self.success {
            "success_count = success_count + 1, failure_count = 0, success_last = $1, state = 'active', \
             lock_until = NULL"
                .to_owned()
        } else {
            values.extend([
                locking.failures_max.unwrap_or(0).into(),
                locking.tmp_threshold.unwrap_or(0).into(),
                locking.strict.into(),
                self.at.plus_millis(locking.tmp_duration_ms).micros().into(),
            ]);
            format!(
                "failure_count = failure_count + 1, failure_last = $5, state = {FAILED_STATE}, \
                 lock_until = CASE {FAILED_STATE} WHEN 'tmp-locked' THEN CAST($4 AS BIGINT) ELSE NULL END, \
                 reason = CASE {FAILED_STATE} WHEN 'active' THEN reason ELSE 'too-many-login-failures' END, \
                 version = version + CASE {FAILED_STATE} WHEN 'active' THEN 0 ELSE 1 END, \
                 modified = CASE {FAILED_STATE} WHEN 'active' THEN modified ELSE $5 END"
            )
        };
        values.extend([self.at.micros().into(), (*id).into(), self.user_id.into()]);
        let user = values.len();
        // Whether a login may be counted still.
        let usable = format!(
            "(credential.state = 'active' OR (credential.state = 'tmp-locked' AND lock_until <= ${}))",
            user - 2
        );
        let sql = format!(
            "UPDATE credential SET {set} {from} \
             WHERE credential.id = ${} AND credential.owner_id = ${user} AND {usable} \
             RETURNING credential.state AS state, credential.{} AS count",
            user - 1,
            self.count_column()
        );
        Some((sql, values))
    }

    fn count_column(&self) -> &'static str {
        if self.success { "success_count" } else { "failure_count" }
    }

    /// How the user's own counters move; the time follows.
    fn owner_set(&self) -> &'static str {
        if self.success {
            "rev = owner.rev + 1, success_count = owner.success_count + 1, failure_count = 0, success_last = "
        } else {
            "rev = owner.rev + 1, failure_count = owner.failure_count + 1, failure_last = "
        }
    }

    fn event_values(&self) -> Vec<Value> {
        let event = &self.event;
        vec![
            event.id.into(),
            event.at.micros().into(),
            event.client_id.into(),
            event.client_ext_id.as_str().into(),
            event.user_id.into(),
            event.user_ext_id.as_ref().map(ToString::to_string).into(),
            event.by.user_id.into(),
            event.by.name.as_str().into(),
            event.request_id.as_str().into(),
            event.kind.as_str().into(),
            event.subject.as_str().into(),
        ]
    }

    /// `after` of the event, as JSON, once the counters are known.
    fn after(&self, row: &LoginRow) -> String {
        let name = if self.success { "successfulLoginCount" } else { "failedLoginCount" };
        match &row.state {
            Some(state) => serde_json::json!({ name: row.count, "stateName": state }).to_string(),
            None => serde_json::json!({ name: row.count }).to_string(),
        }
    }
}

pub(crate) mod sqlite {
    use rusqlite::{Connection, OptionalExtension, params_from_iter};

    use super::{EVENT_COLUMNS, Login, LoginRow};
    use crate::engine::sqlite::Refused;
    use crate::value::Value;

    /// Counts a login inside the savepoint of its change.
    pub(crate) fn count(connection: &Connection, login: &Login) -> Result<LoginRow, Refused> {
        let credential = match login.credential_sql("") {
            None => None,
            Some((sql, values)) => {
                // By number, since the statement doesn't name them in their order.
                let mut statement = connection.prepare_cached(&sql.replace('$', "?"))?;
                let row = statement
                    .query_row(params_from_iter(values), |row| Ok(LoginRow { state: row.get(0)?, count: row.get(1)? }))
                    .optional()?;
                Some(row.ok_or(Refused::Moved)?)
            }
        };
        let sql = format!("UPDATE owner SET {} ?1 WHERE id = ?2 RETURNING {}", login.owner_set(), login.count_column());
        let values: Vec<Value> = vec![login.at.micros().into(), login.user_id.into()];
        let user_count = connection
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values), |row| row.get(0))
            .optional()?
            .ok_or(Refused::Moved)?;
        let row = credential.unwrap_or(LoginRow { state: None, count: user_count });
        let mut values = login.event_values();
        values.push(login.after(&row).into());
        let marks = vec!["?"; values.len()].join(", ");
        let sql = format!("INSERT INTO event ({EVENT_COLUMNS}) VALUES ({marks})");
        connection.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        Ok(row)
    }
}

pub(crate) mod postgres {
    use super::{EVENT_COLUMNS, Login};
    use crate::value::Value;

    /// The statement that counts a login, and its values. No row: moved. Else state and count.
    pub(crate) fn render(login: &Login) -> (String, Vec<Value>) {
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
}
