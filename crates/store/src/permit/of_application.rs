//! What is of an application and the same for every client, under a permit for applications: it is reached, or as if it
//! weren't there.

use std::ops::{Deref, DerefMut};

use sigill_domain::change::Change;
use sigill_domain::right::{Elementary, Right};
use sigill_domain::rooms::Room;
use uuid::Uuid;

use super::{Caller, Denied, OfApplications, Permit, Placed};
use crate::engine::Store;

/// Something of an application that the right of a permit reaches.
#[derive(Debug)]
pub struct OfApplication<T> {
    object: T,
    application: Uuid,
    caller: Caller,
}

impl<T> Deref for OfApplication<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T> DerefMut for OfApplication<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.object
    }
}

impl<T> OfApplication<T> {
    /// The object, to be shown.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.object
    }

    /// A change that was decided on this object.
    #[must_use]
    pub fn placed<R>(&self, change: Change<R>) -> Placed<R> {
        Placed::of_application(change, self.caller.clone())
    }

    /// Whether the caller holds a further right for the same application in all clients.
    ///
    /// # Errors
    /// The right is missing, or doesn't hold there.
    pub fn also(&self, right: Elementary) -> Result<(), Denied> {
        let rooms = self.caller.grants().reach(right, None).ok_or(Denied::Right(right))?;
        let is_held = rooms.applications_everywhere().is_some_and(|room| room.has(&self.application));
        if is_held { Ok(()) } else { Err(Denied::Room(right)) }
    }
}

impl<R: Right> Permit<R, OfApplications> {
    /// Whether it is for all applications, also for this server's own.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        self.scope.0 == Room::Global
    }

    pub(crate) fn store(&self) -> &Store {
        self.database()
    }

    /// The object, if its application is one of those of the permit.
    pub(crate) fn of_application<T>(&self, object: T, application: Uuid) -> Option<OfApplication<T>> {
        let is_reached = self.scope.0.has(&application);
        is_reached.then(|| OfApplication { object, application, caller: self.caller.clone() })
    }
}
