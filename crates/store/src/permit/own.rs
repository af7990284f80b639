//! The server itself, as who acts.

use std::sync::{Arc, Mutex, RwLock};

use sigill_domain::caller::{Grants, Identity};
use sigill_domain::right::System;

use super::now::{Basis, Now};
use super::occasion::Occasion;
use super::scope::Everywhere;
use super::task::Task;
use super::{Caller, Inner, Permit};
use crate::engine::Store;

impl Store {
    /// The permit of the server itself, for a task that it does by itself.
    ///
    /// Easy to search for, and nowhere in the path of a request.
    #[must_use]
    pub fn system(&self, task: Task, occasion: Occasion) -> Permit<System, Everywhere> {
        let (identity, now) = (Identity::system(), RwLock::new(Now::of(Grants::default(), occasion.at)));
        let store = self.clone();
        let (task, ahead) = (Some(task), Mutex::default());
        let inner = Inner { store, identity, who: None, task, source: None, now, occasion, ahead };
        Permit::new(Caller(Arc::new(inner)), Everywhere, Basis::System)
    }

    /// The server as a caller with these roles, for checking what somebody shows who signs in: nobody calls yet.
    #[must_use]
    pub fn doorkeeper(&self, grants: Grants, occasion: Occasion) -> Caller {
        let (identity, now) = (Identity::system(), RwLock::new(Now::of(grants, occasion.at)));
        let (store, task, ahead) = (self.clone(), Some(Task::Console), Mutex::default());
        Caller(Arc::new(Inner { store, identity, who: None, task, source: None, now, occasion, ahead }))
    }
}
