//! Of the means by which a machine signs in, the newest few work: a new one disables those before.

use serde_json::json;
use uuid::Uuid;

use super::{CredentialType, State};
use crate::change::{Change, Write};
use crate::client::ClientRef;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::user::UserRef;

/// Credentials of one type that a user keeps, those that don't work included: older ones go.
pub const KEPT_MAX: usize = 100;

/// A credential of the same type that the user had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Unique among the client's credentials of all types.
    pub ext_id: ExtId,
    /// As it was written.
    pub state: State,
    /// The one before: disabling moves it by one.
    pub version: i64,
}

impl Earlier {
    /// Whether one signs in with it, or will again when a lock ends by itself.
    fn works(&self) -> bool {
        matches!(self.state, State::Active | State::TmpLocked)
    }
}

/// What becomes of those before a new one.
pub(crate) struct Superseding<'a> {
    pub kind: CredentialType,
    /// The newest first.
    pub earlier: &'a [Earlier],
    /// How many work at once, the new one included.
    pub works_max: usize,
}

impl Superseding<'_> {
    /// Adds to the change that brings the credential `new`: the oldest that work stop working, and the oldest that
    /// don't go, each with an event. One that doesn't work itself disables none.
    pub(crate) fn by<R>(
        &self,
        (new, works): (&ExtId, bool),
        change: &mut Change<R>,
        client: &ClientRef,
        user: &UserRef,
        happening: &Happening,
    ) {
        let mut working = usize::from(works);
        let tell = |change: &mut Change<R>, one: &Earlier, kind, after: Option<State>| {
            let step = u32::try_from(change.events.len()).unwrap_or(u32::MAX);
            let shown =
                |state: State| json!({ "type": self.kind.as_str(), "extId": one.ext_id, "stateName": state.as_str() });
            let event = Event::about_user(happening, client, user, kind, &one.ext_id).before(shown(one.state));
            let event = after.into_iter().fold(event, |event, state| event.after(shown(state)));
            let event = event.comment(Some(format!("superseded by {new}")));
            change.events.push(Event { id: happening.step(step).event_id, ..event });
        };
        for (place, one) in self.earlier.iter().enumerate() {
            if one.works() && (working < self.works_max || !works) {
                working += 1;
            } else if one.works() {
                change.writes.push(Write::SupersedeCredential {
                    id: one.id,
                    version: one.version + 1,
                    at: happening.at,
                });
                tell(change, one, EventKind::CredentialModify, Some(State::Disabled));
            } else if place + 1 >= KEPT_MAX {
                change.writes.push(Write::DeleteCredential { id: one.id });
                tell(change, one, EventKind::CredentialDelete, None);
            }
        }
    }
}
