//! Custom properties: their definitions, and the values of users and mobile signatures.

use std::sync::Arc;

use serde_json::json;
use sigill_domain::ext_id::ExtId;
use sigill_domain::role::RoleTable;

use super::*;

pub(super) const PERSON: &str =
    r#""name":{"firstName":"Anna","familyName":"Muster"},"contacts":{"email":"a@example.com"}"#;

impl Site {
    /// Defines a property of a scope, by whatever is said beside name and scope.
    pub(super) async fn define(&self, scope: &str, name: &str, rest: Value) -> String {
        let mut body = json!({ "name": name, "scope": scope, "type": "STRING" });
        for (member, value) in rest.as_object().unwrap() {
            body[member] = value.clone();
        }
        let root = self.root().await;
        let created = self.post(&format!("{API}/properties"), &json_by(&root), body.to_string()).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        created.header("location").to_owned()
    }

    /// The properties that tests of values use, for users and for mobile signatures.
    pub(super) async fn define_all(&self) {
        for scope in ["USER_GLOBAL", "CREDENTIAL_MOBILE_SIGNATURE_GLOBAL"] {
            self.define(scope, "department", json!({ "stringMaxLen": 4, "stringRegex": "[A-Z]*" })).await;
            self.define(scope, "color", json!({ "type": "ENUM", "allowedValues": ["red", "blue"] })).await;
            self.define(scope, "badge", json!({ "uniquenessScope": "ABSOLUTE" })).await;
            self.define(scope, "fixed", json!({ "accessModify": "READ_ONLY" })).await;
            self.define(scope, "gone", json!({ "accessModify": "OFF" })).await;
        }
    }

