//! What an error of SQLite means.

use rusqlite::ErrorCode;

use crate::error::{CommitError, StoreError};

/// Why one change of a batch was not applied.
pub(super) enum Refused {
    Moved,
    /// A write that can't miss its row did.
    Missed(&'static str),
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // Unique and foreign keys alike; nothing else is a constraint that a change can break.
            Some(ErrorCode::ConstraintViolation) if is_key(&error) => Self::Moved,
            _ => Self::Database(error),
        }
    }
}

fn is_key(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
    error.sqlite_error().is_some_and(|error| {
        [SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE]
            .contains(&error.extended_code)
    })
}

impl From<Refused> for CommitError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Moved => Self::Moved,
            Refused::Missed(table) => Self::Store(StoreError::Failed(format!("a write to {table} found no row"))),
            Refused::Database(error) => Self::Store(failure(&error)),
        }
    }
}

/// Of a read, or of a transaction as a whole.
pub(super) fn failure(error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::SystemIoFailure
            | ErrorCode::OutOfMemory
            | ErrorCode::CannotOpen,
        ) => StoreError::Unavailable(error.to_string()),
        Some(ErrorCode::DiskFull | ErrorCode::ReadOnly) => StoreError::Unwritable(error.to_string()),
        _ => StoreError::Failed(error.to_string()),
    }
}
