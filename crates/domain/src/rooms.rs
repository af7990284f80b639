//! Data rooms: where the roles of a caller hold, and where an object is.
//!
//! Source: *Authorization internals*: an object may be dealt with where at least one assignment that gives the right
//! contains it, in each of the dimensions that the object has.

mod role_rooms;

use uuid::Uuid;

use crate::client::ClientRef;
use crate::ext_id::ExtId;

pub use self::role_rooms::RoleRooms;

/// Where an assignment of a role holds, in one dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room<T> {
    /// Everywhere, also in what doesn't exist yet.
    Global,
    /// In these; of units, also in what is below them.
    Only(Vec<T>),
}

/// The clients in which an assignment of a role holds, by external id.
pub type ClientRoom = Room<ExtId>;

/// What a room names: something that may contain others.
pub trait Spot: PartialEq {
    /// Whether `other` is this one, or lies in it.
    fn has(&self, other: &Self) -> bool;
}

impl Spot for ExtId {
    fn has(&self, other: &Self) -> bool {
        self == other
    }
}

/// An application or an enterprise role, by internal key: an external id may be another one's tomorrow.
impl Spot for Uuid {
    fn has(&self, other: &Self) -> bool {
        self == other
    }
}

impl<T: Spot> Room<T> {
    /// Whether everything in `other` is in this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Global, _) => true,
            (Self::Only(_), Self::Global) => false,
            (Self::Only(_), Self::Only(others)) => others.iter().all(|other| self.has(other)),
        }
    }

    /// Whether this one is in the room.
    #[must_use]
    pub fn has(&self, one: &T) -> bool {
        match self {
            Self::Global => true,
            Self::Only(all) => all.iter().any(|spot| spot.has(one)),
        }
    }

    /// Whether an object in these spots is in the room: one of them suffices.
    fn contains_any(&self, spots: &Spots<T>) -> bool {
        match (self, spots) {
            (Self::Global, _) | (_, Spots::Unplaced) => true,
            (Self::Only(_), Spots::In(spots)) => spots.iter().any(|spot| self.has(spot)),
            (Self::Only(_), Spots::Unread) => false,
        }
    }
}

impl<T: Spot + Clone> Room<T> {
    /// What is in both.
    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Global, room) | (room, Self::Global) => room.clone(),
            (Self::Only(own), Self::Only(others)) => {
                let mut both: Vec<T> = own.iter().filter(|spot| other.has(spot)).cloned().collect();
                for spot in others {
                    if self.has(spot) && !both.contains(spot) {
                        both.push(spot.clone());
                    }
                }
                Self::Only(both)
            }
        }
    }
}

impl Room<ExtId> {
    /// Whether the one with this external id is in the room.
    #[must_use]
    pub fn contains(&self, ext_id: &str) -> bool {
        match self {
            Self::Global => true,
            Self::Only(all) => all.iter().any(|id| id.as_str() == ext_id),
        }
    }
}

/// What each level adds to a path: 32 hexadecimal digits and a slash.
const LEVEL_LEN: usize = 33;

/// The path of a unit from the root of its client down, by internal keys: `/…/…/`. What is below a unit has its path as
/// a prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPath(String);

impl UnitPath {
    /// The path of a unit without one above it.
    #[must_use]
    pub fn root(unit: Uuid) -> Self {
        Self(format!("/{}/", unit.simple()))
    }

    /// The path of a unit right below this one.
    #[must_use]
    pub fn below(&self, unit: Uuid) -> Self {
        Self(format!("{}{}/", self.0, unit.simple()))
    }

    /// Trusts what is already stored.
    #[must_use]
    pub fn from_stored(path: String) -> Self {
        Self(path)
    }

    /// The level of the unit: 1 of a root.
    #[must_use]
    pub fn depth(&self) -> usize {
        levels(self.0.len())
    }

    /// The unit whose path it is; `None`: it is none.
    #[must_use]
    pub fn unit(&self) -> Option<Uuid> {
        Uuid::try_parse(self.0.trim_end_matches('/').rsplit('/').next()?).ok()
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first text, in the order of bytes, behind the paths of this unit and all below it: so an index finds them.
    #[must_use]
    pub fn end(&self) -> String {
        // `0` is the character after `/`.
        format!("{}0", self.0.trim_end_matches('/'))
    }
}

/// The level of a unit whose path has so many characters.
#[must_use]
pub const fn levels(path_len: usize) -> usize {
    path_len / LEVEL_LEN
}

impl Spot for UnitPath {
    fn has(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

/// Where an object is, in one dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spots<T> {
    /// Objects of its kind have no place in this dimension, so that no room of it keeps anybody from them.
    Unplaced,
    /// In these. In none of them: only a global room has it.
    In(Vec<T>),
    /// In some that nobody has read: only a global room is known to have it.
    Unread,
}

/// Where an object is: whatever is read to be shown or decided on has one, and a change names the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Its client, as rooms name it.
    pub client: ExtId,
    /// The user that it is or belongs to, by internal key; `None`: it belongs to the client.
    pub owner: Option<Uuid>,
    /// A user is in the units of its profiles.
    pub units: Spots<UnitPath>,
    /// By internal key.
    pub applications: Spots<Uuid>,
    /// By internal key.
    pub enterprise_roles: Spots<Uuid>,
}

impl Place {
    /// Of a client, and of what belongs to it without belonging to a user.
    #[must_use]
    pub fn of_client(client: &ClientRef) -> Self {
        Self {
            client_id: client.id,
            client: client.ext_id.clone(),
            owner: None,
            units: Spots::Unplaced,
            applications: Spots::Unplaced,
            enterprise_roles: Spots::Unplaced,
        }
    }

