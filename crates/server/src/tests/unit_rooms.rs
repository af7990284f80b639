//! Roles that are held to units: what is inside, below, beside and above, in no unit and in another client.

use serde_json::json;

use super::*;

const UNITS: &str = "/nevisidm/api/core/v1/api/units";
const USERS: &str = "/nevisidm/api/core/v1/api/users";

/// A tree `top` → `a` → `b`, and `c` beside it, with a user in each, one without profile, and one of another client.
pub(super) async fn filled(database: Database) -> Site {
    let site = Site::on(database).await;
    let root = site.root().await;
    let headers = json_by(&root);
    for (ext_id, parent) in [("top", None), ("a", Some("top")), ("b", Some("a")), ("c", Some("top"))] {
        let unit = json!({ "extId": ext_id, "parentUnitExtId": parent, "name": ext_id, "profileless": false });
        assert_eq!(site.post(UNITS, &headers, unit.to_string()).await.status, StatusCode::CREATED);
    }
    site.post(&format!("{API}/clients"), &headers, r#"{"extId":"other","name":"other"}"#).await;
    for (client, user, unit) in [
        ("api", "in-top", "top"),
        ("api", "in-a", "a"),
        ("api", "in-b", "b"),
        ("api", "in-c", "c"),
        ("api", "in-none", ""),
        ("other", "in-other", "-"),
    ] {
        let person = json!({
            "extId": user, "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "anna@example.com" },
        });
        let made = site.post(&format!("{API}/{client}/users"), &headers, person.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let of_user = format!("user_id = (SELECT id FROM users WHERE ext_id = '{user}')");
        let put = match unit {
            "" => format!("DELETE FROM profile WHERE {of_user}"),
            "-" => "SELECT 1".to_owned(),
            unit => {
                format!("UPDATE profile SET unit_id = (SELECT id FROM unit WHERE ext_id = '{unit}') WHERE {of_user}")
            }
        };
        site.fixture.database.execute(&put).await;
    }
    site
}

/// The path of the authorizations of a new technical user, and its token.
pub(super) async fn nobody(site: &Site, user: &str) -> (String, String) {
    let bearer = site.bearer(user, Role::TechUser, ClientRoom::Global).await;
    (authorizations(site, user).await, bearer)
}

pub(super) async fn authorizations(site: &Site, user: &str) -> String {
    let root = site.root().await;
    let profiles = site.get(&format!("{USERS}/{user}/profiles"), &json_by(&root)).await.json();
    format!("{API}/api/profiles/{}/authorizations", profiles["items"][0]["extId"].as_str().unwrap())
}

/// A new technical user with a role in units.
pub(super) async fn held(site: &Site, user: &str, role: &str, units: &[&str]) -> String {
    let (path, bearer) = nobody(site, user).await;
    let root = site.root().await;
    let wish = json!({ "roleExtId": role, "clientExtIds": ["api"], "unitGlobal": false, "unitExtIds": units });
    let given = site.post(&path, &json_by(&root), wish.to_string()).await;
    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    let shown = given.json();
    assert_eq!((&shown["unitGlobal"], &shown["unitExtIds"]), (&json!(false), &json!(units)));
    bearer
}

fn ids(answer: &Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
    items.iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect()
}

async fn send(site: &Site, method: Method, path: &str, bearer: &str) -> Answer {
    let body = if method == Method::PATCH { "{}" } else { "" };
    let headers = json_by(bearer);
    let tried = [headers[0], headers[1], ("prefer", "dry-run")];
    site.send(request(method, path, &tried, body.into())).await
}

on_both! {
    async fn a_user_is_reached_inside_a_room_and_below_it_and_nowhere_else(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let calls = [
            (Method::GET, ""), (Method::PATCH, ""), (Method::DELETE, ""), (Method::GET, "/profiles"), (Method::GET, "/credentials"),
            (Method::GET, "/properties"), (Method::GET, "/mauths"),
        ];
        for (method, below) in calls {
            for user in ["in-a", "in-b"] {
                let answer = send(&site, method.clone(), &format!("{USERS}/{user}{below}"), &bearer).await;
                assert!(answer.status.is_success(), "{method} {user}{below}: {}", answer.body);
            }
            let missing = send(&site, method.clone(), &format!("{USERS}/absent{below}"), &bearer).await;
            for user in ["in-top", "in-c", "in-none"] {
                let answer = send(&site, method.clone(), &format!("{USERS}/{user}{below}"), &bearer).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {user}{below}: {}", answer.body);
                assert_eq!(answer.body.replace(user, "absent"), missing.body, "{method} {below}: as what isn't there");
            }
            let other = send(&site, method.clone(), &format!("{API}/other/users/in-other{below}"), &bearer).await;
            assert_eq!(other.status, StatusCode::FORBIDDEN, "{method} {below}");
        }
        let history = |user: &str| format!("/sigill/v1/api/users/{user}/history");
        assert_eq!(site.get(&history("in-b"), &json_by(&bearer)).await.status, StatusCode::OK);
        for user in ["in-c", "in-none", "absent"] {
            assert_eq!(site.get(&history(user), &json_by(&bearer)).await.told(), "404 errors.noRecord", "{user}");
        }
        let new = json!({ "name": { "firstName": "N", "familyName": "N" }, "contacts": { "email": "n@example.com" } });
        let refused = site.post(USERS, &json_by(&bearer), new.to_string()).await;
        assert_eq!(refused.told(), "403 errors.dataroomPermissionDenied", "new users go to the default unit");
        let refused = site.post(&format!("{USERS}/in-a/profiles"), &json_by(&bearer), "{}").await;
        assert_eq!((refused.told().as_str(), refused.messages().as_str()), ("422 errors.missingReferenceData",
            "unitExtId is mandatory here: the client's default unit can't be used"));
    }

    async fn lists_search_and_history_keep_to_the_units_of_a_room(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.ClientRoot", &["a", "b"]).await;
        let headers = json_by(&bearer);
        let list = format!("{API}/clients/api/users");
        for query in ["", "?sortBy=name.familyName", "?sortBy=remarks", "?name.familyName=Muster", "?contacts.email=anna@example.com"] {
            assert_eq!(ids(&site.get(&format!("{list}{query}"), &headers).await), ["in-a", "in-b"], "{query}");
        }
        let counted = site.get(&format!("{list}?returnTotalResultCount=true&limit=1"), &headers).await.json();
        assert_eq!((counted["items"].as_array().unwrap().len(), &counted["_pagination"]["totalResult"]), (1, &json!(2)));
        for q in ["muster", "anna@example.com"] {
            let found = site.get(&format!("/sigill/v1/search?q={q}"), &headers).await.json().to_string();
            for user in ["in-top", "in-a", "in-b", "in-c", "in-none", "in-other"] {
                assert_eq!(found.contains(&format!("\"{user}\"")), ["in-a", "in-b"].contains(&user), "{q}: {user}: {found}");
            }
        }
        let history = site.get("/sigill/v1/api/history", &headers).await.json();
        let about: Vec<_> = history["items"].as_array().unwrap().iter().map(|event| event["subject"].as_str().unwrap().to_owned()).collect();
        assert!(about.contains(&"in-a".to_owned()) && about.contains(&"in-b".to_owned()), "{about:?}");
        assert!(!about.iter().any(|one| ["in-c", "in-top", "in-none", "top"].contains(&one.as_str())), "{about:?}");
        let fido = site.get(&format!("{API}/clients/api/fido2?returnTotalResultCount=true"), &headers).await;
        assert_eq!((fido.status, &fido.json()["_pagination"]["totalResult"]), (StatusCode::OK, &json!(0)), "{}", fido.body);
        let nowhere = held(&site, "nowhere", "nevisIdm.ClientRoot", &[]).await;
        assert_eq!(site.get(&list, &json_by(&nowhere)).await.told(), "403 errors.dataroomPermissionDenied", "an empty room");
    }

    async fn a_page_of_a_room_is_the_same_where_many_are_outside(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let bearer = held(&site, "admin", "nevisIdm.ClientRoot", &["a", "b"]).await;
        // More than are looked at before those in the units are gathered.
        let outside: Vec<_> = (0..520)
            .map(|n| json!({
                "method": "POST", "path": "/Users", "bulkId": format!("b{n}"),
                "data": {
                    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": format!("out-{n}"),
                    "name": { "givenName": "Otto", "familyName": "Out" },
                    "emails": [{ "value": format!("out-{n}@example.com"), "primary": true }],
                },
            }))
            .collect();
        let bulk = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": outside });
        let headers = [("authorization", &*root), ("content-type", "application/scim+json")];
        let made = site.post("/scim/v2/api/Bulk", &headers, bulk.to_string()).await;
        assert_eq!(made.body.matches("\"status\":\"201\"").count(), 520, "{}", made.body);
        let late = json!({
            "extId": "late", "name": { "firstName": "Lea", "familyName": "Late" }, "contacts": { "email": "late@example.com" },
        });
        site.post(&format!("{API}/api/users"), &json_by(&root), late.to_string()).await;
        let put = "UPDATE profile SET unit_id = (SELECT id FROM unit WHERE ext_id = 'b') \
            WHERE user_id = (SELECT id FROM users WHERE ext_id = 'late')";
        site.fixture.database.execute(put).await;
        let all = ["in-a", "in-b", "late"];
        for limit in [1, 2, 3, 100] {
            let (mut seen, mut token) = (Vec::new(), String::new());
            loop {
                let list = format!("{API}/clients/api/users?limit={limit}{token}");
                let page = site.get(&list, &json_by(&bearer)).await;
                seen.extend(ids(&page));
                assert!(seen.len() <= all.len(), "{limit}: {seen:?}");
                let Some(next) = page.json()["_pagination"]["continuationToken"].as_str().map(str::to_owned) else { break };
                token = format!("&continuationToken={next}");
            }
            assert_eq!(seen, all, "{limit}");
        }
        let list = format!("{API}/clients/api/users?sortBy=extId&limit=2&returnTotalResultCount=true");
        let page = site.get(&list, &json_by(&bearer)).await;
        assert_eq!((ids(&page), &page.json()["_pagination"]["totalResult"]), (vec!["in-a".to_owned(), "in-b".to_owned()], &json!(3)));
    }

    async fn units_are_seen_made_and_moved_within_a_room(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.UserAndUnitAdmin", &["a"]).await;
        let headers = json_by(&bearer);
        assert_eq!(ids(&site.get(&format!("{API}/clients/api/units"), &headers).await), ["a", "b"]);
        assert_eq!(site.get(&format!("{UNITS}/b"), &headers).await.status, StatusCode::OK);
        for outside in ["top", "c", "absent"] {
            assert_eq!(site.get(&format!("{UNITS}/{outside}"), &headers).await.told(), "404 errors.noRecord", "{outside}");
        }
        let unit = |ext_id: &str, parent: Option<&str>| json!({ "extId": ext_id, "parentUnitExtId": parent, "name": ext_id, "profileless": false }).to_string();
        assert_eq!(site.post(UNITS, &headers, unit("d", Some("b"))).await.status, StatusCode::CREATED);
        assert_eq!(site.post(UNITS, &headers, unit("e", None)).await.told(), "403 errors.dataroomPermissionDenied", "a root");
        let below = site.post(UNITS, &headers, unit("e", Some("c"))).await;
        let absent = site.post(UNITS, &headers, unit("e", Some("absent"))).await;
        assert_eq!((below.told(), below.body.replace("'c'", "'absent'")), ("422 errors.missingReferenceData".to_owned(), absent.body));
        for (path, told) in [("a/children/d", "204"), ("a/children/c", "404"), ("c/children/d", "404"), ("top/children/a", "404")] {
            let answer = site.send(request(Method::PUT, &format!("{UNITS}/{path}"), &headers, Body::empty())).await;
            assert_eq!(answer.status.as_u16().to_string(), told, "{path}: {}", answer.body);
        }
        let out = site.delete(&format!("{UNITS}/a/children/d"), &headers).await;
        assert_eq!(out.told(), "403 errors.dataroomPermissionDenied", "it would leave the room");
    }

    async fn nobody_gives_a_room_that_they_do_not_have(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.UserAndUnitAdmin", &["a"]).await;
        let headers = json_by(&bearer);
        let path = authorizations(&site, "in-b").await;
        let wish = |units: Value| json!({ "roleExtId": "nevisIdm.UserAdmin", "clientExtIds": ["api"], "unitExtIds": units }).to_string();
        assert_eq!(site.post(&path, &headers, wish(json!(["c"]))).await.told(), "422 errors.missingReferenceData");
        assert_eq!(site.post(&path, &headers, wish(Value::Null)).await.told(), "403 errors.dataroomPermissionDenied", "of all units");
        let given = site.post(&path, &headers, wish(json!(["b"]))).await;
        assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
        let rooms = format!("/sigill/v1{}/units", given.header("location").strip_prefix(API).unwrap());
        assert_eq!(ids(&site.get(&rooms, &headers).await), ["b"]);
        let put = async |unit: &str| site.send(request(Method::PUT, &format!("{rooms}/{unit}"), &headers, Body::empty())).await;
        for outside in ["c", "top", "absent"] {
            assert_eq!(put(outside).await.told(), "404 errors.noRecord", "{outside}");
        }
        for _ in 0..2 {
            assert_eq!(put("a").await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(ids(&site.get(&rooms, &headers).await), ["a", "b"]);
        let shown = site.get(given.header("location"), &headers).await.json();
        assert_eq!((&shown["unitExtIds"], &shown["version"]), (&json!(["a", "b"]), &json!(2)));
        for _ in 0..2 {
            assert_eq!(site.delete(&format!("{rooms}/b"), &headers).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(ids(&site.get(&rooms, &headers).await), ["a"]);
        let root = site.root().await;
        let whole = site.post(&path, &json_by(&root), json!({ "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": ["api"] }).to_string()).await;
        assert_eq!((&whole.json()["unitGlobal"], whole.json().get("unitExtIds")), (&json!(true), None));
        let entry = format!("/sigill/v1{}/units/a", whole.header("location").strip_prefix(API).unwrap());
        let refused = site.send(request(Method::PUT, &entry, &json_by(&root), Body::empty())).await;
        assert_eq!(refused.told(), "422 errors.invalidData", "it holds in all");
        let elsewhere = json!({ "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": ["other"], "unitExtIds": ["a"] });
        assert_eq!(site.post(&path, &json_by(&root), elsewhere.to_string()).await.told(), "422 errors.invalidData", "of another client");
        // Who has more than one could give is neither disabled nor deleted.
        let more = authorizations(&site, "in-a").await;
        let wish = json!({ "roleExtId": "nevisIdm.UserAdmin", "clientExtIds": ["api"], "unitExtIds": ["c"] });
        assert_eq!(site.post(&more, &json_by(&root), wish.to_string()).await.status, StatusCode::CREATED);
        let refused = site.patch(&format!("{USERS}/in-a"), &headers, r#"{"userState":"disabled"}"#).await;
        assert_eq!(refused.told(), "403 errors.dataroomPermissionDenied");
    }

    async fn a_right_goes_with_the_unit_and_with_the_user(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let root = site.root().await;
        let reads = async |user: &str| site.get(&format!("{USERS}/{user}"), &json_by(&bearer)).await.status.as_u16();
        assert_eq!((reads("in-b").await, reads("in-c").await), (200, 404));
        for (parent, child) in [("c", "b"), ("a", "c")] {
            let moved = site.send(request(Method::PUT, &format!("{UNITS}/{parent}/children/{child}"), &json_by(&root), Body::empty())).await;
            assert_eq!(moved.status, StatusCode::NO_CONTENT, "{}", moved.body);
            let expected = if child == "b" { (404, 404) } else { (200, 200) };
            assert_eq!((reads("in-b").await, reads("in-c").await), expected, "{child} below {parent}");
        }
        site.fixture.database.execute("DELETE FROM authz_unit").await;
        assert_eq!(reads("in-a").await, 404, "the room is empty from the next request on");
    }

    async fn a_further_right_counts_only_where_the_object_is(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let root = site.root().await;
        // Elsewhere, it may archive machines.
        let wish = json!({ "roleExtId": "nevisIdm.ClientRoot", "clientExtIds": ["api"], "unitExtIds": ["c"] });
        let path = authorizations(&site, "admin").await;
        assert_eq!(site.post(&path, &json_by(&root), wish.to_string()).await.status, StatusCode::CREATED);
        site.fixture.database.execute("UPDATE users SET is_technical = TRUE WHERE ext_id IN ('in-a', 'in-c')").await;
        let archive = async |user: &str| site.post(&format!("{USERS}/{user}/archive"), &json_by(&bearer), "").await;
        assert_eq!(archive("in-a").await.told(), "403 errors.dataroomPermissionDenied");
        let wish = json!({ "roleExtId": "nevisIdm.ClientRoot", "clientExtIds": ["api"], "unitExtIds": ["a"] });
        assert_eq!(site.post(&path, &json_by(&root), wish.to_string()).await.status, StatusCode::CREATED);
        assert_eq!(archive("in-a").await.status, StatusCode::NO_CONTENT);
    }
}
