//! Mobile authentications, and signatures of FIDO UAF authenticators that are counted.

use serde_json::json;

use super::kinds::{form, user};
use super::*;

/// Properties of generic credentials by which a server of FIDO UAF knows its devices.
async fn properties(site: &Site) {
    let root = site.root().await;
    for name in ["fidouaf_signature_key", "fidouaf_name", "fidouaf_device_id"] {
        let scope = sigill_domain::property::Scope::CREDENTIAL_GENERIC;
        let wish = json!({ "name": name, "type": "STRING", "scope": scope.as_str(), "propagated": false });
        let defined = site.post(&format!("{API}/properties"), &json_by(&root), wish.to_string()).await;
        assert_eq!(defined.status, StatusCode::CREATED, "{}", defined.body);
    }
}

async fn device(site: &Site, user: &str, ext_id: &str, properties: Value) {
    let root = site.root().await;
    let wish = json!({ "extId": ext_id, "identification": ext_id, "properties": properties });
    let made = site.post(&format!("{user}/generic-credentials"), &json_by(&root), wish.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

async fn authenticator(site: &Site, user: &str, ext_id: &str, more: Value) {
    let root = site.root().await;
    let mut wish = json!({
        "extId": ext_id, "aaid": "F1D0#0001", "appId": "app", "keyId": format!("key-{ext_id}"),
        "publicKeyAlgorithm": "a", "publicKey": "k",
    });
    wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = site.post(&format!("{user}/fido-authenticators"), &json_by(&root), wish.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

fn ids(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
}

on_both! {
    async fn mobile_authentications_are_the_generic_credentials_with_a_signature_key(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        properties(&site).await;
        let anna = user(&site, form("Generic"), "anna").await;
        device(&site, &anna, "d-1", json!({ "fidouaf_signature_key": "k1", "fidouaf_name": "Phone" })).await;
        device(&site, &anna, "d-2", json!({ "fidouaf_signature_key": "k2" })).await;
        device(&site, &anna, "other", json!({ "fidouaf_name": "Phone" })).await;
        site.patch(&format!("{anna}/generic-credentials/d-2"), &headers, r#"{"stateName":"disabled"}"#).await;
        let list = async |query: &str| site.get(&format!("{anna}/mauths?{query}"), &headers).await;
        let all = list("returnTotalResultCount=true").await;
        assert_eq!((ids(&all).as_str(), &all.json()["_pagination"]["totalResult"]), ("d-1 d-2", &json!(2)));
        let first = all.json()["items"][0].clone();
        let created = first["created"].as_str().unwrap().to_owned();
        assert_eq!(first, json!({ "extId": "d-1", "name": "Phone", "created": created, "stateName": "active" }));
        assert_eq!(all.json()["items"][1]["stateName"], "disabled");
        for (query, expected) in [
            ("extId=d-2".to_owned(), "d-2"), ("stateName=active".to_owned(), "d-1"), ("name=Phone".to_owned(), "d-1"),
            (format!("extId=d-1&created={created}"), "d-1"), ("created=2001-01-01T00:00:00Z".to_owned(), ""),
            ("limit=1".to_owned(), "d-1"),
        ] {
            assert_eq!(ids(&list(&query).await), expected, "{query}");
        }
        let token = list("limit=1").await.json()["_pagination"]["continuationToken"].as_str().unwrap().to_owned();
        assert_eq!(ids(&list(&format!("continuationToken={token}")).await), "d-2");
        assert_eq!(list("frob=1").await.told(), "422 errors.invalidData");
        let nobody = anna.replace("anna", "nobody");
        assert_eq!(site.get(&format!("{nobody}/mauths?frob=1"), &headers).await.told(), "404 errors.noRecord");
    }

    async fn a_mobile_authentication_goes_with_the_authenticators_of_its_device(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        properties(&site).await;
        let anna = user(&site, form("Generic"), "anna").await;
        let key = json!({ "fidouaf_signature_key": "k1", "fidouaf_device_id": "phone-1" });
        device(&site, &anna, "d-1", key).await;
        device(&site, &anna, "other", json!({ "fidouaf_device_id": "phone-1" })).await;
        authenticator(&site, &anna, "a-1", json!({ "dispatchTargetExtId": "d-1" })).await;
        authenticator(&site, &anna, "a-2", json!({ "deviceId": "phone-1" })).await;
        authenticator(&site, &anna, "a-3", json!({ "deviceId": "phone-2", "dispatchTargetExtId": "d-9" })).await;
        authenticator(&site, &anna, "a-4", json!({})).await;
        let path = format!("{anna}/mauths/d-1");
        let before = site.events().await;
        let tried = [headers[0], headers[1], ("prefer", "dry-run")];
        assert_eq!(site.delete(&path, &tried).await.status, StatusCode::OK);
        assert_eq!(site.events().await, before, "only tried");
        assert_eq!(site.delete(&format!("{anna}/mauths/other"), &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.delete(&path, &headers).await.told(), "404 errors.noRecord");
        assert_eq!(ids(&site.get(&format!("{anna}/generic-credentials"), &headers).await), "other");
        assert_eq!(ids(&site.get(&format!("{anna}/fido-authenticators"), &headers).await), "a-3 a-4");
        let history = format!("{}/history", anna.replace("/nevisidm/api/core/v1", "/sigill/v1"));
        let history = site.get(&history, &headers).await.json();
        let gone = history["items"].as_array().unwrap().iter().filter(|event| event["kind"] == "CREDENTIAL_DELETE").count();
        assert_eq!(gone, 3);
    }

    async fn people_see_and_delete_their_own_mobile_authentications_without_a_second_token(database: Database) {
        let site = Site::on(database).await;
        properties(&site).await;
        let oneself = site.bearer("self", Role::SelfAdmin, ClientRoom::Global).await;
        let (headers, me) = (json_by(&oneself), format!("{API}/api/users/self"));
        user(&site, form("Generic"), "anna").await;
        device(&site, &me, "d-1", json!({ "fidouaf_signature_key": "k1" })).await;
        authenticator(&site, &me, "a-1", json!({ "dispatchTargetExtId": "d-1" })).await;
        assert_eq!(ids(&site.get(&format!("{me}/mauths"), &headers).await), "d-1");
        let key = json!({ "credentials": [{ "keyId": "key-a-1", "aaid": "F1D0#0001" }] }).to_string();
        let counted = site.patch(&format!("{me}/fido-authenticators/increment-sign-counter"), &headers, key.clone()).await;
        assert_eq!((counted.status, &counted.json()["successes"][0]["signCounter"]), (StatusCode::OK, &json!(1)), "{}", counted.body);
        assert_eq!(site.delete(&format!("{me}/mauths/d-1"), &headers).await.status, StatusCode::NO_CONTENT);
        let root = site.root().await;
        assert_eq!(ids(&site.get(&format!("{me}/fido-authenticators"), &json_by(&root)).await), "");
        let others = format!("{API}/api/users/anna");
        for answer in [
            site.get(&format!("{others}/mauths"), &headers).await,
            site.delete(&format!("{others}/mauths/d-1"), &headers).await,
            site.patch(&format!("{others}/fido-authenticators/increment-sign-counter"), &headers, key).await,
        ] {
            assert_eq!(answer.told(), "403 errors.permissionDenied");
        }
    }

    async fn signatures_are_counted_or_refused_one_by_one(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let anna = user(&site, form("FidoUaf"), "anna").await;
        authenticator(&site, &anna, "a-1", json!({})).await;
        authenticator(&site, &anna, "a-2", json!({ "signCounter": 4_294_967_295_u32 })).await;
        let path = format!("{anna}/fido-authenticators/increment-sign-counter");
        let key = |key: &str, aaid: &str| json!({ "keyId": key, "aaid": aaid });
        let count = async |keys: Vec<Value>| site.patch(&path, &headers, json!({ "credentials": keys }).to_string()).await;
        let counted = count(vec![
            key("key-a-1", "F1D0#0001"), key("key-a-1", "F1D0#0002"), key("none", "F1D0#0001"), key("key-a-2", "F1D0#0001"),
            key("key-a-1", "F1D0#0001"),
        ]).await;
        assert_eq!(counted.status, StatusCode::OK, "{}", counted.body);
        let shown = counted.json();
        let counters: Vec<_> = shown["successes"].as_array().unwrap().iter().map(|one| one["signCounter"].clone()).collect();
        assert_eq!(counters, [json!(1), json!(2)]);
        assert_eq!(shown["successes"][1], site.get(&format!("{anna}/fido-authenticators/a-1"), &headers).await.json());
        assert_eq!(shown["successes"][1]["version"], 3);
        let errors: Vec<_> = shown["errors"].as_array().unwrap().iter()
            .map(|one| (one["keyId"].clone(), one["errors"][0]["code"].clone())).collect();
        assert_eq!(errors, [
            (json!("key-a-1"), json!("errors.noRecord")), (json!("none"), json!("errors.noRecord")),
            (json!("key-a-2"), json!("errors.invalidData")),
        ]);
        let none = count(vec![]).await;
        assert!(none.told() == "422 errors.invalidData" && none.messages().contains("1 to 100"), "{}", none.body);
        assert_eq!(count((0..101).map(|_| key("k", "a")).collect()).await.told(), "422 errors.invalidData");
        let half = count(vec![json!({ "keyId": "k", "x": 1 })]).await;
        assert!(half.messages().contains("credentials[0].aaid") && half.messages().contains("'credentials[0].x'"), "{}", half.body);
        let nobody = path.replace("anna", "nobody");
        let counted = site.patch(&nobody, &headers, json!({ "credentials": [key("k", "a")] }).to_string()).await;
        assert_eq!(counted.told(), "404 errors.noRecord");
    }

    async fn signatures_that_are_counted_at_once_all_count(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let anna = user(&site, form("FidoUaf"), "anna").await;
        authenticator(&site, &anna, "a-1", json!({})).await;
        let path = format!("{anna}/fido-authenticators/increment-sign-counter");
        let key = json!({ "credentials": [{ "keyId": "key-a-1", "aaid": "F1D0#0001" }] }).to_string();
        let answers = all((0..20).map(|_| site.patch(&path, &headers, key.clone()))).await;
        assert!(answers.iter().all(|answer| answer.status == StatusCode::OK && answer.json()["errors"] == json!([])));
        let shown = site.get(&format!("{anna}/fido-authenticators/a-1"), &headers).await.json();
        assert_eq!(shown["signCounter"], 20);
    }
}
