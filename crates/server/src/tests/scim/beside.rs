//! What is shown beside users: their groups, and, where that is asked for, credentials, profiles and authorizations.

use super::super::role_rooms;
use super::groups::of;
use super::*;

const CREDENTIALS: &str = "urn:sigill:params:scim:schemas:extension:credentials:1.0:User";
const PROFILES: &str = "urn:sigill:params:scim:schemas:extension:profiles:1.0:User";
const AUTHORIZATIONS: &str = "urn:sigill:params:scim:schemas:extension:authorizations:1.0:User";

impl Site {
    /// The list of users with these attributes, as somebody sees it; by name.
    async fn attributes(&self, bearer: &str, names: &str) -> std::collections::BTreeMap<String, Value> {
        let answer = self.get(&format!("{SCIM}/Users?attributes=userName,{names}"), &scim_by(bearer)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let all = answer.json()["Resources"].as_array().unwrap().clone();
        all.into_iter().map(|user| (user["userName"].as_str().unwrap().to_owned(), user)).collect()
    }

    async fn password_of(&self, user: &str) {
        let (root, path) = (self.root().await, format!("{API}/api/users/{user}/password"));
        let made = self.post(&path, &json_by(&root), r#"{"extId":"pw-1","password":"correct-horse-7"}"#).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
}

on_both! {
    async fn a_user_shows_its_groups_to_who_may_see_them_and_they_change_at_the_group_only(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let (anna, beat) = (site.provisioned("anna", json!({ "groups": [{ "value": "x" }] })).await, site.provisioned("beat", json!({})).await);
        let staff = site.grouped("Staff", json!({ "members": of(&[&anna, &beat]) })).await;
        site.grouped("Board", json!({ "members": of(&[&anna]) })).await;
        site.grouped("Empty", json!({})).await;
        let path = format!("{SCIM}/Users/{anna}");
        let shown = site.scim(&path).await.json();
        let names: Vec<_> = shown["groups"].as_array().unwrap().iter().map(|group| group["display"].clone()).collect();
        assert_eq!(names, ["Board", "Staff"], "{shown}");
        let there = format!("http://sigill.test{SCIM}/Groups/{staff}");
        assert_eq!(shown["groups"][1], json!({ "value": staff, "display": "Staff", "type": "direct", "$ref": there }));
        // On a page, by a change, by a message and in a bulk request, too.
        let listed = site.attributes(&root, "groups.display").await;
        assert_eq!(listed["anna"]["groups"], json!([{ "display": "Board" }, { "display": "Staff" }]));
        assert_eq!(listed["beat"]["groups"], json!([{ "display": "Staff" }]));
        let changed = site.patch(&path, &scim_by(&root), operations(json!([{ "op": "add", "path": "title", "value": "T" }]))).await;
        assert_eq!(changed.json()["groups"], shown["groups"]);
        let bulk = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [{ "method": "GET", "path": format!("/Users/{anna}") }] });
        let bulk = site.post(&format!("{SCIM}/Bulk"), &scim_by(&root), bulk.to_string()).await.json();
        assert_eq!(bulk["Operations"][0]["response"]["groups"], shown["groups"]);
        let import = site.scim(&format!("{SCIM}/Users?bulkImportFormat=true")).await.json();
        assert!(!import.to_string().contains("Staff"), "{import}");

        assert_eq!(site.scim(&format!("{path}?excludedAttributes=groups")).await.json().get("groups"), None);
        for wrong in [json!([{ "op": "add", "path": "groups", "value": of(&["x"]) }]), json!([{ "op": "remove", "path": "groups" }]), json!([{ "op": "replace", "path": "groups" }])] {
            assert_eq!(site.patch(&path, &scim_by(&root), operations(wrong.clone())).await.problem(), "400 mutability", "{wrong}");
        }
        for filter in ["groups.value eq \"x\" and userName eq \"anna\"", "groups[display eq \"Staff\"] and userName eq \"anna\"", "groups pr"] {
            assert_eq!(site.scim(&filtered(filter)).await.problem(), "400 invalidFilter", "{filter}");
        }
        // A role of a profile that is over, or ended, is none.
        site.fixture.database.execute("UPDATE eauthz SET valid_to = 1 WHERE erole_id = (SELECT id FROM erole WHERE name = 'Board')").await;
        assert_eq!(site.scim(&path).await.json()["groups"].as_array().unwrap().len(), 1);
        let helpdesk = site.bearer("helpdesk", Role::Helpdesk, ClientRoom::Global).await;
        assert_eq!(site.attributes(&helpdesk, "groups").await["anna"].get("groups"), None);
        let owner = site.bearer("owner", Role::EnterpriseRoleOwner, ClientRoom::Global).await;
        assert_eq!(site.attributes(&owner, "groups").await["anna"]["groups"][0]["display"], "Staff");
        let deleted = site.delete(&format!("{SCIM}/Groups/{staff}"), &scim_by(&root)).await;
        assert_eq!((deleted.status, site.scim(&path).await.json().get("groups")), (StatusCode::NO_CONTENT, None));
    }

    async fn credentials_are_shown_where_they_are_asked_for(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let anna = site.provisioned("anna", json!({})).await;
        site.password_of(&anna).await;
        let number = json!({ "extId": "ms-1", "identificator": "i", "msisdn": "+41791234567", "msspIdentifier": "http://mssp" }).to_string();
        let made = site.post(&format!("{API}/api/users/{anna}/mobile-signature"), &json_by(&root), number).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let path = format!("{SCIM}/Users/{anna}");
        let plain = site.scim(&path).await.json();
        assert_eq!(plain["schemas"], json!([USER]), "not unless they are asked for: {plain}");
        let of = async |names: &str| site.scim(&format!("{path}?attributes={names}")).await.json();
        let shown = of(CREDENTIALS).await;
        assert_eq!(shown["schemas"], json!([USER, CREDENTIALS]));
        let mut all = shown[CREDENTIALS]["credentials"].as_array().unwrap().clone();
        all.sort_by_key(|one| one["extId"].to_string());
        let now = "2026-05-18T12:34:56Z";
        assert_eq!(all[0], json!({
            "type": "MobileSignature", "extId": "ms-1", "state": "active", "validFrom": now, "validTo": all[0]["validTo"],
            "successfulLoginCount": 0, "failedLoginCount": 0,
        }));
        assert_eq!(all.len(), 2);
        assert!(!shown.to_string().contains("+41791234567"), "{shown}");
    }

    async fn each_is_shown_by_its_own_right_and_where_that_holds(database: Database) {
        let site = super::super::unit_rooms::filled(database).await;
        let root = site.root().await;
        for user in ["in-a", "in-c"] {
            let made = site.post(&format!("{API}/api/users/{user}/password"), &json_by(&root), r#"{"password":"correct-horse-7"}"#).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        }
        let id = site.grouped("G", json!({ "members": of(&["in-a", "in-c"]) })).await;
        assert_eq!(site.in_group(&id).await, ["in-a", "in-c"]);
        // Who sees all users with their profiles, but credentials and groups of those in a unit only.
        let bearer = super::super::unit_rooms::held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let path = super::super::unit_rooms::authorizations(&site, "admin").await;
        let wish = json!({ "roleExtId": "nevisIdm.AppOwner", "clientExtIds": ["api"] }).to_string();
        assert_eq!(site.post(&path, &json_by(&root), wish).await.status, StatusCode::CREATED);
        let names = format!("groups,{CREDENTIALS},{PROFILES},{AUTHORIZATIONS}");
        let seen = site.attributes(&bearer, &names).await;
        for (user, is_seen) in [("in-a", true), ("in-c", false)] {
            let user = seen.values().find(|one| one["id"] == user).unwrap();
            for (part, is_seen) in [("groups", is_seen), (CREDENTIALS, is_seen), (PROFILES, true)] {
                assert_eq!(user.get(part).is_some(), is_seen, "{part}: {user}");
            }
        }
        for (role, hidden) in [
            (Role::AppOwner, ["groups", CREDENTIALS]),
            (Role::EnterpriseRoleOwner, [CREDENTIALS, AUTHORIZATIONS]),
        ] {
            let looker = site.bearer(role.as_str(), role, ClientRoom::Global).await;
            for (name, user) in site.attributes(&looker, &names).await {
                assert!(hidden.iter().all(|part| user.get(part).is_none()), "{role:?} {name}: {user}");
            }
        }
        // Oneself.
        let oneself = site.bearer("self", Role::SelfAdmin, ClientRoom::Global).await;
        let shown = site.get(&format!("{SCIM}/Users/self?attributes={names}"), &scim_by(&oneself)).await.json();
        let there: Vec<_> = [CREDENTIALS, PROFILES, AUTHORIZATIONS].map(|part| shown.get(part).is_some()).into();
        assert_eq!(there, [true, true, false], "{shown}");
    }
    async fn who_is_held_to_enterprise_roles_or_applications_sees_these_alone_at_a_user(database: Database) {
        let site = role_rooms::filled(database).await;
        let wish = |more: Value| {
            let mut wish = json!({ "roleExtId": "nevisIdm.Root", "clientExtIds": ["api"] });
            wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            wish
        };
        for (id, apps) in [("own1", ["a1"].as_slice()), ("own2", &["a1", "a2"])] {
            role_rooms::give(&site, "anna", wish(json!({ "extId": id, "roleExtId": "nevisIdm.Helpdesk", "appExtIds": apps }))).await;
        }
        let root = site.root().await;
        let (eroles, _) = role_rooms::held(&site, "eroles", wish(json!({ "enterpriseRoleExtIds": ["e1"] }))).await;
        let (none, _) = role_rooms::held(&site, "none", wish(json!({ "enterpriseRoleExtIds": [] , "enterpriseRoleGlobal": false }))).await;
        let (apps, _) = role_rooms::held(&site, "apps", wish(json!({ "appExtIds": ["a1"] }))).await;
        let (both, all) = (json!(["e1", "e2"]), json!(["own1", "own2", "role1", "role2"]));
        for (who, groups, roles) in [
            (&root, &both, &all),
            (&eroles, &json!(["e1"]), &all),
            (&none, &json!([]), &all),
            (&apps, &both, &json!(["own1", "role1"])),
        ] {
            let query = format!("{SCIM}/Users/anna?attributes=groups,{AUTHORIZATIONS}");
            let one = site.get(&query, &scim_by(who)).await.json();
            let listed = site.attributes(who, &format!("groups,{AUTHORIZATIONS}")).await;
            let listed = listed.values().find(|user| user["id"] == "anna").unwrap();
            for shown in [&one, listed] {
                let ids = |all: &Value, key: &str| {
                    let of = all.as_array().cloned().unwrap_or_default();
                    let mut ids: Vec<_> = of.iter().map(|one| one[key].as_str().unwrap().to_owned()).collect();
                    ids.sort();
                    json!(ids)
                };
                assert_eq!(&ids(&shown["groups"], "value"), groups, "{shown}");
                assert_eq!(&ids(&shown[AUTHORIZATIONS]["authorizations"], "extId"), roles, "{shown}");
            }
        }
    }

    async fn units_and_enterprise_roles_of_one_role_hold_together(database: Database) {
        let site = super::super::unit_rooms::filled(database).await;
        let members = json!({ "members": of(&["in-a", "in-c"]) });
        let held = site.grouped("Held", members.clone()).await;
        site.grouped("Other", members).await;
        // All groups of those in a unit, and one of everybody.
        let bearer = super::super::unit_rooms::held(&site, "mixed", "nevisIdm.UserAdmin", &["a"]).await;
        let wish = json!({ "roleExtId": "nevisIdm.UserAdmin", "clientExtIds": ["api"], "enterpriseRoleExtIds": [held] });
        role_rooms::give(&site, "mixed", wish).await;
        let seen = site.attributes(&bearer, "groups.display").await;
        for (user, groups) in [("in-a", json!([{ "display": "Held" }, { "display": "Other" }])), ("in-c", json!([{ "display": "Held" }]))] {
            let user = seen.values().find(|one| one["id"] == user).unwrap();
            assert_eq!(user["groups"], groups, "{user}");
        }
    }
}
