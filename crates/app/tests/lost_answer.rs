//! Connections that are lost at the worst moment. Only PostgreSQL has one to lose; with SQLite the
//! database is in the process.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::str::FromStr;

use common::{caller, create, create_user, permit, wish};
use sigill_app::World;
use sigill_domain::right::CredentialCreate;
use sigill_store::CommitError;
use sigill_testing::{Database, Fixture, Kind, Proxy};

/// A node whose connections go through a proxy.
async fn behind_a_proxy(fixture: &Fixture) -> (sigill_app::App, Proxy) {
    let url = fixture.database.url();
    let config = tokio_postgres::Config::from_str(url).unwrap();
    let port = *config.get_ports().first().unwrap();
    let proxy = Proxy::start(([127, 0, 0, 1], port).into()).await;
    let url = url.replace(&format!(":{port}/"), &format!(":{}/", proxy.address().port()));
    // Ids and time of its own, as another node has.
    (Fixture::open(&url, &World { clock: fixture.clock.clone(), ..World::real() }).await, proxy)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_answer_is_lost_a_credential_is_created_once_and_answered() {
    let fixture = Fixture::new(Database::new(Kind::Postgres).await).await;
    let token = fixture.root().await;
    let (app, proxy) = behind_a_proxy(&fixture).await;
    let mut lost = 0;
    for nth in 1..=12 {
        let user = format!("u{nth}");
        create_user(&fixture.app, &token, &user).await;
        proxy.lose(nth);
        let created = create(&app, &token, &user, &wish()).await.unwrap();
        lost += usize::from(proxy.has_lost());
        proxy.lose(0);
        assert_eq!(common::get(&fixture.app, &token, &user).await.unwrap(), created);
    }
    assert!(lost >= 4, "only {lost} of the answers were lost, so little was tried");
    let events = "SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_CREATE' AND user_ext_id LIKE 'u%'";
    assert_eq!(fixture.database.query(events).await.as_deref(), Some("12"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_whose_connection_was_killed_before_it_was_applied_is_unknown_and_took_no_effect() {
    let fixture = Fixture::new(Database::new(Kind::Postgres).await).await;
    let (app, token) = (&fixture.app, fixture.root().await);
    create_user(app, &token, "u").await;
    let permit = permit::<CredentialCreate>(&caller(app, &token).await);
    let (_, change) = common::mobile_signature::decided(&permit, "u", &wish()).await;

    // The change waits for a lock that another session holds; there its connection is killed.
    let mut other = fixture.database.postgres().await;
    let lock = other.transaction().await.unwrap();
    lock.execute("SELECT 1 FROM owner FOR UPDATE", &[]).await.unwrap();
    let killer = fixture.database.postgres().await;
    let kill = async {
        let waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while killer.query(waiting, &[]).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let (committed, ()) = tokio::join!(change.commit(), kill);
    assert!(matches!(committed, Err(CommitError::Unknown(_))), "{committed:?}");
    lock.rollback().await.unwrap();
    assert!(!change.took_effect().await.unwrap());
    create(app, &token, "u", &wish()).await.unwrap();
}
