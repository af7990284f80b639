//! Who made and who changed something last: kept of users and credentials, and shown where it helps.

use serde_json::{Value, json};

use super::*;

/// What is shown of who made one, and who changed it last.
fn by(shown: &Value) -> [&str; 2] {
    ["createdBy", "modifiedBy"].map(|name| shown[name].as_str().unwrap_or("-"))
}

on_both! {
    async fn a_password_tells_who_made_and_who_changed_it_but_not_to_its_user(database: Database) {
        let site = Site::on(database).await;
        let user = site.bearer("u", Role::SelfAdmin, ClientRoom::Global).await;
        let (first, second) = (site.root().await, site.bearer("help", Role::Helpdesk, ClientRoom::Global).await);
        let path = format!("{API}/api/users/u/context-passwords/key");
        let body = json!({ "extId": "key", "context": "shop", "password": "correct horse battery" }).to_string();
        let made = site.post(path.trim_end_matches("/key"), &json_by(&first), body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(by(&site.get(&path, &json_by(&first)).await.json()), ["api/root", "api/root"]);

        let patched = site.patch(&path, &json_by(&second), json!({ "stateName": "disabled" }).to_string()).await;
        assert_eq!((patched.status, by(&patched.json())), (StatusCode::OK, ["api/root", "api/help"]), "{}", patched.body);
        let again = site.patch(&path, &json_by(&first), json!({ "stateName": "disabled" }).to_string()).await;
        assert_eq!(by(&again.json()), ["api/root", "api/help"], "nothing was changed");

        // In the lists, too; and to its user nowhere.
        for list in [format!("{API}/api/users/u/context-passwords"), format!("{API}/api/users/u/credentials")] {
            let shown = |answer: Value| {
                let one = answer["items"].as_array().unwrap().iter().find(|one| one["extId"] == "key").cloned();
                by(&one.unwrap()).map(str::to_owned)
            };
            assert_eq!(shown(site.get(&list, &json_by(&first)).await.json()), ["api/root", "api/help"], "{list}");
            assert_eq!(shown(site.get(&list, &json_by(&user)).await.json()), ["-", "-"], "{list}");
        }
        let own = site.get(&path, &json_by(&user)).await;
        assert_eq!((own.status, by(&own.json())), (StatusCode::OK, ["-", "-"]), "{}", own.body);

        // Of what was made before that was kept, nothing is told.
        site.fixture.database.execute("UPDATE credential SET created_by = NULL, modified_by = NULL").await;
        assert_eq!(by(&site.get(&path, &json_by(&first)).await.json()), ["-", "-"]);
    }

    async fn no_other_credential_has_members_that_are_not_documented(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.bearer("u", Role::SelfAdmin, ClientRoom::Global).await;
        let path = format!("{API}/api/users/u/generic-credentials");
        let made = site.post(&path, &json_by(&root), json!({ "extId": "key", "identification": "x" }).to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(by(&site.get(&format!("{path}/key"), &json_by(&root)).await.json()), ["-", "-"]);
    }

    async fn whether_somebody_can_sign_in_says_who_changed_the_user_and_its_credential_last(database: Database) {
        let site = Site::on(database).await;
        let (root, help) = (site.root().await, site.bearer("help", Role::Helpdesk, ClientRoom::Global).await);
        let path = site.signed("u").await;
        site.fixture.clock.advance_ms(1_000);
        let patched = site.patch(&path, &json_by(&help), json!({ "stateName": "disabled" }).to_string()).await;
        assert_eq!(patched.status, StatusCode::OK, "{}", patched.body);
        let told = site.get("/sigill/v1/api/users/u/sign-in", &json_by(&root)).await.json();
        let one = &told["credentials"][0];
        assert_eq!((&one["modifiedBy"], &one["lastModified"]), (&json!("api/help"), &patched.json()["lastModified"]));
        assert!(told["modifiedBy"].is_string() && told["lastModified"] != one["lastModified"], "{told}");

        site.fixture.clock.advance_ms(1_000);
        let renamed = json!({ "name": { "firstName": "Else" } }).to_string();
        let patched = site.patch(&format!("{API}/api/users/u"), &json_by(&root), renamed).await;
        assert_eq!(patched.status, StatusCode::OK, "{}", patched.body);
        assert_eq!(patched.json().get("modifiedBy"), None, "a user has the documented members only");
        let told = site.get("/sigill/v1/api/users/u/sign-in", &json_by(&root)).await.json();
        assert_eq!((&told["modifiedBy"], &told["lastModified"]), (&json!("api/root"), &patched.json()["lastModified"]));
    }
}
