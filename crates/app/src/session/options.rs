//! How people sign in at the console.

use sigill_domain::session::SessionLimits;

/// Whether and how people sign in at the console.
#[derive(Clone, Debug)]
pub struct ConsoleOptions {
    /// Where people find it, without a path: what a browser calls the origin.
    pub origin: String,
    /// The client whose people sign in where they name none.
    pub client: Option<String>,
    /// How long sessions last, and how many there may be.
    pub limits: SessionLimits,
}
