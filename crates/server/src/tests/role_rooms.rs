//! Roles that are held to applications and to enterprise roles: what is outside is as what isn't there.

use serde_json::json;

use super::unit_rooms::authorizations;
use super::*;

const EROLES: &str = "/nevisidm/api/core/v1/api/eroles";
const QUERY: &str = "/nevisidm/api/query/v1";

/// Applications `a1` and `a2` with a role each, which the client has, and enterprise roles `e1` and `e2` with these as
/// members; `anna`, who has the roles of both applications, and both enterprise roles.
pub(super) async fn filled(database: Database) -> Site {
    let site = Site::on(database).await;
    let root = site.root().await;
    let headers = json_by(&root);
    site.signed("anna").await;
    for n in ["1", "2"] {
        site.application(&format!("a{n}"), true).await;
        let erole = json!({ "extId": format!("e{n}"), "name": format!("e{n}") });
        assert_eq!(site.post(EROLES, &headers, erole.to_string()).await.status, StatusCode::CREATED);
        let member = format!("{EROLES}/e{n}/roles/role-a{n}");
        site.send(request(Method::PUT, &member, &headers, Body::empty())).await;
        give(
            &site,
            "anna",
            json!({ "extId": format!("role{n}"), "roleExtId": format!("role-a{n}"), "clientExtIds": ["api"] }),
        )
        .await;
        let given = json!({ "extId": format!("has{n}"), "enterpriseRoleExtId": format!("e{n}") });
        let path = authorizations(&site, "anna").await.replace("authorizations", "eauthorizations");
        assert_eq!(site.post(&path, &headers, given.to_string()).await.status, StatusCode::CREATED);
    }
    site
}

/// Gives a user a role, as Root; the path of it.
pub(super) async fn give(site: &Site, user: &str, wish: Value) -> String {
    let root = site.root().await;
    let given = site.post(&authorizations(site, user).await, &json_by(&root), wish.to_string()).await;
    assert_eq!(given.status, StatusCode::CREATED, "{wish}: {}", given.body);
    given.header("location").to_owned()
}

/// A new technical user with a role in a room; its token, and the path of the role.
pub(super) async fn held(site: &Site, user: &str, wish: Value) -> (String, String) {
    let bearer = site.bearer(user, Role::TechUser, ClientRoom::Global).await;
    let path = give(site, user, wish).await;
    (bearer, path)
}

fn ids(answer: &Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
    items.iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect()
}

async fn tried(site: &Site, (method, path, body): (&str, &str, &str), bearer: &str) -> Answer {
    let headers = json_by(bearer);
    let tried = [headers[0], headers[1], ("prefer", "dry-run")];
    site.send(request(method.parse().unwrap(), path, &tried, body.to_owned().into())).await
}

/// What is outside, `2` in the place of `N`, is answered as what isn't there; and what is inside isn't.
async fn is_as_missing(site: &Site, bearer: &str, calls: &[(&str, &str, &str)]) {
    for (method, path, body) in calls {
        let at = async |n: &str| {
            let answer = tried(site, (method, &path.replace('N', n), &body.replace('N', n)), bearer).await;
            (
                answer.status,
                answer
                    .body
                    .replace(&format!("a{n}"), "aN")
                    .replace(&format!("e{n}"), "eN")
                    .replace(&format!("has{n}"), "hasN"),
            )
        };
        let (inside, outside, missing) = (at("1").await, at("2").await, at("9").await);
        assert_eq!(outside, missing, "{method} {path} {body}");
        assert!(outside.0.is_client_error() && inside.0.is_success(), "{method} {path} {body}: {inside:?} {outside:?}");
    }
}

