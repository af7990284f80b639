//! Who calls, and where a caller may act.

use std::sync::Arc;

use uuid::Uuid;

use crate::credential::CredentialType;
use crate::right::Elementary;
use crate::role::{GivenRole, Held, Role, RoleTable};
pub use crate::rooms::ClientRoom;
use crate::rooms::{DataRoom, Place, RoleRooms, Room, Rooms, Spots, UnitPath};

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

/// One role of a caller with its data rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What is granted, where `clients` and `units` are.
    pub role: GivenRole,
    /// The clients; the role holds nowhere else.
    pub clients: ClientRoom,
    /// The units, with what is below them; of what has a place in units, the role holds nowhere else.
    pub units: Room<UnitPath>,
    /// Of applications and of enterprise roles; `None`, as nearly always: of all of them.
    pub role_rooms: Option<Box<RoleRooms>>,
}

static ALL: Room<Uuid> = Room::Global;

impl Grant {
    /// A role of this server's own in clients, with all that is in them.
    #[must_use]
    pub const fn new(role: Role, clients: ClientRoom) -> Self {
        Self { role: GivenRole::Own(role), clients, units: Room::Global, role_rooms: None }
    }

    /// The applications; of what is of an application, the role holds nowhere else.
    #[must_use]
    pub fn applications(&self) -> &Room<Uuid> {
        self.role_rooms.as_ref().map_or(&ALL, |rooms| &rooms.applications)
    }

    /// The enterprise roles; of what is of an enterprise role, the role holds nowhere else.
    #[must_use]
    pub fn enterprise_roles(&self) -> &Room<Uuid> {
        self.role_rooms.as_ref().map_or(&ALL, |rooms| &rooms.enterprise_roles)
    }

    /// The same, held to these applications.
    #[must_use]
    pub fn held_to_applications(mut self, applications: Room<Uuid>) -> Self {
        self.role_rooms = RoleRooms::boxed(applications, self.enterprise_roles().clone());
        self
    }

    /// The same, held to these enterprise roles.
    #[must_use]
    pub fn held_to_enterprise_roles(mut self, enterprise_roles: Room<Uuid>) -> Self {
        self.role_rooms = RoleRooms::boxed(self.applications().clone(), enterprise_roles);
        self
    }

    /// Where the role holds.
    #[must_use]
    pub fn room(&self) -> DataRoom {
        let of_clients = DataRoom { units: self.units.clone(), ..DataRoom::of_clients(self.clients.clone()) };
        match self.role_rooms.as_deref().cloned() {
            Some(RoleRooms { applications, enterprise_roles }) => {
                DataRoom { applications, enterprise_roles, ..of_clients }
            }
            None => of_clients,
        }
    }

    /// Where the assignment itself is, for who gives and takes it: one of this server's own where it holds; one of another
    /// application with that.
    #[must_use]
    pub fn lies_in(&self) -> DataRoom {
        match self.role.foreign() {
            Some(role) => DataRoom {
                applications: Room::Only(vec![role.application_id]),
                enterprise_roles: Room::Only(Vec::new()),
                ..self.room()
            },
            None => self.room(),
        }
    }

    /// Whether an object at `place` is where the role holds, as [`Grant::room`] has it, without making one: and by what.
    fn reach<'a>(&self, place: &'a Place) -> Option<Reach<'a>> {
        if !self.clients.has(&place.client) || self.role_rooms.as_ref().is_some_and(|rooms| !rooms.have(place)) {
            return None;
        }
        match (&self.units, &place.units) {
            (Room::Global, _) | (_, Spots::Unplaced) => Some(Reach::InClient),
            (Room::Only(_), Spots::In(units)) => units.iter().find(|unit| self.units.has(unit)).map(Reach::InUnit),
            (Room::Only(_), Spots::Unread) => None,
        }
    }
}

/// By what an object is in somebody's rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach<'a> {
    /// By its client.
    InClient,
    /// Only since it is in this unit.
    InUnit(&'a UnitPath),
}

