//! Permits: the proof that a caller is known and holds a right, and where.

mod assignments;
mod in_rooms;
mod now;
mod occasion;
mod of_application;
mod own;
mod placeless;
mod renew;
mod scope;
mod sought;
mod task;
mod units;
mod within;

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Instant;

use sigill_domain::caller::{ClientRoom, Identity};
use sigill_domain::credential::{CredentialType, Typed};
use sigill_domain::event::{Event, EventKind, Happening};
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::{Elementary, Right};
use sigill_domain::role::Held;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use self::now::Basis;
pub(crate) use self::now::Now;
pub use self::now::Source;
pub use self::occasion::{Occasion, Subject};
pub use self::of_application::OfApplication;
pub(crate) use self::placeless::Placeless;
pub use self::renew::Lapsed;
pub use self::scope::{Everywhere, InClient, OfApplications, Rooms, Scope};
pub(crate) use self::sought::FoundRow;
#[cfg(test)]
#[cfg(test)]
pub(crate) use self::sought::UnitsQuery;
pub use self::sought::{Noun, Sought};
pub use self::task::Task;
pub use self::within::{Placed, Within};
use crate::ahead::Ahead;
use crate::engine::Store;
use crate::seals::Seals;

/// A caller: a user with its roles, as the database has them now.
///
/// Only [`Store::caller`](crate::Store) makes one.
#[derive(Clone, Debug)]
pub struct Caller(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    identity: Identity,
    /// `None`: the server itself.
    who: Option<Who>,
    /// What the server does; `None`: it is a user.
    task: Option<Task>,
    /// By what it is read again; `None`: the server itself.
    source: Option<Source>,
    /// What it may, as it was read last.
    now: RwLock<Now>,
    occasion: Occasion,
    /// For the first read of a permit, if it is that.
    ahead: Mutex<Option<Ahead>>,
}

/// The user that calls, and its client.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) client_id: Uuid,
    pub(crate) client: ExtId,
    pub(crate) user_id: Uuid,
    pub(crate) user: ExtId,
}

/// Why a caller is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// No role of the caller has the right.
    Right(Elementary),
    /// The right doesn't reach that client. The answer is the same for a client that isn't there.
    Room(Elementary),
}

impl Caller {
    pub(crate) fn new(
        store: Store,
        source: Source,
        who: Who,
        now: Now,
        occasion: Occasion,
        ahead: Option<Ahead>,
    ) -> Self {
        let identity = Identity { user_id: Some(who.user_id), name: format!("{}/{}", who.client, who.user) };
        let (who, source, now, ahead) = (Some(who), Some(source), RwLock::new(now), Mutex::new(ahead));
        Self(Arc::new(Inner { store, identity, who, task: None, source, now, occasion, ahead }))
    }

    /// The user that calls; `None`: the server itself.
    pub(crate) fn user_id(&self) -> Option<Uuid> {
        self.0.identity.user_id
    }

    /// What the server does by itself; `None`: it is a user.
    #[must_use]
    pub fn task(&self) -> Option<Task> {
        self.0.task
    }

