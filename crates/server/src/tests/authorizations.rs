//! When a role of a profile holds, and roles of other applications.

use serde_json::json;
use sigill_app::Task;

use super::unit_rooms::{authorizations, filled, nobody};
use super::*;

/// Gives a user a role, as Root; the path of it.
async fn given(site: &Site, user: &str, wish: Value) -> String {
    let root = site.root().await;
    let given = site.post(&authorizations(site, user).await, &json_by(&root), wish.to_string()).await;
    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    given.header("location").to_owned()
}

fn helpdesk(validity: Value) -> Value {
    json!({ "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": ["api"], "validity": validity })
}

on_both! {
    async fn a_role_holds_only_while_it_is_valid(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let (_, bearer) = nobody(&site, "desk").await;
        let sees = async || {
            site.get(&format!("{API}/api/users/in-a"), &json_by(&bearer)).await.status.as_u16()
        };
        assert_eq!(sees().await, 403);
        // It is 2026-05-18, 12:34:56.
        let path = given(&site, "desk", helpdesk(json!({ "from": "2026-05-18T12:35:00Z", "to": "2026-05-18T12:36:00Z" }))).await;
        let shown = site.get(&path, &json_by(&root)).await.json();
        assert_eq!(shown["validity"], json!({ "from": "2026-05-18T12:35:00Z", "to": "2026-05-18T12:36:00Z" }), "{shown}");
        assert_eq!(sees().await, 403, "not yet");
        let why = async || {
            let told = site.get("/sigill/v1/api/users/desk/rights?for=in-a", &json_by(&root)).await.json();
            let all = told["authorizations"].as_array().unwrap().clone();
            all.into_iter().find(|one| one["roleExtId"] == "nevisIdm.Helpdesk").unwrap()["why"].clone()
        };
        assert_eq!(why().await, "notValid");
        site.fixture.clock.advance_ms(10_000);
        assert_eq!((sees().await, why().await), (200, json!("inClient")));
        site.fixture.clock.advance_ms(60_000);
        assert_eq!(sees().await, 403, "over");
        let longer = site.patch(&path, &json_by(&root), r#"{"validity":{"to":null}}"#).await;
        assert_eq!((longer.status, sees().await), (StatusCode::OK, 200), "{}", longer.body);
        assert_eq!(longer.json()["validity"], json!({ "from": "2026-05-18T12:35:00Z" }));
        let always = site.patch(&path, &json_by(&root), r#"{"validity":null}"#).await;
        assert_eq!((always.json().get("validity"), sees().await), (None, 200), "{}", always.body);
    }

    async fn who_prolongs_a_role_must_be_able_to_give_it_and_who_shortens_it_to_take_it(database: Database) {
        let site = filled(database).await;
        let strong = given(&site, "in-c", json!({
            "roleExtId": "nevisIdm.ClientRoot", "clientExtIds": ["api"], "validity": { "to": "2030-01-01T00:00:00Z" },
        })).await;
        let weak = given(&site, "in-c", helpdesk(json!({ "to": "2030-01-01T00:00:00Z" }))).await;
        let (_, admin) = nobody(&site, "admin").await;
        given(&site, "admin", json!({ "roleExtId": "nevisIdm.UserAndUnitAdmin", "clientExtIds": ["api"] })).await;
        for to in ["2031-01-01T00:00:00Z", "2029-01-01T00:00:00Z"] {
            let body = json!({ "validity": { "to": to } }).to_string();
            let told = site.patch(&strong, &json_by(&admin), body.clone()).await.told();
            assert!(told.starts_with("403"), "{to}: {told}");
            let done = site.patch(&weak, &json_by(&admin), body).await;
            assert_eq!(done.status, StatusCode::OK, "{to}: {}", done.body);
        }
    }

    async fn the_last_root_of_all_is_not_shortened(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let all = authorizations(&site, "root").await;
        let listed = site.get(&all, &json_by(&root)).await.json();
        let path = format!("{all}/{}", listed["items"][0]["extId"].as_str().unwrap());
        let shorter = site.patch(&path, &json_by(&root), r#"{"validity":{"to":"2030-01-01T00:00:00Z"}}"#).await;
        assert!(shorter.status.is_client_error(), "{}", shorter.body);
        assert_eq!(site.get(&path, &json_by(&root)).await.json().get("validity"), None);
    }

    async fn a_role_of_an_application_is_given_and_gives_no_right_here(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        site.application("shop", true).await;
        site.application("depot", false).await;
        let all = authorizations(&site, "in-c").await;
        let wish = |role: &str| json!({ "roleExtId": role, "clientExtIds": ["api"] }).to_string();
        for unknown in ["role-depot", "absent", "nevisIdm.Absent"] {
            let told = site.post(&all, &json_by(&root), wish(unknown)).await.told();
            assert_eq!(told, "422 errors.missingReferenceData", "{unknown}");
        }
        let made = site.post(&all, &json_by(&root), wish("role-shop")).await;
        assert_eq!((made.status, &made.json()["roleExtId"]), (StatusCode::CREATED, &json!("role-shop")), "{}", made.body);
        assert_eq!(site.post(&all, &json_by(&root), wish("role-shop")).await.told(), "422 errors.duplicateValue");
        let path = made.header("location").to_owned();
        assert_eq!(site.get(&path, &json_by(&root)).await.json(), made.json());
        let rights = site.get("/sigill/v1/api/users/in-c/rights", &json_by(&root)).await.json();
        let ground = rights["authorizations"].as_array().unwrap().iter().find(|one| one["roleExtId"] == "role-shop").unwrap().clone();
        assert_eq!((&ground["why"], &ground["holds"]), (&json!("ofApplication"), &json!(false)));

        // Its rooms are given and taken, too.
        let changed = site.patch(&path, &json_by(&root), r#"{"unitExtIds":["a"],"validity":{"to":"2030-01-01"}}"#).await;
        assert_eq!((changed.status, &changed.json()["unitExtIds"]), (StatusCode::OK, &json!(["a"])), "{}", changed.body);
        let in_a = super::unit_rooms::held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        assert!(site.patch(&path, &json_by(&in_a), r#"{"unitGlobal":true}"#).await.status.is_client_error());

        // The client can't lose the application, until nobody has a role of it.
        let shop = "/sigill/v1/clients/api/applications/shop";
        assert_eq!(site.delete(shop, &json_by(&root)).await.told(), "422 errors.undeletedDependencies");
        assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.delete(shop, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
    }

    async fn a_role_that_is_deleted_is_nobodys_at_once_and_its_user_can_go(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        site.application("shop", true).await;
        for user in ["in-c", "in-b"] {
            given(&site, user, json!({ "roleExtId": "role-shop", "clientExtIds": ["api"] })).await;
        }
        assert_eq!(site.delete(&format!("{API}/roles/role-shop"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        let all = authorizations(&site, "in-c").await;
        let listed = site.get(&all, &json_by(&root)).await.json();
        assert!(listed["items"].as_array().unwrap().iter().all(|one| one["roleExtId"] != "role-shop"), "{listed}");
        let profile = all.strip_suffix("/authorizations").unwrap();
        assert_eq!(site.delete(profile, &json_by(&root)).await.status, StatusCode::NO_CONTENT, "with what is left of the role");
        assert_eq!(site.delete(&format!("{API}/api/users/in-b"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::applications::purge(&app.store.system(Task::Test, occasion)).await.unwrap();
        let left = site.fixture.database.query("SELECT count(*) FROM app_role").await;
        assert_eq!(left.as_deref(), Some("0"));
    }
}