on_both! {
    async fn who_is_held_to_applications_has_these_alone(database: Database) {
        let site = filled(database).await;
        let (apps, _) = held(&site, "apps", json!({ "roleExtId": "nevisIdm.Root", "clientGlobal": true, "appExtIds": ["a1"] })).await;
        let by = json_by(&apps);
        let all = format!("{API}/applications");
        let anna = authorizations(&site, "anna").await;
        let values = anna.replace("/nevisidm/api/core/v1/", "/sigill/v1/").replace("/authorizations", "/applications");
        is_as_missing(&site, &apps, &[
            ("GET", &format!("{all}/aN"), ""),
            ("PATCH", &format!("{all}/aN"), r#"{"name":"x"}"#),
            ("DELETE", &format!("{all}/aN"), ""),
            ("GET", &format!("{all}/aN/roles"), ""),
            ("POST", &format!("{all}/aN/roles"), r#"{"name":"x"}"#),
            ("GET", &format!("{API}/roles/role-aN"), ""),
            ("PATCH", &format!("{API}/roles/role-aN"), r#"{"name":"x"}"#),
            ("DELETE", &format!("{API}/roles/role-aN"), ""),
            ("PUT", "/sigill/v1/clients/api/applications/aN", ""),
            ("GET", "/sigill/v1/applications/aN/properties", ""),
            ("PATCH", "/sigill/v1/applications/aN/properties", "{}"),
            ("GET", "/sigill/v1/roles/role-aN/properties", ""),
            ("PATCH", "/sigill/v1/roles/role-aN/properties", "{}"),
            ("GET", &format!("{values}/aN/properties"), ""),
            ("PATCH", &format!("{values}/aN/properties"), "{}"),
            ("PUT", &format!("{EROLES}/e1/roles/role-aN"), ""),
            ("DELETE", &format!("{EROLES}/e1/roles/role-aN"), ""),
            ("GET", &format!("{anna}/roleN"), ""),
            ("PATCH", &format!("{anna}/roleN"), r#"{"validity":{"to":"2100-01-01"}}"#),
            ("DELETE", &format!("{anna}/roleN"), ""),
        ]).await;
        for (path, expected) in [
            (format!("{all}?returnTotalResultCount=true"), vec!["a1"]),
            (format!("{API}/clients/api/applications?returnTotalResultCount=true"), vec!["a1"]),
            (format!("{EROLES}/e1/roles?returnTotalResultCount=true"), vec!["role-a1"]),
            (format!("{EROLES}/e2/roles?returnTotalResultCount=true"), vec![]),
            (anna.clone(), vec!["role1"]),
        ] {
            let listed = site.get(&path, &by).await;
            assert_eq!(ids(&listed), expected, "{path}: {}", listed.body);
            let total = listed.json().get("_pagination").and_then(|page| page.get("totalResult").cloned());
            assert!(total.is_none_or(|total| total == expected.len()), "{path}: {}", listed.body);
        }
        for (kind, begin, expected) in [("applications", "a", json!(["a1"])), ("roles", "role", json!(["role-a1"]))] {
            let found = site.get(&format!("{QUERY}/{kind}?q=extid:{begin}*"), &by).await.json();
            let found: Vec<_> = found["response"]["hits"].as_array().unwrap().iter().map(|hit| hit["extid"].clone()).collect();
            assert_eq!(Value::from(found), expected, "{kind}");
        }
        // This server's own application is in no room, and neither is one that isn't there yet.
        for path in ["applications/nevisIdm", "applications/nevisIdm/roles", "roles/nevisIdm.Root"] {
            assert_eq!(site.get(&format!("{API}/{path}"), &by).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let made = tried(&site, ("POST", &all, r#"{"extId":"x","name":"x","displayed":true}"#), &apps).await;
        assert_eq!(made.told(), "403 errors.dataroomPermissionDenied");
        // Whoever has no place among applications is reached as before.
        assert_eq!(site.get(&format!("{API}/api/users/anna"), &by).await.status, StatusCode::OK);
    }

    async fn who_is_held_to_applications_gives_their_roles_alone(database: Database) {
        let site = filled(database).await;
        site.signed("berta").await;
        let (apps, _) = held(&site, "apps", json!({ "roleExtId": "nevisIdm.Root", "clientGlobal": true, "appExtIds": ["a1"] })).await;
        let berta = authorizations(&site, "berta").await;
        let (missing, denied) = ("422 errors.missingReferenceData", "403 errors.dataroomPermissionDenied");
        for (wish, expected) in [
            (json!({ "roleExtId": "role-a1" }), "201"),
            (json!({ "roleExtId": "role-a2" }), missing),
            (json!({ "roleExtId": "role-a9" }), missing),
            (json!({ "roleExtId": "nevisIdm.Helpdesk", "appExtIds": ["a1"] }), "201"),
            (json!({ "roleExtId": "nevisIdm.Helpdesk", "appExtIds": ["a2"] }), missing),
            (json!({ "roleExtId": "nevisIdm.Helpdesk" }), denied),
            (json!({ "roleExtId": "nevisIdm.TechUser" }), denied),
        ] {
            let mut wish = wish;
            wish["clientExtIds"] = json!(["api"]);
            let given = site.post(&berta, &json_by(&apps), wish.to_string()).await;
            let told = if given.status == StatusCode::CREATED { "201".to_owned() } else { given.told() };
            assert_eq!(told, expected, "{wish}: {}", given.body);
        }
        let seen = site.get(&berta, &json_by(&apps)).await.json();
        assert_eq!(seen["items"].as_array().unwrap().len(), 2, "{seen}");
        // Whoever has more than the caller isn't disabled by it.
        site.bearer("carla", Role::Helpdesk, ClientRoom::Global).await;
        let disabled = tried(&site, ("PATCH", &format!("{API}/api/users/carla"), r#"{"userState":"disabled"}"#), &apps).await;
        assert_eq!(disabled.told(), denied);
    }

    async fn who_is_held_to_enterprise_roles_has_these_alone(database: Database) {
        let site = filled(database).await;
        let (eroles, _) = held(&site, "eroles", json!({
            "roleExtId": "nevisIdm.Root", "clientExtIds": ["api"], "enterpriseRoleExtIds": ["e1"],
        })).await;
        let by = json_by(&eroles);
        let has = authorizations(&site, "anna").await.replace("authorizations", "eauthorizations");
        let groups = "/nevisidm/api/scim/v1/api/Groups";
        is_as_missing(&site, &eroles, &[
            ("GET", &format!("{EROLES}/eN"), ""),
            ("PATCH", &format!("{EROLES}/eN"), r#"{"description":"x"}"#),
            ("DELETE", &format!("{EROLES}/eN"), ""),
            ("GET", &format!("{EROLES}/eN/roles"), ""),
            ("PUT", &format!("{EROLES}/eN/roles/role-a1"), ""),
            ("DELETE", &format!("{EROLES}/eN/roles/role-a1"), ""),
            ("GET", &format!("{EROLES}/eN/properties"), ""),
            ("GET", &format!("{has}/hasN"), ""),
            ("PATCH", &format!("{has}/hasN"), r#"{"validity":{"to":"2100-01-01"}}"#),
            ("DELETE", &format!("{has}/hasN"), ""),
            ("GET", &format!("{groups}/eN"), ""),
            ("DELETE", &format!("{groups}/eN"), ""),
        ]).await;
        for (path, expected) in [
            ("/nevisidm/api/core/v1/clients/api/eroles?returnTotalResultCount=true", vec!["e1"]),
            (&*has, vec!["has1"]),
        ] {
            let listed = site.get(path, &by).await;
            assert_eq!(ids(&listed), expected, "{path}");
            let total = listed.json().get("_pagination").and_then(|page| page.get("totalResult").cloned());
            assert!(total.is_none_or(|total| total == expected.len()), "{path}: {}", listed.body);
        }
        let scim = "?filter=displayName%20eq%20%22e2%22";
        for (path, count) in [("", 1), (scim, 0)] {
            let listed = site.get(&format!("{groups}{path}"), &by).await.json();
            assert_eq!((&listed["totalResults"], listed["Resources"].as_array().map_or(0, Vec::len)), (&json!(count), count));
        }
        let (denied, missing) = ("403 errors.dataroomPermissionDenied", "422 errors.missingReferenceData");
        assert_eq!(tried(&site, ("POST", EROLES, r#"{"name":"x"}"#), &eroles).await.told(), denied);
        site.signed("berta").await;
        let to = authorizations(&site, "berta").await.replace("authorizations", "eauthorizations");
        for (erole, expected) in [("e1", "201"), ("e2", missing), ("e9", missing)] {
            let given = site.post(&to, &by, json!({ "enterpriseRoleExtId": erole }).to_string()).await;
            assert_eq!(if given.status == StatusCode::CREATED { "201".to_owned() } else { given.told() }, expected, "{erole}");
        }
    }

    async fn rooms_are_given_shown_changed_and_taken_one_by_one(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        let wish = json!({ "roleExtId": "nevisIdm.EnterpriseRoleAdmin", "clientExtIds": ["api"], "appGlobal": false, "enterpriseRoleExtIds": ["e2", "e1"] });
        let (bearer, path) = held(&site, "admin", wish).await;
        let shown = async || site.get(&path, &by).await.json();
        let rooms = |shown: &Value| json!([shown["appGlobal"], shown["appExtIds"], shown["enterpriseRoleGlobal"], shown["enterpriseRoleExtIds"]]);
        assert_eq!(rooms(&shown().await), json!([false, [], false, ["e1", "e2"]]));
        let seen = async || {
            let eroles = ids(&site.get("/nevisidm/api/core/v1/clients/api/eroles", &json_by(&bearer)).await);
            let apps = ids(&site.get("/nevisidm/api/core/v1/clients/api/applications", &json_by(&bearer)).await);
            json!([apps, eroles])
        };
        assert_eq!(seen().await, json!([[], ["e1", "e2"]]));
        for (body, expected, sees) in [
            (json!({ "enterpriseRoleExtIds": ["e1"], "appExtIds": ["a2"] }), json!([false, ["a2"], false, ["e1"]]), json!([["a2"], ["e1"]])),
            (json!({ "enterpriseRoleGlobal": true }), json!([false, ["a2"], true, null]), json!([["a2"], ["e1", "e2"]])),
            (json!({ "enterpriseRoleGlobal": false, "appGlobal": true }), json!([true, null, false, []]), json!([["nevisIdm", "a1", "a2"], []])),
            (json!({ "appGlobal": false }), json!([false, [], false, []]), json!([[], []])),
        ] {
            let changed = site.patch(&path, &by, body.to_string()).await;
            assert_eq!(changed.status, StatusCode::OK, "{body}: {}", changed.body);
            assert_eq!((rooms(&changed.json()), rooms(&shown().await)), (expected.clone(), expected), "{body}");
            assert_eq!(seen().await, sees, "{body}");
        }
        for (method, entry, sees) in [
            (Method::PUT, "applications/a1", json!([["a1"], []])),
            (Method::PUT, "applications/a1", json!([["a1"], []])),
            (Method::PUT, "applications/a2", json!([["a1", "a2"], []])),
            (Method::PUT, "enterprise-roles/e2", json!([["a1", "a2"], ["e2"]])),
            (Method::DELETE, "applications/a1", json!([["a2"], ["e2"]])),
            (Method::DELETE, "applications/a1", json!([["a2"], ["e2"]])),
            (Method::DELETE, "enterprise-roles/e2", json!([["a2"], []])),
        ] {
            let entry = format!("{}/{entry}", path.replace(API, "/sigill/v1"));
            let done = site.send(request(method.clone(), &entry, &by, Body::empty())).await;
            assert_eq!(done.status, StatusCode::NO_CONTENT, "{method} {entry}: {}", done.body);
            assert_eq!(seen().await, sees, "{method} {entry}");
        }
        let listed = site.get(&format!("{}/applications", path.replace(API, "/sigill/v1")), &by).await;
        assert_eq!(ids(&listed), ["a2"]);
        // What is deleted is in no room any more, and shown in none.
        site.delete(&format!("{API}/applications/a2"), &by).await;
        assert_eq!((rooms(&shown().await), seen().await), (json!([false, [], false, []]), json!([[], []])));
    }

    async fn a_room_that_cannot_be_is_refused_by_name(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        let anna = authorizations(&site, "anna").await;
        let own = give(&site, "anna", json!({ "roleExtId": "nevisIdm.AppOwner", "clientExtIds": ["api"], "appExtIds": ["a1"] })).await;
        let many: Vec<String> = (0..101).map(|n| format!("a{n}")).collect();
        for (wish, expected) in [
            (json!({ "appExtIds": ["nevisIdm"] }), "appExtIds: nevisIdm can't be put into a room of applications"),
            (json!({ "appExtIds": ["a9"] }), "appExtIds: there is no application with extId a9"),
            (json!({ "enterpriseRoleExtIds": ["e9"] }), "enterpriseRoleExtIds: there is no enterprise role with extId e9"),
            (json!({ "appGlobal": true, "appExtIds": ["a1"] }), "expected either appGlobal: true, or entries in appExtIds"),
            (json!({ "appExtIds": many }), "appExtIds: expected at most 100, got 101"),
            (
                json!({ "clientExtIds": ["other"], "enterpriseRoleExtIds": ["e1"] }),
                "units and enterprise roles are those of client api, in which the role doesn't hold",
            ),
        ] {
            site.post(&format!("{API}/clients"), &by, r#"{"extId":"other","name":"other"}"#).await;
            let mut new = json!({ "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": ["api"] });
            new.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
            for answer in [
                site.post(&anna, &by, new.to_string()).await,
                site.patch(&own, &by, wish.to_string()).await,
            ] {
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wish}: {}", answer.body);
                assert!(answer.messages().contains(expected), "{wish}: {}", answer.body);
            }
        }
        let foreign = site.post(&anna, &by, r#"{"roleExtId":"role-a1","clientGlobal":true,"appGlobal":false}"#).await;
        assert!(foreign.messages().contains("appGlobal: a role of another application isn't held to such rooms"), "{}", foreign.body);
        let entry = |last: &str| format!("{}/{last}", own.replace(API, "/sigill/v1"));
        for (path, status) in [
            ("applications/nevisIdm", StatusCode::UNPROCESSABLE_ENTITY),
            ("applications/a9", StatusCode::NOT_FOUND),
            ("enterprise-roles/e1", StatusCode::UNPROCESSABLE_ENTITY),
            ("enterprise-roles/e9", StatusCode::NOT_FOUND),
        ] {
            let put = site.send(request(Method::PUT, &entry(path), &by, Body::empty())).await;
            assert_eq!(put.status, status, "{path}: {}", put.body);
        }
    }

    async fn nobody_gives_or_takes_a_room_of_roles_that_they_do_not_have(database: Database) {
        let site = filled(database).await;
        let (apps, _) = held(&site, "apps", json!({ "roleExtId": "nevisIdm.Root", "clientGlobal": true, "appExtIds": ["a1"] })).await;
        let own = give(&site, "anna", json!({ "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": ["api"], "appExtIds": ["a1"] })).await;
        let both = give(&site, "anna", json!({ "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": ["api"], "appExtIds": ["a1", "a2"] })).await;
        let (denied, missing) = ("403 errors.dataroomPermissionDenied", "422 errors.missingReferenceData");
        for (body, expected) in [
            (json!({ "appGlobal": true }), denied),
            (json!({ "appExtIds": ["a2"] }), missing),
            (json!({ "appExtIds": ["a9"] }), missing),
            (json!({ "appExtIds": [] }), "200"),
        ] {
            let changed = tried(&site, ("PATCH", &own, &body.to_string()), &apps).await;
            let told = if changed.status == StatusCode::OK { "200".to_owned() } else { changed.told() };
            assert_eq!(told, expected, "{body}: {}", changed.body);
        }
        // A role that is held to more than the caller is isn't there for it.
        for call in [("GET", &*both, ""), ("PATCH", &*both, r#"{"appExtIds":["a1"]}"#), ("DELETE", &*both, "")] {
            assert_eq!(tried(&site, call, &apps).await.status, StatusCode::NOT_FOUND, "{call:?}");
        }
        let entry = |last: &str| format!("{}/{last}", own.replace(API, "/sigill/v1"));
        for (path, status) in [
            ("applications/a1", StatusCode::OK),
            ("applications/a2", StatusCode::NOT_FOUND),
            ("applications/a9", StatusCode::NOT_FOUND),
        ] {
            for method in ["PUT", "DELETE"] {
                assert_eq!(tried(&site, (method, &entry(path), ""), &apps).await.status, status, "{method} {path}");
            }
        }
    }

    async fn history_keeps_to_the_rooms_of_roles(database: Database) {
        let site = filled(database).await;
        let kinds = async |bearer: &str, path: &str, about: &str| {
            let page = site.get(&format!("{path}?limit=200"), &json_by(bearer)).await;
            let items = page.json()["items"].as_array().unwrap_or_else(|| panic!("{}", page.body)).clone();
            let of = items.iter().filter(|item| item["kind"].as_str().unwrap().starts_with(about));
            let mut subjects: Vec<_> = of.map(|item| item["subject"].as_str().unwrap_or_default().to_owned()).collect();
            subjects.sort();
            subjects.dedup();
            subjects
        };
        let root = site.root().await;
        let (client, user) = ("/sigill/v1/api/history", "/sigill/v1/api/users/anna/history");
        assert_eq!(kinds(&root, client, "ENTERPRISE_ROLE_CREATE").await, ["e1", "e2"]);
        let (apps, _) = held(&site, "apps", json!({ "roleExtId": "nevisIdm.Root", "clientGlobal": true, "appExtIds": ["a1"] })).await;
        let (eroles, _) = held(&site, "eroles", json!({ "roleExtId": "nevisIdm.Root", "clientExtIds": ["api"], "enterpriseRoleExtIds": ["e1"] })).await;
        for (bearer, path, about, expected) in [
            (&apps, client, "CLIENT_APPLICATION", vec!["a1"]),
            (&apps, client, "AUTHORIZATION_CREATE", vec!["role1"]),
            (&apps, user, "AUTHORIZATION_CREATE", vec!["role1"]),
            (&apps, user, "ENTERPRISE_AUTHORIZATION", vec!["has1", "has2"]),
            (&eroles, client, "ENTERPRISE_ROLE", vec!["e1"]),
            (&eroles, client, "ENTERPRISE_AUTHORIZATION", vec!["has1"]),
            (&eroles, user, "ENTERPRISE_AUTHORIZATION", vec!["has1"]),
            (&eroles, client, "CLIENT_APPLICATION", vec!["a1", "a2"]),
        ] {
            assert_eq!(kinds(bearer, path, about).await, expected, "{path} {about}");
        }
    }

    async fn why_a_right_holds_for_an_application_is_explained(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        held(&site, "apps", json!({
            "roleExtId": "nevisIdm.Root", "clientExtIds": ["api"], "appExtIds": ["a1"], "enterpriseRoleExtIds": ["e1"],
        })).await;
        for (query, why) in [
            ("", "holds"),
            ("?application=a1", "holds"),
            ("?application=a2", "otherApplications"),
            ("?application=nevisIdm", "otherApplications"),
            ("?for=anna&application=a1&enterpriseRole=e1", "inClient"),
            ("?for=anna&enterpriseRole=e2", "otherEnterpriseRoles"),
        ] {
            let told = site.get(&format!("/sigill/v1/api/users/apps/rights{query}"), &json_by(&root)).await.json();
            let of_root = |one: &&Value| one["roleExtId"] == "nevisIdm.Root";
            let ground = told["authorizations"].as_array().unwrap().iter().find(of_root).unwrap();
            assert_eq!((&ground["why"], &ground["holds"]), (&json!(why), &json!(!why.starts_with("other"))), "{query}: {told}");
        }
    }
}
