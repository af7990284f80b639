//! Taking away is ruled like giving: nobody disables, shortens, locks, deletes or brings back who may do more than they
//! may, and somebody who may do everything is always left.

use serde_json::json;
use sigill_domain::ext_id::ExtId;

use super::*;

const LACKS: &str = "403 errors.permissionDenied";

fn own() -> ClientRoom {
    ClientRoom::Only(vec![ExtId::from_stored("api".to_owned())])
}

pub(super) fn short(answer: &Answer) -> String {
    if answer.status.is_success() { answer.status.as_u16().to_string() } else { answer.told() }
}

impl Site {
    async fn only_profile(&self, user: &str) -> String {
        let root = self.root().await;
        let profiles = self.get(&format!("{API}/api/users/{user}/profiles"), &json_by(&root)).await.json();
        format!("{API}/api/profiles/{}", profiles["items"][0]["extId"].as_str().unwrap())
    }

    pub(super) async fn only_secret(&self, user: &str) -> String {
        let sql = format!(
            "SELECT k.ext_id FROM credential k JOIN users u ON u.id = k.owner_id WHERE u.ext_id = '{user}' AND k.kind = 15"
        );
        format!("{API}/api/users/{user}/device-password/{}", self.fixture.database.query(&sql).await.unwrap())
    }
}

