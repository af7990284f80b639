//! Outcomes that somebody else reports of a credential.

use serde_json::json;

use super::kinds::{form, made, policy, user};
use super::*;

on_both! {
    async fn an_outcome_of_an_mtan_counts_and_locks_as_its_policy_says(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let (tan, headers) = (form("MTan"), json_by(&root));
        let user = user(&site, tan, "anna").await;
        let path = made(&site, tan, &user, 1).await;
        let report = async |body: &str| site.post(&path, &headers, body.to_owned()).await;
        let right = report(r#"{"success":true}"#).await;
        assert_eq!(right.status, StatusCode::OK, "{}", right.body);
        let shown = site.get(&path, &headers).await;
        assert_eq!((right.json(), right.header("etag")), (shown.json(), shown.header("etag")), "the full object");
        assert_eq!((&shown.json()["successfulLoginCount"], &shown.json()["version"]), (&json!(1), &json!(1)));
        assert!(shown.json()["lastSuccessfulLoginDate"].is_string());
        let wrong = report(r#"{"success":false}"#).await.json();
        assert_eq!((&wrong["failedLoginCount"], &wrong["stateName"]), (&json!(1), &json!("active")));
        let wrong = report(r#"{"success":false}"#).await.json();
        assert_eq!((&wrong["failedLoginCount"], &wrong["stateName"]), (&json!(2), &json!("tmp-locked")));
        assert_eq!(wrong["stateChangeReason"], "too-many-login-failures");
        assert_eq!(report(r#"{"success":true}"#).await.told(), "422 errors.invalidData", "it is locked");
        let active = site.patch(&path, &headers, r#"{"stateName":"active"}"#).await.json();
        assert_eq!(active["failedLoginCount"], 0);
        assert_eq!(report(r#"{"success":false}"#).await.json()["failedLoginCount"], 1);
        assert_eq!(report(r#"{"success":true}"#).await.json()["failedLoginCount"], 0, "a success forgets failures");
        let history = format!("{}/history", user.replace("/nevisidm/api/core/v1", "/sigill/v1"));
        let history = site.get(&history, &headers).await;
        let kinds: Vec<String> = history.json()["items"].as_array().unwrap().iter()
            .map(|event| event["kind"].as_str().unwrap_or_default().to_owned()).collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == "LOGIN_SUCCESS").count(), 2, "{kinds:?}");
        assert_eq!(kinds.iter().filter(|kind| *kind == "LOGIN_FAILURE").count(), 3, "{kinds:?}");
    }

    async fn an_outcome_is_refused_by_name_and_only_tried_on_wish(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let (tan, headers) = (form("MTan"), json_by(&root));
        policy(&site, "TANPolicy", json!({ "maxCredFailureCount": "1" })).await;
        let anna = user(&site, form("Kerberos"), "anna").await;
        let path = made(&site, tan, &anna, 1).await;
        let report = async |path: &str, body: &str| site.post(path, &headers, body.to_owned()).await;
        let none = report(&path, "{}").await;
        assert_eq!(none.told(), "422 errors.invalidData");
        assert!(none.messages().contains("success"), "{}", none.messages());
        let unknown = report(&path, r#"{"success":true,"x":1}"#).await;
        assert!(unknown.told() == "422 errors.invalidData" && unknown.messages().contains("'x'"), "{}", unknown.body);
        assert_eq!(report(&path, r#"{"success":"yes"}"#).await.told(), "400 errors.unreadableBody");
        let other = format!("{}/mtans/none", anna);
        assert_eq!(report(&other, r#"{"success":true}"#).await.told(), "404 errors.noRecord");
        let generic = made(&site, form("Generic"), &anna, 1).await;
        let as_tan = generic.replace("generic-credentials", "mtans");
        assert_eq!(report(&as_tan, r#"{"success":true}"#).await.told(), "404 errors.noRecord", "of another type");
        assert_eq!(report(&generic, r#"{"success":true}"#).await.status, StatusCode::METHOD_NOT_ALLOWED);
        let tried = [headers[0], headers[1], ("prefer", "dry-run")];
        let would = site.post(&path, &tried, r#"{"success":false}"#.to_owned()).await;
        assert_eq!((would.status, &would.json()["result"]["stateName"]), (StatusCode::OK, &json!("fail-locked")), "{}", would.body);
        assert_eq!(site.get(&path, &headers).await.json()["failedLoginCount"], 0, "only tried");
        assert_eq!(report(&path, r#"{"success":false}"#).await.json()["stateName"], "fail-locked");
    }

    async fn outcomes_of_an_mtan_at_once_all_count(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "TANPolicy", json!({ "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1" })).await;
        let anna = user(&site, form("Kerberos"), "anna").await;
        let path = made(&site, form("MTan"), &anna, 1).await;
        let headers = json_by(&root);
        let answers = all((0..50).map(|_| site.post(&path, &headers, r#"{"success":false}"#.to_owned()))).await;
        assert!(answers.iter().all(|answer| answer.status == StatusCode::OK));
        assert_eq!(site.get(&path, &headers).await.json()["failedLoginCount"], 50);
    }
}
