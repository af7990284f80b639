//! Whether a change is of the place where it was decided.

use super::*;
use crate::client::ClientRef;
use crate::event::{EventKind, Happening};
use crate::ext_id::ExtId;
use crate::right::UserModify;
use crate::standing::Ruled;
use crate::user::UserRef;

const ANNA: Uuid = Uuid::from_u128(7);
const OTTO: Uuid = Uuid::from_u128(8);

fn client(n: u128, ext_id: &str) -> ClientRef {
    ClientRef { id: Uuid::from_u128(n), ext_id: ExtId::from_stored(ext_id.to_owned()), name: String::new() }
}

fn event(client: &ClientRef) -> Event {
    let at = Timestamp::from_micros(1);
    let by = crate::caller::Identity::system();
    let happening = Happening { at, by, request_id: String::new(), event_id: Uuid::nil(), id: Uuid::nil() };
    let ext_id = ExtId::from_stored("u".to_owned());
    let user = UserRef { id: ANNA, ext_id: ext_id.clone(), state: user::State::Active };
    Event::about_user(&happening, client, &user, EventKind::UserModify, &ext_id)
}

/// About a user of the client.
fn about(client: &ClientRef, user: Uuid, writes: Vec<Write>) -> Change<UserModify> {
    Change::new(Guard::Owner { id: user, rev: 1, ruled: Ruled::UNTOUCHED }, writes, event(client))
}

#[test]
fn a_change_is_of_the_client_and_the_user_that_it_is_about() {
    let (a, b) = (client(1, "a"), client(2, "b"));
    let is_of = |change: &Change<UserModify>, place: Place| change.is_of(&place);
    let change = about(&a, ANNA, vec![]);
    assert!(is_of(&change, Place::of_user(&a, ANNA)));
    assert!(!is_of(&change, Place::of_user(&a, OTTO)), "another user");
    assert!(!is_of(&change, Place::of_user(&b, ANNA)), "another client");
    assert!(!is_of(&change, Place::of_client(&a)), "of a user where a client was decided on");
    assert!(!is_of(&change, Place::of_user(&client(1, "b"), ANNA)), "as rooms name it");
    assert!(!is_of(&change, Place::of_user(&client(2, "a"), ANNA)), "by its key");
    // Each thing that is written counts.
    let takes_otto = about(&a, ANNA, vec![Write::DeleteUser { id: OTTO }]);
    assert!(!is_of(&takes_otto, Place::of_user(&a, ANNA)));
    // Each event, too.
    let mut told_twice = about(&a, ANNA, vec![]);
    told_twice.events.push(event(&b));
    assert!(!is_of(&told_twice, Place::of_user(&a, ANNA)) && !told_twice.is_of_one_client());
    let without = Change { events: vec![], ..change };
    assert!(!is_of(&without, Place::of_user(&a, ANNA)) && !without.is_of_one_client());
}

#[test]
fn rules_and_guards_of_another_client_are_of_another_place() {
    let (a, place) = (client(1, "a"), Place::of_client(&client(1, "a")));
    let guarded = |id| Change::<UserModify>::new(Guard::ClientAlive { id }, vec![], event(&a));
    assert!(guarded(a.id).is_of(&place) && !guarded(ANNA).is_of(&place));
    let under = |client_id| guarded(a.id).under(RulesSeen { client_id, rev: 1, mobile_unique: false });
    assert!(under(a.id).is_of(&place) && !under(ANNA).is_of(&place));
    assert!(!under(ANNA).is_of_one_client());
}
