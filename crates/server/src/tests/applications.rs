//! Applications, their roles, and which clients have them.

use serde_json::json;
use sigill_app::Task;
use sigill_domain::ext_id::ExtId;

use super::*;

const ALL: &str = "/nevisidm/api/core/v1/applications";
const ROLES: &str = "/nevisidm/api/core/v1/roles";

fn portal(ext_id: &str, name: &str) -> Value {
    json!({
        "extId": ext_id, "name": name, "description": "for everybody", "url": "https://portal.example.com/",
        "displayed": true, "displayName": { "EN": "Portal", "DE": "Portal" },
    })
}

/// Where the clients of an application are said, as the client `client`.
fn of(client: &str, application: &str) -> String {
    format!("/sigill/v1/clients/{client}/applications/{application}")
}

impl Site {
    async fn put(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request(Method::PUT, path, headers, Body::empty())).await
    }

    /// What dead applications and roles have left is purged, as in the background.
    async fn purge_applications(&self) -> u64 {
        let app = &self.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::applications::purge(&app.store.system(Task::Test, occasion)).await.unwrap()
    }

    async fn ext_ids(&self, path: &str, by: &str) -> Vec<String> {
        let listed = self.get(path, &json_by(by)).await.json();
        listed["items"].as_array().unwrap().iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect()
    }
}

