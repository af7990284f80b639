//! What was read within the rooms of a caller, and what is committed where it was decided.
//!
//! This is the one point where rooms are asked: [`Permit::holds_at`]. Nothing that is read under a permit for a client gets
//! out of this crate but through it, since such a permit gives no [`Store`]: it reads by `seek` and its siblings
//! (`permit/sought.rs`), and what belongs to an object is read by the object, [`Within::store`].

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sigill_domain::caller::Reach;
use sigill_domain::change::Change;
use sigill_domain::event::Event;
use sigill_domain::idempotency::Keep;
use sigill_domain::message::{Message, MessageWrite};
use sigill_domain::right::{Elementary, Right};
use sigill_domain::rooms::{Place, Spots, UnitPath};
use uuid::Uuid;

use super::now::Basis;
use super::{Caller, Denied, Everywhere, Permit, Rooms, Scope};
use crate::engine::Store;
use crate::error::StoreError;

/// An object that was read under the right `R`, where that right holds for it. What is decided on it is committed by it.
///
/// Its fields are private, so only this crate makes one:
///
/// ```compile_fail,E0451
/// # use sigill_domain::{right::UserView, user::User};
/// # use sigill_store::{Caller, Within};
/// fn forge(user: User, caller: Caller) -> Within<UserView, User> {
///     Within { object: user, place: unreachable!(), caller, right: std::marker::PhantomData }
/// }
/// ```
pub struct Within<R, T> {
    object: T,
    place: Arc<Found>,
    caller: Caller,
    right: PhantomData<fn() -> R>,
}

/// Where an object was found.
#[derive(Debug)]
struct Found {
    place: Place,
    /// The unit without which the caller wouldn't have reached it: a change is only made while that is where it was.
    by: Option<UnitPath>,
}

impl<R, T> Deref for Within<R, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

/// What a decision needs beside what was read first is put into the object. Its place stays, and with it what may be
/// committed by it.
impl<R, T> DerefMut for Within<R, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.object
    }
}

impl<R, T: Clone> Clone for Within<R, T> {
    fn clone(&self) -> Self {
        self.as_ref().map(T::clone)
    }
}

impl<R, T: fmt::Debug> fmt::Debug for Within<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object.fmt(f)
    }
}

impl<R, T> Within<R, T> {
    /// The object, to be shown. Nothing can be committed by it any more.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.object
    }

    /// A change that was decided on this object, to be committed where it is.
    #[must_use]
    pub fn placed(&self, change: Change<R>) -> Placed<R> {
        Placed { change, place: Some(Arc::clone(&self.place)), units: Vec::new(), caller: self.caller.clone() }
    }

    fn as_ref(&self) -> Within<R, &T> {
        Within { object: &self.object, place: Arc::clone(&self.place), caller: self.caller.clone(), right: PhantomData }
    }

    /// Something else that is in the same place.
    pub(crate) fn map<U>(self, map: impl FnOnce(T) -> U) -> Within<R, U> {
        let Self { object, place, caller, right } = self;
        Within { object: map(object), place, caller, right }
    }

    /// Whether the caller holds the right at another place, too: for what is touched on the way.
    pub(crate) fn reaches(&self, place: &Place) -> bool
    where
        R: Right,
    {
        self.caller.grants().reaches(R::RIGHT, None, place)
    }

    /// Where the caller holds the right by its roles.
    pub(crate) fn rooms_of_right(&self) -> Rooms
    where
        R: Right,
    {
        self.caller.grants().reach(R::RIGHT, None).unwrap_or_default()
    }

    /// Whether the caller holds a further right where the object is, which a part of a request needs.
    ///
    /// # Errors
    /// The right is missing, or doesn't hold there.
    pub fn also(&self, right: Elementary) -> Result<(), Denied> {
        self.also_at(right, &self.place.place)
    }

    /// As [`Within::also`], for another place that is touched on the way.
    ///
    /// # Errors
    /// The right is missing, or doesn't hold there.
    pub fn also_at(&self, right: Elementary, place: &Place) -> Result<(), Denied> {
        let grants = self.caller.grants();
        match grants.reaches(right, None, place) {
            true => Ok(()),
            false if grants.holds(right) => Err(Denied::Room(right)),
            false => Err(Denied::Right(right)),
        }
    }

    /// Where it is.
    pub(crate) fn place(&self) -> &Place {
        &self.place.place
    }

    /// The same, where the units of its user are known now.
    pub(super) fn in_units(mut self, units: Vec<UnitPath>) -> Self {
        let Found { place, by } = &*self.place;
        let place = Place { units: Spots::In(units), ..place.clone() };
        self.place = Arc::new(Found { place, by: by.clone() });
        self
    }

    /// For what belongs to the object.
    pub(crate) fn store(&self) -> &Store {
        &self.caller.0.store
    }

    /// Who reads it.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The external id of its client.
    pub(crate) fn client_ext_id(&self) -> &str {
        self.place.place.client.as_str()
    }

    /// Its client, by internal key.
    pub(crate) fn client_id(&self) -> Uuid {
        self.place.place.client_id
    }

    /// The user that it is or belongs to; the nil UUID, which is nobody's, where it belongs to the client.
    pub(crate) fn owner_id(&self) -> Uuid {
        self.place.place.owner.unwrap_or_default()
    }
}

