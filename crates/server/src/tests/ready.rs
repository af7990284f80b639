//! Whether changes can be made, as orchestrators ask for it.

use super::*;

async fn asked(site: &Site) -> (u16, String) {
    let answer = site.get("/readyz", &[]).await;
    (answer.status.as_u16(), answer.body)
}

on_both! {
    async fn a_server_is_ready_and_asking_often_costs_the_database_nothing(database: Database) {
        let site = Site::on(database).await;
        assert_eq!(asked(&site).await.0, 200);
        let before = site.fixture.app.store.measures().job.time.count();
        for _ in 0..50 {
            assert_eq!(asked(&site).await.0, 200);
        }
        assert_eq!(site.fixture.app.store.measures().job.time.count(), before);
        site.fixture.clock.advance_ms(5_000);
        assert_eq!(asked(&site).await.0, 200);
        assert_eq!(site.fixture.app.store.measures().job.time.count(), before + 1);
    }

    async fn what_is_tried_is_one_row_at_most_which_is_forgotten(database: Database) {
        let site = Site::on(database).await;
        for _ in 0..3 {
            assert_eq!(asked(&site).await.0, 200);
            site.fixture.clock.advance_ms(5_000);
        }
        let tried = "SELECT count(*) FROM used_assertion";
        assert_eq!(site.fixture.database.query(tried).await.as_deref(), Some("1"));
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(5));
        app.store.system(sigill_app::Task::Test, occasion).forget_used().await.unwrap();
        assert_eq!(site.fixture.database.query(tried).await.as_deref(), Some("0"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_became_read_only_is_said_until_it_takes_changes_again() {
    let site = Site::on(Database::new(Kind::Postgres).await).await;
    let root = site.root().await;
    assert_eq!(asked(&site).await.0, 200);
    let name = site.fixture.database.url().rsplit('/').next().unwrap().to_owned();
    // As an operator, or a guard of the disk, switches it; those who were connected come anew.
    let switch = async |to: &str| {
        let change = format!("SET transaction_read_only = off; ALTER DATABASE {name} {to}");
        site.fixture.database.execute(&change).await;
        let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND \
                      pid <> pg_backend_pid()";
        site.fixture.database.postgres().await.batch_execute(others).await.unwrap();
    };
    switch("SET default_transaction_read_only = on").await;
    site.fixture.clock.advance_ms(5_000);
    let (status, told) = asked(&site).await;
    assert!(status == 503 && told.contains("the database"), "{status} {told}");
    let body = r#"{"extId":"shop","name":"Shop"}"#;
    let refused = site.post(&format!("{API}/clients"), &json_by(&root), body).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);

    switch("RESET default_transaction_read_only").await;
    site.fixture.clock.advance_ms(1_000);
    assert_eq!(asked(&site).await.0, 200);
    let made = site.post(&format!("{API}/clients"), &json_by(&root), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

#[tokio::test]
async fn a_database_that_takes_no_changes_is_told_from_one_that_does_not_answer() {
    let site = Site::new().await;
    // Nobody may write any more, as where its table is gone: what can be read is still read.
    site.fixture.database.execute("ALTER TABLE used_assertion RENAME TO gone").await;
    let (status, told) = asked(&site).await;
    assert!(status == 503 && told.contains("takes no changes"), "{told}");
    site.fixture.database.execute("ALTER TABLE gone RENAME TO used_assertion").await;
    assert_eq!(asked(&site).await.0, 503, "within the second, nobody looks again");
    site.fixture.clock.advance_ms(1_000);
    assert_eq!(asked(&site).await.0, 200);
}