on_both! {
    async fn who_may_do_more_is_neither_ended_nor_brought_back(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.bearer("chief", Role::Root, ClientRoom::Global).await;
        let chief = format!("{API}/api/users/chief");
        let (profile, secret) = (site.only_profile("chief").await, site.only_secret("chief").await);
        let number = r#"{"extId":"phone","identificator":"i","msspIdentifier":"m","msisdn":"+41791234567"}"#;
        let phone = format!("{chief}/mobile-signature");
        let weak = [
            site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await,
            site.bearer("admin", Role::UserAdmin, ClientRoom::Global).await,
            site.bearer("local", Role::Root, own()).await,
        ];
        for by in &weak {
            assert_eq!(&short(&site.post(&phone, &json_by(by), number).await)[..3], "403");
        }
        assert_eq!(site.post(&phone, &json_by(&root), number).await.status, StatusCode::CREATED);
        let before = site.get(&chief, &json_by(&root)).await.body;
        let failure = r#"{"success":false,"credentialExtId":"phone"}"#;
        let bulk = r#"{"items":[{"success":false,"credentialExtId":"phone"}]}"#;
        for by in &weak {
            let by = json_by(by);
            for patch in [
                r#"{"userState":"disabled"}"#, r#"{"validity":{"to":"2100-01-01T00:00:00Z"}}"#,
                r#"{"validity":{"from":"2100-01-01T00:00:00Z"}}"#,
            ] {
                assert_eq!(&short(&site.patch(&chief, &by, patch).await)[..3], "403", "{patch}");
            }
            for (path, body) in [
                (format!("{chief}/archive"), ""), (format!("{chief}/login-info"), failure),
                ("/sigill/v1/api/users/chief/history/erasure".to_owned(), ""),
            ] {
                assert_eq!(&short(&site.post(&path, &by, body).await)[..3], "403", "{path}");
            }
            assert!(site.post(&format!("{chief}/bulk-login-info"), &by, bulk).await.body.contains("ermissionDenied"));
            for patch in [r#"{"stateName":"disabled"}"#, r#"{"msisdn":"+41790000000"}"#, r#"{"msspIdentifier":"x"}"#] {
                assert_eq!(&short(&site.patch(&phone, &by, patch).await)[..3], "403", "{patch}");
            }
            for path in [&chief, &phone, &secret] {
                assert_eq!(&short(&site.delete(path, &by).await)[..3], "403", "{path}");
            }
            assert_eq!(&short(&site.patch(&profile, &by, r#"{"profileState":"disabled"}"#).await)[..3], "403");
            // What changes nothing of what the user may do is nobody's loss.
            assert_eq!(short(&site.patch(&chief, &by, r#"{"remarks":"x"}"#).await), "200");
            assert_eq!(short(&site.patch(&phone, &by, r#"{"modificationComment":"x","msisdn":"+41791234567"}"#).await), "200");
        }
        let after = site.get(&chief, &json_by(&root)).await.json();
        let before: Value = serde_json::from_str(&before).unwrap();
        assert_eq!((&after["userState"], &after["validity"]), (&before["userState"], &before["validity"]));

        // Nor is one brought back whose time is over, or who was disabled.
        let over = r#"{"validity":{"to":"2001-01-01T00:00:00Z"}}"#;
        assert_eq!(short(&site.patch(&chief, &json_by(&root), over).await), "200");
        for patch in [r#"{"validity":{"to":null}}"#, r#"{"validity":{"to":"2100-01-01T00:00:00Z"}}"#, r#"{"validity":null}"#] {
            for by in &weak {
                let told = short(&site.patch(&chief, &json_by(by), patch).await);
                assert!(told.starts_with("403") || told.starts_with("4") && patch.contains("validity\":null"), "{patch}: {told}");
            }
        }
        assert_eq!(short(&site.patch(&chief, &json_by(&root), r#"{"validity":{"to":null}}"#).await), "200");
        assert_eq!(short(&site.patch(&profile, &json_by(&root), r#"{"profileState":"disabled"}"#).await), "200");
        assert_eq!(short(&site.patch(&profile, &json_by(&weak[1]), r#"{"profileState":"active"}"#).await), LACKS);
    }

    async fn nobody_prolongs_oneself_and_everybody_may_give_up_what_they_have(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let helper = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        let path = format!("{API}/api/users/helper");
        let until = |year: u32| format!(r#"{{"validity":{{"to":"{year}-01-01T00:00:00Z"}}}}"#);
        assert_eq!(short(&site.patch(&path, &json_by(&root), until(2100)).await), "200");
        let longer = site.patch(&path, &json_by(&helper), until(2101)).await;
        assert_eq!(longer.messages(), "Permission denied: nobody prolongs their own validity");
        assert_eq!(short(&site.patch(&path, &json_by(&helper), until(2099)).await), "200");
        assert_eq!(short(&site.patch(&path, &json_by(&helper), r#"{"userState":"disabled"}"#).await), "200");
        assert_eq!(short(&site.get(&path, &json_by(&helper)).await), "401 errors.unauthenticated");
    }

    async fn the_last_root_of_all_clients_stays(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        let (path, profile, secret) = (format!("{API}/api/users/root"), site.only_profile("root").await, site.only_secret("root").await);
        let listed = site.get(&format!("{profile}/authorizations"), &by).await.json();
        let role = format!("{profile}/authorizations/{}", listed["items"][0]["extId"].as_str().unwrap());
        let refused = "422 errors.lastRoot";
        let all = async || {
            let to = r#"{"validity":{"to":"2100-01-01T00:00:00Z"}}"#;
            [
                short(&site.patch(&path, &by, r#"{"userState":"disabled"}"#).await),
                short(&site.patch(&path, &by, to).await),
                short(&site.post(&format!("{path}/archive"), &by, "").await),
                short(&site.delete(&path, &by).await),
                short(&site.patch(&profile, &by, r#"{"profileState":"disabled"}"#).await),
                short(&site.delete(&role, &by).await),
                short(&site.delete(&secret, &by).await),
                short(&site.delete(&format!("{API}/clients/api"), &by).await),
            ]
        };
        assert_eq!(all().await, [refused; 8]);
        // Another one who can't sign in is none.
        let body = r#"{"extId":"second","isTechnicalUser":true}"#;
        assert_eq!(site.post(&format!("{API}/api/users"), &by, body).await.status, StatusCode::CREATED);
        let second = site.only_profile("second").await;
        let given = site.post(&format!("{second}/authorizations"), &by, r#"{"roleExtId":"nevisIdm.Root","clientGlobal":true}"#).await;
        assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
        assert_eq!(all().await, [refused; 8]);
        let key = json!({ "extId": "k", "password": "x".repeat(40) }).to_string();
        assert_eq!(site.post(&format!("{API}/api/users/second/device-password"), &by, key).await.status, StatusCode::CREATED);
        // A second credential of one's own may go.
        let key = json!({ "extId": "k2", "password": "y".repeat(40) }).to_string();
        site.fixture.clock.advance_ms(1_000);
        assert_eq!(site.post(&format!("{path}/device-password"), &by, key).await.status, StatusCode::CREATED);
        assert_eq!(short(&site.delete(&format!("{path}/device-password/k2"), &by).await), "204");
        assert_eq!(short(&site.delete(&format!("{API}/clients/api"), &by).await), refused, "both are in it");
        assert_eq!(short(&site.delete(&role, &by).await), "204", "another one is left");
    }

    async fn of_two_who_remove_each_other_one_stays(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let mut other = String::new();
        for n in 0..8 {
            other = site.bearer(&format!("r{n}"), Role::Root, ClientRoom::Global).await;
        }
        // All but two go, one after the other; then the two go for each other at once.
        for n in 0..7 {
            assert_eq!(short(&site.delete(&format!("{API}/api/users/r{n}"), &json_by(&root)).await), "204");
        }
        let (mine, theirs) = (format!("{API}/api/users/root"), format!("{API}/api/users/r7"));
        let calls = [(theirs.clone(), root.clone()), (mine.clone(), other.clone()), (mine, root), (theirs, other)];
        let site = &site;
        let told = all(calls.iter().map(|(path, by)| async move { short(&site.delete(path, &json_by(by)).await) })).await;
        assert!(told.iter().filter(|told| *told == "204").count() == 1, "{told:?}");
        let left = "SELECT count(*) FROM users WHERE ext_id IN ('root', 'r7')";
        assert_eq!(site.fixture.database.query(left).await.unwrap(), "1");
    }

    async fn a_technical_user_is_deleted_only_with_what_archiving_it_needs(database: Database) {
        let site = Site::on(database).await;
        let admin = site.bearer("admin", Role::UserAdmin, ClientRoom::Global).await;
        site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let refused = site.delete(&format!("{API}/api/users/robot"), &json_by(&admin)).await;
        assert_eq!(refused.messages(), "Permission denied: AccessControl.UserArchiveTechUser is needed");
        let anna = site.signed("anna").await;
        assert_eq!(short(&site.delete(anna.trim_end_matches("/mobile-signature"), &json_by(&admin)).await), "204");
    }

    async fn reports_lock_no_secret_that_is_checked_here(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let robot = site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let secret = site.only_secret("robot").await.rsplit('/').next().unwrap().to_owned();
        let failure = json!({ "success": false, "credentialExtId": secret }).to_string();
        for n in 1..=10 {
            let told = site.post(&format!("{API}/api/users/robot/login-info"), &json_by(&root), failure.clone()).await.json();
            assert_eq!((&told["statusCode"], &told["failedLoginCount"]), (&2.into(), &n.into()), "it is counted");
        }
        assert_eq!(short(&site.get("/nevisidm/api/principal/v1/permissions", &json_by(&robot)).await), "200");
    }

    async fn a_lock_ends_by_itself_also_for_who_calls(database: Database) {
        let site = Site::on(database).await;
        let robot = site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let called = async || short(&site.get("/nevisidm/api/principal/v1/permissions", &json_by(&robot)).await);
        assert_eq!(called().await, "200");
        let until = site.fixture.app.world.clock.now().plus_millis(60_000).micros();
        let lock = format!("UPDATE credential SET state = 'tmp-locked', lock_until = {until} WHERE kind = 15 \
            AND owner_id = (SELECT id FROM users WHERE ext_id = 'robot')");
        site.fixture.database.execute(&lock).await;
        assert_eq!(called().await, "401 errors.unauthenticated");
        site.fixture.clock.advance_ms(59_999);
        assert_eq!(called().await, "401 errors.unauthenticated");
        site.fixture.clock.advance_ms(1);
        assert_eq!(called().await, "200");
    }

    async fn a_secret_that_was_locked_for_good_is_replaced(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let robot = site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let secret = site.only_secret("robot").await;
        site.fixture.database.execute("UPDATE credential SET state = 'fail-locked' WHERE owner_id = \
            (SELECT id FROM users WHERE ext_id = 'robot')").await;
        let called = async |by: &str| short(&site.get("/nevisidm/api/principal/v1/permissions", &json_by(by)).await);
        assert_eq!(called(&robot).await, "401 errors.unauthenticated");
        assert_eq!(short(&site.delete(&secret, &json_by(&root)).await), "204");
        let again = json!({ "extId": secret.rsplit('/').next().unwrap(), "password": "x".repeat(40) }).to_string();
        let made = site.post(&format!("{API}/api/users/robot/device-password"), &json_by(&root), again).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let token = site.fixture.app.tokens.issue("api/robot", &"x".repeat(40), None).await.unwrap().access_token;
        assert_eq!(called(&format!("Bearer {token}")).await, "200");
    }

    async fn the_last_root_may_be_one_with_a_key(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        let (path, secret) = (format!("{API}/api/users/root"), site.only_secret("root").await);
        let app = &site.fixture.app;
        let jwk = sigill_testing::Signer::p256("mine").jwk();
        sigill_app::setup::public_key(&app.store, &app.world, "api", "root", &jwk).await.unwrap();
        assert_eq!(short(&site.delete(&path, &by).await), "422 errors.lastRoot");
        assert_eq!(short(&site.delete(&secret, &by).await), "204", "it signs in by its key");
    }

    async fn only_the_newest_two_secrets_work_at_every_door(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let myself = site.bearer("robot", Role::SelfAdmin, ClientRoom::Global).await;
        let tokens = &site.fixture.app.tokens;
        let secret = |n: u32| format!("{n}-{}", "x".repeat(40));
        let opaque = |n: u32| {
            let token = format!("robot:k{n}:{}", secret(n));
            format!("Bearer {}", base64::Engine::encode(&base64::prelude::BASE64_STANDARD_NO_PAD, token))
        };
        let me = "/nevisidm/api/principal/v1/me";
        let mut bearers = Vec::new();
        for n in 1..=4 {
            site.fixture.clock.advance_ms(1_000);
            let body = json!({ "extId": format!("k{n}"), "password": secret(n) }).to_string();
            let made = site.post(&format!("{API}/api/users/robot/device-password"), &json_by(&root), body).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
            bearers.push(format!("Bearer {}", tokens.issue("api/robot", &secret(n), None).await.unwrap().access_token));
        }
        assert_eq!(short(&site.get(me, &json_by(&myself)).await), "401 errors.unauthenticated", "got by the first of all");
        for n in 1..=4_u32 {
            let works = n > 2;
            assert_eq!(tokens.issue("api/robot", &secret(n), None).await.is_ok(), works, "the token endpoint, {n}");
            let expected = if works { "200" } else { "401 errors.unauthenticated" };
            assert_eq!(short(&site.get(me, &json_by(&opaque(n))).await), expected, "an opaque token, {n}");
            assert_eq!(short(&site.get(me, &json_by(&bearers[n as usize - 1])).await), expected, "an access token, {n}");
            let body = json!({ "username": "robot", "password": secret(n), "grant_type": "password" }).to_string();
            let proof = site.post("/nevisidm/api/principal/v1/token", &json_by(&bearers[3]), body).await;
            assert_eq!(short(&proof), expected, "a second token, {n}");
        }
        let told = "SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_MODIFY' AND user_ext_id = 'robot' AND comment LIKE 'superseded by k%'";
        assert_eq!(site.fixture.database.query(told).await.unwrap(), "3");
        // One that is made to wait supersedes none.
        let body = json!({ "extId": "k5", "password": secret(5), "stateName": "disabled" }).to_string();
        assert_eq!(site.post(&format!("{API}/api/users/robot/device-password"), &json_by(&root), body).await.status, StatusCode::CREATED);
        assert!(tokens.issue("api/robot", &secret(3), None).await.is_ok());
        // By the operator's command alike.
        site.fixture.clock.advance_ms(1_000);
        site.bearer("robot", Role::SelfAdmin, ClientRoom::Global).await;
        assert!(tokens.issue("api/robot", &secret(3), None).await.is_err() && tokens.issue("api/robot", &secret(4), None).await.is_ok());
    }

    async fn history_is_erased_only_by_who_may_and_keeps_what_is_nobodys_person(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let signature = site.signed("anna").await;
        let anna = signature.trim_end_matches("/mobile-signature");
        site.patch(anna, &json_by(&root), r#"{"userState":"disabled","modificationComment":"called"}"#).await;
        let path = "/sigill/v1/api/users/anna/history";
        let admin = site.bearer("admin", Role::UserAdmin, ClientRoom::Global).await;
        let erase = async |user: &str, by: &str| {
            short(&site.post(&format!("/sigill/v1/api/users/{user}/history/erasure"), &json_by(by), "").await)
        };
        assert_eq!(erase("anna", &admin).await, LACKS);
        let local = site.bearer("local", Role::ClientRoot, own()).await;
        assert_eq!(erase("root", &local).await, LACKS);
        assert_eq!(erase("local", &local).await, LACKS, "not even one's own");
        assert_eq!(erase("root", &root).await, LACKS);
        assert_eq!(erase("anna", &local).await, "204");
        let told = site.get(path, &json_by(&root)).await.body;
        for personal in ["Muster", "a@example.com", "+4179", "called", "remarks"] {
            assert!(!told.contains(personal), "{personal}: {told}");
        }
        let items = site.get(path, &json_by(&root)).await.json()["items"].as_array().unwrap().clone();
        let change = items.iter().find(|item| item["kind"] == "USER_MODIFY").unwrap();
        assert_eq!((&change["before"]["userState"], &change["after"]["userState"]), (&"active".into(), &"disabled".into()));
        let made = items.iter().find(|item| item["kind"] == "CREDENTIAL_CREATE").unwrap();
        assert_eq!((&made["after"]["stateName"], &made["after"]["extId"]), (&"active".into(), &"of-anna".into()), "{made}");
    }

    async fn history_shows_no_client_that_the_reader_may_not_know_of(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"other","name":"Other"}"#).await;
        site.bearer("target", Role::TechUser, own()).await;
        let profile = site.only_profile("target").await;
        let given = r#"{"extId":"a1","roleExtId":"nevisIdm.Helpdesk","clientExtIds":["api","other"]}"#;
        assert_eq!(site.post(&format!("{profile}/authorizations"), &json_by(&root), given).await.status, StatusCode::CREATED);
        assert_eq!(site.delete(&format!("{profile}/authorizations/a1"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        let local = site.bearer("local", Role::ClientRoot, own()).await;
        for path in ["/sigill/v1/api/users/target/history", "/sigill/v1/api/history"] {
            assert!(site.get(path, &json_by(&root)).await.body.contains("\"other\""), "{path}");
            let told = site.get(path, &json_by(&local)).await;
            assert!(told.status.is_success() && !told.body.contains("\"other\""), "{path}: {}", told.body);
        }
    }
}
