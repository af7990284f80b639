//! A key of the configuration.

/// What the names of all environment variables begin with.
pub(super) const VARIABLE_PREFIX: &str = "SIGILL_";

/// A key as help and errors speak of it.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// As a dotted TOML key, such as `database.url`.
    pub(crate) name: String,
    pub(crate) about: &'static str,
    /// The default as a TOML file would have it, or in words in angle brackets.
    pub(crate) default: String,
    /// The value of an environment variable as TOML has it.
    pub(super) from_env: fn(&str) -> toml::Value,
}

impl Key {
    /// The environment variable that overrides the key: `SIGILL_DATABASE_URL`.
    pub(crate) fn variable(&self) -> String {
        format!("{}{}", VARIABLE_PREFIX, self.name.replace('.', "_").to_uppercase())
    }
}