/// All roles of a caller.
///
/// A right counts only in the rooms of the assignments that give it (*Authorization internals*:
/// at least one assignment giving the right must contain the object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grants {
    all: Vec<Grant>,
    table: Arc<RoleTable>,
}

impl Default for Grants {
    fn default() -> Self {
        Self::new(Vec::new(), RoleTable::standard())
    }
}

/// Why somebody may not give or take a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Who gives it doesn't hold this right of the role.
    Right(Held),
    /// Who gives it holds this right of the role, but not in all the clients.
    Room(Held),
}

impl Grants {
    /// The roles, with the rights that `table` says they have.
    #[must_use]
    pub fn new(all: Vec<Grant>, table: Arc<RoleTable>) -> Self {
        Self { all, table }
    }

    /// The rooms in which `right` is held; `None` where it isn't held at all.
    #[must_use]
    pub fn rooms(&self, right: Elementary) -> Option<ClientRoom> {
        self.rooms_of(right, None)
    }

    /// As [`Grants::rooms`], for credentials of one type.
    #[must_use]
    pub fn rooms_of(&self, right: Elementary, of: Option<CredentialType>) -> Option<ClientRoom> {
        let mut clients = None;
        for grant in self.giving(right, of) {
            match &grant.clients {
                ClientRoom::Global => return Some(ClientRoom::Global),
                ClientRoom::Only(ids) => clients.get_or_insert_with(Vec::new).extend(ids.iter().cloned()),
            }
        }
        clients.map(ClientRoom::Only)
    }

    /// Where `right` holds, for credentials of one type where one is named; `None` where it isn't held at all.
    #[must_use]
    pub fn reach(&self, right: Elementary, of: Option<CredentialType>) -> Option<Rooms> {
        let rooms = self.giving(right, of).map(Grant::room);
        Some(Rooms::new(rooms)).filter(|rooms| !rooms.all().is_empty())
    }

    /// Whether `right` holds for an object at `place`.
    #[must_use]
    pub fn reaches(&self, right: Elementary, of: Option<CredentialType>, place: &Place) -> bool {
        self.reached_by(right, of, place).is_some()
    }

