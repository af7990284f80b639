//! Custom properties: among what a value is unique, and for which client and application a definition is.

use serde_json::json;

use super::*;

const TAKEN: &str = "422 errors.propertyUniquenessViolated";
const PROFILES: &str = "/nevisidm/api/core/v1/api/profiles";

impl Site {
    /// A further profile of a user, who is made where there is none.
    async fn further_profile(&self, user: &str, profile: &str, unit: &str) {
        let root = self.root().await;
        let path = format!("{API}/api/users/{user}");
        if self.get(&path, &json_by(&root)).await.status == StatusCode::NOT_FOUND {
            assert_eq!(self.user(user, "{}").await.status, StatusCode::CREATED);
        }
        let body = json!({ "extId": profile, "unitExtId": unit }).to_string();
        let made = self.post(&format!("{path}/profiles"), &json_by(&root), body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }

    /// What setting the property `badge` of a profile, or removing it, comes to.
    async fn badge(&self, profile: &str, value: &str) -> String {
        let (root, path) = (self.root().await, format!("{PROFILES}/{profile}/properties"));
        self.patch(&path, &json_by(&root), format!(r#"{{"badge":{value}}}"#)).await.told()
    }

    async fn unit(&self, unit: &str) {
        let body = json!({ "extId": unit, "name": unit, "profileless": false }).to_string();
        let made = self.post(&format!("{API}/api/units"), &json_by(&self.root().await), body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }

    /// What putting a profile into a unit comes to.
    async fn put_into(&self, profile: &str, unit: &str) -> Answer {
        let (root, path) = (self.root().await, format!("{PROFILES}/{profile}/unit/{unit}"));
        self.send(request(Method::PUT, &path, &json_by(&root), Body::empty())).await
    }
}

on_both! {
    async fn what_a_user_has_may_share_a_value_that_no_other_user_has(database: Database) {
        let site = Site::on(database).await;
        site.define("PROFILE_GLOBAL", "badge", json!({ "uniquenessScope": "ABSOLUTE_USER" })).await;
        site.unit("a").await;
        for (user, profile) in [("anna", "a1"), ("anna", "a2"), ("anna", "a3"), ("beat", "b1")] {
            site.further_profile(user, profile, "a").await;
        }
        assert_eq!(site.badge("a1", "\"B1\"").await, "200");
        assert_eq!(site.badge("a2", "\"B1\"").await, "200", "she has both");
        assert_eq!(site.badge("b1", "\"B1\"").await, TAKEN);
        assert_eq!(site.badge("a1", "null").await, "200");
        assert_eq!(site.badge("b1", "\"B1\"").await, TAKEN, "the other one still has it");
        assert_eq!(site.badge("a3", "\"B1\"").await, "200");
        assert_eq!(site.badge("a1", "\"B2\"").await, "200");
        assert_eq!(site.badge("a1", "\"B1\"").await, "200", "changed into what she has elsewhere");
        for profile in ["a1", "a2", "a3"] {
            assert_eq!(site.badge("b1", "\"B1\"").await, TAKEN, "before {profile}");
            assert_eq!(site.badge(profile, "null").await, "200");
        }
        assert_eq!(site.badge("b1", "\"B1\"").await, "200", "free with the last of them");
        assert_eq!(site.badge("a1", "\"B1\"").await, TAKEN);
    }

    async fn of_two_users_who_want_a_shared_value_at_once_one_gets_it(database: Database) {
        let site = Site::on(database).await;
        site.define("PROFILE_GLOBAL", "badge", json!({ "uniquenessScope": "ABSOLUTE_USER" })).await;
        site.unit("a").await;
        let profiles: Vec<_> = (0..4).flat_map(|user| (0..3).map(move |n| (user, format!("p{user}-{n}")))).collect();
        for (user, profile) in &profiles {
            site.further_profile(&format!("u{user}"), profile, "a").await;
        }
        let told = all(profiles.iter().map(|(_, profile)| site.badge(profile, "\"B1\""))).await;
        let winners: Vec<_> = profiles.iter().zip(&told).filter(|(_, told)| *told == "200").map(|((user, _), _)| user).collect();
        assert_eq!(winners.len(), 3, "all of one user's: {told:?}");
        assert!(winners.iter().all(|user| *user == winners[0]), "{told:?}");
        assert_eq!(told.iter().filter(|told| *told == TAKEN).count(), 9, "{told:?}");
    }

    async fn a_value_is_unique_among_the_profiles_of_a_unit(database: Database) {
        let site = Site::on(database).await;
        site.define("PROFILE_GLOBAL", "badge", json!({ "uniquenessScope": "RELATIVE_UNIT" })).await;
        for unit in ["a", "b"] {
            site.unit(unit).await;
        }
        for (user, profile, unit) in [("anna", "a1", "a"), ("beat", "b1", "b"), ("cleo", "c1", "a"), ("cleo", "c2", "a")] {
            site.further_profile(user, profile, unit).await;
        }
        assert_eq!(site.badge("a1", "\"B1\"").await, "200");
        assert_eq!(site.badge("b1", "\"B1\"").await, "200", "in another unit");
        assert_eq!(site.badge("c1", "\"B1\"").await, TAKEN, "in the same one");
        assert_eq!(site.badge("c1", "\"B2\"").await, "200");
        assert_eq!(site.badge("c2", "\"B2\"").await, TAKEN, "also of one user");
        let moved = site.put_into("b1", "a").await;
        assert_eq!((moved.told().as_str(), moved.messages().as_str()),
            (TAKEN, "properties: another profile in the unit a has a value that must be unique in it"));
        assert_eq!(site.put_into("a1", "b").await.told(), TAKEN);
        assert_eq!(site.put_into("c1", "b").await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.badge("c2", "\"B2\"").await, "200", "free where it left");
        assert_eq!(site.badge("b1", "\"B2\"").await, TAKEN, "and taken where it came");
        assert_eq!(site.badge("a1", "null").await, "200");
        assert_eq!(site.put_into("b1", "a").await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.badge("a1", "\"B1\"").await, TAKEN);
    }

    async fn the_values_for_applications_go_with_a_profile_into_its_unit(database: Database) {
        let site = Site::on(database).await;
        site.define("PROFILE_FOR_APPLICATION_GLOBAL", "badge", json!({ "uniquenessScope": "RELATIVE_UNIT" })).await;
        for unit in ["a", "b"] {
            site.unit(unit).await;
        }
        for (user, profile, unit) in [("anna", "a1", "a"), ("beat", "b1", "b")] {
            site.further_profile(user, profile, unit).await;
        }
        let root = site.root().await;
        let set = async |profile: &str, value: &str| {
            let path = format!("/sigill/v1/api/profiles/{profile}/applications/nevisIdm/properties");
            site.patch(&path, &json_by(&root), json!({ "badge": value }).to_string()).await.told()
        };
        assert_eq!(set("a1", "B1").await, "200");
        assert_eq!(set("b1", "B1").await, "200");
        assert_eq!(site.put_into("b1", "a").await.told(), TAKEN);
        assert_eq!(set("b1", "B2").await, "200");
        assert_eq!(site.put_into("b1", "a").await.status, StatusCode::NO_CONTENT);
        assert_eq!(set("a1", "B2").await, TAKEN);
    }

    async fn a_definition_is_for_all_clients_or_for_one(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        for client in ["c1", "c2"] {
            let body = json!({ "extId": client, "name": client }).to_string();
            assert_eq!(site.post(&format!("{API}/clients"), &by, body).await.status, StatusCode::CREATED);
        }
        site.define("USER_GLOBAL", "common", json!({})).await;
        let own = site.define("USER_GLOBAL", "Own_1", json!({ "clientExtId": "c1", "stringMaxLen": 3 })).await;
        site.define("USER_GLOBAL", "Own_1", json!({ "clientExtId": "c2" })).await;
        assert_eq!(site.get(&own, &by).await.json()["clientExtId"], "c1");
        let define = async |body: Value| site.post(&format!("{API}/properties"), &by, body.to_string()).await;
        let body = |name: &str, client: &str| json!({ "name": name, "scope": "USER_GLOBAL", "type": "STRING", "clientExtId": client });
        assert_eq!(define(body("Own_1", "c1")).await.told(), "422 errors.duplicateName");
        assert_eq!(define(body("common", "c1")).await.told(), "422 errors.duplicateName", "all clients have it");
        let for_all = json!({ "name": "Own_1", "scope": "USER_GLOBAL", "type": "STRING" });
        assert_eq!(define(for_all).await.told(), "422 errors.duplicateName", "one client has it");
        let absent = define(body("x", "nope")).await;
        assert_eq!((absent.told().as_str(), absent.messages().as_str()),
            ("422 errors.missingReferenceData", "clientExtId: there is no client 'nope'"));

        let person = |value: &str| format!(r#"{{"extId":"u",{},"properties":{{"Own_1":"{value}","common":"x"}}}}"#, super::properties::PERSON);
        let created = site.post(&format!("{API}/c1/users"), &by, person("long")).await;
        assert_eq!(created.told(), "422 errors.property.stringmaxlen", "by the definition of its client");
        assert_eq!(site.post(&format!("{API}/c2/users"), &by, person("long")).await.status, StatusCode::CREATED);
        let elsewhere = site.post(&format!("{API}/api/users"), &by, person("x")).await;
        assert_eq!(elsewhere.messages(), "properties: unknown property 'Own_1'");

        let names = async |query: &str, bearer: &str| {
            let listed = site.get(&format!("{API}/{query}"), &json_by(bearer)).await.json();
            let mut names: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| item["name"].to_string()).collect();
            names.sort();
            names.join(" ").replace('"', "")
        };
        assert_eq!(names("properties", &root).await, "common");
        assert_eq!(names("properties?clientExtId=c1", &root).await, "Own_1 common");
        assert_eq!(names("properties?clientExtId=c1&name=wN_", &root).await, "Own_1", "a part, in any case");
        assert_eq!(names("properties?clientExtId=c1&name=%25", &root).await, "", "which means itself");
        assert_eq!(names("properties?clientExtId=c1&type=ENUM", &root).await, "");
        assert_eq!(names("clients/c1/properties?returnTotalResultCount=true", &root).await, "Own_1 common");
        assert_eq!(site.get(&format!("{API}/properties?type=X"), &by).await.told(), "422 errors.invalidData");
        let here = ClientRoom::Only(vec![sigill_domain::ext_id::ExtId::parse("extId", "c2").unwrap()]);
        let local = site.bearer("local", Role::ClientRoot, here).await;
        assert_eq!(names("properties?clientExtId=c2", &local).await, "Own_1 common");
        assert_eq!(names("properties?clientExtId=c1", &local).await, "common", "outside is as if it weren't there");
        assert_eq!(site.get(&own, &json_by(&local)).await.told(), "404 errors.noRecord");

        // It goes with its client, and then another one may be defined for a client of that name.
        assert_eq!(site.delete(&format!("{API}/clients/c1"), &by).await.status, StatusCode::NO_CONTENT);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::client::purge(&app.store.system(sigill_app::Task::Test, occasion)).await.unwrap();
        assert_eq!(site.get(&own, &by).await.status, StatusCode::NOT_FOUND);
        let rows = site.fixture.database.query("SELECT count(*) FROM property").await;
        assert_eq!(rows.as_deref(), Some("2"));
    }

    async fn a_definition_is_for_every_application_or_for_one(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        for application in ["a1", "a2"] {
            let body = json!({ "extId": application, "name": application, "displayed": true }).to_string();
            assert_eq!(site.post(&format!("{API}/applications"), &by, body).await.status, StatusCode::CREATED);
            let role = json!({ "extId": format!("r-{application}"), "name": "R" }).to_string();
            assert_eq!(site.post(&format!("{API}/applications/{application}/roles"), &by, role).await.status, StatusCode::CREATED);
        }
        let one = site.define("ROLE_FOR_APPLICATION", "tier", json!({ "applicationExtId": "a1" })).await;
        site.define("ROLE_FOR_APPLICATION", "floor", json!({})).await;
        assert_eq!(site.get(&one, &by).await.json()["applicationExtId"], "a1");
        let set = async |role: &str, name: &str| {
            let path = format!("/sigill/v1/roles/{role}/properties");
            site.patch(&path, &by, json!({ name: "x" }).to_string()).await.told()
        };
        assert_eq!((set("r-a1", "tier").await.as_str(), set("r-a1", "floor").await.as_str()), ("200", "200"));
        assert_eq!((set("r-a2", "tier").await.as_str(), set("r-a2", "floor").await.as_str()), ("422 errors.invalidData", "200"));
        let listed = site.get(&format!("{API}/properties?applicationExtId=a1"), &by).await.json();
        assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["name"]), (1, &json!("tier")));
        for (scope, rest, told) in [
            ("USER_GLOBAL", json!({ "applicationExtId": "a1" }),
                "applicationExtId: only for the scopes ROLE_FOR_APPLICATION and PROFILE_FOR_APPLICATION"),
            ("ROLE_FOR_APPLICATION", json!({ "applicationExtId": "a9" }), "applicationExtId: there is no application 'a9'"),
            ("ROLE_FOR_APPLICATION", json!({ "clientExtId": "api" }),
                "clientExtId: not for the scope ROLE_FOR_APPLICATION, which is of no client"),
            ("USER_GLOBAL", json!({ "uniquenessScope": "RELATIVE_UNIT" }),
                "uniquenessScope: RELATIVE_UNIT can't be asked of the scope USER_GLOBAL"),
            ("UNIT_GLOBAL", json!({ "uniquenessScope": "ABSOLUTE_USER" }),
                "uniquenessScope: ABSOLUTE_USER can't be asked of the scope UNIT_GLOBAL"),
            ("UNIT_GLOBAL", json!({ "uniquenessScope": "unit" }),
                "uniquenessScope: expected one of NONE, ABSOLUTE, ABSOLUTE_USER, RELATIVE_UNIT, got 'unit'"),
        ] {
            let mut body = json!({ "name": "x", "scope": scope, "type": "STRING" });
            body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            let answer = site.post(&format!("{API}/properties"), &by, body.to_string()).await;
            assert_eq!((answer.status, answer.messages().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, told));
        }
        // It goes with its application, and its place doesn't come in the way of the next one.
        assert_eq!(site.delete(&format!("{API}/applications/a1"), &by).await.status, StatusCode::NO_CONTENT);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::applications::purge(&app.store.system(sigill_app::Task::Test, occasion)).await.unwrap();
        assert_eq!(site.get(&one, &by).await.status, StatusCode::NOT_FOUND);
        site.define("ROLE_FOR_APPLICATION", "tier", json!({})).await;
    }
}
