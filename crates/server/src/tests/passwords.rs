//! What policies say of passwords, applied where they are set and where they are used.

use serde_json::json;
use sigill_domain::credential::Dictionary;

use super::kinds::{form, policy, user};
use super::*;

/// Each type of passwords that people choose: its name, its path below the user, and what creates one beside the password.
const TYPES: [(&str, &str, &str); 2] = [("Password", "password", ""), ("ContextPassword", "context-passwords", "shop")];

/// A password of one of these types: its path, and the documented login with what it takes beside the password.
async fn set(
    site: &Site,
    (name, segment, context): (&str, &str, &str),
    of: &str,
    password: &str,
) -> (String, String, Value) {
    let root = site.root().await;
    let user = user(site, form(name), of).await;
    let beside = if context.is_empty() { json!({}) } else { json!({ "context": context }) };
    let mut wish = beside.clone();
    wish["password"] = password.into();
    let made = site.post(&format!("{user}/{segment}"), &json_by(&root), wish.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{name}: {}", made.body);
    // The documented login of the plural path is in the singular.
    let login = format!("{}/{}/login", user.replace("/core/v1", "/auth/v1"), segment.trim_end_matches('s'));
    (made.header("location").to_owned(), login, beside)
}

async fn login(site: &Site, (path, beside): (&str, &Value), password: &str) -> Answer {
    let root = site.root().await;
    let mut shown = beside.clone();
    shown["password"] = password.into();
    site.post(path, &json_by(&root), shown.to_string()).await
}

async fn change(site: &Site, path: &str, password: &str) -> Answer {
    let root = site.root().await;
    site.post(&format!("{path}/change"), &json_by(&root), json!({ "newPassword": password }).to_string()).await
}

/// Its status, and what it tells where it is a refusal.
fn told(answer: &Answer) -> String {
    if answer.body.is_empty() { answer.status.as_str().to_owned() } else { answer.told() }
}

on_both! {
    async fn the_latest_passwords_are_not_chosen_again(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, of) in TYPES.into_iter().enumerate() {
            let name = of.0;
            policy(&site, &format!("{}Policy", if n == 0 { "Pwd" } else { name }), json!({ "sigill.historyLength": "3" })).await;
            let (path, check, beside) = set(&site, of, &format!("u{n}"), "Number-1-of-all").await;
            let again = change(&site, &path, "Number-1-of-all").await;
            assert_eq!(again.told(), "422 errors.pwdPolicyViolated", "{name}: {}", again.body);
            assert!(again.messages().contains("one of the latest 3 passwords") && !again.body.contains("Number-1"));
            for number in 2..=3 {
                assert_eq!(told(&change(&site, &path, &format!("Number-{number}-of-all")).await), "204", "{name} {number}");
            }
            for number in 1..=3 {
                let again = change(&site, &path, &format!("Number-{number}-of-all")).await;
                assert_eq!(again.told(), "422 errors.pwdPolicyViolated", "{name} {number}: {}", again.body);
            }
            let patched = site.patch(&path, &json_by(&root), r#"{"password":"Number-2-of-all"}"#).await;
            assert_eq!(patched.told(), "422 errors.pwdPolicyViolated", "{name}: {}", patched.body);
            assert_eq!(login(&site, (&check, &beside), "Number-3-of-all").await.json()["statusCode"], 5, "{name}");
            assert_eq!(login(&site, (&check, &beside), "Number-2-of-all").await.json()["statusCode"], 3, "{name}: it was before");
            assert_eq!(login(&site, (&check, &beside), "Number-3-of-all").await.json()["statusCode"], 5, "{name}");
            assert_eq!(told(&change(&site, &path, "Number-4-of-all").await), "204", "{name}");
            assert_eq!(told(&change(&site, &path, "Number-1-of-all").await), "204", "{name}: the fourth latest is free again");
            assert_eq!(login(&site, (&check, &beside), "Number-1-of-all").await.json()["statusCode"], 5, "{name}");
        }
    }

    async fn a_password_that_was_brought_is_not_chosen_again_either(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "PwdPolicy", json!({ "sigill.historyLength": "2" })).await;
        let user = user(&site, form("Password"), "anna").await;
        let hash = "{SSHA256}5e2OGNCH6F4qMQsERoPlSMr7fEIOC7yBFPqwBFrHf7AlppxxivqTOQ==";
        let made = site.post(&format!("{user}/password"), &json_by(&root), json!({ "passwordHash": hash }).to_string()).await;
        let path = made.header("location").to_owned();
        assert_eq!(told(&change(&site, &path, "Lindenhof \u{fc} 27").await), "422 errors.pwdPolicyViolated");
        assert_eq!(told(&change(&site, &path, "Another-Horse-9").await), "204");
        assert_eq!(told(&change(&site, &path, "Lindenhof \u{fc} 27").await), "422 errors.pwdPolicyViolated", "nor later");
    }

    async fn what_others_set_must_be_changed_until_its_deadline_where_the_policy_wants_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, of) in TYPES.into_iter().enumerate() {
            let name = of.0;
            policy(&site, &format!("{}Policy", if n == 0 { "Pwd" } else { name }), json!({
                "initialPwchangeRequired": "true", "initialPwchangePeriod.initial": "60000",
                "initialPwchangePeriod.adminChanged": "120000",
            })).await;
            let (path, check, beside) = set(&site, of, &format!("u{n}"), "Correct-Horse-9").await;
            let state = async || {
                let shown = site.get(&path, &json_by(&root)).await.json();
                (shown["stateName"].as_str().unwrap().to_owned(), shown["stateChangeReason"].as_str().unwrap().to_owned())
            };
            let pair = |state: &str, reason: &str| (state.to_owned(), reason.to_owned());
            assert_eq!(state().await, pair("initial", "initialized"), "{name}");
            site.fixture.clock.advance_ms(59_999);
            assert_eq!(login(&site, (&check, &beside), "Correct-Horse-9").await.json()["statusCode"], 5, "{name}");
            site.fixture.clock.advance_ms(1);
            for password in ["Correct-Horse-9", "wrong"] {
                let late = login(&site, (&check, &beside), password).await;
                assert_eq!(late.told(), "403 errors.permissionDenied", "{name}: {}", late.body);
                assert!(late.messages().contains("password change deadline exceeded"), "{name}: {}", late.body);
            }
            assert_eq!(site.get(&path, &json_by(&root)).await.json()["failedLoginCount"], 0, "{name}: nothing was looked at");
            assert_eq!(told(&change(&site, &path, "Another-Horse-9").await), "204", "{name}");
            assert_eq!(state().await, pair("admin-changed", "changed-by-admin"), "{name}");
            site.fixture.clock.advance_ms(119_999);
            assert_eq!(login(&site, (&check, &beside), "Another-Horse-9").await.json()["statusCode"], 5, "{name}");
            site.fixture.clock.advance_ms(1);
            assert_eq!(login(&site, (&check, &beside), "Another-Horse-9").await.told(), "403 errors.permissionDenied", "{name}");
            let patch = r#"{"password":"A-third-Horse-9","stateName":"active"}"#;
            assert_eq!(site.patch(&path, &json_by(&root), patch).await.told(), "200", "{name}");
            assert_eq!(state().await.0, "active", "{name}: the caller names it");
            site.fixture.clock.advance_ms(1_000_000);
            assert_eq!(login(&site, (&check, &beside), "A-third-Horse-9").await.json()["statusCode"], 5, "{name}");
            let history = format!("{}/history?limit=50", path.split(&format!("/{}", of.1)).next().unwrap().replace("/nevisidm/api/core/v1", "/sigill/v1"));
            let history = site.get(&history, &json_by(&root)).await;
            assert!(history.status == StatusCode::OK && !history.body.contains("secretSince"), "{}", history.body);
        }
    }

    async fn a_password_works_as_long_as_its_policy_says_without_being_changed(database: Database) {
        let site = Site::on(database).await;
        policy(&site, "PwdPolicy", json!({ "sigill.passwordAgeMax": "86400000" })).await;
        let (path, check, beside) = set(&site, TYPES[0], "anna", "Correct-Horse-9").await;
        site.fixture.clock.advance_ms(86_399_999);
        assert_eq!(login(&site, (&check, &beside), "Correct-Horse-9").await.json()["statusCode"], 5);
        site.fixture.clock.advance_ms(1);
        assert_eq!(login(&site, (&check, &beside), "Correct-Horse-9").await.told(), "403 errors.permissionDenied");
        assert_eq!(told(&change(&site, &path, "Another-Horse-9").await), "204");
        assert_eq!(login(&site, (&check, &beside), "Another-Horse-9").await.json()["statusCode"], 5, "its time begins anew");
    }

    async fn another_dictionary_takes_the_place_of_the_one_that_ships(database: Database) {
        let site = Site::on(database).await;
        let Site { fixture, .. } = site;
        let dictionary = Dictionary::of_lines("Sonnenschein\n");
        let (url, world) = (fixture.database.url().to_owned(), fixture.app.world.clone());
        let app = Fixture::open_as(&url, &world, |options| options.dictionary = Some(dictionary)).await;
        let site = Site::around(Fixture { app, ..fixture }, Limits::default());
        let root = site.root().await;
        let user = user(&site, form("Password"), "anna").await;
        let create = async |password: &str| {
            site.post(&format!("{user}/password"), &json_by(&root), json!({ "password": password }).to_string()).await
        };
        let refused = create("sonnenSchein").await;
        assert_eq!(refused.told(), "422 errors.pwdPolicyViolated", "{}", refused.body);
        assert!(refused.messages().contains("many people choose this one"), "{}", refused.body);
        assert_eq!(create("password1").await.status, StatusCode::CREATED, "it isn't in this one");
        let changed = change(&site, &format!("{user}/password"), "Sonnenschein").await;
        assert_eq!(changed.told(), "422 errors.pwdPolicyViolated", "{}", changed.body);
    }

    async fn the_secret_of_a_machine_keeps_to_its_policy_too(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let wrong = json!({ "name": "w", "policyType": "DevicePasswordPolicy", "parameters": { "maxLength": "20" } }).to_string();
        let refused = site.post(&format!("{API}/api/policies"), &json_by(&root), wrong).await;
        assert_eq!(refused.told(), "422 errors.invalidData", "{}", refused.body);
        policy(&site, "DevicePasswordPolicy", json!({
            "minLength": "16", "maxLength": "40", "minNonAlnum": "1", "minNonLetter": "3", "sigill.historyLength": "2",
        })).await;
        let user = user(&site, form("DevicePassword"), "robot").await;
        let create = async |password: &str| {
            let wish = json!({ "extId": "k", "password": password }).to_string();
            site.post(&format!("{user}/device-password"), &json_by(&root), wish).await
        };
        let (one, two) = ("errors.pwdPolicyViolated", "errors.pwdPolicyViolated errors.pwdPolicyViolated");
        assert_eq!(create(&"x".repeat(15)).await.told(), format!("422 {one} {two}"));
        assert_eq!(create(&"x".repeat(41)).await.told(), format!("422 {one} {two}"));
        assert_eq!(create(&"x".repeat(20)).await.told(), format!("422 {two}"));
        let made = create("sixteen-1-2-3-ok").await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let path = made.header("location").to_owned();
        assert_eq!(told(&change(&site, &path, "sixteen-1-2-3-ok").await), format!("422 {one}"));
        assert_eq!(told(&change(&site, &path, "another-1-2-3-ok").await), "204");
        assert_eq!(told(&change(&site, &path, "sixteen-1-2-3-ok").await), format!("422 {one}"));
        let issued = site.fixture.app.tokens.issue("api/robot", "another-1-2-3-ok", None).await;
        assert!(issued.is_ok(), "what was before it stands behind it: {issued:?}");
        assert!(site.fixture.app.tokens.issue("api/robot", "sixteen-1-2-3-ok", None).await.is_err());
    }
}
