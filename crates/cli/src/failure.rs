//! Why a command failed, and what it tells the shell.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use sigill_app::token::{KeysError, SealError};
use sigill_app::{Refusal, StoreError};
use sigill_server::TlsError;
use thiserror::Error;

use crate::config::ConfigError;
use crate::output::visible;
use crate::words;

/// Why a command failed. Each kind has an exit code that stays the same.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error("{0}")]
    Config(#[from] ConfigError),
    #[error("the master key {path}: {source}", path = .path.display())]
    MasterKey { path: PathBuf, source: SealError },
    #[error(
        "the master key {path} is missing, but the database has a signing key that it sealed: put the file back from \
         its backup, or let keys.master_file name it (Sigill doesn't make another one, since it could open nothing)",
        path = .path.display()
    )]
    MasterKeyLost { path: PathBuf },
    #[error("the master key {path} is not the one of this database: {source}", path = .path.display())]
    MasterKeyWrong { path: PathBuf, source: KeysError },
    /// One that is in the database.
    #[error("{0}: put the database back from its backup")]
    KeyDamaged(KeysError),
    #[error("{0}")]
    Tls(#[from] TlsError),
    #[error("can't listen on {address}: {why}")]
    Listen { address: String, why: String },
    /// The URL without its password.
    #[error("{source} ({url})")]
    Database { url: String, source: StoreError },
    #[error("{path}: {source}", path = .path.display())]
    File { path: PathBuf, source: io::Error },
    /// A file, or an argument, does not hold what it should.
    #[error("{0}")]
    Input(String),
    #[error("{}", told(.0))]
    Refused(#[from] Refusal),
    /// A call over HTTP went otherwise than it should.
    #[error("{0}")]
    Call(String),
    /// What a check has found, in short; it has been printed.
    #[error("{0}")]
    Faults(String),
    #[error("the server did not stop as it should: {0}")]
    Server(io::Error),
    #[error("the program can't start: {0}")]
    Runtime(io::Error),
}

/// What the help text says about exit codes.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  failure
  2  wrong usage or configuration, or a file that can't be read or written
  3  the address can't be listened on: for example, the port is taken
  4  the database can't be used, or takes no changes
  5  the schema of the database, or its encoding, is not one that this version works with
  6  sigill doctor has found a fault";

impl Failure {
    /// See [`EXIT_CODES`].
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Config(_) | Self::File { .. } | Self::Input(_) | Self::Tls(_) => 2,
            Self::MasterKey { .. } | Self::MasterKeyLost { .. } | Self::MasterKeyWrong { .. } => 2,
            Self::Listen { .. } => 3,
            Self::Database { source: StoreError::Schema(_), .. }
            | Self::Refused(Refusal::Store(StoreError::Schema(_))) => 5,
            Self::Faults(_) => 6,
            Self::Database { .. }
            | Self::KeyDamaged(_)
            | Self::Refused(Refusal::Store(_) | Refusal::Unavailable(_) | Refusal::Unknown(_)) => 4,
            Self::Refused(_) | Self::Call(_) | Self::Server(_) | Self::Runtime(_) => 1,
        })
    }

    /// The message in one line, whatever a library, or who gave something its name, wrote into it.
    pub(crate) fn line(&self) -> String {
        visible(&words::plain(&self.to_string()).split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// A refusal with every broken rule.
fn told(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Broken(breaches) => {
            breaches.iter().map(|breach| breach.message.as_str()).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
