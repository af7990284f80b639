//! Counting a login inside its savepoint.

use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::failure::Refused;
use crate::counting::{EVENT_COLUMNS, Login, LoginRow};
use crate::value::Value;

/// Counts a login inside the savepoint of its change.
pub(super) fn count(connection: &Connection, login: &Login) -> Result<LoginRow, Refused> {
    let credential = match login.credential_sql("") {
        None => None,
        Some((sql, values)) => {
            let mut statement = connection.prepare_cached(&sql)?;
            // By name, since the statement doesn't name them in their order.
            for (n, value) in (1..).zip(values) {
                if let Some(place) = statement.parameter_index(&format!("${n}"))? {
                    statement.raw_bind_parameter(place, value)?;
                }
            }
            let mut rows = statement.raw_query();
            let row = rows.next()?.ok_or(Refused::Moved)?;
            Some(LoginRow { state: row.get(0)?, count: row.get(1)? })
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