    /// Of a unit.
    #[must_use]
    pub fn of_unit(client: &ClientRef, path: UnitPath) -> Self {
        Self { units: Spots::In(vec![path]), ..Self::of_client(client) }
    }

    /// Of what is in no unit, such as a unit that is to become a root: only a room with all units has it.
    #[must_use]
    pub fn above_units(client: &ClientRef) -> Self {
        Self { units: Spots::In(Vec::new()), ..Self::of_client(client) }
    }

    /// Of what belongs to all users of a client together: who is held to units has only a part of it.
    #[must_use]
    pub fn of_all_users(client: &ClientRef) -> Self {
        Self { units: Spots::In(Vec::new()), ..Self::of_client(client) }
    }

    /// Of a user and of what belongs to it. Its units are read where somebody's rooms differ by them.
    #[must_use]
    pub fn of_user(client: &ClientRef, user: Uuid) -> Self {
        Self { owner: Some(user), units: Spots::Unread, ..Self::of_client(client) }
    }
}

/// Where one assignment of a role holds: what is in all four.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataRoom {
    /// By external id.
    pub clients: ClientRoom,
    /// With what is below them.
    pub units: Room<UnitPath>,
    /// By internal key.
    pub applications: Room<Uuid>,
    /// By internal key.
    pub enterprise_roles: Room<Uuid>,
}

impl DataRoom {
    /// All of these clients.
    #[must_use]
    pub const fn of_clients(clients: ClientRoom) -> Self {
        Self { clients, units: Room::Global, applications: Room::Global, enterprise_roles: Room::Global }
    }

    /// Whether an object at `place` is in it.
    #[must_use]
    pub fn has(&self, place: &Place) -> bool {
        self.clients.has(&place.client)
            && self.units.contains_any(&place.units)
            && self.applications.contains_any(&place.applications)
            && self.enterprise_roles.contains_any(&place.enterprise_roles)
    }

    /// Whether everything in `other` is in this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.clients.covers(&other.clients) && self.covers_below(other)
    }

    fn covers_below(&self, other: &Self) -> bool {
        self.units.covers(&other.units)
            && self.applications.covers(&other.applications)
            && self.enterprise_roles.covers(&other.enterprise_roles)
    }

    /// Whether both are held to units, and are the same in all else.
    fn differs_in_units(&self, other: &Self) -> bool {
        matches!((&self.units, &other.units), (Room::Only(_), Room::Only(_)))
            && self.clients == other.clients
            && self.applications == other.applications
            && self.enterprise_roles == other.enterprise_roles
    }

    fn add_units(&mut self, more: Room<UnitPath>) {
        if let (Room::Only(own), Room::Only(more)) = (&mut self.units, more) {
            own.extend(more);
        }
    }

    fn and(&self, other: &Self) -> Self {
        Self {
            clients: self.clients.and(&other.clients),
            units: self.units.and(&other.units),
            applications: self.applications.and(&other.applications),
            enterprise_roles: self.enterprise_roles.and(&other.enterprise_roles),
        }
    }
}

/// Where a right holds: in the data room of any assignment that gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rooms(Vec<DataRoom>);

impl Rooms {
    /// Of these assignments. Those that differ in their clients alone become one, so that lists ask for few; and so do
    /// those that differ in their units alone.
    #[must_use]
    pub fn new(all: impl IntoIterator<Item = DataRoom>) -> Self {
        let mut rooms: Vec<DataRoom> = Vec::new();
        for room in all {
            if let Some(like) = rooms.iter_mut().find(|other| other.differs_in_units(&room)) {
                like.add_units(room.units);
                continue;
            }
            let like = rooms.iter_mut().find(|other| other.covers_below(&room) && room.covers_below(other));
            match (like, room) {
                (Some(DataRoom { clients: ClientRoom::Only(own), .. }), DataRoom { clients: Room::Only(more), .. }) => {
                    own.extend(more);
                }
                (Some(like), room) => {
                    like.clients = if like.clients == Room::Global { Room::Global } else { room.clients }
                }
                (None, room) => rooms.push(room),
            }
        }
        Self(rooms)
    }

    /// All of these clients.
    #[must_use]
    pub fn of_clients(clients: ClientRoom) -> Self {
        Self(vec![DataRoom::of_clients(clients)])
    }

    /// The data rooms: what is in any of them.
    #[must_use]
    pub fn all(&self) -> &[DataRoom] {
        &self.0
    }

    /// Whether an object at `place` is in one of them.
    #[must_use]
    pub fn has(&self, place: &Place) -> bool {
        self.0.iter().any(|room| room.has(place))
    }

    /// Which units of the client with this external id are in one of them: of what has no application and no enterprise
    /// role.
    #[must_use]
    pub fn units_of(&self, client: &str) -> Room<UnitPath> {
        let mut all: Vec<UnitPath> = Vec::new();
        for room in self.0.iter().filter(|room| room.clients.contains(client)) {
            match &room.units {
                Room::Global => return Room::Global,
                Room::Only(units) => all.extend(units.iter().cloned()),
            }
        }
        // What is below another one says nothing more; it comes behind it.
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all.dedup_by(|below, kept| kept.has(below));
        Room::Only(all)
    }

    /// Whether something of the client with this external id may be in one of them.
    #[must_use]
    pub fn reach(&self, client: &str) -> bool {
        self.0.iter().any(|room| room.clients.contains(client))
    }

    /// Whether every one of `other` is in one of these.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|other| self.0.iter().any(|room| room.covers(other)))
    }

    /// What is in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self::new(self.0.iter().flat_map(|room| other.0.iter().map(|other| room.and(other))))
    }
}

#[cfg(test)]
mod tests;
