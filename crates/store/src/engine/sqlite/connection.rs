//! Connections to an embedded database.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use super::failure::failure;
use crate::error::StoreError;

const STATEMENTS_CACHED: usize = 256;

/// Runs what blocks away from the threads that serve requests.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(StoreError::Failed(error.to_string())))
}

pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    make_private(path);
    let connection = Connection::open(path)
        .map_err(|error| StoreError::Unavailable(format!("{} can't be opened: {error}", path.display())))?;
    // SQLite opens what can't be written for reading, and says so at the first change.
    if connection.is_readonly(MAIN_DB).map_err(|error| failure(&error))? {
        return Err(StoreError::Unwritable(format!("{} can't be written", path.display())));
    }
    // FULL: an answered change survives a loss of power, not only of the process.
    configure(&connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")?;
    Ok(connection)
}

/// Makes the file for its owner only, where there is none. That it can't be made is for opening to say;
/// SQLite gives the files beside it the same mode.
pub(crate) fn make_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| StoreError::Unavailable(format!("{} can't be opened: {error}", path.display())))?;
    configure(&connection, "PRAGMA query_only = ON;")?;
    Ok(connection)
}

fn configure(connection: &Connection, pragmas: &str) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection
        .busy_timeout(Duration::from_secs(5))
        // A statement keeps the plan that it was prepared with. Otherwise, where the planner has looked at samples of an
        // index, each new value of a parameter makes it plan again, which takes longer than everything else.
        .and_then(|()| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true))
        .and_then(|_| connection.execute_batch(pragmas))
        .map_err(|error| match failure(&error) {
            StoreError::Failed(why) => StoreError::Unavailable(why),
            other => other,
        })
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;
    use sigill_testing::{Database, Kind};

    use super::*;
    use crate::caller::HolderQuery;
    use crate::credential::any::ShownQuery;
    use crate::engine::{Shared, plans};

    #[tokio::test]
    async fn a_statement_keeps_its_plan_whatever_its_values_are() {
        let database = Database::new(Kind::Sqlite).await;
        drop(plans::filled(&database).await);
        // With samples of each index, by which the planner would look at the values.
        database.execute("ANALYZE").await;
        let file = database.url().trim_start_matches("sqlite:");
        let connection = open_reader(Path::new(file)).unwrap();
        let mut statement = connection.prepare(ShownQuery::TEXTS.one.0).unwrap();
        for user in ["u3-17", "u3-18", "nobody"] {
            let mut rows = statement.query((user, 16, false, "", "c3")).unwrap();
            assert!(rows.next().unwrap().is_some());
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }

    #[tokio::test]
    async fn what_is_read_of_one_user_takes_no_more_beside_many_clients() {
        let database = Database::new(Kind::Sqlite).await;
        drop(plans::filled(&database).await);
        let file = Path::new(database.url().trim_start_matches("sqlite:"));
        let id = |n: u32| format!("unhex(printf('%032x', {n}))");
        let (client, user, room) = (id(3), id(30_017), id(5));
        let script = format!(
            "PRAGMA foreign_keys = OFF; \
             WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO client (id, \
             ext_id, name, display_name, remarks, state, rev, version, created, modified) SELECT \
             unhex(printf('%032x', i)), 'm' || i, 'm' || i, '{{}}', NULL, 'active', 0, 1, i, i FROM n; \
             INSERT INTO profile (id, client_id, user_id, unit_id, ext_id, name, state, is_default, version, created, \
             modified) VALUES ({user}, {client}, {user}, {client}, 'p', 'p', 'active', 1, 1, 1, 1); \
             INSERT INTO authz (id, client_id, profile_id, ext_id, role, is_client_global, version, created, modified) \
             VALUES ({user}, {client}, {user}, 'a', 'nevisIdm.Root', 0, 1, 1, 1); \
             INSERT INTO authz_client (id, authz_id, client_id) VALUES ({user}, {user}, {room})"
        );
        Connection::open(file).unwrap().execute_batch(&script).unwrap();
        let connection = open_reader(file).unwrap();
        let one = uuid::Uuid::from_u128(30_017);
        let mut caller = connection.prepare(HolderQuery::TEXTS.one.0).unwrap();
        let room: String = caller.query_row((one, one), |row| row.get(15)).unwrap();
        assert_eq!(room, "c5");
        let mut credential = connection.prepare(ShownQuery::TEXTS.one.0).unwrap();
        assert!(credential.query(("u3-17", 16, false, "", "c3")).unwrap().next().unwrap().is_some());
        for statement in [caller, credential] {
            let steps = statement.get_status(StatementStatus::VmStep);
            assert!(steps < 500, "{steps} steps");
        }
    }
}
