//! What an error of PostgreSQL means.

use tokio_postgres::error::{DbError, SqlState};

use crate::error::{CommitError, StoreError};

/// What a failed statement means for the change that it was to apply.
pub(super) enum Failure {
    Moved,
    /// The connection is gone.
    Lost(String),
    Unavailable(String),
    /// This connection takes no changes any more; nothing was written.
    ReadOnly(String),
    /// The database takes no changes.
    Unwritable(String),
    Failed(String),
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Moved => Self::Unavailable("too many conflicts".to_owned()),
            Failure::Lost(why) | Failure::Unavailable(why) => Self::Unavailable(why),
            Failure::ReadOnly(why) | Failure::Unwritable(why) => Self::Unwritable(why),
            Failure::Failed(why) => Self::Failed(why),
        }
    }
}

impl From<Failure> for CommitError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Moved => Self::Moved,
            Failure::Lost(why) => Self::Unknown(why),
            failure => Self::Store(failure.into()),
        }
    }
}

/// The rules of design: a unique or foreign key violation, a serialization failure and a deadlock
/// mean that something moved; a lost connection means that nobody knows.
pub(super) fn classify(error: &tokio_postgres::Error) -> Failure {
    let Some(db) = error.as_db_error() else {
        // Not an answer of the server: the connection is gone, or the client refused to send.
        return if error.is_closed() || is_io(error) {
            Failure::Lost(describe(error))
        } else {
            Failure::Failed(describe(error))
        };
    };
    if is_lost(db) {
        return Failure::Lost(describe(error));
    }
    match *db.code() {
        SqlState::UNIQUE_VIOLATION
        | SqlState::FOREIGN_KEY_VIOLATION
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED => Failure::Moved,
        // The server ends the connection with these; the statement may have been committed.
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN => Failure::Lost(describe(error)),
        SqlState::READ_ONLY_SQL_TRANSACTION => Failure::ReadOnly(describe(error)),
        SqlState::DISK_FULL => Failure::Unwritable(describe(error)),
        SqlState::CANNOT_CONNECT_NOW
        | SqlState::TOO_MANY_CONNECTIONS
        | SqlState::QUERY_CANCELED
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::OUT_OF_MEMORY
        | SqlState::IO_ERROR => Failure::Unavailable(describe(error)),
        _ => Failure::Failed(describe(error)),
    }
}

/// Whether nobody knows what became of a statement, though there is an answer.
fn is_lost(db: &DbError) -> bool {
    let code = db.code().code();
    // So a pooler says that it has lost the server, or found none in time, and ends the connection; and so, as a mere
    // ERROR, a server that shares its tables out among others says that it has lost one of them. The statement may have
    // been committed. PostgreSQL itself has one ERROR of this class, for a wrong message.
    if code.starts_with("08") {
        return db.severity() == "FATAL" || *db.code() != SqlState::PROTOCOL_VIOLATION;
    }
    // Of a commit of which another server has no answer: some servers may have made it.
    *db.code() == SqlState::INTERNAL_ERROR && db.message().contains("commit")
}

/// Whether the server was left again because it takes no changes.
pub(super) fn is_read_only(error: &tokio_postgres::Error) -> bool {
    let io = std::error::Error::source(error).and_then(|source| source.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::PermissionDenied && io.to_string().contains("allow writes"))
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<std::io::Error>() {
            return true;
        }
        source = cause.source();
    }
    // An unexpected end of the stream comes as an error of the protocol without a cause.
    source.is_none() && error.to_string().contains("connection")
}

pub(super) fn unavailable(error: &tokio_postgres::Error) -> StoreError {
    StoreError::Unavailable(describe(error))
}

/// Code and constraint, but never the detail: it quotes values.
pub(super) fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!(
            "{} {}{}",
            db.code().code(),
            db.message(),
            db.constraint().map(|name| format!(" ({name})")).unwrap_or_default()
        ),
        // The cause, too: "error connecting to server" alone helps nobody.
        None => match std::error::Error::source(error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_postgres::NoTls;

    use super::*;

    /// A message of PostgreSQL's protocol.
    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap();
        [&[kind], &length.to_be_bytes()[..], body].concat()
    }

    /// What is made of this answer to a statement.
    async fn answered(error: &'static [u8]) -> Failure {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut read = [0; 1024];
            // Whatever the client begins with, it is let in; whatever it asks, it is told this.
            assert!(stream.read(&mut read).await.unwrap() > 0);
            stream.write_all(&[message(b'R', &[0; 4]), message(b'Z', b"I")].concat()).await.unwrap();
            assert!(stream.read(&mut read).await.unwrap() > 0);
            stream.write_all(&[message(b'E', error), message(b'Z', b"I")].concat()).await.unwrap();
        });
        let url = format!("postgres://sigill@127.0.0.1:{port}/sigill");
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let error = client.simple_query("SELECT 1").await.unwrap_err();
        server.await.unwrap();
        classify(&error)
    }

    #[tokio::test]
    async fn who_lost_a_server_behind_it_leaves_unknown_whether_a_change_was_made() {
        let unknown: [&[u8]; 4] = [
            b"SFATAL\0VFATAL\0C08P01\0Mserver conn crashed?\0\0",
            b"SERROR\0VERROR\0C08006\0Mconnection to the remote node worker-1:5432 failed\0\0",
            b"SERROR\0VERROR\0C08007\0Mtransaction resolution unknown\0\0",
            b"SERROR\0VERROR\0CXX000\0Mcould not commit transaction for shard 102008 on at least one active node\0\0",
        ];
        for error in unknown {
            let failure = answered(error).await;
            assert!(matches!(failure, Failure::Lost(_)), "{}", String::from_utf8_lossy(error));
        }
        let known: [&[u8]; 2] = [
            b"SERROR\0VERROR\0C08P01\0Minvalid message format\0\0",
            b"SERROR\0VERROR\0CXX000\0Mcache lookup failed for type 0\0\0",
        ];
        for error in known {
            let failure = answered(error).await;
            assert!(matches!(failure, Failure::Failed(_)), "{}", String::from_utf8_lossy(error));
        }
    }
}
