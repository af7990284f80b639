//! Where a role of a profile holds is changed: what is given and taken by that, and by whom.

use serde_json::json;

use super::unit_rooms::{authorizations, filled, held};
use super::*;

const USERS: &str = "/nevisidm/api/core/v1/api/users";

/// The path of the only authorization of a user that has the role.
async fn only(site: &Site, user: &str, role: &str) -> String {
    let root = site.root().await;
    let all = authorizations(site, user).await;
    let listed = site.get(&all, &json_by(&root)).await.json();
    let mut of_role = listed["items"].as_array().unwrap().iter().filter(|item| item["roleExtId"] == role);
    format!("{all}/{}", of_role.next().unwrap()["extId"].as_str().unwrap())
}

/// Gives a user a role, as Root; the path of it.
async fn given(site: &Site, user: &str, wish: Value) -> String {
    let root = site.root().await;
    let given = site.post(&authorizations(site, user).await, &json_by(&root), wish.to_string()).await;
    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    given.header("location").to_owned()
}

async fn patch(site: &Site, path: &str, bearer: &str, patch: Value) -> Answer {
    site.patch(path, &json_by(bearer), patch.to_string()).await
}

on_both! {
    async fn where_a_role_holds_is_changed_and_counts_at_the_next_call(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let bearer = held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let path = only(&site, "admin", "nevisIdm.UserAdmin").await;
        // Who is reached in each unit, and in the other client.
        let reached = async || {
            let mut all = Vec::new();
            for user in ["api/users/in-top", "api/users/in-a", "api/users/in-b", "api/users/in-c", "other/users/in-other"] {
                all.push(site.get(&format!("{API}/{user}"), &json_by(&bearer)).await.status.as_u16());
            }
            all
        };
        assert_eq!(reached().await, [404, 200, 200, 404, 403]);
        for (n, (body, room, expected)) in [
            (json!({ "unitExtIds": ["c", "b", "c"] }), json!([false, ["api"], false, ["b", "c"]]), [404, 404, 200, 200, 403]),
            (json!({ "unitExtIds": ["a", "b"] }), json!([false, ["api"], false, ["a", "b"]]), [404, 200, 200, 404, 403]),
            (json!({ "unitGlobal": true }), json!([false, ["api"], true, null]), [200, 200, 200, 200, 403]),
            (json!({ "clientExtIds": ["other", "api"] }), json!([false, ["api", "other"], true, null]), [200, 200, 200, 200, 200]),
            (json!({ "clientGlobal": true }), json!([true, null, true, null]), [200, 200, 200, 200, 200]),
            (json!({ "clientExtIds": ["other"] }), json!([false, ["other"], true, null]), [403, 403, 403, 403, 200]),
            (json!({ "clientExtIds": ["api"], "unitExtIds": ["c"] }), json!([false, ["api"], false, ["c"]]), [404, 404, 404, 200, 403]),
            (json!({ "unitGlobal": false, "unitExtIds": [] }), json!([false, ["api"], false, []]), [404, 404, 404, 404, 403]),
        ].into_iter().enumerate() {
            site.fixture.clock.advance_ms(1_000);
            let changed = patch(&site, &path, &root, body.clone()).await;
            let tag = format!("\"v{}\"", n + 2);
            assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, &*tag), "{body}: {}", changed.body);
            assert_eq!(reached().await, expected, "{body}");
            let shown = changed.json();
            let member = |name: &str| shown.get(name).cloned().unwrap_or_default();
            let told = json!([member("clientGlobal"), member("clientExtIds"), member("unitGlobal"), member("unitExtIds")]);
            assert_eq!(told, room, "{body}");
            assert!(shown["lastModified"].as_str() > shown["created"].as_str(), "{shown}");
            let read = site.get(&path, &json_by(&root)).await;
            assert_eq!(read.json(), shown);
            let back = site.patch(&path, &json_by(&root), read.body.clone()).await;
            assert_eq!((back.status, back.header("etag")), (StatusCode::OK, &*tag), "as it was read: {}", back.body);
        }
        let history = site.get("/sigill/v1/api/users/admin/history?kind=AUTHORIZATION_MODIFY", &json_by(&root)).await.json();
        let events = history["items"].as_array().unwrap().clone();
        assert_eq!(events.len(), 8, "{history}");
        assert!(events.iter().any(|event| event["before"]["clients"] == json!("global") && event["after"]["clients"] == json!(["other"])));
        let rows = site.fixture.database.query("SELECT (SELECT count(*) FROM authz_unit) * 100 + count(*) FROM authz_client").await;
        assert_eq!(rows.as_deref(), Some("1"), "nothing is left of the rooms before");
    }

    async fn a_change_of_a_room_is_refused_with_every_broken_rule_by_name(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let path = only(&site, "admin", "nevisIdm.UserAdmin").await;
        let whole = given(&site, "admin", json!({ "roleExtId": "nevisIdm.UserAdmin", "clientExtIds": ["other"] })).await;
        for (path, body, told) in [
            (&path, json!({}), "200"),
            (&path, json!({ "unitExtIds": ["a"], "clientExtIds": ["api"], "appGlobal": true, "enterpriseRoleGlobal": true }), "200"),
            (&whole, json!({ "unitExtIds": null }), "200"),
            (&path, json!({ "clientGlobal": null }), "422 errors.invalidData"),
            (&path, json!({ "unitGlobal": null, "clientExtIds": null }), "422 errors.invalidData errors.invalidData"),
            (&path, json!({ "clientExtIds": [] }), "422 errors.invalidData"),
            (&path, json!({ "clientGlobal": false, "clientExtIds": ["a b"] }), "422 errors.invalidData"),
            (&path, json!({ "clientGlobal": true, "clientExtIds": ["api"] }), "422 errors.invalidData"),
            (&path, json!({ "unitGlobal": true, "unitExtIds": ["a"] }), "422 errors.invalidData"),
            (&whole, json!({ "unitExtIds": [] }), "422 errors.invalidData"),
            (&path, json!({ "clientExtIds": ["other"] }), "422 errors.invalidData"),
            (&path, json!({ "appGlobal": null, "enterpriseRoleGlobal": null }), "422 errors.invalidData errors.invalidData"),
            (&path, json!({ "roleExtId": "nevisIdm.Root", "extId": "x" }), "422 errors.modifyReadonlyData errors.modifyReadonlyData"),
            (&path, json!({ "validity": {} }), "200"),
            (&path, json!({ "validity": { "from": "soon" }, "unitGlobal": null }), "422 errors.invalidData errors.invalidData"),
            (&path, json!({ "validity": { "from": "2030-01-01", "to": "2029-01-01" } }), "422 errors.invalidData"),
            (&path, json!({ "unitExtIds": ["absent"], "clientExtIds": ["api", "absent"] }), "422 errors.missingReferenceData errors.missingReferenceData"),
            (&path, json!({ "unitExtIds": (0..101).map(|n| format!("u{n}")).collect::<Vec<_>>() }), "422 errors.invalidData"),
            (&path, json!({ "unitGlobal": true, "clientExtIds": ["other"] }), "422 errors.duplicateValue"),
            (&path, json!({ "version": 9 }), "409 errors.optimisticLockingFailure"),
            (&path, json!({ "unitExtIds": "a" }), "400 errors.unreadableBody"),
        ] {
            assert_eq!(patch(&site, path, &root, body.clone()).await.told(), told, "{body}");
        }
        let headers = json_by(&root);
        let old = [headers[0], headers[1], ("if-match", "\"v9\"")];
        assert_eq!(site.patch(&path, &old, r#"{"unitGlobal":null}"#).await.told(), "412 errors.preconditionFailed");
        let absent = path.rsplit_once('/').unwrap().0.to_owned() + "/absent";
        assert_eq!(patch(&site, &absent, &root, json!({})).await.told(), "404 errors.noRecord");
        let shown = site.get(&path, &headers).await.json();
        assert_eq!((&shown["version"], &shown["unitExtIds"]), (&json!(1), &json!(["a"])), "all of it changed nothing");
    }

    async fn nobody_gives_or_takes_by_a_change_what_is_more_than_they_have(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let bearer = held(&site, "admin", "nevisIdm.UserAndUnitAdmin", &["a"]).await;
        let room = "403 errors.dataroomPermissionDenied";
        let in_b = |units: Value| json!({ "roleExtId": "nevisIdm.UserAdmin", "clientExtIds": ["api"], "unitExtIds": units });
        let path = given(&site, "in-b", in_b(json!(["b"]))).await;
        for (body, told) in [
            (json!({ "unitExtIds": ["a", "b"] }), "200"),
            (json!({ "unitExtIds": ["b"] }), "200"),
            (json!({ "unitExtIds": ["b", "c"] }), "422 errors.missingReferenceData"),
            (json!({ "unitExtIds": ["b", "top"] }), "422 errors.missingReferenceData"),
            (json!({ "unitGlobal": true }), room),
            (json!({ "clientGlobal": true }), room),
            (json!({ "clientExtIds": ["api", "other"] }), room),
            (json!({ "clientExtIds": ["api", "absent"] }), room),
        ] {
            let answer = patch(&site, &path, &bearer, body.clone()).await;
            assert_eq!(answer.told(), told, "{body}: {}", answer.body);
        }
        // What is more than one could give isn't taken either, nor is it by sending back what one may see of it.
        let wider = given(&site, "in-a", in_b(json!(["b", "c"]))).await;
        assert_eq!(patch(&site, &wider, &bearer, json!({ "unitExtIds": ["b"] })).await.told(), room);
        assert_eq!(patch(&site, &wider, &bearer, json!({ "unitExtIds": ["a", "b", "c"] })).await.told(), "200");
        assert_eq!(patch(&site, &wider, &bearer, json!({ "unitExtIds": ["b", "c"] })).await.told(), "200");
        let more = given(&site, "in-a", json!({ "roleExtId": "nevisIdm.ClientRoot", "clientExtIds": ["api"], "unitExtIds": ["a", "b"] })).await;
        assert_eq!(patch(&site, &more, &bearer, json!({ "unitExtIds": ["a"] })).await.told(), "403 errors.permissionDenied");
        let marker = given(&site, "in-a", json!({ "roleExtId": "nevisIdm.TechUser", "clientExtIds": ["api", "other"], "unitExtIds": ["a"] })).await;
        let seen = site.get(&marker, &json_by(&bearer)).await;
        assert_eq!(seen.json()["clientExtIds"], json!(["api"]));
        assert_eq!(site.patch(&marker, &json_by(&bearer), seen.body).await.told(), room, "it would be taken elsewhere");
        let headers = json_by(&bearer);
        let tried = [headers[0], headers[1], ("prefer", "dry-run")];
        let tried = site.delete(&marker, &tried).await;
        assert_eq!(tried.json()["events"][0]["before"]["clients"], json!(["api"]), "{}", tried.body);
        // Seeing it is needed, too; and who only sees changes nothing.
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        assert_eq!(patch(&site, &path, &reader, json!({})).await.told(), "403 errors.permissionDenied");
        assert_eq!(site.get(&format!("{USERS}/in-b"), &json_by(&root)).await.status, StatusCode::OK);
    }

    async fn the_last_root_of_all_clients_is_not_narrowed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = only(&site, "root", "nevisIdm.Root").await;
        for body in [json!({ "clientExtIds": ["api"] }), json!({ "unitGlobal": false })] {
            assert_eq!(patch(&site, &path, &root, body.clone()).await.told(), "422 errors.lastRoot", "{body}");
        }
        let second = site.bearer("second", Role::Root, ClientRoom::Global).await;
        assert_eq!(patch(&site, &path, &root, json!({ "clientExtIds": ["api"] })).await.status, StatusCode::OK);
        assert_eq!(patch(&site, &path, &root, json!({ "clientGlobal": true })).await.told(), "403 errors.dataroomPermissionDenied", "it is gone");
        assert_eq!(patch(&site, &path, &second, json!({ "clientGlobal": true })).await.status, StatusCode::OK);
    }
}
