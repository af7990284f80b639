//! Why there is no configuration.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why there is no configuration.
#[derive(Debug, Error)]
pub(crate) enum ConfigError {
    #[error("the configuration file {path} can't be read: {source}", path = .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("the configuration file {path} is not TOML: line {line}: {why}", path = .path.display())]
    Toml { path: PathBuf, line: usize, why: String },
    #[error("{name} is no key of the configuration; the nearest one is {nearest} (in {path})", path = .path.display())]
    UnknownKey { path: PathBuf, name: String, nearest: String },
    #[error("{name} is no variable of the configuration; the nearest one is {nearest}")]
    UnknownVariable { name: String, nearest: String },
    /// `name` is a key with its file, or a variable.
    #[error("{name}: {why}")]
    Value { name: String, why: String },
}
