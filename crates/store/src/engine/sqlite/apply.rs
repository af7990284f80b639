//! SQLite: the steps one after the other, inside the savepoint of their change.

use rusqlite::{Connection, Params, params_from_iter};
use sigill_domain::unit::Rewrite;

use super::failure::Refused;
use crate::policy::{ConditionPart, conditions};
use crate::step::Step;
use crate::value::Value;

/// Applies the steps of one change.
///
/// # Errors
/// The guard found nothing or a key was violated ([`Refused::Moved`]); a write missed its row; or
/// the database failed. The caller rolls the savepoint back.
pub(super) fn apply(connection: &Connection, steps: &[Step]) -> Result<(), Refused> {
    steps.iter().try_for_each(|step| take(connection, step))
}

fn take(connection: &Connection, step: &Step) -> Result<(), Refused> {
    match step {
        Step::Bump { table, id, rev } | Step::BumpToo { table, id, rev } => {
            let sql = format!("UPDATE {table} SET rev = rev + 1 WHERE id = ?1 AND rev = ?2");
            moves(connection, &sql, &[(*id).into(), (*rev).into()])
        }
        Step::Goes { table, id, rev } => {
            stands(connection, &format!("SELECT 1 FROM {table} WHERE id = ?1 AND rev = ?2"), (id, rev))
        }
        Step::BumpRules { id, rev, facts } => {
            let mut sql =
                "UPDATE client SET rev = rev + 1, rules_rev = rules_rev + 1 WHERE id = ?1 AND rev = ?2".to_owned();
            let mut values = vec![(*id).into(), (*rev).into()];
            for part in conditions(*facts) {
                match part {
                    ConditionPart::Text(text) => sql.push_str(text),
                    ConditionPart::Value(value) => {
                        values.push(value);
                        sql.push_str(&format!("?{}", values.len()));
                    }
                }
            }
            moves(connection, &sql, &values)
        }
        Step::Rules { client_id, rev } => {
            stands(connection, "SELECT 1 FROM client WHERE id = ?1 AND rules_rev = ?2", (client_id, rev))
        }
        Step::UnitsStand { paths } => {
            let stands = |path: &String| stands(connection, "SELECT 1 FROM unit WHERE path = ?1", [path.as_str()]);
            paths.iter().try_for_each(stands)
        }
        Step::ClientAlive { id } => stands(connection, "SELECT 1 FROM client WHERE id = ?1 AND state = 'active'", [id]),
        Step::Stays { user_id, client_id, rev } => {
            let sql = "UPDATE owner SET rev = rev + 1 WHERE id = ?1 AND rev = ?2 \
                AND EXISTS (SELECT 1 FROM client WHERE id = ?3 AND state = 'active')";
            moves(connection, sql, &[(*user_id).into(), (*rev).into(), (*client_id).into()])
        }
        Step::Insert { table, columns } => {
            let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
            let marks = vec!["?"; names.len()].join(", ");
            let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
            one(table, execute(connection, &sql, columns.iter().map(|(_, value)| value))?)
        }
        Step::Update { table, id, columns } | Step::AlsoSet { table, id, columns } => {
            let sets: Vec<_> = columns.iter().map(|(name, _)| format!("{name} = ?")).collect();
            let sql = format!("UPDATE {table} SET {} WHERE id = ?", sets.join(", "));
            let id = (*id).into();
            one(table, execute(connection, &sql, columns.iter().map(|(_, value)| value).chain([&id]))?)
        }
        Step::EndSessions { user_id, at, reason } => {
            let sql = "UPDATE session SET ended = ?1, reason = ?2 WHERE user_id = ?3 AND ended IS NULL";
            execute(connection, sql, &[(*at).into(), (*reason).into(), (*user_id).into()]).map(|_| ())
        }
        Step::RewriteUnits(rewrite) => rewrite_units(connection, rewrite),
        Step::Delete { table, id } | Step::GuardedGoes { table, id } => {
            let sql = format!("DELETE FROM {table} WHERE id = ?1");
            one(table, execute(connection, &sql, &[(*id).into()])?)
        }
    }
}

/// All of what is below a unit, and nothing else.
fn rewrite_units(connection: &Connection, rewrite: &Rewrite) -> Result<(), Refused> {
    let characters = |text: &str| i64::try_from(text.chars().count()).unwrap_or_default() + 1;
    let sql = "UPDATE unit SET path = ?1 || substr(path, ?2), hierarchical_name = ?3 || substr(hierarchical_name, ?4) \
        WHERE path > ?5 AND path < ?6";
    let values: [Value; 6] = [
        rewrite.to.as_str().into(),
        characters(rewrite.from.as_str()).into(),
        rewrite.to_name.as_str().into(),
        characters(&rewrite.from_name).into(),
        rewrite.from.as_str().into(),
        rewrite.from.end().into(),
    ];
    let rows = i64::try_from(execute(connection, sql, &values)?).unwrap_or_default();
    if rows == rewrite.count { Ok(()) } else { Err(Refused::Missed("unit")) }
}

/// A guard that changes its row, where it still is as it was read.
fn moves(connection: &Connection, sql: &str, values: &[Value]) -> Result<(), Refused> {
    if execute(connection, sql, values)? == 1 { Ok(()) } else { Err(Refused::Moved) }
}

/// A guard that looks at its row, which must still be as it was read.
fn stands(connection: &Connection, sql: &str, values: impl Params) -> Result<(), Refused> {
    if connection.prepare_cached(sql)?.exists(values)? { Ok(()) } else { Err(Refused::Moved) }
}

fn execute<'a>(
    connection: &Connection,
    sql: &str,
    values: impl IntoIterator<Item = &'a Value>,
) -> Result<usize, Refused> {
    Ok(connection.prepare_cached(sql)?.execute(params_from_iter(values))?)
}

fn one(table: &'static str, rows: usize) -> Result<(), Refused> {
    if rows == 1 { Ok(()) } else { Err(Refused::Missed(table)) }
}
