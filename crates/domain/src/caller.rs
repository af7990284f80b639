//! Who calls, and where a caller may act.

use uuid::Uuid;

use crate::ext_id::ExtId;
use crate::right::Elementary;
use crate::role::Role;

/// Who caused a change, as its event remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The caller's user; `None` for the server itself.
    pub user_id: Option<Uuid>,
    /// `client/user`, or `system`.
    pub name: String,
}

impl Identity {
    /// The server itself: first set-up, migrations, jobs.
    #[must_use]
    pub fn system() -> Self {
        Self { user_id: None, name: "system".to_owned() }
    }
}

/// The clients in which one assignment of a role holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientRoom {
    /// Every client, also those that don't exist yet.
    Global,
    /// These clients, by external id.
    Only(Vec<ExtId>),
}

impl ClientRoom {
    #[must_use]
    pub fn contains(&self, client: &str) -> bool {
        match self {
            Self::Global => true,
            Self::Only(clients) => clients.iter().any(|id| id.as_str() == client),
        }
    }
}

/// One role of a caller with its data rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub clients: ClientRoom,
}

/// All roles of a caller.
///
/// A right counts only in the rooms of the assignments that give it (*Authorization internals*:
/// at least one assignment giving the right must contain the object).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants(Vec<Grant>);

impl Grants {
    #[must_use]
    pub fn new(grants: Vec<Grant>) -> Self {
        Self(grants)
    }

    /// The rooms in which `right` is held; `None` where it isn't held at all.
    #[must_use]
    pub fn rooms(&self, right: Elementary) -> Option<ClientRoom> {
        let mut clients = None;
        for grant in self.0.iter().filter(|grant| grant.role.rights().contains(&right)) {
            match &grant.clients {
                ClientRoom::Global => return Some(ClientRoom::Global),
                ClientRoom::Only(ids) => clients.get_or_insert_with(Vec::new).extend(ids.iter().cloned()),
            }
        }
        clients.map(ClientRoom::Only)
    }

    /// The names of the roles that hold in `client`.
    pub fn roles_in(&self, client: &str) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(move |grant| grant.clients.contains(client)).map(|grant| grant.role.as_str())
    }

    #[must_use]
    pub fn holds(&self, right: Elementary) -> bool {
        self.rooms(right).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(clients: &[&str]) -> ClientRoom {
        ClientRoom::Only(clients.iter().map(|id| ExtId::parse("extId", id).unwrap()).collect())
    }

    #[test]
    fn a_right_holds_only_in_the_rooms_of_the_roles_that_give_it() {
        let grants = Grants::new(vec![
            Grant { role: Role::Helpdesk, clients: only(&["a"]) },
            Grant { role: Role::SoapTechAccessReadOnly, clients: ClientRoom::Global },
        ]);
        assert_eq!(grants.rooms(Elementary::CredentialCreate), Some(only(&["a"])));
        assert_eq!(grants.rooms(Elementary::CredentialView), Some(ClientRoom::Global));
        assert_eq!(grants.rooms(Elementary::ClientCreate), None);
    }

    #[test]
    fn a_role_without_clients_holds_nowhere() {
        let grants = Grants::new(vec![Grant { role: Role::Root, clients: only(&[]) }]);
        assert!(grants.holds(Elementary::ClientView));
        assert!(!grants.rooms(Elementary::ClientView).unwrap().contains("a"));
    }
}
