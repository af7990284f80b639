//! An attempt that is refused for what somebody is stands in that one's history.

use std::time::Duration;

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::kinds::{form, policy, user};
use super::*;

/// A site whose refused attempts are written; what still waits when it ends.
struct Watched {
    site: Site,
    stop: CancellationToken,
    writer: tokio::task::JoinHandle<()>,
}

impl Watched {
    async fn on(database: Database) -> Self {
        log::collect();
        let fixture = Fixture::new(database).await;
        let (router, server) =
            crate::router::with_server(fixture.app.clone(), Limits::default(), crate::http::server::Tells::default());
        let stop = CancellationToken::new();
        let asked = stop.clone();
        let writer = tokio::spawn({
            let server = server.clone();
            async move { server.attempts.write(&server.app, &asked).await }
        });
        Self { site: Site { fixture, router, server, root: OnceCell::new() }, stop, writer }
    }

    async fn end(self) -> Site {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_secs(30), self.writer).await.unwrap().unwrap();
        self.site
    }
}

/// The refused attempts of a user, the oldest first.
async fn refused(site: &Site, user: &str) -> Vec<Value> {
    let root = site.root().await;
    let path = format!("/sigill/v1/api/users/{user}/history?kind=ATTEMPT_REFUSED");
    let answer = site.get(&path, &json_by(&root)).await.json();
    let mut items = answer["items"].as_array().unwrap_or_else(|| panic!("{answer}")).clone();
    items.reverse();
    items
}

const ASK: &str = r#"{"text":"Bank: pay?"}"#;

