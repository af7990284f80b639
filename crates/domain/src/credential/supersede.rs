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

/// What a decision on a credential needs by which a technical user signs in.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Whether the user is technical, and active.
    pub is_technical: bool,
    /// Whether it signs in by nothing else.
    pub is_last: bool,
    /// Its other credentials of the type, the newest first.
    pub earlier: Vec<Earlier>,
}

impl Machine {
    /// How many of the others work.
    pub(super) fn working(&self) -> usize {
        self.earlier.iter().filter(|one| one.works()).count()
    }
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
                let (id, version) = (one.id, one.version + 1);
                let by = happening.by.name.clone();
                change.writes.push(Write::SupersedeCredential { id, version, at: happening.at, by });
                tell(change, one, EventKind::CredentialModify, Some(State::Disabled));
            } else if place + 1 >= KEPT_MAX {
                change.writes.push(Write::DeleteCredential { id: one.id });
                tell(change, one, EventKind::CredentialDelete, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::Identity;
    use crate::change::Guard;
    use crate::time::Timestamp;
    use crate::user;

    fn ext_id(text: &str) -> ExtId {
        ExtId::from_stored(text.to_owned())
    }

    /// What a new one, that works or doesn't, makes of those before: what is disabled, and what is deleted.
    fn made(states: &[State], works: bool) -> (Vec<u128>, Vec<u128>) {
        let one = |(n, state): (usize, &State)| Earlier {
            id: Uuid::from_u128(n as u128),
            ext_id: ext_id(&format!("k{n}")),
            state: *state,
            version: 4,
        };
        let earlier: Vec<Earlier> = states.iter().enumerate().map(one).collect();
        let at = Timestamp::from_micros(5);
        let (event_id, id) = (Uuid::from_u128(1_000), Uuid::from_u128(2_000));
        let happening = Happening { at, by: Identity::system(), request_id: "r".to_owned(), event_id, id };
        let client = ClientRef { id, ext_id: ext_id("api"), name: "API".to_owned() };
        let user = UserRef { id, ext_id: ext_id("robot"), state: user::State::Active };
        let new = ext_id("new");
        let first = Event::about_user(&happening, &client, &user, EventKind::CredentialCreate, &new);
        let mut change = Change::<()>::new(Guard::Nothing, Vec::new(), first);
        let superseding = Superseding { kind: CredentialType::DEVICE_PASSWORD, earlier: &earlier, works_max: 2 };
        superseding.by((&new, works), &mut change, &client, &user, &happening);
        let ids: std::collections::BTreeSet<Uuid> = change.events.iter().map(|event| event.id).collect();
        assert_eq!(ids.len(), 1 + change.writes.len(), "an event for each, of its own id");
        let (mut disabled, mut deleted) = (Vec::new(), Vec::new());
        for (write, event) in change.writes.iter().zip(&change.events[1..]) {
            match write {
                Write::SupersedeCredential { id, version: 5, at, by } if at.micros() == 5 && by == "system" => {
                    disabled.push(id.as_u128())
                }
                Write::DeleteCredential { id } => deleted.push(id.as_u128()),
                other => panic!("{other:?}"),
            }
            assert_eq!(event.after.is_some(), matches!(write, Write::SupersedeCredential { .. }));
            assert_eq!(event.comment.as_deref(), Some("superseded by new"));
        }
        (disabled, deleted)
    }

    #[test]
    fn the_newest_that_work_go_on_and_one_that_does_not_work_disables_none() {
        use State::{Active, Disabled, TmpLocked};
        assert_eq!(made(&[], true), (vec![], vec![]));
        assert_eq!(made(&[Active], true), (vec![], vec![]));
        assert_eq!(made(&[Active, Active], true), (vec![1], vec![]));
        assert_eq!(made(&[Disabled, Active, Disabled, TmpLocked, Active], true), (vec![3, 4], vec![]));
        assert_eq!(made(&[Active, Active, Active], false), (vec![], vec![]));
    }

    #[test]
    fn of_those_that_do_not_work_a_hundred_are_kept_with_the_new_one() {
        let many = vec![State::Disabled; 102];
        assert_eq!(made(&many[..99], true), (vec![], vec![]));
        assert_eq!(made(&many, true), (vec![], vec![99, 100, 101]));
    }
}
