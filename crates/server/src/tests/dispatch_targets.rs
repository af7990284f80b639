//! Dispatch targets of users, and what vouches for the apps on their devices.

use serde_json::json;

use super::*;

const USERS: &str = "/nevisidm/api/core/v1/api/users";

fn phone(ext_id: &str) -> Value {
    json!({
        "extId": ext_id, "deviceId": "device-1", "target": "push-token", "signingKey": "signing", "appId": "com.example",
        "name": "My phone", "identification": "phone-1",
    })
}

fn attested(name: &str) -> Value {
    json!({ "name": name, "receipt": "receipt", "publicKey": "key", "deviceId": "device-1" })
}

/// The path of the dispatch targets of a new user.
async fn user(site: &Site, ext_id: &str) -> String {
    site.signed(ext_id).await;
    format!("{USERS}/{ext_id}/dispatch-targets")
}

async fn made(site: &Site, path: &str, body: &Value) -> Answer {
    let root = site.root().await;
    let made = site.post(path, &json_by(&root), body.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made
}

fn ids(answer: &Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
    items.iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect()
}

async fn kinds(site: &Site, user: &str) -> Vec<String> {
    let root = site.root().await;
    let history = site.get(&format!("/sigill/v1/api/users/{user}/history?limit=1000"), &json_by(&root)).await.json();
    let kinds = history["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap().to_owned());
    let mut kinds: Vec<_> =
        kinds.filter(|kind| kind.starts_with("DISPATCH") || kind.starts_with("APP_ATTESTATION")).collect();
    kinds.sort_unstable();
    kinds
}

on_both! {
    async fn a_dispatch_target_is_made_read_and_listed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let all = user(&site, "u").await;
        assert_eq!(ids(&site.get(&all, &headers).await), Vec::<String>::new());
        let first = made(&site, &all, &phone("t-1")).await;
        let path = format!("{all}/t-1");
        assert_eq!((first.header("location"), first.header("etag")), (&*path, "\"v1\""));
        let shown = first.json();
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "t-1",
            "type": "fido-uaf", "deviceId": "device-1", "target": "push-token", "signingKey": "signing",
            "appId": "com.example", "name": "My phone", "identification": "phone-1", "state": "active",
        }));
        let read = site.get(&path, &headers).await;
        assert_eq!((read.json(), read.header("etag")), (shown.clone(), "\"v1\""));
        site.fixture.clock.advance_ms(2_000);
        let mut second = phone("");
        second.as_object_mut().unwrap().remove("extId");
        for (member, value) in [("dispatcher", "fcm"), ("userAgent", "App/1"), ("encryptionKey", "enc"), ("type", "fido-uaf"), ("state", "disabled")] {
            second[member] = json!(value);
        }
        second["appAttestation"] = attested("a-2");
        let second = made(&site, &all, &second).await.json();
        assert_eq!((&second["state"], &second["dispatcher"], &second["encryptionKey"]), (&json!("disabled"), &json!("fcm"), &json!("enc")));
        assert_eq!((&second["appAttestation"]["counter"], &second["appAttestation"]["version"]), (&json!(0), &json!(1)));

        let listed = site.get(&format!("{all}?limit=1&returnTotalResultCount=true"), &headers).await;
        assert_eq!((ids(&listed), &listed.json()["_pagination"]["totalResult"]), (vec!["t-1".to_owned()], &json!(2)));
        let token = listed.json()["_pagination"]["continuationToken"].as_str().unwrap().to_owned();
        let rest = site.get(&format!("{all}?continuationToken={token}"), &headers).await;
        assert_eq!(rest.json()["items"], json!([second]));
        for (query, count) in [("state=active", 1), ("extId=t-1", 1), ("deviceId=device-1&name=My+phone", 2), ("appId=other", 0)] {
            assert_eq!(ids(&site.get(&format!("{all}?{query}"), &headers).await).len(), count, "{query}");
        }
        for query in ["target=x", "state=archived"] {
            assert_eq!(site.get(&format!("{all}?{query}"), &headers).await.told(), "422 errors.invalidData", "{query}");
        }

        let absent = site.get(&format!("{USERS}/none/dispatch-targets"), &headers).await;
        assert_eq!(absent.told(), "404 errors.noRecord");
    }

    async fn a_dispatch_target_is_changed_and_deleted_and_history_tells_no_address(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let all = user(&site, "u").await;
        let path = made(&site, &all, &phone("t-1")).await.header("location").to_owned();
        site.fixture.clock.advance_ms(2_000);
        let read = site.get(&path, &headers).await;
        let back = site.patch(&path, &headers, read.body).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let patch = json!({ "state": "disabled", "name": "Old phone", "dispatcher": "apns", "version": 1 });
        let changed = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        let changed = changed.json();
        assert_eq!((&changed["state"], &changed["name"], &changed["dispatcher"]), (&json!("disabled"), &json!("Old phone"), &json!("apns")));
        assert_eq!(changed["lastModified"], json!("2026-05-18T12:34:58Z"));
        let removed = site.patch(&path, &headers, r#"{"dispatcher":null,"userAgent":""}"#).await.json();
        assert_eq!((removed.get("dispatcher"), &removed["version"]), (None, &json!(3)));
        for (body, told) in [
            (json!({ "version": 1 }), "409 errors.optimisticLockingFailure"),
            (json!({ "extId": "x", "type": "other" }), "422 errors.modifyReadonlyData errors.modifyReadonlyData"),
            (json!({ "name": null, "state": null, "target": "" }), "422 errors.invalidData errors.invalidData errors.invalidData"),
            (json!({ "state": "archived", "secret": "x" }), "422 errors.invalidData errors.invalidData"),
            (json!({ "name": 1 }), "400 errors.unreadableBody"),
        ] {
            assert_eq!(site.patch(&path, &headers, body.to_string()).await.told(), told, "{body}");
        }
        let old = [headers[0], headers[1], ("if-match", "\"v1\"")];
        assert_eq!(site.patch(&path, &old, "{}").await.told(), "412 errors.preconditionFailed");
        assert_eq!(site.delete(&path, &old).await.told(), "412 errors.preconditionFailed");
        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        for gone in [site.get(&path, &headers).await, site.patch(&path, &headers, "{}").await, site.delete(&path, &headers).await] {
            assert_eq!(gone.told(), "404 errors.noRecord");
        }
        let expected = ["CREATE", "DELETE", "MODIFY", "MODIFY"].map(|verb| format!("DISPATCH_TARGET_{verb}"));
        assert_eq!(kinds(&site, "u").await, expected);
        let history = site.get("/sigill/v1/api/users/u/history?limit=1000", &headers).await.body;
        assert!(!history.contains("push-token") && !history.contains("\"signing\""), "{history}");
        let erased = site.post("/sigill/v1/api/users/u/history/erasure", &headers, "{}").await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
        let history = site.get("/sigill/v1/api/users/u/history?limit=1000", &headers).await.body;
        assert!(!history.contains("Old phone") && !history.contains("device-1"), "{history}");
    }

    async fn a_dispatch_target_is_refused_with_every_broken_rule_by_name(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let all = user(&site, "u").await;
        let other = user(&site, "v").await;
        made(&site, &other, &phone("taken")).await;
        let with = |more: Value| {
            let mut body = phone("t");
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        for (body, told, named) in [
            (json!({}), 6, "identification is mandatory"),
            (with(json!({ "extId": "taken" })), 1, "extId: the client already has"),
            (with(json!({ "extId": "a b", "type": "sms", "state": "archived", "name": " ", "target": "x".repeat(4001) })), 5, "expected at most 4000 characters"),
            (with(json!({ "dispatcher": "", "userAgent": "\u{0}", "sim": 1 })), 3, "unknown member 'sim'"),
            (with(json!({ "appAttestation": { "counter": 4_294_967_296_i64 } })), 4, "appAttestation.receipt is mandatory"),
        ] {
            let refused = site.post(&all, &headers, body.to_string()).await;
            assert_eq!((refused.status, refused.json()["errors"].as_array().unwrap().len()), (StatusCode::UNPROCESSABLE_ENTITY, told), "{}", refused.body);
            assert!(refused.messages().contains(named), "{named}: {}", refused.messages());
        }
        for body in [json!({ "name": 1 }), json!({ "appAttestation": [] })] {
            assert_eq!(site.post(&all, &headers, with(body).to_string()).await.told(), "400 errors.unreadableBody");
        }
        for n in 0..50 {
            made(&site, &all, &phone(&format!("t-{n}"))).await;
        }
        assert_eq!(site.post(&all, &headers, phone("t-50").to_string()).await.told(), "422 errors.invalidData", "as many as it may");
    }

    async fn an_app_attestation_is_made_read_changed_and_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let all = user(&site, "u").await;
        made(&site, &all, &phone("t-1")).await;
        let mut second = phone("t-2");
        second["appAttestation"] = attested("second");
        made(&site, &all, &second).await;
        let path = format!("{all}/t-1/app-attestation");
        assert_eq!(site.get(&path, &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.post(&path, &headers, attested("second").to_string()).await.told(), "422 errors.duplicateName");
        let created = made(&site, &path, &attested("first")).await;
        assert_eq!((created.header("location"), created.header("etag")), (&*path, "\"v1\""));
        let shown = created.json();
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "counter": 0,
            "name": "first", "receipt": "receipt", "publicKey": "key", "deviceId": "device-1",
        }));
        assert_eq!(site.get(&path, &headers).await.json(), shown);
        let target = site.get(&format!("{all}/t-1"), &headers).await.json();
        assert_eq!((&target["appAttestation"], &target["version"]), (&shown, &json!(2)));
        assert_eq!(site.post(&path, &headers, attested("again").to_string()).await.told(), "422 errors.duplicateValue");

        let back = site.patch(&path, &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let changed = site.patch(&path, &headers, r#"{"counter":7,"name":"phone","environment":"production","version":1}"#).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        let changed = changed.json();
        assert_eq!((&changed["counter"], &changed["name"], &changed["environment"]), (&json!(7), &json!("phone"), &json!("production")));
        let nameless = site.patch(&path, &headers, r#"{"name":null,"environment":""}"#).await.json();
        assert_eq!((nameless.get("name"), nameless.get("environment")), (None, None));
        for (body, told) in [
            (json!({ "name": "second" }), "422 errors.duplicateName"),
            (json!({ "version": 1 }), "409 errors.optimisticLockingFailure"),
            (json!({ "counter": null, "receipt": null }), "422 errors.invalidData errors.invalidData"),
            (json!({ "counter": -1 }), "422 errors.invalidData"),
            (json!({ "counter": "1" }), "400 errors.unreadableBody"),
        ] {
            assert_eq!(site.patch(&path, &headers, body.to_string()).await.told(), told, "{body}");
        }
        let old = [headers[0], headers[1], ("if-match", "\"v1\"")];
        assert_eq!(site.delete(&path, &old).await.told(), "412 errors.preconditionFailed");
        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.get(&path, &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.delete(&path, &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.patch(&path, &headers, "{}").await.told(), "404 errors.noRecord");
        assert_eq!(site.get(&format!("{all}/none/app-attestation"), &headers).await.told(), "404 errors.noRecord");
        let target = site.get(&format!("{all}/t-1"), &headers).await.json();
        assert_eq!((target.get("appAttestation"), &target["version"]), (None, &json!(5)));
        made(&site, &path, &attested("phone")).await;
        let events: Vec<_> = kinds(&site, "u").await.into_iter().filter(|kind| kind.starts_with("APP")).collect();
        let expected = ["CREATE", "CREATE", "DELETE", "MODIFY", "MODIFY"].map(|verb| format!("APP_ATTESTATION_{verb}"));
        assert_eq!(events, expected);
    }

    async fn a_dispatch_target_that_goes_is_taken_out_of_the_authenticators_of_its_user(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let all = user(&site, "u").await;
        for name in ["t-1", "t-2"] {
            made(&site, &all, &phone(name)).await;
        }
        let authenticators = format!("{USERS}/u/fido-authenticators");
        for (name, target) in [("k-1", "t-1"), ("k-2", "t-2"), ("k-3", "t-1")] {
            let key = json!({
                "extId": name, "aaid": "F1D0#0001", "appId": "a", "keyId": name, "publicKeyAlgorithm": "x",
                "publicKey": "y", "dispatchTargetExtId": target, "deviceId": "device-1",
            });
            made(&site, &authenticators, &key).await;
        }
        let tried = [headers[0], headers[1], ("prefer", "dry-run")];
        let tried = site.delete(&format!("{all}/t-1"), &tried).await;
        let events: Vec<_> = tried.json()["events"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
        assert_eq!(events, ["DISPATCH_TARGET_DELETE", "CREDENTIAL_MODIFY", "CREDENTIAL_MODIFY"], "{}", tried.body);
        assert_eq!(site.delete(&format!("{all}/t-1"), &headers).await.status, StatusCode::NO_CONTENT);
        for (name, target, version) in [("k-1", Value::Null, 2), ("k-2", json!("t-2"), 1), ("k-3", Value::Null, 2)] {
            let key = site.get(&format!("{authenticators}/{name}"), &headers).await.json();
            let left = key.get("dispatchTargetExtId").cloned().unwrap_or_default();
            assert_eq!((left, &key["version"], &key["deviceId"]), (target, &json!(version), &json!("device-1")), "{name}");
        }
    }

    async fn dispatch_targets_go_with_their_user(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let rows = async || site.fixture.database.query("SELECT count(*) FROM dispatch_target").await.unwrap();
        for (name, n) in [("u", 1), ("v", 2)] {
            let all = user(&site, name).await;
            made(&site, &all, &phone(&format!("t-{name}"))).await;
            assert_eq!(rows().await, n.to_string());
        }
        let archived = site.post(&format!("{USERS}/u/archive"), &headers, "").await;
        assert_eq!(archived.status, StatusCode::NO_CONTENT, "{}", archived.body);
        assert_eq!(ids(&site.get(&format!("{USERS}/u/dispatch-targets"), &headers).await), Vec::<String>::new());
        let refused = site.post(&format!("{USERS}/u/dispatch-targets"), &headers, phone("t-3").to_string()).await;
        assert_eq!(refused.told(), "422 errors.invalidData", "of an archived user");
        assert_eq!(site.delete(&format!("{USERS}/v"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(rows().await, "0");
        assert!(kinds(&site, "u").await.contains(&"DISPATCH_TARGET_DELETE".to_owned()));
        assert!(kinds(&site, "v").await.contains(&"DISPATCH_TARGET_DELETE".to_owned()));

        site.post(&format!("{API}/clients"), &headers, r#"{"extId":"c","name":"C"}"#).await;
        let person = json!({ "extId": "w", "name": { "firstName": "A", "familyName": "M" }, "contacts": { "email": "a@example.com" } });
        made(&site, &format!("{API}/c/users"), &person).await;
        made(&site, &format!("{API}/c/users/w/dispatch-targets"), &phone("t-u")).await;
        assert_eq!(site.delete(&format!("{API}/clients/c"), &headers).await.status, StatusCode::NO_CONTENT);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(20));
        sigill_app::client::purge(&app.store.system(sigill_app::Task::Test, occasion)).await.unwrap();
        assert_eq!(rows().await, "0");
    }

    async fn people_see_and_delete_their_own_with_a_second_token(database: Database) {
        let site = Site::on(database).await;
        let bearer = site.bearer("me", Role::SelfAdmin, ClientRoom::Global).await;
        let proof = site.proof("me", &bearer).await;
        let all = format!("{USERS}/me/dispatch-targets");
        made(&site, &all, &phone("mine")).await;
        made(&site, &format!("{all}/mine/app-attestation"), &attested("a")).await;
        let others = user(&site, "u").await;
        made(&site, &others, &phone("theirs")).await;
        let (plain, proven) = (json_by(&bearer), proven_by(&bearer, &proof));
        let target = format!("{all}/mine");
        let attestation = format!("{target}/app-attestation");
        for path in [&all, &target, &attestation] {
            assert_eq!(site.get(path, &plain).await.status, StatusCode::UNAUTHORIZED, "{path}");
            assert_eq!(site.get(path, &proven).await.status, StatusCode::OK, "{path}");
        }
        assert_eq!(site.get(&format!("{others}/theirs"), &proven).await.told(), "403 errors.permissionDenied");
        assert_eq!(site.post(&all, &proven, phone("more").to_string()).await.told(), "403 errors.permissionDenied");
        assert_eq!(site.patch(&target, &proven, "{}").await.told(), "403 errors.permissionDenied");
        assert_eq!(site.patch(&attestation, &plain, r#"{"counter":1}"#).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(site.patch(&attestation, &proven, r#"{"counter":1}"#).await.status, StatusCode::OK);
        assert_eq!(site.delete(&attestation, &proven).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.delete(&target, &plain).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(site.delete(&target, &proven).await.status, StatusCode::NO_CONTENT);
    }

    async fn nobody_handles_dispatch_targets_of_who_may_do_more(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let desk = site.bearer("desk", Role::Helpdesk, ClientRoom::Global).await;
        let headers = json_by(&desk);
        let all = format!("{USERS}/root/dispatch-targets");
        let mut target = phone("t-1");
        target["appAttestation"] = attested("a");
        made(&site, &all, &target).await;
        let path = format!("{all}/t-1");
        assert_eq!(site.get(&path, &headers).await.status, StatusCode::OK);
        assert_eq!(site.post(&all, &headers, phone("t-2").to_string()).await.told(), "403 errors.permissionDenied");
        for path in [path.clone(), format!("{path}/app-attestation")] {
            assert_eq!(site.patch(&path, &headers, "{}").await.told(), "403 errors.permissionDenied", "{path}");
            assert_eq!(site.delete(&path, &headers).await.told(), "403 errors.permissionDenied", "{path}");
        }
        let people = user(&site, "u").await;
        assert_eq!(site.post(&people, &headers, phone("t-3").to_string()).await.status, StatusCode::CREATED);
        assert_eq!(site.get(&people, &json_by(&root)).await.json()["items"].as_array().unwrap().len(), 1);
    }

    async fn a_right_for_dispatch_targets_alone_suffices(database: Database) {
        let rights = ["View", "Create", "Modify", "Delete"].map(|verb| format!("AccessControl.DispatchTarget{verb}"));
        let changes = std::collections::BTreeMap::from([("nevisIdm.Helpdesk".to_owned(), rights.to_vec())]);
        let mut fixture = Fixture::new(database).await;
        fixture.app.roles = Arc::new(sigill_domain::role::RoleTable::changed(&changes).unwrap());
        let site = Site::around(fixture, Limits::default());
        let all = user(&site, "u").await;
        let desk = site.bearer("desk", Role::Helpdesk, ClientRoom::Global).await;
        let headers = json_by(&desk);
        assert_eq!(site.post(&all, &headers, phone("t-1").to_string()).await.status, StatusCode::CREATED);
        assert_eq!(site.patch(&format!("{all}/t-1"), &headers, r#"{"name":"n"}"#).await.status, StatusCode::OK);
        assert_eq!(ids(&site.get(&all, &headers).await), ["t-1"]);
        assert_eq!(site.delete(&format!("{all}/t-1"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.get(&format!("{USERS}/u/credentials"), &headers).await.told(), "403 errors.permissionDenied");
    }
}
