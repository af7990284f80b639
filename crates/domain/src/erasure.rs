//! Erasing from a history what it tells of a person.

use uuid::Uuid;

use crate::change::{Change, Guard};
use crate::client::ClientRef;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::right::HistoryErase;

/// A user whose history is to be erased; it may be gone.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// The client in whose history it is.
    pub client: ClientRef,
    /// The user as paths name it.
    pub user_ext_id: ExtId,
    /// The user, if it is still there.
    pub there: Option<Uuid>,
    /// The user as the history has it.
    pub user_id: Option<Uuid>,
    /// Whether something in its history tells more than the fact.
    pub tells: bool,
}

impl Remembered {
    /// The event of an erasure, which stands before anything is erased; `None` where there is nothing to be erased.
    #[must_use]
    pub fn erase(&self, happening: &Happening) -> Option<Change<HistoryErase>> {
        let event = Event {
            user_id: self.user_id,
            user_ext_id: Some(self.user_ext_id.clone()),
            ..Event::about_client(happening, &self.client, EventKind::HistoryErase, &self.user_ext_id)
        };
        self.tells.then(|| Change::new(Guard::Nothing, vec![], event))
    }
}