    /// By what an object at `place` is where `right` holds; `None` where it isn't.
    #[must_use]
    pub fn reached_by<'a>(&self, right: Elementary, of: Option<CredentialType>, place: &'a Place) -> Option<Reach<'a>> {
        let mut by_unit = None;
        for grant in self.giving(right, of) {
            match grant.reach(place) {
                Some(Reach::InClient) => return Some(Reach::InClient),
                Some(by) => by_unit = Some(by),
                None => {}
            }
        }
        by_unit
    }

    /// Whether `right` holds for an assignment of a role that a user at `place` has: who is held to applications deals with
    /// the roles of these, and with roles of this server's own that hold in no others.
    #[must_use]
    pub fn reaches_assignment(&self, right: Elementary, place: &Place, assignment: &Grant) -> bool {
        let has = |grant: &Grant| match assignment.role.foreign() {
            Some(role) => grant.applications().has(&role.application_id),
            None => grant.applications().covers(assignment.applications()),
        };
        self.giving(right, None).any(|grant| grant.reach(place).is_some() && has(grant))
    }

    /// Whether any role is held to applications or enterprise roles.
    #[must_use]
    pub fn has_role_rooms(&self) -> bool {
        self.all.iter().any(|grant| grant.role_rooms.is_some())
    }

    /// Whether `right` holds in a client wherever `other` does there: so that it needn't be asked on an object that was
    /// reached by `other`.
    #[must_use]
    pub fn goes_with(&self, right: Elementary, other: (Elementary, Option<CredentialType>), client: &str) -> bool {
        let is_whole = |grant: &Grant| grant.units == Room::Global && grant.clients.contains(client);
        if self.giving(right, None).any(is_whole) {
            return true;
        }
        let units = |(right, of)| self.reach(right, of).map(|rooms| rooms.units_of(client));
        match (units((right, None)), units(other)) {
            (Some(own), Some(others)) => own != Room::Only(Vec::new()) && own.covers(&others),
            _ => false,
        }
    }

    fn giving(&self, right: Elementary, of: Option<CredentialType>) -> impl Iterator<Item = &Grant> {
        let or = right.or();
        let gives =
            move |grant: &&Grant| grant.role.rights(&self.table).iter().any(|held| held.gives_either(right, or, of));
        self.all.iter().filter(gives)
    }

    /// The names of this server's own roles that hold in `client`.
    pub fn roles_in(&self, client: &str) -> impl Iterator<Item = &'static str> {
        let held = self.all.iter().filter(move |grant| grant.clients.contains(client));
        held.filter_map(|grant| grant.role.own()).map(Role::as_str)
    }

    /// Whether any role gives `right`, in whatever room.
    #[must_use]
    pub fn holds(&self, right: Elementary) -> bool {
        self.rooms(right).is_some()
    }

    /// The rights of all roles, wherever they hold, each once and in their order.
    #[must_use]
    pub fn rights(&self) -> Vec<Held> {
        let mut rights: Vec<Held> = Vec::new();
        for held in self.all.iter().flat_map(|grant| grant.role.rights(&self.table)) {
            if !rights.contains(held) {
                rights.push(*held);
            }
        }
        rights.sort_by_key(|held| (held.right, held.only.map(CredentialType::name)));
        rights
    }

    /// Whether who holds these roles may give `grant`: nobody gives a right that they don't hold themselves, nor where
    /// they don't. `SelfAdmin` is about oneself only, so that nobody loses or gains by giving it.
    ///
    /// # Errors
    /// What they lack.
    pub fn may_give(&self, grant: &Grant) -> Result<(), Lack> {
        let wanted = Rooms::new([grant.room()]);
        let own = grant.role.own();
        let as_root = own.filter(|role| role.is_more_than_its_rights()).map(|_| Role::Root);
        let needed = [own, as_root].into_iter().flatten().flat_map(|role| self.table.rights(role));
        for held in needed.filter(|held| held.right != Elementary::SelfAdmin) {
            let rooms = self.reach(held.right, held.only).ok_or(Lack::Right(*held))?;
            if !rooms.covers(&wanted) {
                return Err(Lack::Room(*held));
            }
        }
        Ok(())
    }

    /// Whether who holds these roles may end what `grant` lets somebody else do, or somebody who has it: the twin of
    /// [`Grants::may_give`]. Nobody disables, locks or deletes who may do more than they may.
    ///
    /// # Errors
    /// What they lack.
    pub fn may_take(&self, grant: &Grant) -> Result<(), Lack> {
        self.may_give(grant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ext_id::ExtId;

    fn only(clients: &[&str]) -> ClientRoom {
        ClientRoom::Only(clients.iter().map(|id| ExtId::parse("extId", id).unwrap()).collect())
    }

    #[test]
    fn a_right_holds_only_in_the_rooms_of_the_roles_that_give_it() {
        let grants = Grants::new(
            vec![
                Grant::new(Role::Helpdesk, only(&["a"])),
                Grant::new(Role::SoapTechAccessReadOnly, ClientRoom::Global),
            ],
            RoleTable::standard(),
        );
        assert_eq!(grants.rooms(Elementary::CredentialCreate), Some(only(&["a"])));
        assert_eq!(grants.rooms(Elementary::CredentialView), Some(ClientRoom::Global));
        assert_eq!(grants.rooms(Elementary::ClientCreate), None);
    }

    #[test]
    fn a_role_without_clients_holds_nowhere() {
        let grants = Grants::new(vec![Grant::new(Role::Root, only(&[]))], RoleTable::standard());
        assert!(grants.holds(Elementary::ClientView));
        assert!(!grants.rooms(Elementary::ClientView).unwrap().contains("a"));
    }

    #[test]
    fn nobody_gives_more_than_they_have() {
        let may = |own: (Role, ClientRoom), role: Role, clients: ClientRoom| {
            let grants = Grants::new(vec![Grant::new(own.0, own.1)], RoleTable::standard());
            match grants.may_give(&Grant::new(role, clients)) {
                Ok(()) => "yes".to_owned(),
                Err(Lack::Right(held)) => format!("lacks {held}"),
                Err(Lack::Room(held)) => format!("not there: {held}"),
            }
        };
        let (all, a, ab) = (ClientRoom::Global, only(&["a"]), only(&["a", "b"]));
        assert_eq!(may((Role::Root, all.clone()), Role::Root, all.clone()), "yes");
        assert_eq!(may((Role::Root, ab.clone()), Role::Root, a.clone()), "yes");
        assert_eq!(may((Role::Root, a.clone()), Role::Helpdesk, ab.clone()), "not there: AccessControl.ClientView");
        assert_eq!(may((Role::Root, ab), Role::Helpdesk, all.clone()), "not there: AccessControl.ClientView");
        assert_eq!(may((Role::ClientRoot, all.clone()), Role::Root, a.clone()), "lacks AccessControl.ClientCreate");
        assert_eq!(may((Role::UserAndUnitAdmin, a.clone()), Role::UserAdmin, a.clone()), "yes");
        assert_eq!(may((Role::Helpdesk, a.clone()), Role::UserAdmin, a.clone()), "lacks AccessControl.UserCreate");
        assert_eq!(
            may((Role::ClientRoot, a.clone()), Role::Impersonator, a.clone()),
            "lacks AccessControl.ClientCreate"
        );
        assert_eq!(may((Role::UserAndUnitAdmin, a.clone()), Role::SelfAdmin, all), "yes");
        assert_eq!(may((Role::TechUser, a.clone()), Role::TechUser, a), "yes");
    }

    #[test]
    fn the_rights_of_all_roles_are_there_once_and_in_their_order() {
        let roles = [Role::SelfAdmin, Role::MainAppOwner, Role::TemplateAdmin, Role::AppOwner];
        let grants = roles.map(|role| Grant::new(role, only(&["a"])));
        let rights: Vec<_> = Grants::new(grants.to_vec(), RoleTable::standard()).rights();
        let rights: Vec<_> = rights.iter().map(Held::to_string).collect();
        let known = "SelfAdmin ClientView UserView UserSearch ClientSearch ApplicationSearch RoleSearch \
             ProfileView ApplicationView RoleView AuthorizationCreate AuthorizationView \
             AuthorizationModify AuthorizationDelete AuthorizationApplCreate AuthorizationApplView AuthorizationApplDelete";
        let known: Vec<_> = known.split(' ').map(|right| format!("AccessControl.{right}")).collect();
        assert_eq!(rights, known);
        assert_eq!(Grants::default().rights(), []);
    }

    #[test]
    fn a_right_reaches_an_object_in_the_rooms_of_a_role_that_gives_it() {
        let client = |id: &str| crate::client::ClientRef {
            id: Uuid::nil(),
            ext_id: ExtId::from_stored(id.to_owned()),
            name: String::new(),
        };
        let grants = [
            Grant::new(Role::Helpdesk, only(&["a"])),
            Grant::new(Role::Helpdesk, only(&["b"])),
            Grant::new(Role::SelfAdmin, only(&["d"])),
        ];
        let all = Grants::new(grants.to_vec(), RoleTable::standard());
        let right = Elementary::CredentialView;
        assert_eq!(all.reach(right, None), Some(Rooms::of_clients(only(&["a", "b"]))));
        assert_eq!(all.reach(Elementary::ClientCreate, None), None);
        for (id, is_reached) in [("a", true), ("b", true), ("c", false), ("d", false)] {
            for place in [Place::of_client(&client(id)), Place::of_user(&client(id), Uuid::from_u128(1))] {
                assert_eq!(all.reaches(right, None, &place), is_reached, "{id}");
                assert_eq!(all.reach(right, None).unwrap().has(&place), is_reached, "{id}");
                for grant in &grants {
                    assert_eq!(grant.reach(&place).is_some(), grant.room().has(&place), "one rule, two ways to ask");
                }
            }
        }
    }
}
