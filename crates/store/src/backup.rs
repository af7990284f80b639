//! Backups of an embedded database: made while it is in use, and checked before anybody relies on them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::engine::sqlite::{blocking, make_private};
use crate::error::StoreError;
use crate::migrate;
use crate::migrate::Schema;

/// A database file that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The size of the file.
    pub bytes: u64,
    /// Which versions of the schema were applied to it, and which this program would still apply.
    pub schema: Schema,
    /// How many rows each table has, by name.
    pub tables: Vec<(String, i64)>,
}

/// Copies the database in `file` to `to`, as it is at one moment, and checks the copy.
///
/// # Errors
/// There is no such database, `to` is there already, or the copy isn't what it should be; then it is
/// removed.
pub async fn back_up(file: PathBuf, to: PathBuf) -> Result<Checked, StoreError> {
    blocking(move || {
        let connection = open(&file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        refuse_existing(&to)?;
        make_private(&to);
        let made = connection
            .execute("VACUUM INTO ?1", [to.to_string_lossy()])
            .map_err(|error| unavailable(&to, &error))
            .and_then(|_| sync(&to))
            .and_then(|()| check(&to));
        if made.is_err() {
            // Half a backup would be taken for one.
            let _ = fs::remove_file(&to);
        }
        made
    })
    .await
}

/// Checks the backup in `from` and puts it where no database is yet, for its owner only.
///
/// # Errors
/// The backup isn't whole, this program doesn't work with its schema, or there is a database already.
pub async fn restore(from: PathBuf, file: PathBuf) -> Result<Checked, StoreError> {
    blocking(move || {
        let checked = check(&from)?;
        if let Some(unknown) = checked.schema.unknown.first() {
            return Err(StoreError::Schema(format!(
                "version {unknown} in the backup is unknown here: restore it with the version that made it, or a later one"
            )));
        }
        for suffix in ["", "-wal", "-shm"] {
            refuse_existing(&beside(&file, suffix))?;
        }
        let fresh = beside(&file, ".restored");
        let _ = fs::remove_file(&fresh);
        make_private(&fresh);
        let put = fs::copy(&from, &fresh)
            .map_err(|error| unavailable(&fresh, &error))
            .and_then(|_| private(&fresh))
            .and_then(|()| sync(&fresh))
            // Unlike a renaming, a link never takes the place of what came meanwhile.
            .and_then(|()| fs::hard_link(&fresh, &file).map_err(|error| unavailable(&file, &error)));
        let _ = fs::remove_file(&fresh);
        put.and_then(|()| sync(&file)).map(|()| checked)
    })
    .await
}

/// Reads a whole database file and looks for what is wrong with it.
///
/// # Errors
/// Something is.
fn check(file: &Path) -> Result<Checked, StoreError> {
    let connection = open(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let wrong = |why: String| StoreError::File(format!("{} is damaged: {why}", file.display()));
    let failed = |error: rusqlite::Error| wrong(error.to_string());
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(failed)?;
    if verdict != "ok" {
        return Err(wrong(verdict));
    }
    let mut dangling = connection.prepare("PRAGMA foreign_key_check").map_err(failed)?;
    if dangling.exists([]).map_err(failed)? {
        return Err(wrong("a row refers to one that isn't there".to_owned()));
    }
    let applied = list(&connection, "SELECT version FROM schema_version ORDER BY version")
        .map_err(|_| wrong("it is no database of Sigill: it has no schema_version".to_owned()))?;
    let names: Vec<String> = list(
        &connection,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .map_err(failed)?;
    let mut tables = Vec::with_capacity(names.len());
    for name in names {
        let count =
            connection.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get(0)).map_err(failed)?;
        tables.push((name, count));
    }
    let bytes = fs::metadata(file).map_err(|error| unavailable(file, &error))?.len();
    Ok(Checked { bytes, schema: Schema::of(applied, migrate::SQLITE), tables })
}

fn list<T: rusqlite::types::FromSql>(connection: &Connection, sql: &str) -> Result<Vec<T>, rusqlite::Error> {
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn open(file: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    Connection::open_with_flags(file, flags).map_err(|error| unavailable(file, &error))
}

fn refuse_existing(file: &Path) -> Result<(), StoreError> {
    if file.symlink_metadata().is_ok() {
        return Err(StoreError::File(format!(
            "{} is there already, and nothing is overwritten: move it away, or name another file",
            file.display()
        )));
    }
    Ok(())
}

/// The name of the file with `suffix`.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    file.with_file_name(name)
}

/// A copy has the mode of what was copied.
fn private(file: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).map_err(|error| unavailable(file, &error))?;
    }
    Ok(())
}

/// To the disk, the file and its name.
fn sync(file: &Path) -> Result<(), StoreError> {
    let synced = File::open(file).and_then(|opened| opened.sync_all());
    synced.map_err(|error| unavailable(file, &error))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Some systems can't do that with folders.
    let _ = File::open(folder).and_then(|opened| opened.sync_all());
    Ok(())
}

fn unavailable(file: &Path, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::File(format!("{}: {error}", file.display()))
}