    /// `client/user`, for logs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.identity.name
    }

    /// Whether both speak for the same user.
    #[must_use]
    pub fn is_user_of(&self, other: &Self) -> bool {
        self.0.identity.user_id.is_some() && self.0.identity.user_id == other.0.identity.user_id
    }

    /// The event that the caller was denied something, as `after` says. It belongs to the caller's own history:
    /// what was asked for may be another client's, or nobody's.
    #[must_use]
    pub fn denied(&self, after: serde_json::Value) -> Option<Event> {
        let who = self.0.who.as_ref()?;
        Some(Event {
            id: self.0.occasion.event_id,
            at: self.now().at,
            by: self.0.identity.clone(),
            request_id: self.0.occasion.request_id.clone(),
            kind: EventKind::AuthorizationDenied,
            client_id: who.client_id,
            client_ext_id: who.client.clone(),
            user_id: Some(who.user_id),
            user_ext_id: Some(who.user.clone()),
            subject: who.user.clone(),
            before: None,
            after: Some(after),
            comment: None,
        })
    }

    /// Where the caller holds `right`; `None` where not at all.
    #[must_use]
    pub fn rooms(&self, right: Elementary) -> Option<ClientRoom> {
        self.grants().rooms(right)
    }

    /// Every right of the caller, wherever it holds.
    #[must_use]
    pub fn rights(&self) -> Vec<Held> {
        self.grants().rights()
    }

    /// Whether the caller holds `right` anywhere.
    #[must_use]
    pub fn holds(&self, right: Elementary) -> bool {
        self.grants().holds(right)
    }

    /// The right `R`, wherever the caller holds it.
    ///
    /// # Errors
    /// No role of the caller has it.
    pub fn granted<R: Right>(&self) -> Result<Granted<R>, Denied> {
        match self.grants().reach(R::RIGHT, None) {
            Some(rooms) => Ok(Granted { caller: self.clone(), rooms, of: None, right: PhantomData }),
            None => Err(Denied::Right(R::RIGHT)),
        }
    }

    /// The right `R` for credentials of type `K`, wherever the caller holds it: whole, or for this type only.
    ///
    /// # Errors
    /// No role of the caller has it.
    pub fn granted_of<R: Right, K: Typed>(&self) -> Result<Granted<R>, Denied> {
        self.granted_for(K::TYPE)
    }

    /// As [`Caller::granted_of`], of a type that is known only now.
    ///
    /// # Errors
    /// No role of the caller has it.
    pub fn granted_for<R: Right>(&self, kind: CredentialType) -> Result<Granted<R>, Denied> {
        match self.grants().reach(R::RIGHT, Some(kind)) {
            Some(rooms) => Ok(Granted { caller: self.clone(), rooms, of: Some(kind), right: PhantomData }),
            None => Err(Denied::Right(R::RIGHT)),
        }
    }

    /// The right `R` about oneself, for a caller with `SelfAdmin`; with one's external id.
    #[must_use]
    pub fn me<R: Right>(&self) -> Option<(Permit<R>, ExtId)> {
        let Who { client, user, .. } = self.0.who.as_ref()?;
        Some((self.myself(client.as_str(), user.as_str())?, user.clone()))
    }

    /// Whether the caller is this user.
    #[must_use]
    pub fn is(&self, client: &str, user: &str) -> bool {
        self.0.who.as_ref().is_some_and(|who| who.client.as_str() == client && who.user.as_str() == user)
    }

    /// The right `R` about oneself, for a caller with `SelfAdmin`.
    #[must_use]
    pub fn myself<R: Right>(&self, client: &str, user: &str) -> Option<Permit<R>> {
        let who = self.0.who.as_ref()?;
        let is_oneself = who.client.as_str() == client && who.user.as_str() == user;
        let scope = InClient { ext_id: who.client.clone() };
        (is_oneself && self.holds(Elementary::SelfAdmin)).then(|| Permit::new(self.clone(), scope, Basis::Oneself))
    }
}

/// A right that a caller holds somewhere; not yet a permit.
#[derive(Clone, Debug)]
pub struct Granted<R> {
    caller: Caller,
    rooms: Rooms,
    /// For credentials of this type only.
    of: Option<CredentialType>,
    right: PhantomData<fn() -> R>,
}

impl<R: Right> Granted<R> {
    fn basis(&self) -> Basis {
        Basis::Role { right: R::RIGHT, of: self.of }
    }

    /// A permit for one client.
    ///
    /// # Errors
    /// The client isn't in the caller's client rooms.
    pub fn in_client(self, client: &str) -> Result<Permit<R>, Denied> {
        if !self.rooms.reach(client) {
            return Err(Denied::Room(R::RIGHT));
        }
        // What can't be an id is no client's; the empty id finds none.
        let ext_id = ExtId::parse("clientExtId", client).unwrap_or_else(|_| ExtId::from_stored(String::new()));
        let basis = self.basis();
        Ok(Permit::new(self.caller, InClient { ext_id }, basis))
    }

    /// A permit for wherever the right holds, perhaps nowhere; for lists and search.
    #[must_use]
    pub fn in_rooms(self) -> Permit<R, Rooms> {
        let basis = self.basis();
        Permit::new(self.caller, self.rooms, basis)
    }

