//! What an embedded database is.

use super::failure::failure;
use super::reader::Readers;
use crate::error::StoreError;
use crate::facts::{Facts, Setting};

impl Readers {
    pub(super) async fn facts(&self) -> Result<Facts, StoreError> {
        self.with(|connection| {
            let text = |sql: &str| {
                connection.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(|error| failure(&error))
            };
            let journal = Setting { name: "journal_mode", value: text("PRAGMA journal_mode")?, expected: "wal" };
            // The writer sets `synchronous` itself, whatever the file says.
            Ok(Facts {
                engine: format!("SQLite {}", rusqlite::version()),
                settings: vec![journal],
                at: None,
                is_encrypted: None,
                connections_allowed: None,
            })
        })
        .await
    }
}
