//! Enterprise roles, their members, and who has them.

use serde_json::json;
use sigill_app::Task;

use super::*;

const ALL: &str = "/nevisidm/api/core/v1/api/eroles";
const LIST: &str = "/nevisidm/api/core/v1/clients/api/eroles";

fn accounting(ext_id: &str, name: &str) -> Value {
    json!({ "extId": ext_id, "name": name, "description": "who counts", "displayName": { "EN": "Accounting" } })
}

impl Site {
    /// An application with a role of the same name, which the client `api` has if it `is_assigned`.
    pub(super) async fn application(&self, name: &str, is_assigned: bool) {
        let root = self.root().await;
        let headers = json_by(&root);
        let wish = json!({ "extId": name, "name": name, "displayed": true }).to_string();
        assert_eq!(self.post(&format!("{API}/applications"), &headers, wish).await.status, StatusCode::CREATED);
        let role = json!({ "extId": format!("role-{name}"), "name": "Editor" }).to_string();
        let roles = format!("{API}/applications/{name}/roles");
        assert_eq!(self.post(&roles, &headers, role).await.status, StatusCode::CREATED);
        if is_assigned {
            let path = format!("/sigill/v1/clients/api/applications/{name}");
            let put = self.send(request(Method::PUT, &path, &headers, Body::empty())).await;
            assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.body);
        }
    }

    /// The status, and the code of a refusal, of making a role a member.
    async fn add(&self, erole: &str, role: &str) -> String {
        let root = self.root().await;
        let answer = self
            .send(request(Method::PUT, &format!("{ALL}/{erole}/roles/{role}"), &json_by(&root), Body::empty()))
            .await;
        if answer.status.is_success() { answer.status.as_u16().to_string() } else { answer.told() }
    }

    async fn members(&self, erole: &str) -> Vec<String> {
        let root = self.root().await;
        let listed = self.get(&format!("{ALL}/{erole}/roles"), &json_by(&root)).await.json();
        listed["items"].as_array().unwrap().iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect()
    }

    /// Where the enterprise roles of the profile of a new user are.
    async fn given_to(&self, user: &str) -> String {
        self.signed(user).await;
        let root = self.root().await;
        let profiles = self.get(&format!("{API}/api/users/{user}/profiles"), &json_by(&root)).await.json();
        format!("{API}/api/profiles/{}/eauthorizations", profiles["items"][0]["extId"].as_str().unwrap())
    }

    async fn purge_eroles(&self) -> u64 {
        let app = &self.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::erole::purge(&app.store.system(Task::Test, occasion)).await.unwrap()
    }

    async fn kinds(&self, prefix: &str) -> Vec<String> {
        let root = self.root().await;
        let history = self.get("/sigill/v1/api/history?limit=1000", &json_by(&root)).await.json();
        let kinds = history["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap());
        let mut kinds: Vec<_> = kinds.filter_map(|kind| kind.strip_prefix(prefix)).map(str::to_owned).collect();
        kinds.sort_unstable();
        kinds
    }
}

