//! `Prefer: dry-run`.

use serde_json::json;
use sigill_app::setup::{self, TechnicalUser};

use super::*;

on_both! {
    async fn a_dry_run_of_every_write_tells_what_it_would_do_and_writes_nothing(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        // So that the client may go: somebody is left who can do everything.
        let app = &site.fixture.app;
        setup::client(&app.store, &app.world, "elsewhere", "Elsewhere").await.unwrap();
        let other = TechnicalUser { client: "elsewhere", user: "root", role: Role::Root, clients: ClientRoom::Global };
        setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &other).await.unwrap();
        let signature = site.signed("u").await;
        let user = signature.trim_end_matches("/mobile-signature");
        let policy = r#"{"extId":"p","name":"P","policyType":"MobileSignaturePolicy"}"#;
        let policy = site.post(&format!("{API}/api/policies"), &json_by(&root), policy).await;
        let policy = policy.header("location");
        let client = format!("{API}/clients/api");
        let person = r#"{"extId":"v","name":{"firstName":"A","familyName":"B"},"contacts":{"email":"a@b.ch"}}"#;
        let writes: &[(Method, &str, &str, u16, &str)] = &[
            (Method::POST, &format!("{API}/clients"), r#"{"name":"New"}"#, 201, "CLIENT_CREATE"),
            (Method::PATCH, &client, r#"{"name":"Other"}"#, 200, "CLIENT_MODIFY"),
            (Method::DELETE, &client, "", 204, "CLIENT_DELETE"),
            (Method::POST, &format!("{API}/api/users"), person, 201, "USER_CREATE"),
            (Method::PATCH, user, r#"{"remarks":"x"}"#, 200, "USER_MODIFY"),
            (Method::POST, &format!("{user}/archive"), "", 204, "USER_ARCHIVE"),
            (Method::DELETE, user, "", 204, "USER_DELETE"),
            (Method::POST, &format!("{API}/api/policies"), r#"{"name":"Q","policyType":"MobileSignaturePolicy"}"#, 201,
                "POLICY_CREATE"),
            (Method::PATCH, policy, r#"{"description":"x"}"#, 200, "POLICY_MODIFY"),
            (Method::DELETE, policy, "", 204, "POLICY_DELETE"),
            (Method::PATCH, &signature, r#"{"stateName":"disabled"}"#, 200, "CREDENTIAL_MODIFY"),
            (Method::DELETE, &signature, "", 204, "CREDENTIAL_DELETE"),
        ];
        let before = site.events().await;
        for (method, path, body, status, event) in writes {
            let headers = [json_by(&root)[0], json_by(&root)[1], ("prefer", "return=minimal, dry-run")];
            let answer = site.send(request(method.clone(), path, &headers, (*body).into())).await;
            let told = answer.json();
            assert_eq!(answer.status, StatusCode::OK, "{method} {path}: {told}");
            assert_eq!(answer.header("preference-applied"), "dry-run");
            assert_eq!((&told["verdict"], &told["status"]), (&"accepted".into(), &(*status).into()), "{method} {path}");
            assert_eq!(told["result"].is_object(), *status != 204, "{method} {path}");
            assert_eq!(told["events"][0]["kind"], *event);
            assert_eq!(told["events"][0]["caller"], "api/root");
            assert!(answer.header("location").is_empty() && answer.header("etag").is_empty());
        }
        assert_eq!(site.events().await, before);
        let kept = site.get(&signature, &json_by(&root)).await;
        assert_eq!((kept.header("etag"), &kept.json()["stateName"]), ("\"v1\"", &"active".into()));
    }
}

#[tokio::test]
async fn a_dry_run_is_refused_as_the_write_would_be() {
    let site = Site::new().await;
    let root = site.root().await;
    let path = site.signed("u").await;
    let mut headers = json_by(&root).to_vec();
    headers.push(("prefer", "dry-run"));
    let table = [
        (path.as_str(), r#"{"msisdn":" "}"#, "422 errors.invalidData"),
        (&path, r#"{"version":7}"#, "409 errors.optimisticLockingFailure"),
        (&path, "[]", "400 errors.unreadableBody"),
        (&format!("{API}/api/users/nobody/mobile-signature"), "{}", "404 errors.noRecord"),
    ];
    for (path, body, told) in table {
        let answer = site.patch(path, &headers, body).await;
        assert_eq!((answer.told().as_str(), answer.header("preference-applied")), (told, ""), "{body}");
    }
}

#[tokio::test]
async fn a_dry_run_of_a_change_that_changes_nothing_has_no_events() {
    let site = Site::new().await;
    let root = site.root().await;
    let path = site.signed("u").await;
    let headers = [json_by(&root)[0], json_by(&root)[1], ("prefer", "dry-run")];
    let answer = site.patch(&path, &headers, "{}").await;
    assert_eq!((&answer.json()["events"], &answer.json()["status"]), (&json!([]), &200.into()));
    assert_eq!(answer.header("preference-applied"), "dry-run");
}
