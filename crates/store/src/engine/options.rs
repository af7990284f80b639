//! Where the database is, and how much of it is used.

use super::postgres::Address;
use super::sqlite;

/// Where the database is, and how much of it is used.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://user:password@host:port/database`.
    pub url: String,
    /// Connections at most: all of PostgreSQL's, the reading ones of SQLite.
    pub connections_max: usize,
    /// How long a request waits for a free connection, and a statement runs, in milliseconds.
    pub wait_max_ms: u64,
}

impl Options {
    /// The database at `url`, with the limits that the configuration has by default.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections_max: 16, wait_max_ms: 5_000 }
    }

    /// Whether the URL can be one, by its form alone.
    ///
    /// # Errors
    /// What is wrong with it, without its password.
    pub fn check(&self) -> Result<(), String> {
        self.read().map(drop)
    }

    /// As [`Options::check`], with the file of authorities that the URL may name.
    ///
    /// # Errors
    /// As there; or that file is none.
    pub fn check_files(&self) -> Result<(), String> {
        match self.read()? {
            Named::Sqlite(_) => Ok(()),
            Named::Postgres(address) => address.mode.connector().map(drop),
        }
    }

    /// What the URL names.
    pub(super) fn read(&self) -> Result<Named<'_>, String> {
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            return sqlite::path::read(path).map(Named::Sqlite);
        }
        match ["postgres://", "postgresql://"].iter().find_map(|scheme| self.url.strip_prefix(scheme)) {
            Some(rest) => Address::read(rest).map(|address| Named::Postgres(Box::new(address))),
            None => Err("expected a URL that begins with sqlite: or postgres://".to_owned()),
        }
    }
}

/// What a URL names.
pub(super) enum Named<'a> {
    Sqlite(&'a str),
    Postgres(Box<Address>),
}