on_both! {
    async fn a_refused_attempt_is_in_the_history_with_the_rules_that_refused(database: Database) {
        let watched = Watched::on(database).await;
        let site = &watched.site;
        let root = site.root().await;
        let signature = site.signed("u").await;
        let (user, info) = (format!("{API}/api/users/u"), format!("{API}/api/users/u/login-info"));
        let ask = "/sigill/v1/api/users/u/mobile-signature/signatures";
        let tick = || site.fixture.clock.advance_ms(1_000);
        let report = |success: bool| format!(r#"{{"success":{success},"credentialExtId":"of-u"}}"#);
        for _ in 0..2 {
            assert_eq!(site.post(&info, &json_by(&root), report(false)).await.told(), "200");
        }
        // Locked: whatever is reported now.
        let denied = site.post(&info, &json_by(&root), report(true)).await;
        assert_eq!(denied.told(), "422 errors.invalidData");
        let request_id = denied.header("x-request-id").to_owned();
        tick();
        // Nobody is configured who could ask, and that is told as well.
        assert!(site.post(ask, &json_by(&root), ASK).await.told().starts_with("422"));
        tick();
        assert_eq!(site.patch(&user, &json_by(&root), r#"{"userState":"disabled"}"#).await.told(), "200");
        let bulk = json!({ "items": [{ "success": false, "credentialExtId": "of-u" }, { "success": true }] });
        let bulk = site.post(&format!("{API}/api/users/u/bulk-login-info"), &json_by(&root), bulk.to_string()).await;
        assert_eq!(bulk.status, StatusCode::OK, "{}", bulk.body);
        tick();
        assert_eq!(site.delete(&signature, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.post(ask, &json_by(&root), ASK).await.told(), "404 errors.noRecord");
        let site = watched.end().await;
        let told = refused(&site, "u").await;
        assert_eq!(told[0]["requestId"], request_id);
        assert_eq!((&told[0]["caller"], &told[0]["subject"]), (&"api/root".into(), &"of-u".into()));
        let mut after: Vec<_> = told.iter().map(|event| event["after"].clone()).collect();
        // The two of one moment come by their ids.
        after[2..4].sort_by_key(|after| after["refusedBy"].as_array().unwrap().len());
        let login = |success: bool, by: &[&str]| json!({ "attempt": "login", "success": success, "refusedBy": by });
        let asked = |by: &[&str]| json!({ "attempt": "signature", "refusedBy": by });
        assert_eq!(
            after,
            [
                login(true, &["credential-tmp-locked"]),
                asked(&["credential-tmp-locked", "provider-not-configured"]),
                login(true, &["user-disabled"]),
                login(false, &["user-disabled", "credential-tmp-locked"]),
                asked(&["no-credential"]),
            ]
        );
    }

    async fn a_password_that_should_have_been_changed_by_now_is_refused_and_told(database: Database) {
        let watched = Watched::on(database).await;
        let site = &watched.site;
        let root = site.root().await;
        policy(site, "PwdPolicy", json!({ "sigill.passwordAgeMax": "60000" })).await;
        let user = user(site, form("Password"), "anna").await;
        let password = json!({ "extId": "k", "password": "Correct-Horse-9" }).to_string();
        let made = site.post(&format!("{user}/password"), &json_by(&root), password).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        site.fixture.clock.advance_ms(60_000);
        let check = "/sigill/v1/api/users/anna/credentials/password/verify";
        let late = site.post(check, &json_by(&root), r#"{"password":"Correct-Horse-9"}"#).await;
        assert_eq!(late.told(), "403 errors.permissionDenied", "{}", late.body);
        let site = watched.end().await;
        let told = refused(&site, "anna").await;
        assert_eq!((told.len(), &told[0]["subject"]), (1, &"k".into()), "{told:?}");
        assert_eq!(told[0]["after"], json!({ "attempt": "login", "success": false, "refusedBy": ["change-overdue"] }));
    }

    async fn whether_somebody_can_sign_in_says_how_many_attempts_of_today_were_refused(database: Database) {
        let watched = Watched::on(database).await;
        let site = &watched.site;
        let root = site.root().await;
        site.signed("u").await;
        let (user, info) = (format!("{API}/api/users/u"), format!("{API}/api/users/u/login-info"));
        assert_eq!(site.patch(&user, &json_by(&root), r#"{"userState":"disabled"}"#).await.told(), "200");
        for _ in 0..2 {
            assert_eq!(site.post(&info, &json_by(&root), r#"{"success":true}"#).await.told(), "422 errors.invalidData");
        }
        let site = watched.end().await;
        let path = "/sigill/v1/api/users/u/sign-in";
        let told = site.get(path, &json_by(&root)).await.json();
        assert_eq!((&told["signIn"], &told["refusedAttemptsToday"]), (&"cannot".into(), &2.into()), "{told}");
        let causes = told["causes"].as_array().unwrap();
        assert_eq!((&causes[0]["code"], &causes[0]["by"]), (&"user-disabled".into(), &"api/root".into()), "{told}");
        let last = causes.last().unwrap();
        assert_eq!((&last["code"], &last["weight"]), (&"refused-attempts".into(), &"note".into()), "{told}");
        assert_eq!(last["sentence"], "2 attempts were refused today; the history says by which rules.");
        // Tomorrow they are of yesterday.
        site.fixture.clock.advance_ms(24 * 60 * 60 * 1_000);
        let root = site.bearer("root-2", Role::Root, ClientRoom::Global).await;
        let told = site.get(path, &json_by(&root)).await.json();
        assert_eq!((&told["signIn"], &told["refusedAttemptsToday"]), (&"cannot".into(), &0.into()), "{told}");
    }

    async fn what_is_only_tried_or_wrong_in_itself_leaves_no_trace(database: Database) {
        let watched = Watched::on(database).await;
        let site = &watched.site;
        let root = site.root().await;
        site.signed("u").await;
        let [by, json] = json_by(&root);
        let info = format!("{API}/api/users/u/login-info");
        let ask = "/sigill/v1/api/users/u/mobile-signature/signatures";
        let user = format!("{API}/api/users/u");
        assert_eq!(site.post(&info, &[by, json], "{}").await.told(), "422 errors.invalidData");
        assert_eq!(site.patch(&user, &[by, json], r#"{"userState":"disabled"}"#).await.told(), "200");
        let tried = [by, json, ("prefer", "dry-run")];
        assert_eq!(site.post(&info, &tried, r#"{"success":true}"#).await.told(), "422 errors.invalidData");
        assert!(site.post(ask, &tried, ASK).await.told().starts_with("422"));
        let bulk = r#"{"items":[{"success":true}]}"#;
        assert_eq!(site.post(&format!("{API}/api/users/u/bulk-login-info"), &tried, bulk).await.told(), "200");
        assert_eq!(site.post(&ask.replace("/u/", "/nobody/"), &[by, json], ASK).await.told(), "404 errors.noRecord");
        let site = watched.end().await;
        assert_eq!(refused(&site, "u").await, Vec::<Value>::new());
    }

    async fn who_goes_on_gets_a_few_events_an_hour_and_the_rest_is_counted(database: Database) {
        let watched = Watched::on(database).await;
        let site = &watched.site;
        let root = site.root().await;
        site.signed("u").await;
        site.signed("v").await;
        for user in ["u", "v"] {
            let path = format!("{API}/api/users/{user}");
            assert_eq!(site.patch(&path, &json_by(&root), r#"{"userState":"disabled"}"#).await.told(), "200");
        }
        let attempt = async |user: &str| {
            let path = format!("{API}/api/users/{user}/login-info");
            assert_eq!(site.post(&path, &json_by(&root), r#"{"success":false}"#).await.told(), "422 errors.invalidData");
        };
        for _ in 0..40 {
            attempt("u").await;
        }
        attempt("v").await;
        site.fixture.clock.advance_ms(3_600_000);
        attempt("u").await;
        let site = watched.end().await;
        let told = refused(&site, "u").await;
        assert_eq!(told.len(), 6);
        assert_eq!((told[0]["after"].get("untold"), &told[5]["after"]["untold"]), (None, &35.into()));
        assert_eq!(refused(&site, "v").await.len(), 1, "another user isn't concerned");
    }
}
