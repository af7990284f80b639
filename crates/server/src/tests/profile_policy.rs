//! What a new profile has from the start, as its client's profile policy says.

use serde_json::json;

use super::unit_rooms::authorizations;
use super::*;

pub(super) const POLICIES: &str = "/nevisidm/api/core/v1/api/policies";
pub(super) const USERS: &str = "/nevisidm/api/core/v1/api/users";

/// Units `a` and `b`, one that is `off` and one that `never` has profiles, applications `a1` and `a2` with a role each, and
/// enterprise roles `e1` and `e2`.
pub(super) async fn filled(database: Database) -> Site {
    let site = Site::on(database).await;
    let root = site.root().await;
    let headers = json_by(&root);
    for (ext_id, state, never) in
        [("a", "active", false), ("b", "active", false), ("off", "disabled", false), ("never", "active", true)]
    {
        let unit = json!({ "extId": ext_id, "name": ext_id, "state": state, "profileless": never });
        let made = site.post(&format!("{API}/api/units"), &headers, unit.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    for n in ["1", "2"] {
        site.application(&format!("a{n}"), true).await;
        let erole = json!({ "extId": format!("e{n}"), "name": format!("e{n}") }).to_string();
        assert_eq!(site.post(&format!("{API}/api/eroles"), &headers, erole).await.status, StatusCode::CREATED);
    }
    site
}

/// Makes a profile policy that is the default from now on.
pub(super) async fn default(site: &Site, bearer: &str, ext_id: &str, parameters: Value) -> Answer {
    let policy = json!({
        "extId": ext_id, "name": ext_id, "policyType": "ProfilePolicy", "defaultPolicy": true, "parameters": parameters,
    });
    site.post(POLICIES, &json_by(bearer), policy.to_string()).await
}

/// As [`default`], by Root, who may.
pub(super) async fn begin(site: &Site, ext_id: &str, parameters: Value) {
    let made = default(site, &site.root().await, ext_id, parameters).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

pub(super) fn person(ext_id: &str) -> Value {
    json!({
        "extId": ext_id, "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "a@example.com" },
    })
}

/// Makes a user.
pub(super) async fn user(site: &Site, bearer: &str, ext_id: &str) -> Answer {
    site.post(USERS, &json_by(bearer), person(ext_id).to_string()).await
}

/// The roles of a profile, each with what it is held to, and its enterprise roles.
pub(super) async fn had(site: &Site, path: &str) -> Vec<String> {
    let root = site.root().await;
    let of = async |path: &str| site.get(path, &json_by(&root)).await.json()["items"].as_array().unwrap().clone();
    let mut all = Vec::new();
    for role in of(path).await {
        let mut told = role["roleExtId"].as_str().unwrap().to_owned();
        for (flag, name) in [
            ("clientGlobal", "clientExtIds"),
            ("unitGlobal", "unitExtIds"),
            ("appGlobal", "appExtIds"),
            ("enterpriseRoleGlobal", "enterpriseRoleExtIds"),
        ] {
            if role[flag] != json!(true) {
                let names: Vec<_> = role[name].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
                told += &format!(" {}", names.join(","));
            } else if flag == "clientGlobal" {
                told += " *";
            }
        }
        all.push(told);
    }
    for given in of(&path.replace("/authorizations", "/eauthorizations")).await {
        all.push(given["enterpriseRoleExtId"].as_str().unwrap().to_owned());
    }
    all.sort();
    all
}

/// What the only profile of a user has.
pub(super) async fn has(site: &Site, user: &str) -> Vec<String> {
    had(site, &authorizations(site, user).await).await
}

/// The units of the profiles of a user.
async fn units(site: &Site, user: &str) -> Vec<String> {
    let profiles = site.get(&format!("{USERS}/{user}/profiles"), &json_by(&site.root().await)).await.json();
    profiles["items"].as_array().unwrap().iter().map(|one| one["unitExtId"].as_str().unwrap().to_owned()).collect()
}

fn all() -> Value {
    json!({
        "defaultUnit": "a",
        "defaultAuthorizations": "nevisIdm.SelfAdmin, a1.role-a1,nevisIdm.Helpdesk",
        "nevisIdm.Helpdesk.authClients": "api",
        "nevisIdm.Helpdesk.authUnits": "a,api/b",
        "nevisIdm.Helpdesk.authApplications": "a1",
        "nevisIdm.Helpdesk.authEnterpriseRoles": "api/e1,e2",
        "a1.role-a1.authUnits": "a",
        "a1.role-a1.authApplications": "global",
        "nevisIdm.SelfAdmin.authClients": "global",
        "defaultEnterpriseRoles": "e1,api/e2",
    })
}

const ALL: [&str; 5] = ["e1", "e2", "nevisIdm.Helpdesk api a,b a1 e1,e2", "nevisIdm.SelfAdmin *", "role-a1 api a"];

/// What the log says of a policy, by parameter.
pub(super) fn told(policy: &str) -> Vec<String> {
    let written = log::written();
    let lines = written.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of = lines.filter(|line| line["level"] == "WARN" && line["fields"]["policy"] == policy);
    of.map(|line| {
        format!("{}: {}", line["fields"]["parameter"].as_str().unwrap(), line["fields"]["why"].as_str().unwrap())
    })
    .collect()
}

on_both! {
    async fn a_new_profile_has_what_the_default_profile_policy_says(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        assert_eq!(user(&site, &root, "before").await.status, StatusCode::CREATED);
        assert_eq!((has(&site, "before").await, units(&site, "before").await.len()), (vec![], 1));
        begin(&site, "p", all()).await;
        assert_eq!(has(&site, "before").await, [""; 0], "what is there stays");

        let events = site.events().await.parse::<u32>().unwrap();
        assert_eq!(user(&site, &root, "anna").await.status, StatusCode::CREATED);
        assert_eq!((has(&site, "anna").await, units(&site, "anna").await), (ALL.map(str::to_owned).to_vec(), vec!["a".to_owned()]));
        assert_eq!(site.events().await.parse::<u32>().unwrap(), events + 6, "the user, and each that it has");
        let history = site.get("/sigill/v1/api/users/anna/history", &headers).await.json();
        let mut kinds: Vec<_> =
            history["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        let (role, erole) = ("AUTHORIZATION_CREATE", "ENTERPRISE_AUTHORIZATION_CREATE");
        assert_eq!(kinds, [role, role, role, erole, erole, "USER_CREATE"]);

        let made = site.post(&format!("{API}/api/identity"), &headers, json!({ "user": person("otto"), "profile": {} }).to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!((has(&site, "otto").await, units(&site, "otto").await), (ALL.map(str::to_owned).to_vec(), vec!["a".to_owned()]));
        let further = site.post(&format!("{USERS}/before/profiles"), &headers, r#"{"extId":"second"}"#).await;
        assert_eq!((further.status, &further.json()["unitExtId"]), (StatusCode::CREATED, &json!("a")), "{}", further.body);
        assert_eq!(had(&site, &format!("{API}/api/profiles/second/authorizations")).await, ALL);
        assert_eq!(has(&site, "before").await, [""; 0]);

        // A unit that is named goes before that of the policy.
        let named = json!({ "user": person("nina"), "profile": { "unitExtId": "b" } }).to_string();
        assert_eq!(site.post(&format!("{API}/api/identity"), &headers, named).await.status, StatusCode::CREATED);
        assert_eq!((has(&site, "nina").await, units(&site, "nina").await), (ALL.map(str::to_owned).to_vec(), vec!["b".to_owned()]));
        let scim = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Berta",
            "name": { "givenName": "B", "familyName": "B" }, "emails": [{ "value": "b@example.com" }],
        });
        let made = site.post("/scim/v2/api/Users", &[headers[0], ("content-type", "application/scim+json")], scim.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(has(&site, made.json()["id"].as_str().unwrap()).await, ALL, "by SCIM, too");

        // A dry run tells it and does nothing.
        let tried = site.post(USERS, &[headers[0], headers[1], ("prefer", "dry-run")], person("dora").to_string()).await;
        assert_eq!(tried.body.matches(erole).count(), 2, "{}", tried.body);
        assert_eq!(site.get(&format!("{USERS}/dora"), &headers).await.status, StatusCode::NOT_FOUND);
        assert_eq!(told("p"), [""; 0], "nothing is left out");
    }

    async fn a_technical_user_has_the_unit_and_no_roles(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        begin(&site, "p", all()).await;
        let machine = json!({ "extId": "bot", "isTechnicalUser": true }).to_string();
        assert_eq!(site.post(USERS, &json_by(&root), machine).await.status, StatusCode::CREATED);
        assert_eq!((has(&site, "bot").await, units(&site, "bot").await), (vec![], vec!["a".to_owned()]));
        let machine = json!({ "user": { "extId": "bot2", "isTechnicalUser": true }, "profile": {} }).to_string();
        assert_eq!(site.post(&format!("{API}/api/identity"), &json_by(&root), machine).await.status, StatusCode::CREATED);
        assert_eq!((has(&site, "bot2").await, units(&site, "bot2").await), (vec![], vec!["a".to_owned()]));
        let only = authorizations(&site, "bot").await.replace("/authorizations", "");
        assert_eq!(site.delete(&only, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.post(&format!("{USERS}/bot/profiles"), &json_by(&root), "{}").await.status, StatusCode::CREATED);
        assert_eq!((has(&site, "bot").await, units(&site, "bot").await), (vec![], vec!["a".to_owned()]));
    }

    async fn a_profile_policy_is_made_changed_and_deleted_as_others_are(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let listed = site.get(&format!("{API}/clients/api/policies?policyType=ProfilePolicy"), &headers).await.json();
        let first = listed["items"][0]["extId"].as_str().unwrap().to_owned();
        let policy = json!({ "extId": "p", "name": "p", "policyType": "ProfilePolicy", "parameters": { "defaultUnit": "a" } });
        let made = site.post(POLICIES, &headers, policy.to_string()).await;
        assert_eq!((made.status, &made.json()["defaultPolicy"]), (StatusCode::CREATED, &json!(false)), "{}", made.body);
        user(&site, &root, "u1").await;
        assert_ne!(units(&site, "u1").await, ["a"], "the client's first one is the default until another is");
        let of_first = format!("{POLICIES}/{first}");
        assert_eq!(site.delete(&of_first, &headers).await.told(), "422 errors.deleteDefaultEntityFailure");
        let change = async |path: &str, patch: Value| site.patch(path, &headers, patch.to_string()).await;
        let unit = json!({ "parameters": { "defaultUnit": "api/b" } });
        assert_eq!(change(&of_first, unit).await.status, StatusCode::OK);
        user(&site, &root, "u2").await;
        assert_eq!(units(&site, "u2").await, ["b"]);
        assert_eq!(change(&format!("{POLICIES}/p"), json!({ "defaultPolicy": true })).await.status, StatusCode::OK);
        user(&site, &root, "u3").await;
        assert_eq!(units(&site, "u3").await, ["a"]);
        assert_eq!(site.delete(&of_first, &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(change(&format!("{POLICIES}/p"), json!({ "parameters": {} })).await.status, StatusCode::OK);
        user(&site, &root, "u4").await;
        assert_eq!(units(&site, "u4").await, units(&site, "u1").await);
    }

    async fn what_a_profile_policy_cant_hold_is_refused_by_parameter(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        site.application("far", false).await;
        let (invalid, missing) = ("422 errors.invalidData", "422 errors.missingReferenceData");
        let many: Vec<_> = (0..21).map(|n| format!("e{n}")).collect();
        let before = site.events().await;
        for (parameters, expected, part) in [
            (json!({ "surprise": "x" }), invalid, "surprise"),
            (json!({ "authUnits": "a" }), invalid, "authUnits"),
            (json!({ ".authUnits": "a" }), invalid, "authUnits"),
            (json!({ "defaultUnit": "" }), invalid, "parameters.defaultUnit"),
            (json!({ "defaultUnit": "a,b" }), invalid, "parameters.defaultUnit"),
            (json!({ "defaultUnit": "x y" }), invalid, "parameters.defaultUnit"),
            (json!({ "defaultUnit": "nowhere" }), missing, "parameters.defaultUnit: there is no unit nowhere"),
            (json!({ "defaultUnit": "other/a" }), missing, "parameters.defaultUnit: there is no unit other/a"),
            (json!({ "defaultUnit": "never" }), missing, "takes no profiles"),
            (json!({ "defaultAuthorizations": "" }), invalid, "parameters.defaultAuthorizations"),
            (json!({ "defaultAuthorizations": "Helpdesk" }), invalid, "parameters.defaultAuthorizations"),
            (json!({ "defaultAuthorizations": "a1.role-a1," }), invalid, "parameters.defaultAuthorizations"),
            (json!({ "defaultAuthorizations": "a1.role-a1,a1.role-a1" }), invalid, "twice"),
            (json!({ "defaultAuthorizations": "nevisIdm.King" }), missing, "nevisIdm.King"),
            (json!({ "defaultAuthorizations": "nevisIdm.nevisIdm.Root" }), missing, "nevisIdm.Root"),
            (json!({ "defaultAuthorizations": "a1.role-a2" }), missing, "a1.role-a2"),
            (json!({ "defaultAuthorizations": "a1.Editor" }), missing, "a1.Editor"),
            (json!({ "defaultAuthorizations": "far.role-far" }), missing, "far.role-far"),
            (json!({ "defaultAuthorizations": many.iter().map(|n| format!("a.{n}")).collect::<Vec<_>>().join(",") }), invalid, "at most 20"),
            (json!({ "defaultEnterpriseRoles": many.join(",") }), invalid, "at most 20"),
            (json!({ "defaultEnterpriseRoles": "e1,e1" }), invalid, "twice"),
            (json!({ "defaultEnterpriseRoles": "e1,e9" }), missing, "parameters.defaultEnterpriseRoles: there is no enterprise role e9"),
            (json!({ "nevisIdm.Helpdesk.authUnits": "a" }), invalid, "hasn't got the role 'nevisIdm.Helpdesk'"),
        ] {
            let refused = default(&site, &root, "p", parameters.clone()).await;
            assert_eq!(refused.told(), expected, "{parameters}: {}", refused.body);
            assert!(refused.messages().contains(part), "{parameters}: {}", refused.body);
        }
        let room = async |role: &str, room: &str, value: &str| {
            let parameters = json!({ "defaultAuthorizations": role, format!("{role}.{room}"): value });
            let refused = default(&site, &root, "p", parameters).await;
            assert!(refused.messages().contains(&format!("{role}.{room}")), "{}", refused.body);
            refused.told()
        };
        for (name, gone, told) in [
            ("authUnits", "nowhere", missing), ("authApplications", "a9", missing), ("authEnterpriseRoles", "e9", missing),
            ("authClients", "nowhere", missing), ("authUnits", "", invalid), ("authUnits", "global,a", missing),
            ("authApplications", "nevisIdm", invalid), ("authOthers", "a", invalid),
        ] {
            assert_eq!(room("nevisIdm.Helpdesk", name, gone).await, told, "{name}={gone}");
        }
        assert_eq!(room("a1.role-a1", "authApplications", "a1").await, invalid, "a role of another application isn't held to these");
        site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"other","name":"other"}"#).await;
        let elsewhere = json!({
            "defaultAuthorizations": "nevisIdm.Helpdesk", "nevisIdm.Helpdesk.authClients": "other", "nevisIdm.Helpdesk.authUnits": "a",
        });
        let refused = default(&site, &root, "p", elsewhere).await;
        assert!(refused.told() == missing && refused.body.contains("those of client api"), "{}", refused.body);
        let made = site.fixture.database.query("SELECT count(*) FROM event WHERE kind = 'POLICY_CREATE'").await;
        assert_eq!((made.as_deref(), before.is_empty()), (Some("0"), false));
    }

    async fn a_role_is_found_by_the_external_ids_of_its_application_and_its_own(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.application("x", true).await;
        site.application("x.y", true).await;
        for (application, role) in [("x", "y.z"), ("x.y", "z.w")] {
            let wish = json!({ "extId": role, "name": role }).to_string();
            assert_eq!(site.post(&format!("{API}/applications/{application}/roles"), &headers, wish).await.status, StatusCode::CREATED);
        }
        begin(&site, "p", json!({ "defaultAuthorizations": "x.y.z,x.y.z.w" })).await;
        user(&site, &root, "u").await;
        assert_eq!(has(&site, "u").await, ["y.z api", "z.w api"]);
        let wish = json!({ "extId": "z", "name": "z" }).to_string();
        assert_eq!(site.post(&format!("{API}/applications/x.y/roles"), &headers, wish).await.status, StatusCode::CREATED);
        user(&site, &root, "v").await;
        assert_eq!(has(&site, "v").await, ["z.w api"], "which of the two is meant nobody knows");
        assert_eq!(told("p"), ["defaultAuthorizations: two roles are called x.y.z"]);
        assert_eq!(default(&site, &root, "q", json!({ "defaultAuthorizations": "x.y.z" })).await.told(), "422 errors.missingReferenceData");
    }
}
