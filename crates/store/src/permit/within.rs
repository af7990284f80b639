//! What was read within the rooms of a caller, and what is committed where it was decided.
//!
//! This is the one point where rooms are asked: [`Permit::within`]. Nothing that is read under a permit for a client gets
//! out of this crate but through it, since such a permit gives no [`Store`]: it reads by `seek` and its siblings
//! (`permit/sought.rs`), and what belongs to an object is read by the object, [`Within::store`].

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sigill_domain::change::Change;
use sigill_domain::event::Event;
use sigill_domain::idempotency::Keep;
use sigill_domain::rooms::Place;
use uuid::Uuid;

use super::now::Basis;
use super::{Caller, Everywhere, Permit, Scope};
use crate::engine::Store;
use crate::error::StoreError;

/// An object that was read under the right `R`, where that right holds for it. What is decided on it is committed by it.
///
/// Its fields are private, so only this crate makes one:
///
/// ```compile_fail,E0451
/// # use sigill_domain::{right::UserView, rooms::Place, user::User};
/// # use sigill_store::{Caller, Within};
/// fn forge(user: User, place: std::sync::Arc<Place>, caller: Caller) -> Within<UserView, User> {
///     Within { object: user, place, caller, right: std::marker::PhantomData }
/// }
/// ```
pub struct Within<R, T> {
    object: T,
    place: Arc<Place>,
    caller: Caller,
    right: PhantomData<fn() -> R>,
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
        Placed { change, place: Some(Arc::clone(&self.place)), caller: self.caller.clone() }
    }

    fn as_ref(&self) -> Within<R, &T> {
        Within { object: &self.object, place: Arc::clone(&self.place), caller: self.caller.clone(), right: PhantomData }
    }

    /// Something else that is in the same place.
    pub(crate) fn map<U>(self, map: impl FnOnce(T) -> U) -> Within<R, U> {
        let Self { object, place, caller, right } = self;
        Within { object: map(object), place, caller, right }
    }

    /// For what belongs to the object.
    pub(crate) fn store(&self) -> &Store {
        &self.caller.0.store
    }

    /// Its client, by internal key.
    pub(crate) fn client_id(&self) -> Uuid {
        self.place.client_id
    }

    /// The user that it is or belongs to; the nil UUID, which is nobody's, where it belongs to the client.
    pub(crate) fn owner_id(&self) -> Uuid {
        self.place.owner.unwrap_or_default()
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
    place: Option<Arc<Place>>,
    caller: Caller,
}

impl<R> Placed<R> {
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

    pub(crate) fn store(&self) -> &Store {
        &self.caller.0.store
    }

    /// What is to be written.
    ///
    /// # Errors
    /// It is about another place than where it was decided, which is a fault of ours.
    pub(crate) fn checked(&self) -> Result<&Change<R>, StoreError> {
        let is_in_place = match &self.place {
            Some(place) => self.change.is_of(place),
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
    /// - applications, their roles, and terms, which are the same for all clients;
    /// - entries of the history that the server writes by itself: that a caller was denied something, in the caller's own
    ///   client, or an attempt refused.
    ///
    /// Nobody else has a way to commit without an object.
    #[must_use]
    pub fn placed(&self, change: Change<R>) -> Placed<R> {
        Placed { change, place: None, caller: self.caller.clone() }
    }
}

impl<R, S: Scope> Permit<R, S> {
    /// **The one point where rooms are asked.** The object, if the right of this permit holds where it is.
    pub(super) fn within<T>(&self, object: T, place: Place) -> Option<Within<R, T>> {
        let caller = &self.caller;
        let is_reached = self.scope.has_client(&place.client)
            && match self.basis {
                Basis::System => true,
                // An external id may by now be another user's.
                Basis::Oneself => place.owner.is_none_or(|owner| caller.user_id() == Some(owner)),
                Basis::Role { right, of } => caller.grants().reaches(right, of, &place),
            };
        is_reached.then(|| Within { object, place: Arc::new(place), caller: caller.clone(), right: PhantomData })
    }
}
