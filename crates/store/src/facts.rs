//! What can be learnt of a database that matters to who runs it.

use sigill_domain::time::Timestamp;

/// A database as it was found.
#[derive(Clone, Debug)]
pub struct Facts {
    /// `PostgreSQL 15.18`, `SQLite 3.50.2`.
    pub engine: String,
    /// Settings on which it depends that an answered change survives a loss of power.
    pub settings: Vec<Setting>,
    /// What time it is there, where it has a clock of its own.
    pub at: Option<Timestamp>,
    /// Whether the connection is encrypted, where there is a connection.
    pub is_encrypted: Option<bool>,
    /// How many connections it allows this user, those of other programs included, where it counts them.
    pub connections_allowed: Option<usize>,
}

/// One setting.
#[derive(Clone, Debug)]
pub struct Setting {
    /// As the database names it.
    pub name: &'static str,
    /// As the database has it for this connection.
    pub value: String,
    /// What it should be.
    pub expected: &'static str,
}

impl Setting {
    /// Whether it is as it should be; case doesn't count.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.value.eq_ignore_ascii_case(self.expected)
    }
}
