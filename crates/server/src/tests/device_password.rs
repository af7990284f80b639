//! Device passwords after they were made: changed, reset, disabled, and shown to sign in.

use serde_json::json;

use super::taking::short;
use super::*;

const FIRST: &str = "first-0123456789-0123456789-012345";
const OTHER: &str = "other-0123456789-0123456789-012345";

/// The path of a further device password of a technical user, with this secret.
async fn made(site: &Site, user: &str, ext_id: &str, secret: &str) -> String {
    site.fixture.clock.advance_ms(1_000);
    let path = format!("{API}/api/users/{user}/device-password");
    let body = json!({ "extId": ext_id, "password": secret }).to_string();
    let made = site.post(&path, &json_by(&site.root().await), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("{path}/{ext_id}")
}

async fn works(site: &Site, user: &str, secret: &str) -> bool {
    site.fixture.app.tokens.issue(&format!("api/{user}"), secret, None).await.is_ok()
}

on_both! {
    async fn it_is_changed_reset_and_disabled_by_either_spelling(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let robot = site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let path = made(&site, "robot", "key", FIRST).await;
        let plural = path.replace("device-password/", "device-passwords/");
        let shown = site.get(&path, &json_by(&root)).await;
        assert_eq!((&shown.json()["extId"], &shown.json()["type"]), (&json!("key"), &json!("DevicePassword")));
        assert!(!shown.body.contains(FIRST) && shown.json()["validity"].get("to").is_none(), "{}", shown.body);

        for (path, state, expected) in [(&path, "disabled", false), (&plural, "active", true)] {
            let patch = json!({ "stateName": state }).to_string();
            let patched = site.patch(path, &json_by(&root), patch).await;
            assert_eq!((patched.status, &patched.json()["stateName"]), (StatusCode::OK, &json!(state)), "{}", patched.body);
            assert_eq!(works(&site, "robot", FIRST).await, expected, "{state}");
        }
        for (wrong, told) in [
            (json!({ "password": "short" }), "422 errors.pwdPolicyViolated"),
            (json!({ "password": null }), "422 errors.invalidData"),
            (json!({ "password": format!("sigill_{FIRST}") }), "422 errors.invalidData"),
            (json!({ "validity": { "to": "2030-01-01" } }), "422 errors.modifyReadonlyData"),
        ] {
            assert_eq!(site.patch(&path, &json_by(&root), wrong.to_string()).await.told(), told, "{wrong}");
        }
        assert_eq!(site.patch(&path, &json_by(&root), json!({ "password": OTHER }).to_string()).await.status, StatusCode::OK);
        assert_eq!((works(&site, "robot", FIRST).await, works(&site, "robot", OTHER).await), (false, true));

        let change = json!({ "newPassword": FIRST }).to_string();
        assert_eq!(site.post(&format!("{plural}/change"), &json_by(&root), change).await.status, StatusCode::NO_CONTENT);
        assert_eq!((works(&site, "robot", FIRST).await, works(&site, "robot", OTHER).await), (true, false));

        let reset = site.post(&format!("{path}/reset"), &json_by(&root), "").await;
        assert_eq!(reset.status, StatusCode::CREATED, "{}", reset.body);
        let fragment = reset.json()["passwordFragment"].as_str().unwrap().to_owned();
        assert!(fragment.starts_with("sigill_"), "{fragment}");
        assert_eq!((works(&site, "robot", FIRST).await, works(&site, "robot", &fragment).await), (false, true));
        assert_eq!(site.get(&path, &json_by(&root)).await.json()["stateName"], "active", "a machine goes on");
        let trace = "SELECT count(*) FROM event WHERE after LIKE '%0123456789%' OR after LIKE '%sigill_%'";
        assert_eq!(site.fixture.database.query(trace).await.unwrap(), "0");
        assert_eq!(short(&site.get("/nevisidm/api/principal/v1/permissions", &json_by(&robot)).await), "200", "the other one");
    }

    async fn who_changes_an_own_one_shows_the_one_that_holds(database: Database) {
        let site = Site::on(database).await;
        let myself = site.bearer("robot", Role::SelfAdmin, ClientRoom::Global).await;
        let path = made(&site, "robot", "key", FIRST).await;
        for (body, told) in [
            (json!({ "newPassword": OTHER }), "422 errors.invalidData"),
            (json!({ "newPassword": OTHER, "oldPassword": OTHER }), "422 errors.invalidData"),
            (json!({ "oldPassword": FIRST }), "422 errors.invalidData"),
            (json!({ "newPassword": "x", "oldPassword": FIRST }), "422 errors.pwdPolicyViolated"),
        ] {
            let answer = site.post(&format!("{path}/change"), &json_by(&myself), body.to_string()).await;
            assert_eq!(answer.told(), told, "{body}: {}", answer.body);
        }
        assert!(works(&site, "robot", FIRST).await);
        let right = json!({ "newPassword": OTHER, "oldPassword": FIRST }).to_string();
        assert_eq!(site.post(&format!("{path}/change"), &json_by(&myself), right).await.status, StatusCode::NO_CONTENT);
        assert_eq!((works(&site, "robot", FIRST).await, works(&site, "robot", OTHER).await), (false, true));
    }

    async fn of_three_two_work_also_when_one_is_brought_back(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let first = made(&site, "robot", "k1", FIRST).await;
        let second = made(&site, "robot", "k2", OTHER).await;
        made(&site, "robot", "k3", &"x".repeat(40)).await;
        assert!(!works(&site, "robot", FIRST).await, "the newest two work");
        let active = r#"{"stateName":"active"}"#;
        let refused = site.patch(&first, &json_by(&root), active).await;
        assert_eq!(refused.messages(), "stateName: 2 others of the user work, which is the most: disable one of them before");
        assert_eq!(site.patch(&second, &json_by(&root), r#"{"stateName":"disabled"}"#).await.status, StatusCode::OK);
        assert_eq!(site.patch(&first, &json_by(&root), active).await.status, StatusCode::OK);
        assert_eq!((works(&site, "robot", FIRST).await, works(&site, "robot", OTHER).await), (true, false));
    }

    async fn the_last_root_keeps_what_it_signs_in_by_whatever_it_is(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let secret = site.only_secret("root").await;
        let disabled = r#"{"stateName":"disabled"}"#;
        assert_eq!(site.patch(&secret, &json_by(&root), disabled).await.told(), "422 errors.lastRoot");
        let app = &site.fixture.app;
        let jwk = sigill_testing::Signer::p256("mine").jwk();
        sigill_app::setup::public_key(&app.store, &app.world, "api", "root", &jwk).await.unwrap();
        let key = "SELECT ext_id FROM credential WHERE kind = 9";
        let key = format!("{API}/api/users/root/generic-credentials/{}", site.fixture.database.query(key).await.unwrap());
        assert_eq!(site.patch(&key, &json_by(&root), disabled).await.status, StatusCode::OK, "there is the secret");
        assert_eq!(site.patch(&key, &json_by(&root), r#"{"stateName":"active"}"#).await.status, StatusCode::OK);
        // Only the key is left.
        site.fixture.database.execute("UPDATE credential SET secret = NULL WHERE kind = 15").await;
        let fresh = Site::around(
            Fixture { app: site.fixture.app.clone(), clock: site.fixture.clock.clone(), database: site.fixture.database },
            Limits::default(),
        );
        for told in [
            fresh.patch(&key, &json_by(&root), disabled).await.told(),
            fresh.patch(&key, &json_by(&root), r#"{"validity":{"to":"2026-06-01"}}"#).await.told(),
            fresh.patch(&key, &json_by(&root), r#"{"validity":{"from":"2100-01-01"}}"#).await.told(),
            fresh.delete(&key, &json_by(&root)).await.told(),
        ] {
            assert_eq!(told, "422 errors.lastRoot");
        }
        let as_read = fresh.get(&key, &json_by(&root)).await.body;
        assert_eq!(fresh.patch(&key, &json_by(&root), as_read).await.status, StatusCode::OK, "it ends nothing");
    }

    async fn when_a_key_of_who_may_more_holds_is_not_moved(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let app = &site.fixture.app;
        let jwk = sigill_testing::Signer::p256("mine").jwk();
        sigill_app::setup::public_key(&app.store, &app.world, "api", "root", &jwk).await.unwrap();
        let key = "SELECT ext_id FROM credential WHERE kind = 9";
        let key = format!("{API}/api/users/root/generic-credentials/{}", site.fixture.database.query(key).await.unwrap());
        let admin = site.bearer("admin", Role::UserAdmin, ClientRoom::Global).await;
        let before = site.get(&key, &json_by(&root)).await.body;
        for validity in [r#"{"to":"2026-06-01"}"#, r#"{"from":"2100-01-01"}"#, r#"{"to":"2100-01-01"}"#] {
            let patch = format!(r#"{{"validity":{validity}}}"#);
            let refused = site.patch(&key, &json_by(&admin), patch).await;
            assert_eq!(&short(&refused)[..3], "403", "{validity}: {}", refused.body);
        }
        assert_eq!(site.get(&key, &json_by(&root)).await.body, before);
        // The right alone isn't what is missing: of who may less, it is moved.
        site.signed("anna").await;
        let own = format!("{API}/api/users/anna/generic-credentials");
        let made = site.post(&own, &json_by(&root), r#"{"extId":"g","identification":"eid"}"#).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let moved = site.patch(&format!("{own}/g"), &json_by(&admin), r#"{"validity":{"to":"2100-01-01"}}"#).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
    }

    async fn what_is_shown_to_sign_in_is_checked_and_counted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        made(&site, "robot", "key", FIRST).await;
        let login = "/nevisidm/api/auth/v1/api/users/robot/device-password/login";
        let show = async |body: serde_json::Value| site.post(login, &json_by(&root), body.to_string()).await;
        let right = show(json!({ "password": FIRST, "credentialExtId": "key" })).await;
        assert_eq!((right.status, &right.json()["statusCode"]), (StatusCode::OK, &json!(5)), "{}", right.body);
        let wrong = show(json!({ "password": OTHER, "credentialExtId": "key" })).await;
        assert_eq!((wrong.status, &wrong.json()["statusCode"]), (StatusCode::OK, &json!(3)), "{}", wrong.body);
        assert_eq!(show(json!({ "password": FIRST, "credentialExtId": "none" })).await.told(), "404 errors.noRecord");
        let shown = site.get(&format!("{API}/api/users/robot/device-password/key"), &json_by(&root)).await.json();
        assert_eq!((&shown["successfulLoginCount"], &shown["failedLoginCount"]), (&json!(1), &json!(1)));
    }
}
