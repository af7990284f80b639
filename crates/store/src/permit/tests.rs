//! What a caller's roles give it, and where.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sigill_domain::caller::{Grant, Grants};
use sigill_domain::credential::MobileSignature;
use sigill_domain::right::{CredentialCreate, CredentialView, SelfAdmin, UserView};
use sigill_domain::role::{Role, RoleTable};
use sigill_testing::{Database, Kind};

use super::*;
use crate::clock::Clock;
use crate::engine::Options;

/// A clock that goes on by one microsecond each time that somebody looks at it.
#[derive(Debug, Default)]
struct Counting(AtomicI64);

impl Clock for Counting {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// The time of each request here.
const AT: Timestamp = Timestamp::from_micros(5);
const ANNA: Uuid = Uuid::from_u128(2);

pub(super) fn occasion() -> Occasion {
    Occasion {
        at: AT,
        deadline: Instant::now() + Duration::from_secs(20),
        request_id: "r".to_owned(),
        event_id: Uuid::from_u128(8),
        id: Uuid::from_u128(9),
        clock: Arc::new(Counting::default()),
    }
}

pub(super) async fn store(database: &Database) -> Store {
    Store::open(&Options::new(database.url())).await.unwrap()
}

fn ext_id(text: &str) -> ExtId {
    ExtId::from_stored(text.to_owned())
}

fn only(clients: &[&str]) -> ClientRoom {
    ClientRoom::Only(clients.iter().map(|id| ext_id(id)).collect())
}

fn in_clients(clients: &[&str]) -> Rooms {
    Rooms::of_clients(only(clients))
}

/// The user `a/anna` with these roles; nothing of it is in the database.
fn anna(store: &Store, roles: &[(Role, ClientRoom)]) -> Caller {
    let who = Who { client_id: Uuid::from_u128(1), client: ext_id("a"), user_id: ANNA, user: ext_id("anna") };
    let subject = Subject::Named { client: "a".to_owned(), user: "anna".to_owned() };
    let source = Source { subject, roles: RoleTable::standard() };
    let grants = roles.iter().map(|(role, clients)| Grant::new(*role, clients.clone())).collect();
    let now = Now::of(Grants::new(grants, RoleTable::standard()), AT);
    Caller::new(store.clone(), source, who, now, occasion(), None)
}

#[tokio::test]
async fn a_caller_is_one_user_and_the_server_itself_is_none() {
    let database = Database::new(Kind::Sqlite).await;
    let store = store(&database).await;
    let (caller, again) = (anna(&store, &[]), anna(&store, &[(Role::Root, ClientRoom::Global)]));
    let server = store.system(Task::Test, occasion()).caller().clone();
    assert_eq!((caller.user_id(), caller.name()), (Some(ANNA), "a/anna"));
    assert_eq!((server.user_id(), server.name()), (None, "system"));
    assert_eq!((caller.task(), server.task()), (None, Some(Task::Test)));
    assert!(caller.is_user_of(&again));
    assert!(!caller.is_user_of(&server) && !server.is_user_of(&caller) && !server.is_user_of(&server));

    let denied = caller.denied(serde_json::json!("why")).unwrap();
    assert_eq!((denied.kind, denied.at, denied.id), (EventKind::AuthorizationDenied, AT, Uuid::from_u128(8)));
    assert_eq!((denied.by.user_id, denied.user_id, denied.subject.as_str()), (Some(ANNA), Some(ANNA), "anna"));
    assert_eq!(denied.after, Some(serde_json::json!("why")));
    assert!(server.denied(serde_json::json!("why")).is_none());
}

#[tokio::test]
async fn a_right_holds_where_a_role_gives_it() {
    let database = Database::new(Kind::Sqlite).await;
    let store = store(&database).await;
    let caller = anna(&store, &[(Role::Helpdesk, only(&["a"])), (Role::Root, only(&["b"]))]);
    assert_eq!(caller.rooms(Elementary::CredentialView), Some(only(&["a", "b"])));
    assert_eq!(caller.rooms(Elementary::ClientCreate), Some(only(&["b"])));
    assert_eq!(caller.rooms(Elementary::SelfAdmin), None);
    assert!(caller.holds(Elementary::ClientCreate) && !caller.holds(Elementary::SelfAdmin));
    assert_eq!(caller.rights(), caller.grants().rights());
    assert!(!caller.rights().is_empty());

    let granted = || caller.granted::<CredentialCreate>().unwrap();
    assert_eq!(granted().in_client("c").unwrap_err(), Denied::Room(Elementary::CredentialCreate));
    assert_eq!(granted().everywhere().unwrap_err(), Denied::Room(Elementary::CredentialCreate));
    assert_eq!(granted().in_rooms().scope, in_clients(&["a", "b"]));
    assert_eq!(caller.granted::<SelfAdmin>().unwrap_err(), Denied::Right(Elementary::SelfAdmin));
    assert!(
        anna(&store, &[(Role::Root, ClientRoom::Global)]).granted::<CredentialCreate>().unwrap().everywhere().is_ok()
    );
    let of_type = caller.granted_of::<CredentialCreate, MobileSignature>().unwrap().in_client("a").unwrap();
    let of = Some(CredentialType::MOBILE_SIGNATURE);
    assert!(matches!(of_type.basis, Basis::Role { of: found, .. } if found == of));

    // A part of a request may need a further right: in the same client.
    let (in_a, in_b) = (granted().in_client("a").unwrap(), granted().in_client("b").unwrap());
    assert_eq!(in_a.also(Elementary::CredentialView), Ok(()));
    assert_eq!(in_a.also(Elementary::ClientCreate), Err(Denied::Room(Elementary::ClientCreate)));
    assert_eq!(in_b.also(Elementary::ClientCreate), Ok(()));
    assert_eq!(in_b.also(Elementary::SelfAdmin), Err(Denied::Right(Elementary::SelfAdmin)));
    assert_eq!(in_a.roles().collect::<Vec<_>>(), ["nevisIdm.Helpdesk"]);
    assert_eq!(in_b.roles().collect::<Vec<_>>(), ["nevisIdm.Root"]);
    assert_eq!((in_a.client().as_str(), in_b.client().as_str()), ("a", "b"));
}

#[tokio::test]
async fn a_permit_for_several_clients_is_held_to_fewer_by_a_further_right_or_by_name() {
    let database = Database::new(Kind::Sqlite).await;
    let store = store(&database).await;
    let some = anna(&store, &[(Role::Helpdesk, only(&["a", "b"])), (Role::Root, only(&["b", "c"]))]);
    let all = anna(&store, &[(Role::Helpdesk, ClientRoom::Global), (Role::Root, only(&["b"]))]);
    let rooms = |caller: &Caller| caller.granted::<CredentialView>().unwrap().in_rooms();
    assert_eq!(rooms(&some).and(Elementary::ClientCreate).unwrap().scope, in_clients(&["b", "b", "c"]));
    assert_eq!(rooms(&all).and(Elementary::ClientCreate).unwrap().scope, in_clients(&["b"]));
    assert_eq!(rooms(&all).and(Elementary::UserView).unwrap().scope, Rooms::of_clients(ClientRoom::Global));
    assert_eq!(rooms(&all).and(Elementary::SelfAdmin).unwrap_err(), Denied::Right(Elementary::SelfAdmin));

    assert_eq!(rooms(&some).only("a").unwrap().scope, in_clients(&["a"]));
    assert_eq!(rooms(&some).only("d").unwrap_err(), Denied::Room(Elementary::CredentialView));
    assert_eq!(rooms(&all).only("d").unwrap().scope, in_clients(&["d"]));
}

#[tokio::test]
async fn self_admin_is_about_oneself_and_nobody_else() {
    let database = Database::new(Kind::Sqlite).await;
    let store = store(&database).await;
    let (with, without) =
        (anna(&store, &[(Role::SelfAdmin, only(&[]))]), anna(&store, &[(Role::Helpdesk, only(&["a"]))]));
    let is_given = |caller: &Caller, client, user| caller.myself::<UserView>(client, user).is_some();
    assert!(is_given(&with, "a", "anna"));
    assert!(!is_given(&with, "a", "otto") && !is_given(&with, "b", "anna") && !is_given(&with, "b", "otto"));
    assert!(!is_given(&without, "a", "anna"));
    let (permit, user) = with.me::<UserView>().unwrap();
    assert_eq!((permit.client().as_str(), user.as_str()), ("a", "anna"));
    assert!(without.me::<UserView>().is_none());
    let server = store.system(Task::Test, occasion()).caller().clone();
    assert!(server.me::<UserView>().is_none() && !is_given(&server, "a", "anna"));
}

#[tokio::test]
async fn what_a_request_changes_has_its_time_and_ids_and_the_time_is_asked_for_again() {
    let database = Database::new(Kind::Sqlite).await;
    let store = store(&database).await;
    let caller = anna(&store, &[(Role::Helpdesk, only(&["a"]))]);
    let permit = caller.granted::<UserView>().unwrap().in_client("a").unwrap();
    assert_eq!(permit.now(), AT);
    let Happening { at, by, request_id, event_id, id } = permit.happening();
    assert_eq!((at, by.name.as_str(), request_id.as_str()), (AT, "a/anna", "r"));
    assert_eq!((event_id, id), (Uuid::from_u128(8), Uuid::from_u128(9)));

    let first = occasion();
    let (second, third) = (first.now(), first.now());
    assert_eq!([first.at, second.at, third.at].map(Timestamp::micros), [5, 0, 1]);
    assert_eq!((second.event_id, second.id, second.deadline), (first.event_id, first.id, first.deadline));
}
