//! Rights are those of the moment in which it is decided, also where it is decided again, or after something was waited
//! for; and a change isn't committed by what was read elsewhere.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use common::{caller, create_user, created, permit, wish};
use sigill_app::credential::{self, Keeper};
use sigill_app::{Asked, Denied, Entropy, Permit, Refusal, Repeat, World, login, setup};
use sigill_domain::caller::ClientRoom;
use sigill_domain::change::Change;
use sigill_domain::credential::{CredentialType, New};
use sigill_domain::ext_id::ExtId;
use sigill_domain::idempotency::{Answer, Request};
use sigill_domain::right::{
    ClientView, CredentialCreate, CredentialModify, CredentialView, Elementary, UserModify, UserView,
};
use sigill_domain::role::Role;
use sigill_domain::user::PatchUser;
use sigill_store::{CommitError, Lapsed, Noun, Scope, Sought, StoreError, Task};
use sigill_testing::{Database, Fixture, on_both};

/// Runs something in the midst of what isn't async.
fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(work))
}

/// The helper loses its profile, and with it every right.
const TAKE: &str =
    "UPDATE profile SET state = 'disabled' WHERE user_id IN (SELECT id FROM users WHERE ext_id = 'helper')";

/// What a permit is still worth: `None`, all.
async fn lapsed<R: Send + Sync, S: Scope + Send + Sync>(permit: &Permit<R, S>) -> Option<Denied> {
    match permit.renew().await {
        Ok(()) => None,
        Err(Lapsed::Denied(denied)) => Some(denied),
        Err(other) => panic!("{other:?}"),
    }
}

async fn counted(database: &Database, from: &str) -> String {
    database.query(&format!("SELECT count(*) FROM {from}")).await.unwrap()
}

/// Random bytes; whoever asks for some, takes the helper's rights away.
#[derive(Debug)]
struct Taking(Arc<dyn Entropy>, Arc<Database>);

impl Entropy for Taking {
    fn fill(&self, bytes: &mut [u8]) {
        now(self.1.execute(TAKE));
        self.0.fill(bytes);
    }
}

