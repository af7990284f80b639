//! Custom properties of what is the same for every client: applications, and their roles.

use serde_json::json;

use super::*;

const APPLICATIONS: &str = "/nevisidm/api/core/v1/applications";

/// Where the values of each of the two are, with the scope of their properties.
const PLACES: [(&str, &str, &str); 2] = [
    ("APPLICATION_GLOBAL", "/sigill/v1/applications/a-1/properties", "/sigill/v1/applications/a-2/properties"),
    ("ROLE_FOR_APPLICATION", "/sigill/v1/roles/r-1/properties", "/sigill/v1/roles/r-2/properties"),
];

impl Site {
    /// Two applications with a role each, and properties of both scopes.
    async fn with_applications(&self) {
        let root = self.root().await;
        let headers = json_by(&root);
        for n in [1, 2] {
            let application = json!({ "extId": format!("a-{n}"), "name": format!("A{n}"), "displayed": true });
            assert_eq!(self.post(APPLICATIONS, &headers, application.to_string()).await.status, StatusCode::CREATED);
            let role = json!({ "extId": format!("r-{n}"), "name": "R" }).to_string();
            let made = self.post(&format!("{APPLICATIONS}/a-{n}/roles"), &headers, role).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        }
        for (scope, ..) in PLACES {
            for property in [
                json!({ "name": "code", "type": "STRING", "uniquenessScope": "ABSOLUTE", "stringMaxLen": 4 }),
                json!({ "name": "tier", "type": "ENUM", "allowedValues": ["gold", "silver"] }),
                json!({ "name": "owner", "type": "STRING", "stringRegex": "[a-z]+" }),
                json!({ "name": "fixed", "type": "STRING", "accessModify": "READ_ONLY" }),
            ] {
                let mut property = property;
                property["scope"] = scope.into();
                let made = self.post(&format!("{API}/properties"), &headers, property.to_string()).await;
                assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
            }
        }
    }
}

