//! Who may do what: rights, clients and rooms, as for every other face.

use sigill_domain::ext_id::ExtId;

use super::*;

/// Each call that needs a token, with a body that it takes.
fn calls(id: &str) -> Vec<(Method, String, String)> {
    let search = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"] }).to_string();
    let title = operations(json!([{ "op": "add", "path": "title", "value": "t" }]));
    vec![
        (Method::GET, "/Users".to_owned(), String::new()),
        (Method::POST, "/Users".to_owned(), user("new", json!({}))),
        (Method::POST, "/Users/.search".to_owned(), search.clone()),
        (Method::POST, "/.search".to_owned(), search),
        (Method::GET, format!("/Users/{id}"), String::new()),
        (Method::PUT, format!("/Users/{id}"), user("anna", json!({}))),
        (Method::PATCH, format!("/Users/{id}"), title),
        (Method::DELETE, format!("/Users/{id}"), String::new()),
    ]
}

on_both! {
    async fn each_call_needs_its_token_its_right_and_its_client(database: Database) {
        let site = open(database).await;
        let id = site.provisioned("anna", json!({})).await;
        let nothing = site.bearer("nothing", Role::TechUser, ClientRoom::Global).await;
        let client = r#"{"extId":"other","name":"other"}"#;
        let made = site.post(&format!("{API}/clients"), &json_by(&site.root().await), client).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let other = ClientRoom::Only(vec![ExtId::parse("extId", "other").unwrap()]);
        let elsewhere = site.bearer("elsewhere", Role::ClientRoot, other).await;
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        let users = site.fixture.database.query("SELECT count(*) FROM users").await;
        for base in [SCIM, "/nevisidm/api/scim/v1/api"] {
            for (method, path, body) in calls(&id) {
                let path = format!("{base}{path}");
                if path == "/nevisidm/api/scim/v1/api/.search" {
                    continue;
                }
                let send = async |headers: &[(&str, &str)]| {
                    site.send(request(method.clone(), &path, headers, body.clone().into())).await
                };
                let stranger = send(&[("content-type", "application/scim+json")]).await;
                assert_eq!(stranger.problem(), "401 -", "{method} {path}");
                assert!(stranger.header("www-authenticate").starts_with("Bearer"));
                assert_eq!(send(&scim_by(&nothing)).await.problem(), "403 -", "{method} {path}");
                assert_eq!(send(&scim_by(&elsewhere)).await.problem(), "403 -", "{method} {path}");
                let reads = method == Method::GET || path.ends_with(".search");
                let answer = send(&scim_by(&reader)).await;
                assert_eq!(answer.status == StatusCode::OK, reads, "{method} {path}: {}", answer.body);
            }
        }
        assert_eq!(site.fixture.database.query("SELECT count(*) FROM users").await, users, "nothing was made or deleted");
    }

    async fn who_is_outside_of_the_rooms_is_as_who_is_not_there(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let by = json_by(&root);
        for unit in ["in", "out"] {
            let unit = json!({ "extId": unit, "name": unit, "profileless": false });
            assert_eq!(site.post(&format!("{API}/api/units"), &by, unit.to_string()).await.status, StatusCode::CREATED);
        }
        let (inside, outside) = (site.provisioned("inside", json!({})).await, site.provisioned("outside", json!({})).await);
        for (user, unit) in [(&inside, "in"), (&outside, "out")] {
            site.fixture.database.execute(&format!(
                "UPDATE profile SET unit_id = (SELECT id FROM unit WHERE ext_id = '{unit}') WHERE user_id = \
                 (SELECT id FROM users WHERE ext_id = '{user}')"
            )).await;
        }
        let bearer = site.bearer("admin", Role::TechUser, ClientRoom::Global).await;
        let profiles = site.get(&format!("{API}/api/users/admin/profiles"), &by).await.json();
        let profile = profiles["items"][0]["extId"].as_str().unwrap().to_owned();
        let wish = json!({ "roleExtId": "nevisIdm.ClientRoot", "clientExtIds": ["api"], "unitGlobal": false, "unitExtIds": ["in"] });
        let given = site.post(&format!("{API}/api/profiles/{profile}/authorizations"), &by, wish.to_string()).await;
        assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);

        let headers = scim_by(&bearer);
        for (method, path, body) in calls(&outside).into_iter().filter(|(_, path, _)| path.contains(&outside)) {
            let absent = path.replace(&outside, "absent");
            let send = async |path: &str| site.send(request(method.clone(), &format!("{SCIM}{path}"), &headers, body.clone().into())).await;
            let (there, missing) = (send(&path).await, send(&absent).await);
            assert_eq!((there.problem(), missing.problem()), ("404 -".to_owned(), "404 -".to_owned()), "{method}");
            assert_eq!(there.body.replace(&outside, "absent"), missing.body, "{method}");
        }
        let list = site.get(&format!("{SCIM}/Users"), &headers).await.json();
        assert_eq!((&list["totalResults"], &list["Resources"][0]["id"]), (&json!(1), &json!(inside)));
        let by_name = async |name: &str| site.get(&filtered(&format!("userName eq \"{name}\"")), &headers).await.json();
        assert_eq!(by_name("inside").await["totalResults"], 1);
        assert_eq!(by_name("outside").await["totalResults"], 0);
        let made = site.post(&format!("{SCIM}/Users"), &headers, user("new", json!({}))).await;
        assert_eq!(made.problem(), "403 -", "new users go to the default unit");
    }

    async fn one_looks_at_oneself_and_history_tells_who_did_what(database: Database) {
        let site = open(database).await;
        let id = site.provisioned("anna", json!({ "externalId": "E1" })).await;
        let oneself = site.bearer("self", Role::SelfAdmin, ClientRoom::Global).await;
        assert_eq!(site.get(&format!("{SCIM}/Users/self"), &scim_by(&oneself)).await.status, StatusCode::OK);
        assert_eq!(site.get(&format!("{SCIM}/Users/{id}"), &scim_by(&oneself)).await.problem(), "403 -");
        let root = site.root().await;
        let title = operations(json!([{ "op": "add", "path": "title", "value": "Chief" }]));
        site.patch(&format!("{SCIM}/Users/{id}"), &scim_by(&root), title).await;
        let events = site.get(&format!("/sigill/v1/api/users/{id}/history"), &json_by(&root)).await.json();
        let events = events["items"].as_array().unwrap();
        let of = |kind: &str| events.iter().find(|event| event["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {events:?}"));
        assert_eq!((events.len(), &of("USER_CREATE")["caller"]), (2, &json!("api/root")));
        let kept = &of("USER_MODIFY")["after"]["person"]["provisioned"];
        assert_eq!(kept, &json!({ "externalId": "E1", "attributes": { "title": "Chief" } }));
    }
}