impl<R, T> Within<R, Option<T>> {
    /// The object, if it is there.
    #[must_use]
    pub fn transpose(self) -> Option<Within<R, T>> {
        let Self { object, place, caller, right } = self;
        object.map(|object| Within { object, place, caller, right })
    }
}

impl<R, T, E> Within<R, Result<T, E>> {
    /// The object, or what is there in place of it.
    ///
    /// # Errors
    /// What is there in place of it.
    pub fn transpose(self) -> Result<Within<R, T>, E> {
        let Self { object, place, caller, right } = self;
        object.map(|object| Within { object, place, caller, right })
    }
}

/// A change with the place where it was decided: what an attempt commits.
///
/// A change by itself can't be committed, nor one by an object that was read under another right:
///
/// ```compile_fail,E0308
/// # use sigill_domain::{change::Change, right::{UserModify, UserView}, user::User};
/// # use sigill_store::Within;
/// fn smuggle(user: Within<UserView, User>, change: Change<UserModify>) {
///     let _ = user.placed(change);
/// }
/// ```
pub struct Placed<R> {
    change: Change<R>,
    /// `None`: decided by a permit for everywhere.
    place: Option<Arc<Found>>,
    /// Beside the one of the place.
    units: Vec<UnitPath>,
    caller: Caller,
}

impl<R> Placed<R> {
    /// Of what is of an application that was reached, and of no client: only [`super::OfApplication`] makes one.
    pub(super) fn of_application(change: Change<R>, caller: Caller) -> Self {
        Self { change, place: None, units: Vec::new(), caller }
    }

    /// The same, applied only while these units are where they were: what is given depends on it.
    #[must_use]
    pub fn while_there(mut self, units: impl IntoIterator<Item = UnitPath>) -> Self {
        self.units.extend(units);
        self
    }

    /// The units that must still be where they were when the change is applied: only by them was the caller let to what
    /// is changed, or to what is given.
    pub(crate) fn units(&self) -> Vec<&UnitPath> {
        let by = self.place.as_ref().and_then(|found| found.by.as_ref());
        self.units.iter().chain(by).collect()
    }

    /// What history will say.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.change.events
    }

    /// What history would say, where nothing is committed.
    #[must_use]
    pub fn into_events(self) -> Vec<Event> {
        self.change.events
    }

    /// Keeps the answer in the same step.
    pub fn keep(&mut self, keep: Keep) {
        self.change.writes.push(sigill_domain::change::Write::KeepAnswer(keep));
    }

    /// Keeps the stored form of a secret with the credential that it is of; whether that is written.
    #[must_use]
    pub fn keep_secret(&mut self, credential: Uuid, stored: &str) -> bool {
        self.change.keep_secret(credential, stored)
    }

    /// Writes a message in the same step, with its ways as they are sealed for it.
    pub fn enclose(&mut self, message: Message, sealed: String) {
        let write = MessageWrite::Insert(Box::new(message), sealed);
        self.change.writes.push(sigill_domain::change::Write::Message(write));
    }

    pub(crate) fn store(&self) -> &Store {
        &self.caller.0.store
    }

    /// What is to be written.
    ///
    /// # Errors
    /// It is about another place than where it was decided, which is a fault of ours.
    pub(crate) fn checked(&self) -> Result<&Change<R>, StoreError> {
        let is_in_place = match &self.place {
            Some(found) => self.change.is_of(&found.place),
            None => self.change.is_of_one_client(),
        };
        if is_in_place {
            Ok(&self.change)
        } else {
            Err(StoreError::Failed("a change is about another place than where it was decided".to_owned()))
        }
    }
}

impl<R> Permit<R, Everywhere> {
    /// A change that was decided without an object: by this permit alone. It is for everything everywhere, also for what
    /// isn't there yet, and so no object could say more. Such changes are:
    ///
    /// - a new client, and a property, which is defined for all of them: there is no place yet that they could be in;
    /// - new applications, and terms, which are the same for all clients;
    /// - entries of the history that the server writes by itself: that a caller was denied something, in the caller's own
    ///   client, or an attempt refused.
    ///
    /// Nobody else has a way to commit without an object.
    #[must_use]
    pub fn placed(&self, change: Change<R>) -> Placed<R> {
        Placed { change, place: None, units: Vec::new(), caller: self.caller.clone() }
    }
}

/// That a right holds somewhere: by the unit without which it wouldn't. Only [`Permit::holds_at`] makes one.
pub(super) struct By(Option<UnitPath>);

impl<R, S: Scope> Permit<R, S> {
    /// **The one point where rooms are asked.** By what the right of this permit holds at a place; `None` where it doesn't.
    pub(super) fn holds_at(&self, place: &Place) -> Option<By> {
        let caller = &self.caller;
        if !self.scope.has_client(&place.client) {
            return None;
        }
        match self.basis {
            Basis::System => Some(By(None)),
            // An external id may by now be another user's.
            Basis::Oneself => place.owner.is_none_or(|owner| caller.user_id() == Some(owner)).then_some(By(None)),
            Basis::Role { right, of } => match caller.grants().reached_by(right, of, place)? {
                Reach::InClient => Some(By(None)),
                Reach::InUnit(unit) => Some(By(Some(unit.clone()))),
            },
        }
    }

    /// The object, which is where the right holds.
    pub(super) fn within<T>(&self, object: T, place: Place, By(by): By) -> Within<R, T> {
        let place = Arc::new(Found { place, by });
        Within { object, place, caller: self.caller.clone(), right: PhantomData }
    }
}
