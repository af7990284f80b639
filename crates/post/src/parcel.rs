//! What is carried, and what became of it.

use std::fmt;

use thiserror::Error;
use uuid::Uuid;

/// What is to be carried. `Debug` shows its id alone.
#[derive(Clone)]
pub struct Package {
    /// Two with the same id are the same message, which may have come twice.
    pub id: Uuid,
    /// An address, or a number of E.164 with its `+`.
    pub to: String,
    /// Of mail, on one line.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl fmt::Debug for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Package").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of it. The reasons name neither where it goes nor what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It was taken.
    Taken,
    /// It won't ever be, such as an address that isn't there.
    Refused(String),
    /// It may be tried again: nobody answered, or not now. It may have been taken nevertheless.
    NotNow(String),
}

/// Why there is no way, before anything is carried.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PostError {
    /// An address or a name of a host.
    #[error("{0}")]
    Address(String),
    /// The roots in PEM.
    #[error("{0}")]
    Roots(String),
    /// A URL.
    #[error("{0}")]
    Url(String),
    /// What vouches for us.
    #[error("{0}")]
    Secret(String),
}

/// Whether it is this machine: what goes there in clear is seen by nobody else.
pub(crate) fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