    /// A permit for what is of applications, and the same for all clients, also those to come: for those of the caller.
    ///
    /// # Errors
    /// None of the caller's rooms has all clients, and all that is in them.
    pub fn of_applications(self) -> Result<Permit<R, OfApplications>, Denied> {
        let basis = self.basis();
        match self.rooms.applications_everywhere() {
            Some(room) => Ok(Permit::new(self.caller, OfApplications(room), basis)),
            None => Err(Denied::Room(R::RIGHT)),
        }
    }

    /// A permit for all clients, also those to come.
    ///
    /// # Errors
    /// The caller's rooms aren't global.
    pub fn everywhere(self) -> Result<Permit<R, Everywhere>, Denied> {
        let basis = self.basis();
        if self.rooms.covers(&Rooms::of_clients(ClientRoom::Global)) {
            Ok(Permit::new(self.caller, Everywhere, basis))
        } else {
            Err(Denied::Room(R::RIGHT))
        }
    }
}

/// The proof that a caller holds the right `R` in the scope `S`.
///
/// Its fields are private, so only [`Granted`] and [`Store::system`](crate::Store::system) make one.
#[derive(Debug)]
pub struct Permit<R, S = InClient> {
    caller: Caller,
    pub(crate) scope: S,
    basis: Basis,
    right: PhantomData<fn() -> R>,
}

impl<R, S> Permit<R, S> {
    fn new(caller: Caller, scope: S, basis: Basis) -> Self {
        Self { caller, scope, basis, right: PhantomData }
    }

    /// Only for what asks the rooms, or needn't: see [`within`].
    fn database(&self) -> &Store {
        &self.caller.0.store
    }

    /// Whether it is about oneself, and held for no other reason.
    #[must_use]
    pub fn is_oneself(&self) -> bool {
        matches!(self.basis, Basis::Oneself)
    }

    /// What seals values of encrypted properties.
    #[must_use]
    pub fn seals(&self) -> Option<&dyn Seals> {
        self.database().seals()
    }

    /// Who holds the permit, with its roles of this moment.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The time of the decision.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.caller.now().at
    }

    /// When its caller no longer waits.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        self.caller.0.occasion.deadline
    }

    /// The internal key of what this request makes first, as its happening has it.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.caller.0.occasion.id
    }

    /// When, by whom and with which ids this request does what it does.
    #[must_use]
    pub fn happening(&self) -> Happening {
        let Occasion { request_id, event_id, id, .. } = self.caller.0.occasion.clone();
        Happening { at: self.now(), by: self.caller.0.identity.clone(), request_id, event_id, id }
    }
}

impl<R> Permit<R> {
    /// Whether the caller holds a further right in this client, which a part of a request needs: wherever it holds the
    /// right of this permit there, so that no object has to be asked.
    ///
    /// # Errors
    /// The right is missing, or doesn't reach this client, or not all that the right of this permit reaches.
    pub fn also(&self, right: Elementary) -> Result<(), Denied> {
        let (grants, client) = (self.caller.grants(), self.scope.ext_id.as_str());
        let is_held = match self.basis {
            Basis::Role { right: own, of } => grants.goes_with(right, (own, of), client),
            _ => grants.rooms(right).is_some_and(|rooms| rooms.contains(client)),
        };
        match is_held {
            true => Ok(()),
            false if grants.holds(right) => Err(Denied::Room(right)),
            false => Err(Denied::Right(right)),
        }
    }

    /// The names of the roles that the caller has in this client, `nevisIdm.…`.
    pub fn roles(&self) -> impl Iterator<Item = &'static str> {
        self.caller.grants().roles_in(self.scope.ext_id.as_str()).collect::<Vec<_>>().into_iter()
    }

    /// The client that the permit is for.
    #[must_use]
    pub fn client(&self) -> &ExtId {
        &self.scope.ext_id
    }
}

impl<R> Permit<R, Everywhere> {
    /// Whether the caller holds a further right for all clients, which the request needs, too.
    ///
    /// # Errors
    /// The right is missing, or doesn't reach all clients.
    pub fn also(&self, right: Elementary) -> Result<(), Denied> {
        match self.caller.grants().reach(right, None) {
            None => Err(Denied::Right(right)),
            Some(rooms) if rooms.covers(&Rooms::of_clients(ClientRoom::Global)) => Ok(()),
            Some(_) => Err(Denied::Room(right)),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        self.database()
    }
}

#[cfg(test)]
mod tests;