on_both! {
    async fn an_application_is_made_read_listed_changed_and_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let made = site.post(ALL, &headers, portal("a-1", "Portal").to_string()).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{ALL}/a-1")), "{}", made.body);
        let path = format!("{ALL}/a-1");
        let read = site.get(&path, &headers).await;
        assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{}", read.body);
        let shown = read.json();
        assert_eq!(made.json(), shown);
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "a-1",
            "name": "Portal", "description": "for everybody", "url": "https://portal.example.com/", "displayed": true,
            "displayName": { "EN": "Portal", "DE": "Portal" },
        }));
        assert_eq!(site.post(ALL, &headers, r#"{"extId":"b-2","name":"B","displayed":false}"#).await.status, StatusCode::CREATED);
        assert_eq!(site.ext_ids(ALL, &root).await, ["nevisIdm", "a-1", "b-2"]);
        let listed = site.get(&format!("{ALL}?returnTotalResultCount=true&limit=2"), &headers).await.json();
        assert_eq!((&listed["items"][1], &listed["_pagination"]["totalResult"]), (&shown, &json!(3)));
        let token = listed["_pagination"]["continuationToken"].as_str().unwrap();
        assert_eq!(site.ext_ids(&format!("{ALL}?continuationToken={token}"), &root).await, ["b-2"]);
        assert_eq!(site.get(&format!("{ALL}?x=1"), &headers).await.told(), "422 errors.invalidData");

        let back = site.patch(&path, &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let patch = json!({ "displayed": false, "url": null, "displayName": { "DE": null, "FR": "Portail" }, "version": 1 });
        let changed = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        let changed = changed.json();
        assert_eq!((&changed["displayed"], changed.get("url")), (&json!(false), None));
        assert_eq!(changed["displayName"], json!({ "EN": "Portal", "FR": "Portail" }));
        let stale = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!(stale.told(), "409 errors.optimisticLockingFailure");

        let old = [headers[0], headers[1], ("if-match", "\"v1\"")];
        assert_eq!(site.delete(&path, &old).await.told(), "412 errors.preconditionFailed");
        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        for gone in [
            site.get(&path, &headers).await, site.delete(&path, &headers).await, site.patch(&path, &headers, "{}").await,
            site.get(&format!("{path}/roles"), &headers).await, site.post(&format!("{path}/roles"), &headers, r#"{"name":"R"}"#).await,
        ] {
            assert_eq!(gone.told(), "404 errors.noRecord");
        }
        assert_eq!(site.ext_ids(ALL, &root).await, ["nevisIdm", "b-2"]);
        let kinds = "SELECT count(DISTINCT kind) FROM event WHERE kind LIKE 'APPLICATION_%'";
        assert_eq!(site.fixture.database.query(kinds).await.as_deref(), Some("3"), "created, modified, deleted");
    }

    async fn a_role_is_made_read_listed_changed_and_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.post(ALL, &headers, portal("a-1", "Portal").to_string()).await;
        site.post(ALL, &headers, portal("a-2", "Shop").to_string()).await;
        let roles = format!("{ALL}/a-1/roles");
        let wish = r#"{"extId":"r-1","name":"Editor","description":"writes"}"#;
        let made = site.post(&roles, &headers, wish).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{ROLES}/r-1")), "{}", made.body);
        let path = format!("{ROLES}/r-1");
        let read = site.get(&path, &headers).await;
        assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{}", read.body);
        let shown = read.json();
        assert_eq!(made.json(), shown);
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "r-1",
            "applicationExtId": "a-1", "applicationName": "Portal", "name": "Editor", "description": "writes",
        }));
        // A name is unique in its application, an external id among all.
        assert_eq!(site.post(&roles, &headers, r#"{"extId":"r-2","name":"Editor"}"#).await.told(), "422 errors.duplicateName");
        let others = format!("{ALL}/a-2/roles");
        assert_eq!(site.post(&others, &headers, wish).await.told(), "422 errors.duplicateValue");
        assert_eq!(site.post(&others, &headers, r#"{"extId":"r-2","name":"Editor"}"#).await.status, StatusCode::CREATED);
        assert_eq!(site.post(&roles, &headers, r#"{"extId":"r-3","name":"Reader"}"#).await.status, StatusCode::CREATED);
        assert_eq!(site.ext_ids(&roles, &root).await, ["r-1", "r-3"]);
        let listed = site.get(&format!("{roles}?returnTotalResultCount=true&limit=1"), &headers).await.json();
        assert_eq!((&listed["items"], &listed["_pagination"]["totalResult"]), (&json!([shown]), &json!(2)));

        let back = site.patch(&path, &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let changed = site.patch(&path, &headers, r#"{"name":"Author","description":"","version":1}"#).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        assert_eq!((&changed.json()["name"], changed.json().get("description")), (&json!("Author"), None));
        assert_eq!(site.patch(&path, &headers, r#"{"name":"Reader"}"#).await.told(), "422 errors.duplicateName");
        assert_eq!(site.patch(&path, &headers, r#"{"version":1}"#).await.told(), "409 errors.optimisticLockingFailure");
        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        for gone in [site.get(&path, &headers).await, site.delete(&path, &headers).await, site.patch(&path, &headers, "{}").await] {
            assert_eq!(gone.told(), "404 errors.noRecord");
        }
        assert_eq!(site.ext_ids(&roles, &root).await, ["r-3"]);
        // Until it was purged, its name and id are taken.
        assert_eq!(site.post(&roles, &headers, wish).await.told(), "422 errors.duplicateValue");
        assert_eq!(site.purge_applications().await, 1);
        assert_eq!(site.post(&roles, &headers, wish).await.status, StatusCode::CREATED);
        let kinds = "SELECT count(DISTINCT kind) FROM event WHERE kind IN ('ROLE_CREATE', 'ROLE_MODIFY', 'ROLE_DELETE')";
        assert_eq!(site.fixture.database.query(kinds).await.as_deref(), Some("3"));
    }

    async fn a_client_has_the_applications_that_are_assigned_to_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        for (ext_id, name) in [("a-1", "Portal"), ("a-2", "Shop")] {
            assert_eq!(site.post(ALL, &headers, portal(ext_id, name).to_string()).await.status, StatusCode::CREATED);
        }
        let listed = format!("{API}/clients/api/applications");
        assert_eq!(site.ext_ids(&listed, &root).await, ["nevisIdm"]);
        let before = site.events().await;
        let tried = site.put(&of("api", "a-2"), &[headers[0], ("prefer", "dry-run")]).await;
        assert_eq!((tried.status, &tried.json()["verdict"]), (StatusCode::OK, &json!("accepted")), "{}", tried.body);
        assert_eq!((site.events().await, site.ext_ids(&listed, &root).await), (before, vec!["nevisIdm".to_owned()]));
        for _ in 0..2 {
            assert_eq!(site.put(&of("api", "a-2"), &headers).await.status, StatusCode::NO_CONTENT, "to repeat it is harmless");
        }
        assert_eq!(site.ext_ids(&listed, &root).await, ["nevisIdm", "a-2"]);
        let counted = site.get(&format!("{listed}?returnTotalResultCount=true&limit=1"), &headers).await.json();
        assert_eq!(counted["_pagination"]["totalResult"], json!(2));
        let token = counted["_pagination"]["continuationToken"].as_str().unwrap();
        assert_eq!(site.ext_ids(&format!("{listed}?continuationToken={token}"), &root).await, ["a-2"]);
        assert_eq!(site.put(&of("api", "nevisIdm"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.delete(&of("api", "nevisIdm"), &headers).await.told(), "422 errors.deleteDefaultEntityFailure");
        for _ in 0..2 {
            assert_eq!(site.delete(&of("api", "a-2"), &headers).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(site.ext_ids(&listed, &root).await, ["nevisIdm"]);
        for (client, application) in [("api", "none"), ("none", "a-1")] {
            assert_eq!(site.put(&of(client, application), &headers).await.told(), "404 errors.noRecord");
            assert_eq!(site.delete(&of(client, application), &headers).await.told(), "404 errors.noRecord");
        }
        assert_eq!(site.get(&format!("{API}/clients/none/applications?x=1"), &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.get(&format!("{listed}?x=1"), &headers).await.told(), "422 errors.invalidData");
        let history = site.get("/sigill/v1/api/history", &headers).await.json();
        let kinds = history["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap());
        let mut kinds: Vec<_> = kinds.filter_map(|kind| kind.strip_prefix("CLIENT_APPLICATION_")).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["CREATE", "DELETE"]);
    }

    async fn what_a_deleted_application_left_is_purged(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        assert_eq!(site.post(ALL, &headers, portal("a-1", "Portal").to_string()).await.status, StatusCode::CREATED);
        for n in 0..3 {
            let role = json!({ "extId": format!("r-{n}"), "name": format!("R{n}") }).to_string();
            assert_eq!(site.post(&format!("{ALL}/a-1/roles"), &headers, role).await.status, StatusCode::CREATED);
        }
        assert_eq!(site.put(&of("api", "a-1"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.delete(&format!("{ALL}/a-1"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.get(&format!("{ROLES}/r-0"), &headers).await.told(), "404 errors.noRecord", "at once");
        assert_eq!(site.ext_ids(&format!("{API}/clients/api/applications"), &root).await, ["nevisIdm"]);
        let again = portal("a-1", "Portal").to_string();
        let taken = site.post(ALL, &headers, again.clone()).await;
        assert_eq!(taken.told(), "422 errors.duplicateValue errors.duplicateName");
        assert!(site.purge_applications().await > 0);
        for table in ["app_role", "application_client"] {
            let count = site.fixture.database.query(&format!("SELECT count(*) FROM {table}")).await;
            assert_eq!(count.as_deref(), Some("0"), "{table}");
        }
        assert_eq!(site.post(ALL, &headers, again).await.status, StatusCode::CREATED);
        assert_eq!(site.purge_applications().await, 0, "nothing is dead");

        // A client goes with what it has.
        assert_eq!(site.post(&format!("{API}/clients"), &headers, r#"{"extId":"c","name":"C"}"#).await.status, StatusCode::CREATED);
        assert_eq!(site.put(&of("c", "a-1"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.delete(&format!("{API}/clients/c"), &headers).await.status, StatusCode::NO_CONTENT);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::client::purge(&app.store.system(Task::Test, occasion)).await.unwrap();
        let left = site.fixture.database.query("SELECT count(*) FROM application_client").await;
        assert_eq!(left.as_deref(), Some("0"));
    }
}

#[tokio::test]
async fn this_servers_own_application_and_roles_stay_as_they_are() {
    let site = Site::new().await;
    let root = site.root().await;
    let headers = json_by(&root);
    let own = format!("{ALL}/nevisIdm");
    let read = site.get(&own, &headers).await;
    assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{}", read.body);
    assert_eq!(site.patch(&own, &headers, read.body).await.status, StatusCode::OK, "as it was read");
    assert_eq!(site.patch(&own, &headers, r#"{"displayed":true}"#).await.told(), "422 errors.modifyReadonlyData");
    assert_eq!(site.delete(&own, &headers).await.told(), "422 errors.deleteDefaultEntityFailure");
    assert_eq!(
        site.post(&format!("{own}/roles"), &headers, r#"{"name":"Boss"}"#).await.told(),
        "422 errors.modifyReadonlyData"
    );
    let role = format!("{ROLES}/nevisIdm.Helpdesk");
    let read = site.get(&role, &headers).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.body);
    let read = read.json();
    assert_eq!((&read["name"], &read["applicationExtId"]), (&json!("Helpdesk"), &json!("nevisIdm")));
    assert!(read["elementaryPermissions"].as_array().unwrap().contains(&json!("AccessControl.CredentialView")));
    assert_eq!(site.patch(&role, &headers, r#"{"name":"Desk"}"#).await.told(), "422 errors.modifyReadonlyData");
    assert_eq!(site.delete(&role, &headers).await.told(), "422 errors.modifyReadonlyData");
    let mut seen = Vec::new();
    let mut token = String::new();
    loop {
        let page = site.get(&format!("{own}/roles?limit=7&returnTotalResultCount=true{token}"), &headers).await.json();
        assert_eq!(page["_pagination"]["totalResult"], json!(Role::ALL.len()));
        seen.extend(page["items"].as_array().unwrap().iter().map(|role| role["extId"].as_str().unwrap().to_owned()));
        match page["_pagination"]["continuationToken"].as_str() {
            Some(next) => token = format!("&continuationToken={next}"),
            None => break,
        }
    }
    let mut all: Vec<_> = Role::ALL.iter().map(|role| role.as_str().to_owned()).collect();
    all.sort();
    assert_eq!(seen, all);
}

#[tokio::test]
async fn an_application_and_a_role_are_refused_with_every_broken_rule_by_name() {
    let site = Site::new().await;
    let root = site.root().await;
    let headers = json_by(&root);
    assert_eq!(site.post(ALL, &headers, portal("a-1", "Portal").to_string()).await.status, StatusCode::CREATED);
    let wish = json!({
        "extId": "a-1", "name": "Portal", "description": " ", "url": "", "displayName": { "ES": "x" }, "surprise": 1,
    });
    let refused = site.post(ALL, &headers, wish.to_string()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let parts =
        ["this extId", "this name", "description", "url", "displayed is mandatory", "displayName", "'surprise'"];
    for part in parts {
        assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
    }
    site.post(ALL, &headers, portal("a-2", "Shop").to_string()).await;
    let patch = json!({ "extId": "a-3", "name": "Portal", "displayed": null, "displayName": { "XX": "x" } });
    let refused = site.patch(&format!("{ALL}/a-2"), &headers, patch.to_string()).await;
    for part in ["extId can't be changed", "this name", "displayed is mandatory", "displayName: expected one of"] {
        assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
    }
    assert_eq!(
        site.patch(&format!("{ALL}/a-2"), &headers, r#"{"name":null}"#).await.messages(),
        "name is mandatory: it can't be removed"
    );
    let roles = format!("{ALL}/a-1/roles");
    for (wrong, expected) in [
        (json!({}), "422 errors.invalidData"),
        (json!({ "name": "x".repeat(101), "surprise": 1 }), "422 errors.invalidData errors.invalidData"),
        (json!({ "name": "R", "extId": "nevisIdm.Root" }), "422 errors.duplicateValue"),
        (json!({ "name": 1 }), "400 errors.unreadableBody"),
    ] {
        assert_eq!(site.post(&roles, &headers, wrong.to_string()).await.told(), expected, "{wrong}");
    }
    let before = site.events().await;
    let tried = [headers[0], headers[1], ("prefer", "dry-run")];
    assert_eq!(site.post(&roles, &tried, r#"{"name":"R"}"#).await.status, StatusCode::OK);
    assert_eq!(site.events().await, before, "only tried");
    // One answer, however often it is asked for with the same key.
    let keyed = [headers[0], headers[1], ("idempotency-key", "k-1")];
    let first = site.post(&roles, &keyed, r#"{"name":"R"}"#).await;
    let second = site.post(&roles, &keyed, r#"{"name":"R"}"#).await;
    assert_eq!((first.status, &first.body), (StatusCode::CREATED, &second.body));
}

#[tokio::test]
async fn applications_and_roles_are_changed_by_who_may_do_so_everywhere() {
    let site = Site::new().await;
    let root = site.root().await;
    assert_eq!(site.post(ALL, &json_by(&root), portal("a-1", "Portal").to_string()).await.status, StatusCode::CREATED);
    let only = ClientRoom::Only(vec![ExtId::parse("extId", "api").unwrap()]);
    let limited = site.bearer("limited", Role::AppAdmin, only).await;
    let everywhere = site.bearer("everywhere", Role::AppAdmin, ClientRoom::Global).await;
    let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
    for (by, expected) in
        [(&limited, "403 errors.dataroomPermissionDenied"), (&reader, "403 errors.permissionDenied"), (&everywhere, "")]
    {
        let headers = json_by(by);
        let role = format!("{ROLES}/r-1");
        for answer in [
            site.post(ALL, &headers, portal("a-2", "Shop").to_string()).await,
            site.patch(&format!("{ALL}/a-2"), &headers, r#"{"description":"x"}"#).await,
            site.post(&format!("{ALL}/a-2/roles"), &headers, r#"{"extId":"r-1","name":"R"}"#).await,
            site.patch(&role, &headers, r#"{"description":"x"}"#).await,
            site.delete(&role, &headers).await,
            site.delete(&format!("{ALL}/a-2"), &headers).await,
        ] {
            let told = if answer.status.is_success() { String::new() } else { answer.told() };
            assert_eq!(told, expected);
        }
        assert_eq!(site.get(&format!("{ALL}/a-1"), &headers).await.status, StatusCode::OK, "everybody may see it");
        assert_eq!(site.put(&of("api", "a-1"), &headers).await.told(), "403 errors.permissionDenied");
    }
}

#[tokio::test]
async fn of_many_who_want_one_name_one_gets_it() {
    let site = Site::on(Database::new(Kind::Postgres).await).await;
    let root = site.root().await;
    let headers = json_by(&root);
    let calls = (0..8).map(|n| site.post(ALL, &headers, portal(&format!("a-{n}"), "Portal").to_string()));
    let mut told: Vec<_> = all(calls).await.iter().map(|answer| answer.status.as_u16()).collect();
    told.sort_unstable();
    assert_eq!(told, [201, 422, 422, 422, 422, 422, 422, 422]);
}