on_both! {
    async fn an_enterprise_role_is_made_read_listed_changed_and_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let made = site.post(ALL, &headers, accounting("e-1", "Accounting").to_string()).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{ALL}/e-1")), "{}", made.body);
        let path = format!("{ALL}/e-1");
        let read = site.get(&path, &headers).await;
        assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{}", read.body);
        let shown = read.json();
        assert_eq!(made.json(), shown);
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "e-1",
            "clientExtId": "api", "name": "Accounting", "description": "who counts", "displayName": { "EN": "Accounting" },
        }));
        assert_eq!(site.post(ALL, &headers, r#"{"extId":"f-2","name":"Sales"}"#).await.status, StatusCode::CREATED);
        let listed = site.get(&format!("{LIST}?returnTotalResultCount=true&limit=1"), &headers).await.json();
        assert_eq!((&listed["items"], &listed["_pagination"]["totalResult"]), (&json!([shown]), &json!(2)));
        let token = listed["_pagination"]["continuationToken"].as_str().unwrap();
        let rest = site.get(&format!("{LIST}?continuationToken={token}"), &headers).await.json();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["items"][0]["name"]), (1, &json!("Sales")));

        let back = site.patch(&path, &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let patch = json!({ "name": "Finance", "description": null, "displayName": { "DE": "Finanzen" }, "version": 1 });
        let changed = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        let changed = changed.json();
        assert_eq!(changed["displayName"], json!({ "EN": "Accounting", "DE": "Finanzen" }));
        assert_eq!((&changed["name"], changed.get("description")), (&json!("Finance"), None));
        assert_eq!(site.patch(&path, &headers, patch.to_string()).await.told(), "409 errors.optimisticLockingFailure");

        let old = [headers[0], headers[1], ("if-match", "\"v1\"")];
        assert_eq!(site.delete(&path, &old).await.told(), "412 errors.preconditionFailed");
        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        for gone in [
            site.get(&path, &headers).await, site.delete(&path, &headers).await, site.patch(&path, &headers, "{}").await,
            site.get(&format!("{path}/roles"), &headers).await,
        ] {
            assert_eq!(gone.told(), "404 errors.noRecord");
        }
        assert_eq!(site.kinds("ENTERPRISE_ROLE_").await, ["CREATE", "CREATE", "DELETE", "MODIFY"]);
    }

    async fn the_custom_properties_of_an_enterprise_role_are_set_changed_and_removed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.define("ENTERPRISE_ROLE_GLOBAL", "owner", json!({})).await;
        site.define("ENTERPRISE_ROLE_GLOBAL", "code", json!({ "uniquenessScope": "ABSOLUTE" })).await;
        for name in ["e-1", "e-2"] {
            assert_eq!(site.post(ALL, &headers, accounting(name, name).to_string()).await.status, StatusCode::CREATED);
        }
        let path = format!("{ALL}/e-1/properties");
        assert_eq!(site.get(&path, &headers).await.json(), json!({}));
        let set = site.patch(&path, &headers, r#"{"owner":"Anna","code":"A"}"#).await;
        let shown = json!({ "owner": "Anna", "code": "A" });
        assert_eq!((set.status, set.json(), set.header("etag")), (StatusCode::OK, shown, "\"v2\""), "{}", set.body);
        let same = site.patch(&path, &headers, r#"{"code":"A"}"#).await;
        assert_eq!(same.header("etag"), "\"v2\"", "it changes nothing");
        let old = [headers[0], headers[1], ("if-match", "\"v1\"")];
        assert_eq!(site.patch(&path, &old, r#"{"code":"C"}"#).await.told(), "412 errors.preconditionFailed");
        let changed = site.patch(&path, &headers, r#"{"owner":null,"code":"B"}"#).await;
        assert_eq!(changed.json(), json!({ "code": "B" }));
        assert_eq!(site.get(&path, &headers).await.json(), json!({ "code": "B" }));
        let renamed = site.patch(&format!("{ALL}/e-1"), &headers, r#"{"name":"Other"}"#).await;
        assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.body);
        assert_eq!(site.get(&path, &headers).await.json(), json!({ "code": "B" }), "a patch of the rest leaves them");

        let other = format!("{ALL}/e-2/properties");
        assert_eq!(site.patch(&other, &headers, r#"{"code":"B"}"#).await.told(), "422 errors.propertyUniquenessViolated");
        assert_eq!(site.patch(&other, &headers, r#"{"wrong":"x"}"#).await.told(), "422 errors.invalidData");
        assert_eq!(site.get(&format!("{ALL}/none/properties"), &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.delete(&format!("{ALL}/e-1"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.get(&path, &headers).await.told(), "404 errors.noRecord");
        site.purge_eroles().await;
        assert_eq!(site.patch(&other, &headers, r#"{"code":"B"}"#).await.status, StatusCode::OK, "free again");

        // Who makes enterprise roles doesn't see values by that alone, nor what was changed of them.
        let maker = site.bearer("maker", Role::EnterpriseRoleAdmin, ClientRoom::Global).await;
        assert_eq!(site.get(&other, &json_by(&maker)).await.told(), "403 errors.permissionDenied");
        assert_eq!(site.patch(&other, &json_by(&maker), "{}").await.told(), "403 errors.permissionDenied");
        let tried = [json_by(&maker)[0], headers[1], ("prefer", "dry-run")];
        let tried = site.patch(&format!("{ALL}/e-2"), &tried, r#"{"name":"Third"}"#).await;
        assert!(tried.status == StatusCode::OK && !tried.body.contains("properties"), "{}", tried.body);
        let admin = site.bearer("admin", Role::UserAdmin, ClientRoom::Global).await;
        assert_eq!(site.get(&other, &json_by(&admin)).await.json(), json!({ "code": "B" }));
        assert_eq!(site.patch(&other, &json_by(&admin), "{}").await.told(), "403 errors.permissionDenied");
        let history = site.get("/sigill/v1/api/history?kind=ENTERPRISE_ROLE_MODIFY", &headers).await.json();
        assert!(history.to_string().contains(r#""properties":{"code":"B"}"#), "{history}");
    }

    async fn roles_of_applications_of_the_client_are_members(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.application("portal", true).await;
        site.application("shop", true).await;
        site.application("other", false).await;
        site.post(ALL, &headers, accounting("e-1", "Accounting").to_string()).await;
        assert_eq!(site.add("e-1", "role-portal").await, "204");
        assert_eq!(site.add("e-1", "role-portal").await, "204", "to repeat it is harmless");
        assert_eq!(site.add("e-1", "role-shop").await, "204");
        assert_eq!(site.members("e-1").await, ["role-portal", "role-shop"]);
        let listed = site.get(&format!("{ALL}/e-1/roles?limit=1&returnTotalResultCount=true"), &headers).await.json();
        assert_eq!(listed["_pagination"]["totalResult"], json!(2));
        assert_eq!((&listed["items"][0]["applicationExtId"], &listed["items"][0]["name"]), (&json!("portal"), &json!("Editor")));
        let token = listed["_pagination"]["continuationToken"].as_str().unwrap();
        let rest = site.get(&format!("{ALL}/e-1/roles?continuationToken={token}"), &headers).await.json();
        assert_eq!(rest["items"][0]["extId"], json!("role-shop"));

        assert_eq!(site.add("e-1", "role-other").await, "422 errors.missingReferenceData", "the client hasn't got it");
        assert_eq!(site.add("e-1", "nevisIdm.Helpdesk").await, "422 errors.invalidData", "this server's own");
        assert_eq!(site.add("e-1", "none").await, "404 errors.noRecord");
        assert_eq!(site.add("none", "role-portal").await, "404 errors.noRecord");
        // What is in use stays the client's.
        let portal = "/sigill/v1/clients/api/applications/portal";
        assert_eq!(site.delete(portal, &headers).await.told(), "422 errors.undeletedDependencies");
        for _ in 0..2 {
            assert_eq!(site.delete(&format!("{ALL}/e-1/roles/role-portal"), &headers).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(site.members("e-1").await, ["role-shop"]);
        assert_eq!(site.delete(portal, &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.delete(&format!("{ALL}/e-1/roles/nevisIdm.Helpdesk"), &headers).await.told(), "422 errors.invalidData");
        // A role that is deleted is no member any more; an application takes its roles along.
        assert_eq!(site.delete(&format!("{API}/applications/shop"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.members("e-1").await, [] as [&str; 0]);
        assert_eq!(site.kinds("ENTERPRISE_ROLE_MEMBER_").await, ["CREATE", "CREATE", "DELETE"]);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::applications::purge(&app.store.system(Task::Test, occasion)).await.unwrap();
        assert_eq!(site.fixture.database.query("SELECT count(*) FROM erole_member").await.as_deref(), Some("0"));
    }

    async fn a_profile_is_given_enterprise_roles(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        for (ext_id, name) in [("e-1", "Accounting"), ("e-2", "Sales")] {
            site.post(ALL, &headers, accounting(ext_id, name).to_string()).await;
        }
        let given = site.given_to("anna").await;
        let wish = json!({ "extId": "g-1", "enterpriseRoleExtId": "e-1", "validity": { "to": "2036-05-15T12:34:56Z" } });
        let made = site.post(&given, &headers, wish.to_string()).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{given}/g-1")), "{}", made.body);
        let path = format!("{given}/g-1");
        let read = site.get(&path, &headers).await;
        assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{}", read.body);
        let shown = read.json();
        assert_eq!(made.json(), shown);
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "g-1",
            "enterpriseRoleExtId": "e-1", "validity": { "to": "2036-05-15T12:34:56Z" },
        }));
        site.fixture.clock.advance_ms(1_000);
        assert_eq!(site.post(&given, &headers, r#"{"enterpriseRoleExtId":"e-2"}"#).await.status, StatusCode::CREATED);
        let listed = site.get(&format!("{given}?limit=1&returnTotalResultCount=true"), &headers).await.json();
        assert_eq!((&listed["items"], &listed["_pagination"]["totalResult"]), (&json!([shown]), &json!(2)));
        let token = listed["_pagination"]["continuationToken"].as_str().unwrap();
        let rest = site.get(&format!("{given}?continuationToken={token}"), &headers).await.json();
        assert_eq!((rest["items"][0]["enterpriseRoleExtId"].as_str(), rest["items"][0].get("validity")), (Some("e-2"), None));

        let back = site.patch(&path, &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let changed = site.patch(&path, &headers, r#"{"validity":{"from":"2026-01-01T00:00:00Z","to":null},"version":1}"#).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        assert_eq!(changed.json()["validity"], json!({ "from": "2026-01-01T00:00:00Z" }));
        assert_eq!(site.patch(&path, &headers, r#"{"version":1}"#).await.told(), "409 errors.optimisticLockingFailure");
        assert_eq!(site.patch(&path, &headers, r#"{"validity":null}"#).await.json().get("validity"), None);

        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        for gone in [site.get(&path, &headers).await, site.delete(&path, &headers).await, site.patch(&path, &headers, "{}").await] {
            assert_eq!(gone.told(), "404 errors.noRecord");
        }
        assert_eq!(site.kinds("ENTERPRISE_AUTHORIZATION_").await, ["CREATE", "CREATE", "DELETE", "MODIFY", "MODIFY"]);
        // An archived profile has none, and a user that is deleted takes its own along.
        let archive = format!("{API}/api/users/anna/archive");
        assert_eq!(site.post(&archive, &headers[..1], "").await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.fixture.database.query("SELECT count(*) FROM eauthz").await.as_deref(), Some("0"));
        assert_eq!(site.post(&given, &headers, r#"{"enterpriseRoleExtId":"e-2"}"#).await.told(), "422 errors.invalidData");
        let other = site.given_to("beat").await;
        assert_eq!(site.post(&other, &headers, r#"{"enterpriseRoleExtId":"e-2"}"#).await.status, StatusCode::CREATED);
        assert_eq!(site.delete(&format!("{API}/api/users/beat"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.fixture.database.query("SELECT count(*) FROM eauthz").await.as_deref(), Some("0"));
    }

    async fn what_is_deleted_is_taken_from_all_profiles_and_purged(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.application("portal", true).await;
        site.post(ALL, &headers, accounting("e-1", "Accounting").to_string()).await;
        assert_eq!(site.add("e-1", "role-portal").await, "204");
        let (anna, beat) = (site.given_to("anna").await, site.given_to("beat").await);
        for given in [&anna, &beat] {
            assert_eq!(site.post(given, &headers, r#"{"enterpriseRoleExtId":"e-1"}"#).await.status, StatusCode::CREATED);
        }
        assert_eq!(site.delete(&format!("{ALL}/e-1"), &headers).await.status, StatusCode::NO_CONTENT);
        for given in [&anna, &beat] {
            assert_eq!(site.get(given, &headers).await.json()["items"], json!([]), "at once");
        }
        assert_eq!(site.post(&anna, &headers, r#"{"enterpriseRoleExtId":"e-1"}"#).await.told(), "422 errors.missingReferenceData");
        let again = accounting("e-1", "Accounting").to_string();
        assert_eq!(site.post(ALL, &headers, again.clone()).await.told(), "422 errors.duplicateValue errors.duplicateName");
        assert_eq!(site.purge_eroles().await, 3);
        for table in ["eauthz", "erole_member", "erole"] {
            let count = site.fixture.database.query(&format!("SELECT count(*) FROM {table}")).await;
            assert_eq!(count.as_deref(), Some("0"), "{table}");
        }
        assert_eq!(site.post(ALL, &headers, again).await.status, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn an_enterprise_role_is_refused_with_every_broken_rule_by_name() {
    let site = Site::new().await;
    let root = site.root().await;
    let headers = json_by(&root);
    site.post(ALL, &headers, accounting("e-1", "Accounting").to_string()).await;
    site.post(ALL, &headers, accounting("e-2", "Sales").to_string()).await;
    let wish = json!({
        "extId": "e-1", "name": "Accounting", "description": " ", "displayName": { "ES": "x" }, "surprise": 1,
    });
    let refused = site.post(ALL, &headers, wish.to_string()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["this extId", "this name", "description", "displayName: expected one of", "'surprise'"] {
        assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
    }
    let patch = json!({ "extId": "e-3", "name": "Accounting", "displayName": { "XX": "x" } });
    let refused = site.patch(&format!("{ALL}/e-2"), &headers, patch.to_string()).await;
    for part in ["extId can't be changed", "this name", "displayName: expected one of"] {
        assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
    }
    assert_eq!(site.post(ALL, &headers, "{}").await.told(), "422 errors.invalidData");
    assert_eq!(site.post(ALL, &headers, r#"{"name":1}"#).await.told(), "400 errors.unreadableBody");
    let nowhere = ALL.replace("/api/eroles", "/none/eroles");
    assert_eq!(site.post(&nowhere, &headers, r#"{"name":"x"}"#).await.told(), "404 errors.noRecord");
    assert_eq!(site.get(&LIST.replace("/api/e", "/none/e"), &headers).await.told(), "404 errors.noRecord");
    assert_eq!(site.get(&format!("{LIST}?x=1"), &headers).await.told(), "422 errors.invalidData");
    let before = site.events().await;
    let tried = [headers[0], headers[1], ("prefer", "dry-run")];
    assert_eq!(site.post(ALL, &tried, r#"{"name":"x"}"#).await.status, StatusCode::OK);
    assert_eq!(site.events().await, before, "only tried");
    let owner = site.bearer("owner", Role::EnterpriseRoleOwner, ClientRoom::Global).await;
    let headers = json_by(&owner);
    assert_eq!(site.get(&format!("{ALL}/e-1"), &headers).await.status, StatusCode::OK);
    for answer in [
        site.post(ALL, &headers, r#"{"name":"x"}"#).await,
        site.patch(&format!("{ALL}/e-1"), &headers, "{}").await,
        site.delete(&format!("{ALL}/e-1"), &headers).await,
        site.send(request(Method::PUT, &format!("{ALL}/e-1/roles/r"), &headers, Body::empty())).await,
        site.delete(&format!("{ALL}/e-1/roles/r"), &headers).await,
    ] {
        assert_eq!(answer.told(), "403 errors.permissionDenied");
    }
    let given = site.given_to("anna").await;
    let gives = site.post(&given, &headers, r#"{"enterpriseRoleExtId":"e-1"}"#).await;
    assert_eq!(gives.status, StatusCode::CREATED, "who owns enterprise roles gives them: {}", gives.body);
}

#[tokio::test]
async fn giving_is_refused_with_every_broken_rule_by_name() {
    let site = Site::new().await;
    let root = site.root().await;
    let headers = json_by(&root);
    site.post(ALL, &headers, accounting("e-1", "Accounting").to_string()).await;
    let given = site.given_to("anna").await;
    let wish = json!({ "extId": "g-1", "enterpriseRoleExtId": "e-1" }).to_string();
    assert_eq!(site.post(&given, &headers, wish.clone()).await.status, StatusCode::CREATED);
    assert_eq!(site.post(&given, &headers, wish).await.told(), "422 errors.duplicateValue errors.duplicateValue");
    for (wrong, expected) in [
        (json!({}), "422 errors.invalidData"),
        (json!({ "enterpriseRoleExtId": "none" }), "422 errors.missingReferenceData"),
        (json!({ "enterpriseRoleExtId": "none", "x": 1 }), "422 errors.invalidData errors.missingReferenceData"),
        (json!({ "enterpriseRoleExtId": 1 }), "400 errors.unreadableBody"),
        (json!({ "enterpriseRoleExtId": "none", "validity": "always" }), "400 errors.unreadableBody"),
    ] {
        assert_eq!(site.post(&given, &headers, wrong.to_string()).await.told(), expected, "{wrong}");
    }
    for (wrong, part) in [
        (json!({ "validity": { "from": "today" } }), "validity.from: expected a time"),
        (
            json!({ "validity": { "from": "2026-05-18T12:34:56Z", "to": "2026-05-18T12:34:56Z" } }),
            "validity.to: expected a time after validity.from",
        ),
        (json!({ "extId": "g-2" }), "extId can't be changed"),
        (json!({ "enterpriseRoleExtId": "e-2" }), "enterpriseRoleExtId can't be changed"),
    ] {
        let refused = site.patch(&format!("{given}/g-1"), &headers, wrong.to_string()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.messages().contains(part), "{}", refused.messages());
    }
    let nowhere = format!("{API}/api/profiles/none/eauthorizations");
    assert_eq!(site.get(&nowhere, &headers).await.told(), "404 errors.noRecord");
    assert_eq!(site.post(&nowhere, &headers, r#"{"enterpriseRoleExtId":"e-1"}"#).await.told(), "404 errors.noRecord");
    assert_eq!(site.get(&format!("{given}?x=1"), &headers).await.told(), "422 errors.invalidData");
}
