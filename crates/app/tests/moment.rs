//! Rights are those of the moment in which it is decided, also where it is decided again, or after something was waited
//! for; and a change of one client isn't committed by a permit for another one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{caller, create_user, created, permit, wish};
use sigill_app::credential::{self, Keeper};
use sigill_app::{Asked, Denied, Entropy, Permit, Refusal, Repeat, World, login, setup};
use sigill_domain::caller::ClientRoom;
use sigill_domain::credential::{CredentialType, New};
use sigill_domain::ext_id::ExtId;
use sigill_domain::idempotency::{Answer, Request};
use sigill_domain::login::LoginTarget;
use sigill_domain::right::{ClientView, CredentialCreate, CredentialModify, CredentialView, Elementary};
use sigill_domain::role::Role;
use sigill_domain::standing::Ruled;
use sigill_store::{CommitError, Lapsed, Scope, Sought, StoreError};
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
        let keeper = Keeper { world: &world, secrets: app.tokens.secrets() };
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

    async fn a_change_of_one_client_is_not_committed_by_a_permit_for_another(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        setup::client(&app.store, &app.world, "other", "Other").await.unwrap();
        create_user(app, &root, "u").await;
        let caller = caller(app, &root).await;
        let here = permit::<CredentialCreate>(&caller);
        let there: Permit<CredentialCreate> = caller.granted().unwrap().in_client("other").unwrap();
        let (_, change) = common::mobile_signature::decided(&here, "u", &wish()).await;
        let is_fault = |result: &Result<(), CommitError>| matches!(result, Err(CommitError::Store(StoreError::Failed(_))));
        let events = counted(&fixture.database, "event").await;
        let committed = there.commit(&change).await;
        assert!(is_fault(&committed), "{committed:?}");

        // Nor where only the events say that it is of this one, or only some.
        let mut told_otherwise = change.clone();
        for event in &mut told_otherwise.events {
            event.client_ext_id = there.client().clone();
            event.client_id = there.happening().id;
        }
        assert!(is_fault(&there.commit(&told_otherwise).await));
        told_otherwise.events.extend(change.events.clone());
        assert!(is_fault(&here.commit(&told_otherwise).await));

        // Nor is a login of one counted for the other.
        let modify: Permit<CredentialModify> = caller.granted().unwrap().in_client("other").unwrap();
        let target = permit::<CredentialModify>(&caller).login_target("u", None).await.unwrap();
        let Sought::Found(target): Sought<LoginTarget> = target else { panic!() };
        let counted_there = modify.count_login(&target, true, 0, Ruled::UNTOUCHED).await;
        assert!(matches!(counted_there, Err(CommitError::Store(StoreError::Failed(_)))));

        assert_eq!(counted(&fixture.database, "event").await, events, "nothing was written");
        assert_eq!(counted(&fixture.database, "credential WHERE kind = 16").await, "0");
        here.commit(&change).await.unwrap();
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
