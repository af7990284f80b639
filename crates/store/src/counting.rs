//! Counting a login.
//!
//! Not by compare-and-swap, which would make a hundred logins at once try again hundreds of times:
//! counters are moved relatively, and the lock follows from the moved counter in the same
//! statement. The owner's row is locked first, as every change does, so that archiving and patches
//! take turns with it; its revision moves, too.

use sigill_domain::event::Event;
use sigill_domain::policy::Locking;
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
pub(crate) const EVENT_COLUMNS: &str =
    "id, at, client_id, client_ext_id, user_id, user_ext_id, caller_id, caller, request_id, kind, subject, after";

impl Login {
    /// The statement that moves the credential's counters, returning state and count, and its
    /// values, of which the last three are time, credential and user. `from` is what PostgreSQL hangs
    /// it on.
    pub(crate) fn credential_sql(&self, from: &str) -> Option<(String, Vec<Value>)> {
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

    pub(crate) fn count_column(&self) -> &'static str {
        if self.success { "success_count" } else { "failure_count" }
    }

    /// How the user's own counters move; the time follows.
    pub(crate) fn owner_set(&self) -> &'static str {
        if self.success {
            "rev = owner.rev + 1, success_count = owner.success_count + 1, failure_count = 0, success_last = "
        } else {
            "rev = owner.rev + 1, failure_count = owner.failure_count + 1, failure_last = "
        }
    }

    pub(crate) fn event_values(&self) -> Vec<Value> {
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
    pub(crate) fn after(&self, row: &LoginRow) -> String {
        let name = if self.success { "successfulLoginCount" } else { "failedLoginCount" };
        match &row.state {
            Some(state) => serde_json::json!({ name: row.count, "stateName": state }).to_string(),
            None => serde_json::json!({ name: row.count }).to_string(),
        }
    }
}
