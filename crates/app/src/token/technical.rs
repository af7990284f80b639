//! The `client_id` of a technical user.

use std::fmt;

/// A technical user as OAuth names it: `client/user`, each an external id. External ids are unique
/// only within a client, and may hold a `/`: in the client's one it is written `%2F`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TechnicalUserId {
    /// The external id of its client.
    pub client: String,
    /// Its own external id.
    pub user: String,
}

impl TechnicalUserId {
    /// Both external ids as they are, without `%2F`.
    #[must_use]
    pub fn new(client: &str, user: &str) -> Self {
        Self { client: client.to_owned(), user: user.to_owned() }
    }

    /// Reads a `client_id`; `None` where it has no `/`.
    #[must_use]
    pub fn parse(client_id: &str) -> Option<Self> {
        let (client, user) = client_id.split_once('/')?;
        Some(Self { client: client.replace("%2F", "/").replace("%2f", "/"), user: user.to_owned() })
    }
}

impl fmt::Display for TechnicalUserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.client.replace('/', "%2F"), self.user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_slashes_on_both_sides_comes_back_as_it_was() {
        for (client, user) in [("api", "robot"), ("a/b", "c/d"), ("/", "/")] {
            let id = TechnicalUserId::new(client, user);
            assert_eq!(TechnicalUserId::parse(&id.to_string()), Some(id));
        }
        assert_eq!(TechnicalUserId::parse("robot"), None);
    }
}
