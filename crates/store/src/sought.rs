//! Reads: one query each, with everything that a decision needs. Each noun has its own; here is what they share.

use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;

/// What was looked for below a client and a user, or how far the path led.
#[derive(Clone, Debug)]
pub enum Sought<T> {
    /// There is no such client, or it is being deleted.
    NoClient,
    /// The client's name, for the documented message.
    NoUser {
        /// As people know it.
        client_name: String,
    },
    /// It is there, and this is it.
    Found(T),
}

impl<T> Sought<T> {
    /// The same of something else that is made of what was found.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Sought<U> {
        match self {
            Self::NoClient => Sought::NoClient,
            Self::NoUser { client_name } => Sought::NoUser { client_name },
            Self::Found(found) => Sought::Found(map(found)),
        }
    }

    /// A row of a read that begins with the client: no row, no client.
    pub(crate) fn of(row: Option<(ClientRef, Option<T>)>) -> Self {
        match row {
            None => Self::NoClient,
            Some((client, None)) => Self::NoUser { client_name: client.name },
            Some((_, Some(found))) => Self::Found(found),
        }
    }
}

/// An external id out of a path or a body, as a statement may take it: what can't be an id is
/// looked for as the empty one, which nothing has.
pub(crate) fn wanted(ext_id: &str) -> String {
    ExtId::parse("extId", ext_id).map(|id| id.to_string()).unwrap_or_default()
}

/// As [`wanted`], for an id that need not be given.
pub(crate) fn wanted_optional(ext_id: Option<&str>) -> Option<String> {
    ext_id.map(wanted)
}
