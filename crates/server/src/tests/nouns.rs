//! Changing and deleting clients, users and policies.

use serde_json::json;

use super::*;

on_both! {
    async fn a_user_is_changed_member_by_member(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await.trim_end_matches("/mobile-signature").to_owned();
        let full = json!({
            "name": { "title": "Dr.", "firstName": "Ann" }, "address": { "city": "Bern", "countryCode": "CH" },
            "contacts": { "mobile": "+41791234567" }, "validity": { "to": "2030-01-01T00:00:00Z" },
            "sex": "female", "birthDate": "1990-12-31", "languageCode": "EN", "remarks": "r", "version": 1,
        });
        let answer = site.patch(&path, &json_by(&root), full.to_string()).await;
        assert_eq!((answer.status, answer.header("etag")), (StatusCode::OK, "\"v2\""), "{}", answer.body);
        let user = answer.json();
        assert_eq!(user["name"], json!({ "title": "Dr.", "firstName": "Ann", "familyName": "Muster" }));
        assert_eq!(user["contacts"], json!({ "mobile": "+41791234567", "email": "a@example.com" }));
        assert_eq!(user["validity"], json!({ "to": "2030-01-01T00:00:00Z" }));
        assert_eq!(site.get(&path, &json_by(&root)).await.body, answer.body);

        let removed = json!({ "name": { "title": null }, "address": null, "contacts": { "mobile": "" },
            "validity": null, "sex": "", "birthDate": null, "remarks": null });
        let user = site.patch(&path, &json_by(&root), removed.to_string()).await.json();
        assert_eq!(user["name"], json!({ "firstName": "Ann", "familyName": "Muster" }));
        assert_eq!(user["contacts"], json!({ "email": "a@example.com" }));
        for member in ["address", "validity", "sex", "birthDate", "remarks"] {
            assert!(user.get(member).is_none(), "{member}: {user}");
        }
        let back = site.patch(&path, &json_by(&root), user.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v3\""), "as it was read: {}", back.body);

        let disabled = site.patch(&path, &json_by(&root), r#"{"userState":"disabled"}"#).await;
        assert_eq!(disabled.json()["userState"], "disabled");
        assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.get(&path, &json_by(&root)).await.told(), "404 errors.noRecord");
        assert_eq!(site.delete(&path, &json_by(&root)).await.told(), "404 errors.noRecord");
    }

    async fn a_client_is_changed_language_by_language(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let wish = r#"{"extId":"c","name":"C","displayName":{"EN":"c","DE":"d"},"remarks":"r"}"#;
        let path = site.post(&format!("{API}/clients"), &json_by(&root), wish).await.header("location").to_owned();
        let patch = r#"{"displayName":{"EN":null,"FR":"f","IT":""},"remarks":"","version":1}"#;
        let answer = site.patch(&path, &json_by(&root), patch).await;
        assert_eq!((answer.status, answer.header("etag")), (StatusCode::OK, "\"v2\""), "{}", answer.body);
        let client = answer.json();
        assert_eq!((&client["displayName"], client.get("remarks")), (&json!({ "DE": "d", "FR": "f" }), None));
        assert_eq!(site.patch(&path, &json_by(&root), r#"{"name":"API"}"#).await.told(), "422 errors.duplicateName");
        assert_eq!(site.patch(&path, &json_by(&root), client.to_string()).await.header("etag"), "\"v2\"");
    }

    async fn the_parameters_of_a_policy_are_replaced_as_a_whole(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let wish = r#"{"extId":"p","name":"P","description":"d","policyType":"MobileSignaturePolicy",
            "parameters":{"maxCredFailureCount":"5","tmpLockingMode":"strict"}}"#;
        let path = site.post(&format!("{API}/api/policies"), &json_by(&root), wish).await.header("location").to_owned();
        let patch = r#"{"parameters":{"tmpLockingMode":"threshold"},"description":null,"version":1}"#;
        let policy = site.patch(&path, &json_by(&root), patch).await.json();
        assert_eq!(policy["parameters"], json!({ "tmpLockingMode": "threshold" }));
        assert!(policy.get("description").is_none());
        assert_eq!(site.patch(&path, &json_by(&root), policy.to_string()).await.header("etag"), "\"v2\"");
        let wrong = r#"{"policyType":"ClientPolicy","extId":"q","parameters":{"x":"y"}}"#;
        assert_eq!(
            site.patch(&path, &json_by(&root), wrong).await.told(),
            "422 errors.modifyReadonlyData errors.modifyReadonlyData errors.invalidData"
        );
        let signature = site.signed("u").await;
        site.patch(&signature, &json_by(&root), r#"{"policyExtId":"p"}"#).await;
        assert_eq!(site.delete(&path, &json_by(&root)).await.told(), "422 errors.undeletedDependencies");
        site.delete(&signature, &json_by(&root)).await;
        assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn wrong_types_within_a_patch_are_400_and_unknown_members_422() {
    let site = Site::new().await;
    let root = site.root().await;
    let user = site.signed("u").await.trim_end_matches("/mobile-signature").to_owned();
    let client = format!("{API}/clients/api");
    let table = [
        (user.as_str(), r#"{"name":[]}"#, "400 errors.unreadableBody"),
        (&user, r#"{"name":{"firstName":1}}"#, "400 errors.unreadableBody"),
        (&user, r#"{"contacts":""}"#, "400 errors.unreadableBody"),
        (&user, r#"{"isTechnicalUser":"false"}"#, "400 errors.unreadableBody"),
        (&user, r#"{"validity":{"from":1}}"#, "400 errors.unreadableBody"),
        (&user, r#"{"validity":{"from":"soon"}}"#, "422 errors.invalidData"),
        (&user, r#"{"name":{"fristName":"x"},"nmae":1}"#, "422 errors.invalidData errors.invalidData"),
        (&user, r#"{"properties":{"a":"b","c":null}}"#, "422 errors.invalidData errors.invalidData"),
        (&user, r#"{"properties":{"a":1}}"#, "400 errors.unreadableBody"),
        (&user, r#"{"isTechnicalUser":true,"extId":"x"}"#, "422 errors.modifyReadonlyData errors.modifyReadonlyData"),
        (&user, r#"{"isTechnicalUser":false,"extId":"u","created":1,"clientExtId":null}"#, "200"),
        (&user, r#"{"userState":"archived"}"#, "422 errors.invalidData"),
        (&client, r#"{"displayName":["x"]}"#, "400 errors.unreadableBody"),
        (&client, r#"{"displayName":{"EN":1}}"#, "400 errors.unreadableBody"),
        (&client, r#"{"displayName":{"XX":"x"},"remarks":" "}"#, "422 errors.invalidData errors.invalidData"),
    ];
    for (path, body, told) in table {
        let answer = site.patch(path, &json_by(&root), body).await.told();
        assert_eq!(answer, told, "{body}");
    }
}

#[tokio::test]
async fn a_login_id_is_changed_only_with_the_right_to_it() {
    let site = Site::new().await;
    let helper = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
    let user = site.signed("u").await.trim_end_matches("/mobile-signature").to_owned();
    let refused = site.patch(&user, &json_by(&helper), r#"{"loginId":"anna"}"#).await;
    assert_eq!(refused.messages(), "Permission denied: AccessControl.LoginIdOverride is needed");
    assert_eq!(site.patch(&user, &json_by(&helper), r#"{"remarks":"x"}"#).await.told(), "200");
    let root = site.root().await;
    assert_eq!(site.patch(&user, &json_by(&root), r#"{"loginId":"anna"}"#).await.json()["loginId"], "anna");
}