on_both! {
    async fn applications_and_roles_have_values_by_the_rules_of_their_scope(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.with_applications().await;
        for (_, one, other) in PLACES {
            let none = site.get(one, &headers).await;
            assert_eq!((none.status, none.body.as_str(), none.header("etag")), (StatusCode::OK, "{}", "\"v1\""), "{one}");
            let set = site.patch(one, &headers, r#"{"code":"C1","tier":"gold","owner":"anna"}"#).await;
            assert_eq!((set.status, set.header("etag")), (StatusCode::OK, "\"v2\""), "{}", set.body);
            assert_eq!(site.get(one, &headers).await.json(), json!({ "code": "C1", "tier": "gold", "owner": "anna" }));
            // The version is that of what has them; without a change there is none.
            let same = site.patch(one, &headers, r#"{"tier":"gold","owner":"anna"}"#).await;
            assert_eq!(same.header("etag"), "\"v2\"");
            let stale = [headers[0], headers[1], ("if-match", "\"v1\"")];
            assert_eq!(site.patch(one, &stale, "{}").await.status, StatusCode::PRECONDITION_FAILED);
            for (wrong, told) in [
                (r#"{"tier":"lead"}"#, "errors.invalidData"),
                (r#"{"code":"long!"}"#, "errors.property.stringmaxlen"),
                (r#"{"owner":"7"}"#, "errors.property.stringregex"),
                (r#"{"fixed":"x"}"#, "errors.modifyReadonlyData"),
                (r#"{"absent":"x"}"#, "errors.invalidData"),
            ] {
                assert_eq!(site.patch(one, &headers, wrong).await.told(), format!("422 {told}"), "{one} {wrong}");
            }
            let taken = site.patch(other, &headers, r#"{"code":"C1"}"#).await;
            assert_eq!(taken.told(), "422 errors.propertyUniquenessViolated", "{other}");
            assert_eq!(site.patch(one, &headers, r#"{"code":"C2","owner":null}"#).await.status, StatusCode::OK);
            assert_eq!(site.patch(other, &headers, r#"{"code":"C1"}"#).await.status, StatusCode::OK);
            assert_eq!(site.get(one, &headers).await.json(), json!({ "code": "C2", "tier": "gold" }));
        }
        // What is the same for every client has its own values: as many as its two scopes let it have.
        let rows = site.fixture.database.query("SELECT count(*) FROM unique_value").await;
        assert_eq!(rows.as_deref(), Some("4"));
        let events = site.fixture.database.query("SELECT count(*) FROM event WHERE after LIKE '%\"code\":\"C2\"%'").await;
        assert_eq!(events.as_deref(), Some("2"), "history has them");
        // They go with what has them.
        assert_eq!(site.delete(&format!("{APPLICATIONS}/a-1"), &headers).await.status, StatusCode::NO_CONTENT);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::applications::purge(&app.store.system(sigill_app::Task::Test, occasion)).await.unwrap();
        let rows = site.fixture.database.query("SELECT count(*) FROM unique_value").await;
        assert_eq!(rows.as_deref(), Some("2"));
        assert_eq!(site.get(PLACES[0].1, &headers).await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.patch(PLACES[1].2, &headers, r#"{"code":"C2"}"#).await.status, StatusCode::OK, "free again");
    }

    async fn values_of_this_servers_own_are_not_set_and_rights_are_those_for_all_clients(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.with_applications().await;
        assert_eq!(site.get("/sigill/v1/roles/nevisIdm.Root/properties", &headers).await.body, "{}");
        for own in ["/sigill/v1/roles/nevisIdm.Root/properties", "/sigill/v1/applications/nevisIdm/properties"] {
            let told = site.patch(own, &headers, r#"{"tier":"gold"}"#).await.told();
            assert_eq!(told, "422 errors.modifyReadonlyData", "{own}");
        }
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        let owner = site.bearer("eroles", Role::EnterpriseRoleAdmin, ClientRoom::Global).await;
        let here = ClientRoom::Only(vec![sigill_domain::ext_id::ExtId::parse("extId", "api").unwrap()]);
        let local = site.bearer("local", Role::ClientRoot, here).await;
        for (_, path, _) in PLACES {
            assert_eq!(site.get(path, &json_by(&reader)).await.status, StatusCode::OK);
            assert_eq!(site.get(path, &json_by(&owner)).await.status, StatusCode::FORBIDDEN, "no values are seen");
            for bearer in [&reader, &local] {
                assert_eq!(site.patch(path, &json_by(bearer), r#"{"tier":"gold"}"#).await.status, StatusCode::FORBIDDEN);
            }
            let absent = path.replace("-1/", "-9/");
            assert_eq!(site.get(&absent, &headers).await.status, StatusCode::NOT_FOUND);
            assert_eq!(site.patch(&absent, &headers, "{}").await.status, StatusCode::NOT_FOUND);
        }
    }

    async fn a_profile_has_values_for_each_application_of_its_client(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.with_applications().await;
        for (scope, name, unique) in [
            ("PROFILE_FOR_APPLICATION_GLOBAL", "badge", "ABSOLUTE"),
            ("PROFILE_FOR_APPLICATION_GLOBAL", "desk", "NONE"),
            ("PROFILE_FOR_APPLICATION", "desk", "ABSOLUTE"),
            ("PROFILE_FOR_APPLICATION", "lamp", "NONE"),
        ] {
            let property = json!({ "name": name, "type": "STRING", "scope": scope, "uniquenessScope": unique }).to_string();
            assert_eq!(site.post(&format!("{API}/properties"), &headers, property).await.status, StatusCode::CREATED);
        }
        let mut profiles = Vec::new();
        for user in ["anna", "beat"] {
            let person = json!({
                "extId": user, "name": { "firstName": "A", "familyName": "M" }, "contacts": { "email": "a@example.com" },
            });
            assert_eq!(site.post(&format!("{API}/api/users"), &headers, person.to_string()).await.status, StatusCode::CREATED);
            let listed = site.get(&format!("{API}/api/users/{user}/profiles"), &headers).await.json();
            profiles.push(listed["items"][0]["extId"].as_str().unwrap().to_owned());
        }
        let at = |n: usize, application: &str| {
            format!("/sigill/v1/api/profiles/{}/applications/{application}/properties", profiles[n])
        };
        assert_eq!(site.get(&at(0, "a-1"), &headers).await.status, StatusCode::NOT_FOUND, "the client doesn't have it");
        for application in ["a-1", "a-2"] {
            let path = format!("/sigill/v1/clients/api/applications/{application}");
            let put = site.send(request(Method::PUT, &path, &headers, Body::empty())).await;
            assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.body);
        }
        let none = site.get(&at(0, "a-1"), &headers).await;
        assert_eq!((none.status, none.body.as_str(), none.header("etag")), (StatusCode::OK, "{}", "\"v0\""));
        let set = site.patch(&at(0, "a-1"), &headers, r#"{"badge":"B1","desk":"D1","lamp":"L1"}"#).await;
        assert_eq!((set.status, set.header("etag")), (StatusCode::OK, "\"v1\""), "{}", set.body);
        assert_eq!(site.get(&at(0, "a-1"), &headers).await.json(), json!({ "badge": "B1", "desk": "D1", "lamp": "L1" }));
        assert_eq!(site.get(&at(0, "a-2"), &headers).await.body, "{}", "each application has its own");
        assert_eq!(site.patch(&at(0, "nevisIdm"), &headers, r#"{"lamp":"L2"}"#).await.status, StatusCode::OK);
        // Unique in the client, whichever the application; of two definitions with one name the first scope counts.
        let other = site.patch(&at(1, "a-2"), &headers, r#"{"desk":"D1","badge":"B1"}"#).await;
        assert_eq!(other.told(), "422 errors.propertyUniquenessViolated", "{}", other.body);
        assert_eq!(site.patch(&at(1, "a-2"), &headers, r#"{"desk":"D1"}"#).await.status, StatusCode::OK);
        for (path, status) in [(at(0, "absent"), 404), (at(0, "a-1").replace(&profiles[0], "absent"), 404)] {
            assert_eq!(site.get(&path, &headers).await.status.as_u16(), status);
            assert_eq!(site.patch(&path, &headers, "{}").await.status.as_u16(), status);
        }
        assert_eq!(site.patch(&at(0, "a-1"), &headers, r#"{"tier":"gold"}"#).await.told(), "422 errors.invalidData");
        let stale = [headers[0], headers[1], ("if-match", "\"v0\"")];
        assert_eq!(site.patch(&at(0, "a-1"), &stale, r#"{"lamp":"x"}"#).await.status, StatusCode::PRECONDITION_FAILED);
        let changed = site.patch(&at(0, "a-1"), &headers, r#"{"badge":"B2","lamp":null}"#).await;
        assert_eq!((changed.header("etag"), changed.json()), ("\"v2\"", json!({ "badge": "B2", "desk": "D1" })));
        assert_eq!(site.patch(&at(1, "a-2"), &headers, r#"{"badge":"B1"}"#).await.status, StatusCode::OK, "free again");
        // History has them, but not for who may not see values.
        let history = site.get("/sigill/v1/api/users/anna/history", &headers).await.json();
        let told: Vec<_> = history["items"].as_array().unwrap().iter().filter(|one| one["after"]["applicationExtId"] == "a-1").collect();
        assert_eq!(told.len(), 2, "{history}");
        assert!(told.iter().any(|event| event["after"]["properties"]["badge"] == "B2"), "{history}");
        // They go with the application, and with the profile.
        assert_eq!(site.delete(&format!("{APPLICATIONS}/a-1"), &headers).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.get(&at(0, "a-1"), &headers).await.status, StatusCode::NOT_FOUND);
        let app = &site.fixture.app;
        let occasion = app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(30));
        sigill_app::applications::purge(&app.store.system(sigill_app::Task::Test, occasion)).await.unwrap();
        assert_eq!(site.patch(&at(1, "a-2"), &headers, r#"{"badge":"B2"}"#).await.status, StatusCode::OK, "free with it");
        assert_eq!(site.delete(&format!("{API}/api/users/beat"), &headers).await.status, StatusCode::NO_CONTENT);
        let rows = site.fixture.database.query("SELECT count(*) FROM profile_application").await;
        assert_eq!(rows.as_deref(), Some("1"), "of this server's own application");
    }
}