on_both! {
    async fn whoever_has_lost_the_right_when_it_is_decided_again_is_refused(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        let helper = fixture.token("helper", Role::Root, ClientRoom::Global).await;
        create_user(app, &root, "u").await;
        let tries = AtomicUsize::new(0);
        // Asked for after the decision and before the commit: what was read moves, and the right is taken away.
        let answer = |_: &_| {
            if tries.fetch_add(1, Ordering::SeqCst) == 0 {
                now(fixture.database.execute(&format!("UPDATE owner SET rev = rev + 1; {TAKE}")));
            }
            Answer { status: 201, location: None, etag: None, body: None }
        };
        let request = Request {
            key: "k".to_owned(), method: "POST".to_owned(), path: "/".to_owned(), fingerprint: "f".to_owned(),
        };
        let asked = Asked { repeat: Some(Repeat { request, answer: &answer }), ..Asked::default() };
        let permit = permit::<CredentialCreate>(&caller(app, &helper).await);
        let refused = common::mobile_signature::create(app, &permit, "u", &wish(), &asked).await;
        assert!(matches!(refused, Err(Refusal::PermissionDenied(_))), "{refused:?}");
        assert_eq!(tries.load(Ordering::SeqCst), 1);
        assert_eq!(counted(&fixture.database, "credential WHERE kind = 16").await, "0");
    }

    async fn a_permit_lasts_as_long_as_its_caller_has_the_right_there(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        setup::client(&app.store, &app.world, "other", "Other").await.unwrap();
        let clients = ["api", "other"].map(|id| ExtId::from_stored(id.to_owned())).to_vec();
        let helper = fixture.token("helper", Role::Helpdesk, ClientRoom::Only(clients)).await;
        let calling = caller(app, &helper).await;
        let granted = || calling.granted::<CredentialView>().unwrap();
        let (here, there, both) =
            (granted().in_client("api").unwrap(), granted().in_client("other").unwrap(), granted().in_rooms());
        let worth = async || [lapsed(&here).await, lapsed(&there).await, lapsed(&both).await];
        assert_eq!(worth().await, [None; 3]);
        let other = "(SELECT id FROM client WHERE ext_id = 'other')";
        fixture.database.execute(&format!("DELETE FROM authz_client WHERE client_id = {other}")).await;
        let room = Some(Denied::Room(Elementary::CredentialView));
        assert_eq!(worth().await, [None, room, room]);
        fixture.database.execute(TAKE).await;
        assert_eq!(worth().await, [Some(Denied::Right(Elementary::CredentialView)); 3]);
        fixture.database.execute("UPDATE users SET state = 'disabled' WHERE ext_id = 'helper'").await;
        assert!(matches!(here.renew().await, Err(Lapsed::Caller)));

        let root = caller(app, &fixture.root().await).await;
        let everywhere = root.granted::<ClientView>().unwrap().everywhere().unwrap();
        assert_eq!(lapsed(&everywhere).await, None);
        fixture.database.execute("UPDATE authz SET is_client_global = FALSE").await;
        assert_eq!(lapsed(&everywhere).await, Some(Denied::Room(Elementary::ClientView)));
    }

    async fn a_permit_about_oneself_lasts_as_long_as_the_role_for_that(database: Database) {
        let fixture = Fixture::new(database).await;
        let helper = fixture.token("helper", Role::SelfAdmin, ClientRoom::Only(vec![])).await;
        let (myself, _) = caller(&fixture.app, &helper).await.me::<CredentialView>().unwrap();
        assert_eq!(lapsed(&myself).await, None);
        fixture.database.execute(TAKE).await;
        assert_eq!(lapsed(&myself).await, Some(Denied::Right(Elementary::SelfAdmin)));
    }

    async fn whoever_has_lost_the_right_while_a_secret_was_hashed_is_refused(database: Database) {
        let fixture = Fixture::new(database).await;
        let app = &fixture.app;
        let helper = fixture.token("helper", Role::Root, ClientRoom::Global).await;
        fixture.token("robot", Role::TechUser, ClientRoom::Global).await;
        let before = counted(&fixture.database, "credential").await;
        let permit = permit::<CredentialCreate>(&caller(app, &helper).await);
        let of = CredentialType::DEVICE_PASSWORD.kind().unwrap();
        let members = [("password".to_owned(), "x".repeat(40).into())].into_iter().collect();
        let new = New { ext_id: Some("k".to_owned()), members, ..New::default() };
        let database = Arc::new(fixture.database);
        let taking = Taking(app.world.entropy.clone(), database.clone());
        let world = World { entropy: Arc::new(taking), ..app.world.clone() };
        let (secrets, authorities, attesters) = (app.tokens.secrets(), &app.authorities, &app.attesters);
        let keeper = Keeper { world: &world, secrets, authorities, attesters, outbox: &app.outbox };
        let made = credential::create(&permit, keeper, of, "robot", &new, &Asked::default()).await;
        assert!(matches!(made, Err(Refusal::PermissionDenied(_))), "{made:?}");
        assert_eq!(counted(&database, "credential").await, before);
    }

    async fn each_report_of_many_is_counted_by_the_rights_of_its_moment(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        let helper = fixture.token("helper", Role::Root, ClientRoom::Global).await;
        create_user(app, &root, "u").await;
        created(app, &root, "u", &wish()).await;
        // With the first one, the right goes.
        fixture.database.execute(&on_login(&fixture.database)).await;
        let permit = permit::<CredentialModify>(&caller(app, &helper).await);
        let report = login::Report { user: "u", success: true, credential: None, extra: &[] };
        let outcomes = login::report_each(&permit, &[report, report, report]).await;
        assert!(outcomes[0].is_ok(), "{outcomes:?}");
        assert!(outcomes[1..].iter().all(|one| matches!(one, Err(Refusal::PermissionDenied(_)))), "{outcomes:?}");
        assert_eq!(counted(&fixture.database, "event WHERE kind = 'LOGIN_SUCCESS'").await, "1");
    }

    async fn a_change_is_not_committed_by_what_was_read_elsewhere(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        setup::client(&app.store, &app.world, "other", "Other").await.unwrap();
        create_user(app, &root, "u").await;
        create_user(app, &root, "v").await;
        let caller = caller(app, &root).await;
        let here = permit::<UserModify>(&caller);
        let held = async |user: &str| match here.held_user(user, None).await.unwrap() {
            Sought::There(held) => held,
            other => panic!("{other:?}"),
        };
        let (u, v) = (held("u").await, held("v").await);
        let patch = PatchUser { person: serde_json::json!({ "remarks": "x" }), ..PatchUser::default() };
        let standing = here.standing_to(&u, false).await.unwrap();
        let (_, change) = u.modify(&patch, vec![], &standing, &here.happening()).unwrap();
        let change = change.unwrap();
        let is_fault = |result: &Result<(), CommitError>| matches!(result, Err(CommitError::Store(StoreError::Failed(_))));
        let events = counted(&fixture.database, "event").await;

        // By another user of the same client, who was read under the same right.
        let committed = v.placed(change.clone()).commit().await;
        assert!(is_fault(&committed), "{committed:?}");
        // Nor where it tells of another client, or also of that.
        let mut told_otherwise = change.clone();
        for event in &mut told_otherwise.events {
            event.client_ext_id = ExtId::from_stored("other".to_owned());
            event.client_id = here.happening().id;
        }
        assert!(is_fault(&u.placed(told_otherwise.clone()).commit().await));
        told_otherwise.events.extend(change.events.clone());
        assert!(is_fault(&u.placed(told_otherwise.clone()).commit().await));
        // Nor by an object whose contents were exchanged: its place stays.
        let mut exchanged = v.clone();
        *exchanged = u.clone().into_inner();
        assert!(is_fault(&exchanged.placed(change.clone()).commit().await));
        // Nor by a permit for everywhere, where it tells of two clients.
        let system = app.store.system(Task::Test, app.world.occasion("test".to_owned(), Duration::from_secs(9)));
        let mut event = change.events[0].clone();
        event.client_id = here.happening().id;
        let mut of_two = Change::noting(change.events[0].clone());
        of_two.events.push(event);
        assert!(is_fault(&system.placed(of_two).commit().await));

        assert_eq!(counted(&fixture.database, "event").await, events, "nothing was written");
        u.placed(change).commit().await.unwrap();
    }

    async fn what_is_in_no_room_of_the_caller_is_outside(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        create_user(app, &root, "u").await;
        let helper = fixture.token("helper", Role::SelfAdmin, ClientRoom::Only(vec![])).await;
        let (myself, _) = caller(app, &helper).await.me::<UserView>().unwrap();
        // A permit about oneself is for oneself, whatever it is asked for.
        assert!(matches!(myself.user("helper").await.unwrap(), Sought::There(_)));
        assert!(matches!(myself.user("u").await.unwrap(), Sought::Outside(Noun::User(_))));
        assert!(matches!(myself.user("nobody").await.unwrap(), Sought::Missing(Noun::User(_))));
        // An external id may by now be another user's.
        fixture.database.execute("UPDATE users SET ext_id = 'gone' WHERE ext_id = 'helper'").await;
        fixture.database.execute("UPDATE users SET ext_id = 'helper' WHERE ext_id = 'u'").await;
        let outside = sigill_app::user::get(&myself, "helper").await.unwrap_err();
        let missing = sigill_app::user::get(&myself, "nobody").await.unwrap_err();
        assert_eq!(outside.to_string(), missing.to_string().replace("nobody", "helper"));
    }

    async fn a_role_that_was_held_to_another_client_reaches_nothing_that_is_read_then(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        setup::client(&app.store, &app.world, "other", "Other").await.unwrap();
        create_user(app, &root, "u").await;
        let api = ClientRoom::Only(vec![ExtId::from_stored("api".to_owned())]);
        let helper = fixture.token("helper", Role::Helpdesk, api).await;
        let permit = permit::<UserView>(&caller(app, &helper).await);
        assert!(matches!(permit.user("u").await.unwrap(), Sought::There(_)));
        let other = "(SELECT id FROM client WHERE ext_id = 'other')";
        fixture.database.execute(&format!("UPDATE authz_client SET client_id = {other}")).await;
        permit.renew().await.unwrap_err();
        // Whoever goes on with what was renewed finds nothing.
        assert!(matches!(permit.user("u").await.unwrap(), Sought::Outside(Noun::User(_))));
    }
}

/// What makes a database take the helper's rights away with the first login that is counted.
fn on_login(database: &Database) -> String {
    match database.kind() {
        sigill_testing::Kind::Sqlite => {
            format!("CREATE TRIGGER take AFTER INSERT ON event WHEN NEW.kind = 'LOGIN_SUCCESS' BEGIN {TAKE}; END")
        }
        sigill_testing::Kind::Postgres => format!(
            "CREATE FUNCTION take() RETURNS trigger AS $$ BEGIN {TAKE}; RETURN NEW; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER take AFTER INSERT ON event FOR EACH ROW WHEN (NEW.kind = 'LOGIN_SUCCESS') \
             EXECUTE FUNCTION take()"
        ),
    }
}
