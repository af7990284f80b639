//! A profile policy is no way to rights that one couldn't give, and what has gone from it hurts nobody.

use serde_json::json;

use super::profile_policy::{POLICIES, USERS, begin, default, filled, had, has, person, told, user};
use super::*;

fn only_api() -> ClientRoom {
    ClientRoom::Only(vec![sigill_domain::ext_id::ExtId::parse("extId", "api").unwrap()])
}

const DENIED: &str = "403 errors.permissionDenied";
const ROOM: &str = "403 errors.dataroomPermissionDenied";

on_both! {
    async fn who_writes_a_profile_policy_must_be_able_to_give_what_it_gives(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"other","name":"other"}"#).await;
        let client_root = site.bearer("cr", Role::ClientRoot, only_api()).await;
        let tech = site.bearer("tech", Role::SoapTechAccess, only_api()).await;
        let before = site.events().await;
        for (by, roles, room, expected) in [
            (&client_root, "nevisIdm.Root", None, DENIED),
            (&client_root, "nevisIdm.Impersonator", None, DENIED),
            (&client_root, "nevisIdm.ClientRoot", Some("global"), ROOM),
            (&client_root, "nevisIdm.ClientRoot", Some("other"), ROOM),
            (&client_root, "nevisIdm.ClientRoot", Some("api,other"), ROOM),
            // A client that one may not know of is the same whether it is there or not.
            (&client_root, "nevisIdm.ClientRoot", Some("nowhere"), ROOM),
            (&client_root, "a1.role-a1", Some("global"), ROOM),
            (&client_root, "a1.role-a1", Some("other"), ROOM),
            (&client_root, "nevisIdm.SelfAdmin", Some("global"), ROOM),
            (&tech, "nevisIdm.ClientRoot", None, DENIED),
            (&tech, "nevisIdm.UserAdmin,nevisIdm.ClientRoot", None, DENIED),
        ] {
            let mut parameters = json!({ "defaultAuthorizations": roles });
            if let Some(room) = room {
                parameters[format!("{roles}.authClients")] = json!(room);
            }
            let refused = default(&site, by, "p", parameters.clone()).await;
            assert_eq!(refused.told(), expected, "{parameters}: {}", refused.body);
        }
        let made = default(&site, &tech, "fine", json!({ "defaultAuthorizations": "nevisIdm.UserAdmin,a1.role-a1" })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);

        // Neither by a change, nor by making that of somebody else the default.
        let change = async |by: &str, policy: &str, patch: Value| {
            let answer = site.patch(&format!("{POLICIES}/{policy}"), &json_by(by), patch.to_string()).await;
            if answer.status.is_success() { answer.status.as_u16().to_string() } else { answer.told() }
        };
        let more = json!({ "parameters": { "defaultAuthorizations": "nevisIdm.Root" } });
        assert_eq!(change(&client_root, "fine", more.clone()).await, DENIED);
        begin(&site, "roots", json!({ "defaultAuthorizations": "nevisIdm.Root" })).await;
        begin(&site, "last", json!({})).await;
        assert_eq!(change(&client_root, "roots", json!({ "defaultPolicy": true })).await, DENIED);
        assert_eq!(change(&client_root, "roots", json!({ "description": "not for everybody" })).await, "200");
        let less = json!({ "defaultPolicy": true, "parameters": { "defaultAuthorizations": "nevisIdm.Helpdesk" } });
        assert_eq!(change(&client_root, "roots", less).await, "200");
        assert_eq!(change(&root, "fine", more).await, "200");
        assert_eq!(change(&client_root, "fine", json!({ "defaultPolicy": true })).await, DENIED);
        assert_ne!(site.events().await, before);
    }

    async fn who_is_held_to_rooms_writes_no_policy_that_gives_beyond_them(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let held = async |user: &str, wish: Value| super::role_rooms::held(&site, user, wish).await.0;
        let of_unit = held("of-unit", json!({ "roleExtId": "nevisIdm.ClientRoot", "clientExtIds": ["api"], "unitExtIds": ["a"] })).await;
        let of_application = held("of-app", json!({ "roleExtId": "nevisIdm.Root", "clientGlobal": true, "appExtIds": ["a1"] })).await;
        let of_erole =
            held("of-erole", json!({ "roleExtId": "nevisIdm.ClientRoot", "clientExtIds": ["api"], "enterpriseRoleExtIds": ["e1"] })).await;
        let missing = "422 errors.missingReferenceData";
        for (by, parameters, expected) in [
            (&of_unit, json!({ "defaultAuthorizations": "nevisIdm.Helpdesk" }), ROOM),
            (&of_unit, json!({ "defaultAuthorizations": "a1.role-a1" }), ROOM),
            (&of_unit, json!({ "defaultAuthorizations": "nevisIdm.Helpdesk", "nevisIdm.Helpdesk.authUnits": "b" }), missing),
            (&of_unit, json!({ "defaultEnterpriseRoles": "e1" }), ROOM),
            (&of_unit, json!({ "defaultUnit": "b" }), missing),
            (&of_unit, json!({ "defaultAuthorizations": "nevisIdm.Helpdesk", "nevisIdm.Helpdesk.authUnits": "a" }), "201"),
            (&of_application, json!({ "defaultAuthorizations": "a2.role-a2" }), missing),
            (&of_application, json!({ "defaultAuthorizations": "nevisIdm.Helpdesk" }), ROOM),
            (&of_application, json!({ "defaultAuthorizations": "a1.role-a1" }), "201"),
            (&of_erole, json!({ "defaultEnterpriseRoles": "e2" }), missing),
            (&of_erole, json!({ "defaultAuthorizations": "nevisIdm.Helpdesk" }), ROOM),
            (&of_erole, json!({ "defaultEnterpriseRoles": "e1" }), "201"),
        ] {
            let policy = json!({ "extId": "p", "name": "p", "policyType": "ProfilePolicy", "parameters": parameters });
            let answer = site.post(POLICIES, &json_by(by), policy.to_string()).await;
            let told = if answer.status.is_success() { "201".to_owned() } else { answer.told() };
            assert_eq!(told, expected, "{parameters}: {}", answer.body);
            if answer.status.is_success() {
                let gone = site.delete(&format!("{POLICIES}/p"), &json_by(&root)).await;
                assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
            }
        }
    }

    async fn who_makes_a_profile_gives_by_the_policy_no_right_that_it_may_not_give(database: Database) {
        let site = filled(database).await;
        begin(&site, "p", json!({
            "defaultAuthorizations": "nevisIdm.ClientRoot,nevisIdm.Helpdesk,nevisIdm.SelfAdmin,a1.role-a1",
            "nevisIdm.Helpdesk.authUnits": "a", "defaultEnterpriseRoles": "e1",
        })).await;
        // It may make users, and give no roles by hand.
        let admin = site.bearer("admin", Role::UserAdmin, only_api()).await;
        assert_eq!(user(&site, &admin, "anna").await.status, StatusCode::CREATED);
        let expected = ["e1", "nevisIdm.Helpdesk api a", "nevisIdm.SelfAdmin api", "role-a1 api"];
        assert_eq!(has(&site, "anna").await, expected);
        let identity = json!({ "user": person("otto"), "profile": {} }).to_string();
        assert_eq!(site.post(&format!("{API}/api/identity"), &json_by(&admin), identity).await.status, StatusCode::CREATED);
        assert_eq!(has(&site, "otto").await, expected);
        let further = site.post(&format!("{USERS}/anna/profiles"), &json_by(&admin), r#"{"extId":"second"}"#).await;
        assert_eq!(further.status, StatusCode::CREATED, "{}", further.body);
        let second = format!("{API}/api/profiles/second/authorizations");
        assert_eq!(had(&site, &second).await, expected);
        let by_hand = site.post(&second, &json_by(&admin), r#"{"roleExtId":"nevisIdm.Helpdesk","clientExtIds":["api"]}"#).await;
        assert_eq!(by_hand.told(), DENIED);
        let told = told("p");
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().all(|line| line.starts_with("defaultAuthorizations: nevisIdm.ClientRoot is more than")), "{told:?}");

        // Of clients that it may not know of a dry run tells nothing.
        let root = site.root().await;
        site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"other","name":"other"}"#).await;
        begin(&site, "q", json!({ "defaultAuthorizations": "a1.role-a1", "a1.role-a1.authClients": "api,other" })).await;
        let headers = json_by(&admin);
        let headers = [headers[0], headers[1], ("prefer", "dry-run")];
        for (path, wish) in [
            (USERS.to_owned(), person("dora")),
            (format!("{API}/api/identity"), json!({ "user": person("dora"), "profile": {} })),
            (format!("{USERS}/anna/profiles"), json!({})),
        ] {
            let tried = site.post(&path, &headers, wish.to_string()).await;
            assert!(tried.body.contains("role-a1") && !tried.body.contains("other"), "{path}: {}", tried.body);
        }
        begin(&site, "r", json!({ "defaultAuthorizations": "nevisIdm.Helpdesk,nevisIdm.SelfAdmin,a1.role-a1", "defaultEnterpriseRoles": "e1" })).await;

        // Who is held to a unit gives nothing beyond it.
        let (of_unit, _) = super::role_rooms::held(&site, "of-unit", json!({
            "roleExtId": "nevisIdm.UserAdmin", "clientExtIds": ["api"], "unitExtIds": ["b"],
        })).await;
        let identity = json!({ "user": person("nina"), "profile": { "unitExtId": "b" } }).to_string();
        assert_eq!(site.post(&format!("{API}/api/identity"), &json_by(&of_unit), identity).await.status, StatusCode::CREATED);
        assert_eq!(has(&site, "nina").await, ["e1", "nevisIdm.SelfAdmin api", "role-a1 api"]);
    }

    async fn the_unit_of_the_policy_must_be_reached_by_who_makes_the_profile(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        begin(&site, "p", json!({ "defaultUnit": "a" })).await;
        let held = async |user: &str, unit: &str| {
            let wish = json!({ "roleExtId": "nevisIdm.UserAdmin", "clientExtIds": ["api"], "unitExtIds": [unit] });
            super::role_rooms::held(&site, user, wish).await.0
        };
        let (inside, outside) = (held("inside", "a").await, held("outside", "b").await);
        let identity = |ext_id: &str| json!({ "user": person(ext_id), "profile": {} }).to_string();
        let path = format!("{API}/api/identity");
        assert_eq!(user(&site, &inside, "u1").await.status, StatusCode::CREATED, "not in the default unit of the client");
        assert_eq!(site.post(&path, &json_by(&inside), identity("u2")).await.status, StatusCode::CREATED);
        assert_eq!(site.post(&format!("{USERS}/u1/profiles"), &json_by(&inside), "{}").await.status, StatusCode::CREATED);
        assert_eq!(user(&site, &outside, "u3").await.told(), ROOM);
        assert_eq!(site.post(&path, &json_by(&outside), identity("u3")).await.told(), ROOM);
        for unit in ["off", "b"] {
            let patch = json!({ "parameters": { "defaultUnit": unit } }).to_string();
            site.patch(&format!("{POLICIES}/p"), &json_by(&root), patch).await;
        }
        assert_eq!(user(&site, &outside, "u3").await.status, StatusCode::CREATED);
        assert_eq!(user(&site, &inside, "u4").await.told(), ROOM);
        // Where it is gone it is the default unit of the client, which they don't reach either.
        site.patch(&format!("{API}/api/units/b"), &json_by(&root), r#"{"state":"disabled"}"#).await;
        assert_eq!(user(&site, &outside, "u5").await.told(), ROOM);
    }

    async fn what_has_gone_is_left_out_and_widens_nothing(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        begin(&site, "p", json!({
            "defaultUnit": "a",
            "defaultAuthorizations": "nevisIdm.Helpdesk,nevisIdm.UserAdmin,nevisIdm.SelfAdmin,a1.role-a1,a2.role-a2",
            "nevisIdm.Helpdesk.authUnits": "a,b", "nevisIdm.UserAdmin.authEnterpriseRoles": "e1",
            "nevisIdm.SelfAdmin.authApplications": "a1", "a2.role-a2.authUnits": "a",
            "defaultEnterpriseRoles": "e1,e2",
        })).await;
        for path in ["api/units/a", "api/eroles/e1", "applications/a1"] {
            let gone = site.delete(&format!("{API}/{path}"), &headers).await;
            assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
        }
        let expected = ["e2", "nevisIdm.Helpdesk api b"];
        assert_eq!(user(&site, &root, "anna").await.status, StatusCode::CREATED);
        assert_eq!(has(&site, "anna").await, expected);
        let identity = json!({ "user": person("otto"), "profile": {} }).to_string();
        assert_eq!(site.post(&format!("{API}/api/identity"), &headers, identity).await.status, StatusCode::CREATED);
        assert_eq!(has(&site, "otto").await, expected);
        let further = site.post(&format!("{USERS}/anna/profiles"), &headers, r#"{"extId":"second"}"#).await;
        assert_eq!(further.status, StatusCode::CREATED, "{}", further.body);
        assert_eq!(had(&site, &format!("{API}/api/profiles/second/authorizations")).await, expected);
        let mut told = told("p");
        told.sort();
        told.dedup();
        assert_eq!(told, [
            "a2.role-a2.authUnits: there is no unit a",
            "defaultAuthorizations: the client has no application with the role a1.role-a1",
            "defaultEnterpriseRoles: there is no enterprise role e1",
            "defaultUnit: the unit a isn't there, or takes no profiles",
            "nevisIdm.Helpdesk.authUnits: there is no unit a",
            "nevisIdm.SelfAdmin.authApplications: there is no application a1",
            "nevisIdm.UserAdmin.authEnterpriseRoles: there is no enterprise role e1",
        ]);
        // A unit that takes no profiles any more is none, either.
        begin(&site, "q", json!({ "defaultUnit": "b" })).await;
        site.patch(&format!("{API}/api/units/b"), &headers, r#"{"state":"disabled"}"#).await;
        for (ext_id, made) in [("v1", user(&site, &root, "v1").await), ("v2", site.post(&format!("{API}/api/identity"), &headers, json!({ "user": person("v2"), "profile": {} }).to_string()).await)] {
            assert_eq!(made.status, StatusCode::CREATED, "{ext_id}: {}", made.body);
        }
        // What has gone doesn't keep a policy from being the default, and has to go where it is changed.
        let old = site.patch(&format!("{POLICIES}/p"), &headers, r#"{"defaultPolicy":true}"#).await;
        assert_eq!(old.status, StatusCode::OK, "{}", old.body);
        let parameters = json!({ "parameters": { "defaultUnit": "a", "defaultEnterpriseRoles": "e2" } }).to_string();
        let refused = site.patch(&format!("{POLICIES}/p"), &headers, parameters).await;
        assert_eq!(refused.told(), "422 errors.missingReferenceData", "{}", refused.body);
    }

    async fn where_the_user_is_refused_nothing_is_given(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        begin(&site, "p", json!({ "defaultAuthorizations": "nevisIdm.SelfAdmin,a1.role-a1", "defaultEnterpriseRoles": "e1" })).await;
        assert_eq!(user(&site, &root, "anna").await.status, StatusCode::CREATED);
        let count = async |table: &str| site.fixture.database.query(&format!("SELECT count(*) FROM {table}")).await.unwrap();
        let before = [count("authz").await, count("eauthz").await, count("event").await, count("profile").await];
        assert_eq!(user(&site, &root, "anna").await.told(), "422 errors.duplicateValue errors.duplicateValue");
        let identity = json!({ "user": person("otto"), "profile": { "unitExtId": "off" } }).to_string();
        assert_eq!(site.post(&format!("{API}/api/identity"), &json_by(&root), identity).await.told(), "422 errors.invalidData");
        let profile = site.post(&format!("{USERS}/anna/profiles"), &json_by(&root), r#"{"name":""}"#).await;
        assert_eq!(profile.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!([count("authz").await, count("eauthz").await, count("event").await, count("profile").await], before);
    }
}
