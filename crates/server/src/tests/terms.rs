//! Terms, which applications they are for, and who has accepted them.

use serde_json::json;

use super::*;

const ALL: &str = "/nevisidm/api/core/v1/terms";

fn of_use(ext_id: &str, name: &str) -> Value {
    json!({
        "extId": ext_id, "name": name, "active": true, "silentAcceptance": false, "termsVersion": "1",
        "urls": { "en": "https://example.com/terms", "de": "https://example.com/agb" },
    })
}

impl Site {
    async fn pending(&self, user: &str) -> Vec<String> {
        let root = self.root().await;
        let listed = self.get(&format!("{API}/api/users/{user}/terms-pending"), &json_by(&root)).await.json();
        listed["items"].as_array().unwrap().iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect()
    }
}

on_both! {
    async fn terms_are_made_read_listed_and_changed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let made = site.post(ALL, &headers, of_use("t-1", "Terms of use").to_string()).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{ALL}/t-1")), "{}", made.body);
        let path = format!("{ALL}/t-1");
        let read = site.get(&path, &headers).await;
        assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{}", read.body);
        let shown = read.json();
        assert_eq!(made.json(), shown);
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "t-1",
            "name": "Terms of use", "active": true, "silentAcceptance": false, "termsVersion": "1",
            "urls": { "en": "https://example.com/terms", "de": "https://example.com/agb" }, "applicationExtIds": [],
        }));
        let more = json!({ "extId": "u-2", "name": "B", "active": false, "silentAcceptance": true, "termsVersion": "x" });
        assert_eq!(site.post(ALL, &headers, more.to_string()).await.status, StatusCode::CREATED);
        let listed = site.get(&format!("{ALL}?returnTotalResultCount=true&limit=1"), &headers).await.json();
        assert_eq!((&listed["items"], &listed["_pagination"]["totalResult"]), (&json!([shown]), &json!(2)));
        let token = listed["_pagination"]["continuationToken"].as_str().unwrap();
        let rest = site.get(&format!("{ALL}?continuationToken={token}"), &headers).await.json();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["items"][0]["extId"]), (1, &json!("u-2")));

        let back = site.patch(&path, &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let patch = json!({ "active": false, "termsVersion": "2", "urls": { "de": null, "fr": "https://example.com/cg" }, "version": 1 });
        let changed = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        let changed = changed.json();
        assert_eq!((&changed["active"], &changed["termsVersion"]), (&json!(false), &json!("2")));
        assert_eq!(changed["urls"], json!({ "en": "https://example.com/terms", "fr": "https://example.com/cg" }));
        assert_eq!(site.patch(&path, &headers, patch.to_string()).await.told(), "409 errors.optimisticLockingFailure");
        for gone in [site.get(&format!("{ALL}/none"), &headers).await, site.patch(&format!("{ALL}/none"), &headers, "{}").await] {
            assert_eq!(gone.told(), "404 errors.noRecord");
        }
        let kinds = "SELECT count(DISTINCT kind) FROM event WHERE kind IN ('TERMS_CREATE', 'TERMS_MODIFY')";
        assert_eq!(site.fixture.database.query(kinds).await.as_deref(), Some("2"));
    }

    async fn a_user_accepts_what_is_pending_version_by_version(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.signed("anna").await;
        for (ext_id, name) in [("t-1", "Terms of use"), ("t-2", "Privacy")] {
            assert_eq!(site.post(ALL, &headers, of_use(ext_id, name).to_string()).await.status, StatusCode::CREATED);
        }
        let consents = format!("{API}/api/users/anna/consents");
        assert_eq!(site.get(&consents, &headers).await.body, "[]", "a plain array");
        assert_eq!(site.pending("anna").await, ["t-1", "t-2"]);
        let accept = r#"{"termsExtId":"t-1"}"#;
        let made = site.post(&consents, &headers, accept).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*consents), "{}", made.body);
        let first = json!({ "termsExtId": "t-1", "acceptanceDate": "2026-05-18T12:34:56Z", "termsVersion": "1" });
        assert_eq!(made.json(), first);
        assert_eq!(site.get(&consents, &headers).await.json(), json!([first]));
        assert_eq!(site.pending("anna").await, ["t-2"]);
        assert_eq!(site.post(&consents, &headers, accept).await.told(), "422 errors.duplicateValue");
        // A new version is asked for again; what was accepted stays.
        assert_eq!(site.patch(&format!("{ALL}/t-1"), &headers, r#"{"termsVersion":"2"}"#).await.status, StatusCode::OK);
        assert_eq!(site.pending("anna").await, ["t-1", "t-2"]);
        site.fixture.clock.advance_ms(1_000);
        assert_eq!(site.post(&consents, &headers, accept).await.status, StatusCode::CREATED);
        let second = json!({ "termsExtId": "t-1", "acceptanceDate": "2026-05-18T12:34:57Z", "termsVersion": "2" });
        assert_eq!(site.get(&consents, &headers).await.json(), json!([first, second]));
        // What isn't active isn't asked for, nor accepted.
        assert_eq!(site.patch(&format!("{ALL}/t-2"), &headers, r#"{"active":false}"#).await.status, StatusCode::OK);
        assert_eq!(site.pending("anna").await, [] as [&str; 0]);
        assert_eq!(site.post(&consents, &headers, r#"{"termsExtId":"t-2"}"#).await.told(), "422 errors.invalidData");
        let pending = format!("{API}/api/users/anna/terms-pending");
        assert_eq!(site.patch(&format!("{ALL}/t-2"), &headers, r#"{"active":true}"#).await.status, StatusCode::OK);
        let counted = site.get(&format!("{pending}?returnTotalResultCount=true&limit=1"), &headers).await.json();
        assert_eq!((&counted["_pagination"]["totalResult"], &counted["items"][0]["extId"]), (&json!(1), &json!("t-2")));

        let history = site.get("/sigill/v1/api/users/anna/history", &headers).await.json();
        let consented = history["items"].as_array().unwrap().iter().filter(|event| event["kind"] == "CONSENT_CREATE");
        assert_eq!(consented.count(), 2);
        assert_eq!(site.delete(&format!("{API}/api/users/anna"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.fixture.database.query("SELECT count(*) FROM consent").await.as_deref(), Some("0"));
    }

    async fn terms_are_for_everything_or_for_applications_of_the_client(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.signed("anna").await;
        assert_eq!(site.post(ALL, &headers, of_use("t-1", "Terms of use").to_string()).await.status, StatusCode::CREATED);
        let portal = json!({ "extId": "portal", "name": "Portal", "displayed": true }).to_string();
        assert_eq!(site.post(&format!("{API}/applications"), &headers, portal).await.status, StatusCode::CREATED);
        let put = async |path: &str| site.send(request(Method::PUT, path, &headers, Body::empty())).await;
        let for_portal = format!("{ALL}/t-1/applications/portal");
        for _ in 0..2 {
            assert_eq!(put(&for_portal).await.status, StatusCode::NO_CONTENT, "to repeat it is harmless");
        }
        let read = site.get(&format!("{ALL}/t-1"), &headers).await.json();
        assert_eq!((&read["applicationExtIds"], &read["version"]), (&json!(["portal"]), &json!(2)));
        let listed = site.get(ALL, &headers).await.json();
        assert_eq!(listed["items"], json!([read]));
        assert_eq!(site.pending("anna").await, [] as [&str; 0], "the client hasn't got it");
        assert_eq!(put("/sigill/v1/clients/api/applications/portal").await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.pending("anna").await, ["t-1"]);
        for _ in 0..2 {
            assert_eq!(site.delete(&for_portal, &headers).await.status, StatusCode::NO_CONTENT);
        }
        let read = site.get(&format!("{ALL}/t-1"), &headers).await.json();
        assert_eq!((&read["applicationExtIds"], &read["version"]), (&json!([]), &json!(3)));
        assert_eq!(put(&format!("{ALL}/t-1/applications/nevisIdm")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.pending("anna").await, ["t-1"], "every client has it");
        for path in [format!("{ALL}/none/applications/portal"), format!("{ALL}/t-1/applications/none")] {
            assert_eq!(put(&path).await.told(), "404 errors.noRecord");
            assert_eq!(site.delete(&path, &headers).await.told(), "404 errors.noRecord");
        }
    }
}

#[tokio::test]
async fn terms_and_consents_are_refused_with_every_broken_rule_by_name() {
    let site = Site::new().await;
    let root = site.root().await;
    let headers = json_by(&root);
    site.signed("anna").await;
    site.post(ALL, &headers, of_use("t-1", "Terms of use").to_string()).await;
    site.post(ALL, &headers, of_use("t-2", "Privacy").to_string()).await;
    let wish = json!({ "extId": "t-1", "name": "Terms of use", "urls": { "EN": "x" }, "surprise": 1 });
    let refused = site.post(ALL, &headers, wish.to_string()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let parts = [
        "this extId",
        "this name",
        "active is mandatory",
        "silentAcceptance is mandatory",
        "termsVersion is mandatory",
        "urls: expected one of en, de, fr, it",
        "'surprise'",
    ];
    for part in parts {
        assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
    }
    let patch =
        json!({ "extId": "t-3", "name": "Privacy", "active": null, "termsVersion": "", "silentAcceptance": true });
    let refused = site.patch(&format!("{ALL}/t-1"), &headers, patch.to_string()).await;
    let parts = [
        "extId can't be changed",
        "this name",
        "active is mandatory",
        "termsVersion is mandatory",
        "silentAcceptance can't be changed",
    ];
    for part in parts {
        assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
    }
    let consents = format!("{API}/api/users/anna/consents");
    for (wrong, expected) in [
        ("{}", "422 errors.invalidData"),
        (r#"{"termsExtId":"none","x":1}"#, "422 errors.invalidData errors.missingReferenceData"),
        (r#"{"termsExtId":1}"#, "400 errors.unreadableBody"),
    ] {
        assert_eq!(site.post(&consents, &headers, wrong).await.told(), expected, "{wrong}");
    }
    let nobody = consents.replace("anna", "none");
    for answer in [
        site.get(&nobody, &headers).await,
        site.post(&nobody, &headers, r#"{"termsExtId":"t-1"}"#).await,
        site.get(&format!("{API}/api/users/none/terms-pending"), &headers).await,
    ] {
        assert_eq!(answer.told(), "404 errors.noRecord");
    }
    let before = site.events().await;
    let tried = [headers[0], headers[1], ("prefer", "dry-run")];
    assert_eq!(site.post(&consents, &tried, r#"{"termsExtId":"t-1"}"#).await.status, StatusCode::OK);
    assert_eq!((site.events().await, site.pending("anna").await.len()), (before, 2), "only tried");
    let admin = site.bearer("admin", Role::UserAdmin, ClientRoom::Global).await;
    let headers = json_by(&admin);
    assert_eq!(site.post(&consents, &headers, r#"{"termsExtId":"t-1"}"#).await.status, StatusCode::CREATED);
    for answer in [
        site.post(ALL, &headers, of_use("t-9", "Mine").to_string()).await,
        site.patch(&format!("{ALL}/t-1"), &headers, "{}").await,
        site.delete(&format!("{ALL}/t-1/applications/nevisIdm"), &headers).await,
    ] {
        assert_eq!(answer.told(), "403 errors.permissionDenied");
    }
    let desk = site.bearer("desk", Role::Helpdesk, ClientRoom::Global).await;
    assert_eq!(site.get(&consents, &json_by(&desk)).await.told(), "403 errors.permissionDenied");
}
