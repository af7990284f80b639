//! Profiles: several of a user, each in a unit; and a user with one, both or nothing.

use serde_json::json;

use super::*;

const PROFILES: &str = "/nevisidm/api/core/v1/api/profiles";
const ANNAS: &str = "/nevisidm/api/core/v1/api/users/anna/profiles";

/// Anna, and the units `a`, `b`, `off` (disabled) and `bare` (profileless).
async fn filled(database: Database) -> Site {
    let site = Site::on(database).await;
    let root = site.root().await;
    let headers = json_by(&root);
    for (ext_id, profileless, state) in
        [("a", false, "active"), ("b", false, "active"), ("off", false, "disabled"), ("bare", true, "active")]
    {
        let unit = json!({ "extId": ext_id, "name": ext_id, "profileless": profileless, "state": state });
        let made = site.post(&format!("{API}/api/units"), &headers, unit.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    let anna = json!({
        "extId": "anna", "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "a@example.com" },
    });
    assert_eq!(site.post(&format!("{API}/api/users"), &headers, anna.to_string()).await.status, StatusCode::CREATED);
    site
}

async fn listed(site: &Site) -> Vec<Value> {
    let root = site.root().await;
    site.get(ANNAS, &json_by(&root)).await.json()["items"].as_array().unwrap().clone()
}

async fn put(site: &Site, path: &str, headers: &[(&str, &str)]) -> Answer {
    site.send(request(Method::PUT, path, headers, Body::empty())).await
}

on_both! {
    async fn a_user_has_several_profiles_of_which_one_is_the_default(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let first = listed(&site).await.remove(0);
        assert_eq!((&first["isDefaultProfile"], &first["name"]), (&json!(true), &json!("Profile-anna")));
        let wish = json!({
            "extId": "p2", "unitExtId": "a", "remarks": "second", "modificationComment": "why",
            "validity": { "to": "2036-05-15T12:34:56Z" },
        });
        let made = site.post(ANNAS, &headers, wish.to_string()).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{PROFILES}/p2")), "{}", made.body);
        let shown = site.get(&format!("{PROFILES}/p2"), &headers).await.json();
        assert_eq!(made.json(), shown);
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "p2",
            "clientExtId": "api", "userExtId": "anna", "unitExtId": "a", "name": "Profile-anna-2", "profileState": "active",
            "isDefaultProfile": false, "validity": { "to": "2036-05-15T12:34:56Z" }, "remarks": "second",
            "modificationComment": "why",
        }));
        let back = site.patch(&format!("{PROFILES}/p2"), &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let patch = json!({ "isDefaultProfile": true, "remarks": null, "validity": null });
        let changed = site.patch(&format!("{PROFILES}/p2"), &headers, patch.to_string()).await.json();
        assert_eq!((&changed["isDefaultProfile"], changed.get("remarks"), changed.get("validity")), (&json!(true), None, None));
        let defaults: Vec<_> = listed(&site).await.iter().map(|profile| profile["isDefaultProfile"].clone()).collect();
        assert_eq!(defaults, [json!(false), json!(true)]);
        let refused = site.patch(&format!("{PROFILES}/p2"), &headers, r#"{"isDefaultProfile":false}"#).await;
        assert_eq!(refused.told(), "422 errors.invalidData");
        let third = site.post(ANNAS, &headers, r#"{"extId":"p3","isDefaultProfile":true,"profileState":"disabled"}"#).await.json();
        assert_eq!((&third["name"], &third["unitExtId"], &third["profileState"]), (&json!("Profile-anna-3"), &first["unitExtId"], &json!("disabled")));
        assert_eq!(site.delete(&format!("{PROFILES}/p3"), &headers).await.status, StatusCode::NO_CONTENT);
        let defaults: Vec<_> = listed(&site).await.iter().map(|profile| profile["isDefaultProfile"].clone()).collect();
        assert_eq!(defaults, [json!(true), json!(false)], "the oldest that is left");
        assert_eq!(site.get(&format!("{PROFILES}/p3"), &headers).await.told(), "404 errors.noRecord");
        let history = site.get("/sigill/v1/api/users/anna/history", &headers).await.json();
        let kinds: Vec<_> = history["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect();
        for (kind, count) in [("PROFILE_CREATE", 2), ("PROFILE_MODIFY", 1), ("PROFILE_DELETE", 1)] {
            assert_eq!(kinds.iter().filter(|one| *one == kind).count(), count, "{kind}: {kinds:?}");
        }
    }

    async fn a_profile_is_refused_with_every_broken_rule_by_name(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.post(ANNAS, &headers, r#"{"extId":"p2"}"#).await;
        let wish = json!({
            "extId": "p2", "unitExtId": "nowhere", "profileState": "archived", "name": " ", "remarks": "x".repeat(1_001),
            "validity": { "from": "2026-05-18", "to": "2026-05-17" }, "surprise": 1,
        });
        let refused = site.post(ANNAS, &headers, wish.to_string()).await;
        for part in ["extId: the client already", "there is no unit with extId 'nowhere'", "profileState: expected one of active",
                     "name must not be blank", "remarks is too long", "validity.to: expected a time after", "'surprise'"] {
            assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
        }
        for unit in ["off", "bare"] {
            let refused = site.post(ANNAS, &headers, json!({ "unitExtId": unit }).to_string()).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{unit}");
            assert_eq!(put(&site, &format!("{PROFILES}/p2/unit/{unit}"), &headers).await.told(), "422 errors.invalidData", "{unit}");
        }
        assert_eq!(site.post(&ANNAS.replace("anna", "nobody"), &headers, "{}").await.told(), "404 errors.noRecord");
        let machine = format!("{API}/api/users/root/profiles");
        assert_eq!(site.post(&machine, &headers, "{}").await.told(), "422 errors.invalidData", "a machine has one");
    }

    async fn a_profile_is_put_into_another_unit(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.post(ANNAS, &headers, r#"{"extId":"p2","unitExtId":"a"}"#).await;
        let unit = format!("{PROFILES}/p2/unit");
        assert_eq!(site.get(&unit, &headers).await.json()["hierarchicalName"], "/a");
        for _ in 0..2 {
            assert_eq!(put(&site, &format!("{unit}/b"), &headers).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(site.get(&unit, &headers).await.json()["extId"], "b");
        assert_eq!(site.get(&format!("{PROFILES}/p2"), &headers).await.json()["version"], 2, "a repeat changes nothing");
        assert_eq!(put(&site, &format!("{unit}/nowhere"), &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.delete(&format!("{API}/api/units/b"), &headers).await.told(), "422 errors.undeletedDependencies");
        assert_eq!(site.delete(&format!("{API}/api/units/a"), &headers).await.status, StatusCode::NO_CONTENT);
        let stale = put(&site, &format!("{unit}/bare"), &[headers[0], ("if-match", "\"v1\"")]).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    }

    async fn roles_hold_while_their_profile_is_active_and_valid(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let bearer = site.bearer("desk", Role::Helpdesk, ClientRoom::Global).await;
        let reads = async || site.get(&format!("{API}/api/users/anna"), &json_by(&bearer)).await.status.as_u16();
        let profiles = site.get(&format!("{API}/api/users/desk/profiles"), &headers).await.json();
        let path = format!("{PROFILES}/{}", profiles["items"][0]["extId"].as_str().unwrap());
        assert_eq!(reads().await, 200);
        for (patch, expected) in [
            (json!({ "validity": { "to": "2026-05-18T00:00:00Z" } }), 403),
            (json!({ "validity": { "to": "2036-05-18T00:00:00Z" } }), 200),
            (json!({ "validity": { "from": "2030-05-18T00:00:00Z" } }), 403),
            (json!({ "validity": null, "profileState": "disabled" }), 403),
            (json!({ "profileState": "active" }), 200),
            (json!({ "profileState": "archived" }), 403),
        ] {
            let changed = site.patch(&path, &headers, patch.to_string()).await;
            assert_eq!(changed.status, StatusCode::OK, "{patch}: {}", changed.body);
            assert_eq!(reads().await, expected, "{patch}");
        }
        assert_eq!(site.get(&format!("{path}/authorizations"), &headers).await.json()["items"], json!([]), "they are gone");
        assert_eq!(site.patch(&path, &headers, r#"{"profileState":"active"}"#).await.told(), "422 errors.invalidData");
        let user = format!("{API}/api/users/desk");
        for state in ["disabled", "active"] {
            let body = json!({ "userState": state }).to_string();
            assert_eq!(site.patch(&user, &headers, body).await.status, StatusCode::OK, "{state}");
        }
        assert_eq!(site.get(&path, &headers).await.json()["profileState"], "archived", "it doesn't come back with its user");
        assert_eq!(site.delete(&user, &headers).await.status, StatusCode::NO_CONTENT);
    }

    async fn who_has_more_than_one_could_take_keeps_the_profile(database: Database) {
        let site = filled(database).await;
        let admin = site.bearer("admin", Role::UserAdmin, ClientRoom::Global).await;
        let root = site.root().await;
        let profiles = site.get(&format!("{API}/api/users/root/profiles"), &json_by(&root)).await.json();
        let path = format!("{PROFILES}/{}", profiles["items"][0]["extId"].as_str().unwrap());
        assert_eq!(site.delete(&path, &json_by(&admin)).await.status, StatusCode::FORBIDDEN);
        for patch in [r#"{"profileState":"archived"}"#, r#"{"validity":{"to":"2026-05-18T00:00:00Z"}}"#] {
            assert_eq!(site.patch(&path, &json_by(&admin), patch).await.status, StatusCode::FORBIDDEN, "{patch}");
            assert_eq!(site.patch(&path, &json_by(&root), patch).await.told(), "422 errors.lastRoot", "{patch}");
        }
        assert_eq!(site.delete(&path, &json_by(&root)).await.told(), "422 errors.lastRoot");
    }

    async fn the_custom_properties_of_a_profile_are_set_changed_and_removed(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let property = json!({ "name": "desk", "type": "STRING", "scope": "PROFILE_GLOBAL", "uniquenessScope": "ABSOLUTE" });
        assert_eq!(site.post(&format!("{API}/properties"), &headers, property.to_string()).await.status, StatusCode::CREATED);
        for profile in ["p2", "p3"] {
            site.post(ANNAS, &headers, json!({ "extId": profile }).to_string()).await;
        }
        let path = format!("{PROFILES}/p2/properties");
        let set = site.patch(&path, &headers, r#"{"desk":"A1"}"#).await;
        assert_eq!((set.status, set.json(), set.header("etag")), (StatusCode::OK, json!({ "desk": "A1" }), "\"v2\""), "{}", set.body);
        assert_eq!(site.get(&path, &headers).await.json(), json!({ "desk": "A1" }));
        let other = format!("{PROFILES}/p3/properties");
        assert_eq!(site.patch(&other, &headers, r#"{"desk":"A1"}"#).await.told(), "422 errors.propertyUniquenessViolated");
        assert_eq!(site.patch(&path, &headers, r#"{"desk":null}"#).await.json(), json!({}));
        assert_eq!(site.patch(&other, &headers, r#"{"desk":"A1"}"#).await.status, StatusCode::OK);
        let helpdesk = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        assert_eq!(site.get(&other, &json_by(&helpdesk)).await.json(), json!({ "desk": "A1" }));
        assert_eq!(site.patch(&other, &json_by(&helpdesk), "{}").await.told(), "403 errors.permissionDenied");
    }

    async fn a_user_is_made_with_a_profile_both_or_nothing(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let identity = format!("{API}/api/identity");
        let user = |ext_id: &str| json!({
            "extId": ext_id, "name": { "firstName": "Otto", "familyName": "Muster" }, "contacts": { "email": "o@example.com" },
        });
        let wish = json!({ "user": user("otto"), "profile": { "extId": "p-otto", "unitExtId": "a", "name": "Desk" } });
        let made = site.post(&identity, &headers, wish.to_string()).await;
        assert_eq!((made.status, made.header("location"), made.body.as_str()), (StatusCode::CREATED, &*format!("{API}/api/users/otto"), ""));
        let profiles = site.get(&format!("{API}/api/users/otto/profiles"), &headers).await.json();
        let profiles = profiles["items"].as_array().unwrap();
        assert_eq!(profiles.len(), 1);
        assert_eq!((&profiles[0]["extId"], &profiles[0]["unitExtId"], &profiles[0]["isDefaultProfile"]), (&json!("p-otto"), &json!("a"), &json!(true)));
        let before = site.events().await;
        let wish = json!({ "user": { "extId": "otto" }, "profile": { "extId": "p-otto", "unitExtId": "nowhere" } });
        let refused = site.post(&identity, &headers, wish.to_string()).await;
        for part in ["name.familyName", "extId: the client already has a user", "extId: the client already has a profile", "no unit with extId 'nowhere'"] {
            assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
        }
        let refused = site.post(&identity, &headers, "{}").await;
        assert!(refused.messages().contains("user is mandatory") && refused.messages().contains("profile is mandatory"), "{}", refused.body);
        let wish = json!({ "user": user("nina"), "profile": { "unitExtId": "off" } });
        assert_eq!(site.post(&identity, &headers, wish.to_string()).await.told(), "422 errors.invalidData");
        assert_eq!(site.get(&format!("{API}/api/users/nina"), &headers).await.told(), "404 errors.noRecord", "nothing of it");
        assert_eq!(site.events().await, before);
        let helpdesk = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        assert_eq!(site.post(&identity, &json_by(&helpdesk), "{}").await.told(), "403 errors.permissionDenied");
    }
}