    pub(super) async fn user(&self, user: &str, properties: &str) -> Answer {
        let body = format!(r#"{{"extId":"{user}",{PERSON},"properties":{properties}}}"#);
        self.post(&format!("{API}/api/users"), &json_by(&self.root().await), body).await
    }
}

on_both! {
    async fn a_property_is_defined_and_found(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let list = format!("{API}/properties");
        let body = r#"{"name":"department","description":"Where","type":"STRING","scope":"USER_GLOBAL",
            "encrypted":false,"propagated":true,"mandatoryOnGui":true,"stringMaxLen":4,"stringRegex":"[A-Z]*",
            "accessCreate":"READ_ONLY","accessModify":"READ_WRITE","uniquenessScope":"ABSOLUTE"}"#;
        let created = site.post(&list, &json_by(&root), body).await;
        assert_eq!((created.status, created.header("etag")), (StatusCode::CREATED, ""), "{}", created.body);
        let mut shown = created.json();
        let ext_id = shown["extId"].take();
        assert_eq!(created.header("location"), format!("{list}/{}", ext_id.as_str().unwrap()));
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "extId": null, "name": "department", "description": "Where",
            "type": "STRING", "scope": "USER_GLOBAL", "encrypted": false, "propagated": true, "mandatoryOnGui": true,
            "stringMaxLen": 4, "stringRegex": "[A-Z]*", "accessCreate": "READ_ONLY", "accessModify": "READ_WRITE",
            "uniquenessScope": "ABSOLUTE",
        }));
        assert_eq!(site.get(created.header("location"), &json_by(&root)).await.body, created.body);

        let again = site.post(&list, &json_by(&root), body).await;
        assert_eq!(again.told(), "422 errors.duplicateName");
        site.define("CREDENTIAL_MOBILE_SIGNATURE_GLOBAL", "department", json!({})).await;
        site.define("ROLE_FOR_APPLICATION", "color", json!({ "type": "ENUM", "allowedValues": ["red"] })).await;

        let page = site.get(&format!("{list}?limit=2&returnTotalResultCount=true"), &json_by(&root)).await.json();
        assert_eq!((page["items"].as_array().unwrap().len(), &page["_pagination"]["totalResult"]), (2, &json!(3)));
        let token = page["_pagination"]["continuationToken"].as_str().unwrap();
        let rest = site.get(&format!("{list}?continuationToken={token}"), &json_by(&root)).await.json();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["_pagination"]["continuationToken"]), (1, &Value::Null));
        let of_scope = site.get(&format!("{list}?scope=ROLE_FOR_APPLICATION"), &json_by(&root)).await.json();
        assert_eq!(of_scope["items"][0]["allowedValues"], json!(["red"]));
        assert_eq!(site.get(&format!("{list}?scope=X"), &json_by(&root)).await.told(), "422 errors.invalidData");

        let none = site.get(&format!("{list}/nope"), &json_by(&root)).await;
        assert_eq!((none.told().as_str(), none.messages().as_str()),
            ("404 errors.noRecord", "A property with extId nope doesn't exist"));
        let event = site.fixture.database.query("SELECT min(kind) FROM event WHERE client_ext_id = ''").await;
        assert_eq!(event.as_deref(), Some("PROPERTY_CREATE"));
    }

    async fn the_values_of_a_user_are_set_changed_and_removed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.define_all().await;
        let created = site.user("u", r#"{"department":"IT","color":null,"fixed":"x","gone":"secret","badge":""}"#).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        assert_eq!(created.json()["properties"], json!({ "department": "IT", "fixed": "x" }));
        let user = created.header("location").to_owned();
        let properties = format!("{user}/properties");
        let read = site.get(&properties, &json_by(&root)).await;
        assert_eq!((read.header("etag"), read.body.as_str()), ("\"v1\"", r#"{"department":"IT","fixed":"x"}"#));

        site.fixture.clock.advance_ms(1_000);
        let patch = site.patch(&properties, &json_by(&root), r#"{"color":"red","badge":"B1"}"#).await;
        assert_eq!((patch.status, patch.header("etag")), (StatusCode::OK, "\"v2\""), "{}", patch.body);
        assert_eq!(patch.json(), json!({ "badge": "B1", "color": "red", "department": "IT", "fixed": "x" }));
        let shown = site.get(&user, &json_by(&root)).await.json();
        assert_eq!((&shown["created"], &shown["lastModified"]), (&"2026-05-18T12:34:56Z".into(), &"2026-05-18T12:34:57Z".into()));
        site.fixture.clock.advance_ms(1_000);
        let body = r#"{"properties":{"color":"blue","badge":null},"remarks":"r"}"#;
        let patch = site.patch(&user, &json_by(&root), body).await;
        assert_eq!(patch.header("etag"), "\"v3\"", "one change: {}", patch.body);
        assert_eq!(patch.json()["properties"], json!({ "color": "blue", "department": "IT", "fixed": "x" }));
        let as_read = site.get(&user, &json_by(&root)).await;
        assert_eq!(site.patch(&user, &json_by(&root), as_read.body.clone()).await.body, as_read.body, "sent back");
        assert_eq!(site.patch(&properties, &json_by(&root), "{}").await.header("etag"), "\"v3\"");

        let stale = [json_by(&root)[0], json_by(&root)[1], ("if-match", "\"v2\"")];
        assert_eq!(site.patch(&properties, &stale, r#"{"color":"red"}"#).await.told(), "412 errors.preconditionFailed");
        let listed = site.get(&format!("{API}/clients/api/users?extId=u"), &json_by(&root)).await.json();
        assert_eq!(listed["items"][0]["properties"], as_read.json()["properties"]);
        let filtered = site.get(&format!("{API}/clients/api/users?properties.color=blue"), &json_by(&root)).await;
        assert_eq!(filtered.told(), "422 errors.invalidData", "no index answers it");

        let history = site.get("/sigill/v1/api/users/u/history", &json_by(&root)).await.json();
        let events = history["items"].as_array().unwrap();
        assert_eq!(events.len(), 3, "one per change");
        assert_eq!(events[1]["before"]["properties"], json!({ "department": "IT", "fixed": "x", "gone": "***" }));
        assert_eq!(events[1]["after"]["properties"],
            json!({ "badge": "B1", "color": "red", "department": "IT", "fixed": "x", "gone": "***" }));

        let all = site.patch(&user, &json_by(&root), r#"{"properties":null}"#).await;
        assert_eq!(all.messages(), "properties.fixed is read only: it can't be set or removed");
    }

    async fn the_values_of_a_mobile_signature_are_set_changed_and_removed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.define_all().await;
        let signature = site.signed("u").await;
        let properties = format!("{signature}/properties");
        assert_eq!(site.get(&properties, &json_by(&root)).await.body, "{}");
        site.fixture.clock.advance_ms(1_000);
        let patch = site.patch(&properties, &json_by(&root), r#"{"department":"IT","badge":"B1"}"#).await;
        assert_eq!(site.get(&signature, &json_by(&root)).await.json()["lastModified"], "2026-05-18T12:34:57Z");
        assert_eq!((patch.status, patch.header("etag"), patch.body.as_str()),
            (StatusCode::OK, "\"v2\"", r#"{"badge":"B1","department":"IT"}"#));
        let patch = site.patch(&properties, &json_by(&root), r#"{"department":"","color":"red"}"#).await;
        assert_eq!((patch.header("etag"), patch.body.as_str()), ("\"v3\"", r#"{"badge":"B1","color":"red"}"#));
        assert_eq!(site.get(&properties, &json_by(&root)).await.body, patch.body);
        // What else changes leaves them alone, and the credential itself doesn't show them.
        let other = site.patch(&signature, &json_by(&root), r#"{"stateName":"disabled"}"#).await;
        assert_eq!((other.header("etag"), other.json().get("properties")), ("\"v4\"", None));
        assert_eq!(site.get(&properties, &json_by(&root)).await.body, patch.body);
        let wrong = site.patch(&properties, &json_by(&root), r#"{"fixed":"x","gone":"x","color":"green"}"#).await;
        assert_eq!(wrong.told(), "422 errors.invalidData errors.modifyReadonlyData errors.invalidData");
        assert_eq!(site.user("nobody", "{}").await.status, StatusCode::CREATED);
        let none = format!("{API}/api/users/nobody/mobile-signature/properties");
        for answer in [site.get(&none, &json_by(&root)).await, site.patch(&none, &json_by(&root), "{}").await] {
            assert_eq!(answer.messages(), "User with extId nobody has no MobileSignature credential");
        }
        let history = site.get("/sigill/v1/api/users/u/history", &json_by(&root)).await.json();
        let events = history["items"].as_array().unwrap();
        let set = events.iter().find(|event| event["before"]["properties"]["department"] == "IT").unwrap();
        assert_eq!((&set["kind"], &set["after"]["properties"]), (&json!("CREDENTIAL_MODIFY"),
            &json!({ "badge": "B1", "color": "red" })));
    }

    async fn every_rule_that_values_break_is_told_at_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.define_all().await;
        assert_eq!(site.user("first", r#"{"badge":"B1"}"#).await.status, StatusCode::CREATED);
        let wrong = r#"{"badge":"B1","color":"green","department":"abcde","nope":"x"}"#;
        let told = "422 errors.propertyUniquenessViolated errors.invalidData errors.property.stringmaxlen \
                    errors.property.stringregex errors.invalidData";
        assert_eq!(site.user("u", wrong).await.told(), told);
        let user = site.user("u", "{}").await.header("location").to_owned();
        assert_eq!(site.patch(&format!("{user}/properties"), &json_by(&root), wrong).await.told(), told);
        let patch = format!(r#"{{"properties":{wrong},"sex":"x","frob":1}}"#);
        let both = site.patch(&user, &json_by(&root), patch).await.told();
        assert_eq!(both, format!("{} errors.invalidData", told.replacen("422", "422 errors.invalidData", 1)));
        let typed = site.patch(&format!("{user}/properties"), &json_by(&root), r#"{"color":1}"#).await;
        assert_eq!((typed.told().as_str(), typed.messages().as_str()),
            ("400 errors.unreadableBody", "'color': expected a string, got a number"));
        assert_eq!(site.get(&user, &json_by(&root)).await.header("etag"), "\"v1\"");
    }

    async fn writes_of_properties_keep_to_the_terms_of_all_writes(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.define_all().await;
        let signature = site.signed("u").await;
        let user = signature.trim_end_matches("/mobile-signature").to_owned();
        let by = json_by(&root);
        let definition = r#"{"name":"new","type":"STRING","scope":"USER_GLOBAL"}"#;
        let writes = [
            (Method::POST, format!("{API}/properties"), definition, 201, "PROPERTY_CREATE"),
            (Method::PATCH, format!("{user}/properties"), r#"{"color":"red"}"#, 200, "USER_MODIFY"),
            (Method::PATCH, format!("{signature}/properties"), r#"{"color":"red"}"#, 200, "CREDENTIAL_MODIFY"),
        ];
        for (method, path, body, status, kind) in writes {
            let before = site.events().await;
            let dry = [by[0], by[1], ("prefer", "dry-run")];
            let tried = site.send(request(method.clone(), &path, &dry, body.into())).await;
            let told = tried.json();
            assert_eq!((&told["status"], &told["events"][0]["kind"]), (&json!(status), &json!(kind)), "{told}");
            assert_eq!(told["events"][0].get("clientExtId").is_none(), kind == "PROPERTY_CREATE");
            assert_eq!(site.events().await, before, "{path}");
            let keyed = [by[0], by[1], ("idempotency-key", "k")];
            let first = site.send(request(method.clone(), &path, &keyed, body.into())).await;
            let again = site.send(request(method.clone(), &path, &keyed, body.into())).await;
            assert_eq!((first.status.as_u16(), &first.body), (status, &again.body), "{path}");
            assert_eq!((first.header("location"), first.header("etag")), (again.header("location"), again.header("etag")));
            let other = site.send(request(method, &path, &keyed, format!("{body} ").into())).await;
            assert_eq!(other.told(), "422 errors.idempotencyKeyReused");
        }
    }
}

#[tokio::test]
async fn properties_are_defined_by_who_may_do_so_everywhere_and_seen_by_who_may_see_them() {
    let site = Site::new().await;
    site.define("USER_GLOBAL", "color", json!({ "type": "ENUM", "allowedValues": ["red"] })).await;
    let room = || ClientRoom::Only(vec![ExtId::parse("extId", "api").unwrap()]);
    let local = site.bearer("local", Role::AppAdmin, room()).await;
    let body = r#"{"name":"n","type":"STRING","scope":"USER_GLOBAL"}"#;
    let list = format!("{API}/properties");
    assert_eq!(site.post(&list, &json_by(&local), body).await.told(), "403 errors.dataroomPermissionDenied");
    let seen = site.get(&list, &json_by(&local)).await.json();
    assert_eq!(seen["items"][0]["allowedValues"], json!(["red"]));
    let blind = site.bearer("blind", Role::AppOwner, ClientRoom::Global).await;
    assert_eq!(site.get(&list, &json_by(&blind)).await.told(), "403 errors.permissionDenied");
    assert_eq!(site.post(&list, &json_by(&blind), body).await.told(), "403 errors.permissionDenied");
}

#[tokio::test]
async fn the_properties_of_a_client_are_those_of_all_for_who_may_see_both() {
    let site = Site::new().await;
    site.define("USER_GLOBAL", "color", json!({ "type": "ENUM", "allowedValues": ["red"] })).await;
    site.define("CREDENTIAL_MOBILE_SIGNATURE_GLOBAL", "badge", json!({})).await;
    let list = format!("{API}/clients/api/properties");
    let (root, all) = (site.root().await, format!("{API}/properties"));
    let seen = site.get(&list, &json_by(&root)).await;
    assert_eq!((seen.status, &seen.body), (StatusCode::OK, &site.get(&all, &json_by(&root)).await.body));
    let filtered = site.get(&format!("{list}?scope=USER_GLOBAL&limit=1"), &json_by(&root)).await.json();
    assert_eq!(filtered["items"].as_array().unwrap().len(), 1);
    assert_eq!(filtered["items"][0]["name"], "color");
    assert_eq!(site.get(&format!("{list}?x=1"), &json_by(&root)).await.told(), "422 errors.invalidData");
    let nowhere = site.get(&format!("{API}/clients/nowhere/properties"), &json_by(&root)).await;
    assert_eq!(nowhere.told(), "404 errors.noRecord");
    let elsewhere = site.bearer("elsewhere", Role::Root, ClientRoom::Only(vec![])).await;
    assert_eq!(site.get(&list, &json_by(&elsewhere)).await.told(), "403 errors.dataroomPermissionDenied");
    let blind = site.bearer("blind", Role::AppOwner, ClientRoom::Global).await;
    assert_eq!(site.get(&list, &json_by(&blind)).await.told(), "403 errors.permissionDenied");
}

#[tokio::test]
async fn history_and_trials_show_no_values_to_who_may_not_see_them() {
    let site = Site::new().await;
    let root = site.root().await;
    site.define_all().await;
    site.bearer("me", Role::SelfAdmin, ClientRoom::Only(vec![])).await;
    let own = format!("{API}/api/users/me");
    let set = site.patch(&format!("{own}/properties"), &json_by(&root), r#"{"department":"IT"}"#).await;
    assert_eq!(set.status, StatusCode::OK);

    // Roles are the operator's: one that reads history and tries changes, but sees no values.
    let users = ["UserView", "UserModify", "UserDelete", "UserArchiveTechUser"];
    let rights = [&users[..], &["CredentialView", "ClientView", "PolicyConfigurationView"]].concat();
    let rights = rights.iter().map(|right| format!("AccessControl.{right}")).collect();
    let mut app = site.fixture.app.clone();
    app.roles = Arc::new(RoleTable::changed(&[("nevisIdm.TemplateAdmin".to_owned(), rights)].into()).unwrap());
    let narrow = router(app, Limits::default());
    let reader = site.bearer("reader", Role::TemplateAdmin, ClientRoom::Global).await;
    let ask = async |by: &str, method: Method, path: &str| {
        let call = request(method, path, &[json_by(by)[0], json_by(by)[1], ("prefer", "dry-run")], "{}".into());
        let response = narrow.clone().oneshot(call).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
    };
    for (method, path) in [
        (Method::GET, "/sigill/v1/api/users/me/history".to_owned()),
        (Method::GET, "/sigill/v1/api/history".to_owned()),
        (Method::DELETE, own.clone()),
    ] {
        let told = ask(&reader, method.clone(), &path).await;
        assert!(told.contains("userState") && !told.contains("department"), "{path}: {told}");
        assert!(ask(&root, method, &path).await.contains("department"), "{path}");
    }
}

#[tokio::test]
async fn values_are_left_out_or_refused_for_who_may_not_see_or_set_them() {
    let site = Site::new().await;
    let root = site.root().await;
    site.define_all().await;
    let me = site.bearer("me", Role::SelfAdmin, ClientRoom::Only(vec![])).await;
    let own = format!("{API}/api/users/me");
    let set = site.patch(&format!("{own}/properties"), &json_by(&root), r#"{"department":"IT"}"#).await;
    assert_eq!(set.status, StatusCode::OK);
    let signature = format!("{}/properties", site.signed("u").await);
    let user = site.get(&own, &json_by(&root)).await;

    // Who may see users, but no values.
    let blind = site.bearer("blind", Role::AppOwner, ClientRoom::Global).await;
    let seen = site.get(&own, &json_by(&blind)).await;
    assert_eq!((seen.status, seen.json().get("properties")), (StatusCode::OK, None));
    let listed = site.get(&format!("{API}/clients/api/users?extId=me"), &json_by(&blind)).await.json();
    assert_eq!((listed["items"].as_array().unwrap().len(), listed["items"][0].get("properties")), (1, None));
    let refused = site.get(&format!("{own}/properties"), &json_by(&blind)).await;
    assert_eq!(refused.messages(), "Permission denied: AccessControl.PropertyView is needed");
    let found = site.get("/sigill/v1/search?q=me", &json_by(&root)).await.json();
    assert_eq!(found["items"][0]["user"].get("properties"), None, "search shows none");

    // Oneself.
    assert_eq!(site.get(&own, &json_by(&me)).await.json()["properties"], json!({ "department": "IT" }));
    assert_eq!(site.get(&format!("{own}/properties"), &json_by(&me)).await.body, r#"{"department":"IT"}"#);
    let none = site.get(&format!("{own}/mobile-signature/properties"), &json_by(&me)).await;
    assert_eq!(none.told(), "404 errors.noRecord");
    let refused = site.patch(&format!("{own}/properties"), &json_by(&me), r#"{"color":"red"}"#).await;
    assert_eq!(refused.told(), "403 errors.permissionDenied");

    // Who may see values and change users, but set no values.
    let helper = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
    for path in [format!("{own}/properties"), signature] {
        let refused = site.patch(&path, &json_by(&helper), r#"{"color":"red"}"#).await;
        assert_eq!(refused.messages(), "Permission denied: AccessControl.PropertyValueCreate is needed", "{path}");
        assert_eq!(site.get(&path, &json_by(&helper)).await.status, StatusCode::OK);
    }
    for (change, right) in [
        (r#"{"color":"red"}"#, "PropertyValueCreate"),
        (r#"{"department":"HR"}"#, "PropertyValueModify"),
        (r#"{"department":null}"#, "PropertyValueDelete"),
    ] {
        let refused = site.patch(&own, &json_by(&helper), format!(r#"{{"properties":{change}}}"#)).await;
        assert_eq!(refused.messages(), format!("Permission denied: AccessControl.{right} is needed"));
    }
    let mut as_read = user.json();
    as_read.as_object_mut().unwrap().remove("loginId");
    let back = site.patch(&own, &json_by(&helper), as_read.to_string()).await;
    assert_eq!((back.status, &back.body), (StatusCode::OK, &user.body), "as it was read");
}
