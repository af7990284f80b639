//! What history keeps, how long, and what is erased from it.

use super::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn purge(site: &Site, days: u32) {
    let world = &site.fixture.app.world;
    let occasion = world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
    sigill_app::history::purge(&site.fixture.app.store.system(sigill_app::Task::Test, occasion), days).await.unwrap();
}

async fn count(site: &Site, from: &str) -> String {
    site.fixture.database.query(&format!("SELECT count(*) FROM {from}")).await.unwrap()
}

async fn history(site: &Site, path: &str) -> Vec<Value> {
    let root = site.root().await;
    site.get(path, &json_by(&root)).await.json()["items"].as_array().unwrap().clone()
}

on_both! {
    async fn events_go_when_their_time_is_over_and_not_before(database: Database) {
        let site = Site::on(database).await;
        site.signed("u").await;
        let before = site.events().await;
        site.fixture.clock.advance_ms(30 * DAY_MS);
        site.signed("v").await;
        let after = site.events().await;
        purge(&site, 0).await;
        assert_eq!(site.events().await, after, "0 keeps them for ever");
        purge(&site, 31).await;
        assert_eq!(site.events().await, after);
        purge(&site, 29).await;
        let left: u64 = after.parse::<u64>().unwrap() - before.parse::<u64>().unwrap();
        assert_eq!(site.events().await, left.to_string());
        let items = history(&site, "/sigill/v1/api/users/u/history").await;
        assert_eq!(items, Vec::<Value>::new(), "the user is there, its history isn't");
        assert!(!history(&site, "/sigill/v1/api/users/v/history").await.is_empty());
    }

    async fn months_whose_time_is_over_are_dropped_with_all_that_happened_in_them(database: Database) {
        let site = Site::on(database).await;
        // The clock of the tests begins in May 2026; a database has its own months from the day on which it is made.
        let are_there = async |months: &str| {
            let tables = format!("pg_tables WHERE tablename ~ '^event_2026_({months})$'");
            if site.fixture.database.kind() == Kind::Sqlite { None } else { Some(count(&site, &tables).await) }
        };
        purge(&site, 0).await;
        assert!(are_there("06|07").await.is_none_or(|count| count == "2"), "those after this one are made ahead");
        site.fixture.clock.advance_ms(31 * DAY_MS);
        site.signed("u").await;
        let before = site.events().await;
        site.fixture.clock.advance_ms(62 * DAY_MS);
        site.signed("v").await;
        let after = site.events().await;
        purge(&site, 29).await;
        assert!(are_there("07|09|10").await.is_none_or(|count| count == "3"), "two are new");
        assert!(are_there("06").await.is_none_or(|count| count == "0"), "all of it is over");
        let left: u64 = after.parse::<u64>().unwrap() - before.parse::<u64>().unwrap();
        assert_eq!(site.events().await, left.to_string());
    }

    async fn a_clock_that_was_ahead_keeps_no_other_month_from_being_made(database: Database) {
        let site = Site::on(database).await;
        site.fixture.clock.advance_ms(31 * DAY_MS);
        site.signed("ahead").await;
        site.fixture.clock.advance_ms(-31 * DAY_MS);
        let events = site.events().await;
        purge(&site, 29).await;
        assert_eq!(site.events().await, events);
        if site.fixture.database.kind() == Kind::Postgres {
            for (month, is_there) in [("06", "0"), ("07", "1")] {
                let tables = format!("pg_tables WHERE tablename = 'event_2026_{month}'");
                assert_eq!(count(&site, &tables).await, is_there, "{month}");
            }
        }
    }

    async fn the_history_of_a_deleted_client_is_found_after_its_creation_is_forgotten(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        assert_eq!(site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"c","name":"C"}"#).await.told(), "201");
        site.fixture.clock.advance_ms(30 * DAY_MS);
        assert_eq!(site.delete(&format!("{API}/clients/c"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        purge(&site, 29).await;
        let items = history(&site, "/sigill/v1/c/history").await;
        assert_eq!((items.len(), &items[0]["kind"]), (1, &"CLIENT_DELETE".into()));
    }

    async fn a_kept_answer_goes_after_a_day_and_its_key_is_free(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let by = [json_by(&root)[0], json_by(&root)[1], ("idempotency-key", "k")];
        let post = async |name: &str| {
            site.post(&format!("{API}/clients"), &by, format!(r#"{{"extId":"{name}","name":"{name}"}}"#)).await.told()
        };
        assert_eq!(post("c").await, "201");
        site.fixture.clock.advance_ms(DAY_MS - 1);
        purge(&site, 0).await;
        assert_eq!(count(&site, "kept_answer").await, "1");
        assert_eq!(post("d").await, "422 errors.idempotencyKeyReused");
        site.fixture.clock.advance_ms(1);
        assert_eq!(post("d").await, "201", "also where it isn't purged yet");
        assert_eq!(count(&site, "kept_answer").await, "1");
        site.fixture.clock.advance_ms(DAY_MS);
        purge(&site, 0).await;
        assert_eq!(count(&site, "kept_answer").await, "0");
    }

    async fn erasing_removes_what_history_tells_of_a_person_and_keeps_the_facts(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        let signature = site.signed("u").await;
        site.signed("v").await;
        let patch = r#"{"remarks":"likes cats","modificationComment":"on the phone"}"#;
        assert_eq!(site.patch(&format!("{API}/api/users/u"), &by, patch).await.status, StatusCode::OK);
        assert_eq!(site.patch(&signature, &by, r#"{"msisdn":"+41790000009"}"#).await.status, StatusCode::OK);
        assert_eq!(site.delete(&format!("{API}/api/users/u"), &by).await.status, StatusCode::NO_CONTENT);
        let path = "/sigill/v1/api/users/u/history";
        let (before, others) = (history(&site, path).await, history(&site, "/sigill/v1/api/users/v/history").await);
        assert!(before.iter().any(|item| item["comment"] == "on the phone"));

        let tried = site.post(&format!("{path}/erasure"), &[by[0], ("prefer", "dry-run")], "").await.json();
        assert_eq!((&tried["status"], &tried["events"][0]["kind"]), (&204.into(), &"HISTORY_ERASE".into()));
        assert_eq!(history(&site, path).await, before, "a dry run erases nothing");

        site.fixture.clock.advance_ms(1_000);
        let erase = async || site.post(&format!("{path}/erasure"), &[by[0]], "").await;
        assert_eq!(erase().await.status, StatusCode::NO_CONTENT);
        let after = history(&site, path).await;
        assert_eq!(after.len(), before.len() + 1);
        assert_eq!((&after[0]["kind"], &after[0]["caller"]), (&"HISTORY_ERASE".into(), &"api/root".into()));
        for (item, before) in after[1..].iter().zip(&before) {
            for name in ["at", "caller", "requestId", "kind", "subject", "userExtId"] {
                assert_eq!(item[name], before[name], "the fact stays");
            }
        }
        assert!(after.iter().all(|item| item.get("comment").is_none()), "{after:?}");
        let told = Value::from(after.clone()).to_string();
        for personal in ["Muster", "example.com", "+4179", "likes cats", "on the phone", "remarks", "msisdn", "loginId"] {
            assert!(!told.contains(personal), "{personal}: {told}");
        }
        let before = Value::from(before).to_string();
        assert!(before.contains("likes cats") && before.contains("msisdn") && before.contains("loginId"), "{before}");
        assert_eq!(history(&site, "/sigill/v1/api/users/v/history").await, others);

        assert_eq!(erase().await.status, StatusCode::NO_CONTENT);
        assert_eq!(history(&site, path).await, after, "to repeat it does nothing");
    }

    async fn an_erasure_that_was_answered_and_is_repeated_by_its_key_is_done_all_the_same(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.signed("u").await;
        let by = [json_by(&root)[0], ("idempotency-key", "k")];
        let path = "/sigill/v1/api/users/u/history/erasure";
        assert_eq!(site.post(path, &by, "").await.status, StatusCode::NO_CONTENT);
        let login = format!("{API}/api/users/u/login-info");
        assert_eq!(site.post(&login, &json_by(&root), r#"{"success":true}"#).await.status, StatusCode::OK);
        assert_eq!(site.post(path, &by, "").await.status, StatusCode::NO_CONTENT);
        let told = "event WHERE user_ext_id = 'u' AND after IS NOT NULL AND erased IS NULL";
        assert_eq!(count(&site, told).await, "0");
    }
}

#[tokio::test]
async fn erasing_needs_a_right_of_its_own_and_a_user_that_is_remembered() {
    let site = Site::new().await;
    let root = site.root().await;
    site.signed("u").await;
    let helper = site.bearer("deleter", Role::SoapTechAccess, ClientRoom::Global).await;
    let path = "/sigill/v1/api/users/u/history/erasure";
    assert_eq!(site.post(path, &[("authorization", helper.as_str())], "").await.told(), "403 errors.permissionDenied");
    let nobody = "/sigill/v1/api/users/nobody/history/erasure";
    assert_eq!(site.post(nobody, &[("authorization", root.as_str())], "").await.told(), "404 errors.noRecord");
}

#[tokio::test]
async fn more_events_than_one_batch_are_erased() {
    let site = Site::new().await;
    let root = site.root().await;
    site.signed("u").await;
    let entry = r#"{"success":true}"#;
    let items = vec![entry; 100].join(",");
    let bulk = format!("{API}/api/users/u/bulk-login-info");
    for _ in 0..22 {
        let answer = site.post(&bulk, &json_by(&root), format!(r#"{{"items":[{items}]}}"#)).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let path = "/sigill/v1/api/users/u/history/erasure";
    assert_eq!(site.post(path, &[("authorization", root.as_str())], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(count(&site, "event WHERE user_ext_id = 'u' AND after IS NOT NULL AND erased IS NULL").await, "0");
    assert_eq!(count(&site, "event WHERE user_ext_id = 'u'").await, "2203");
}
