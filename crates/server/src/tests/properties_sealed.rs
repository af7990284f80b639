//! Custom properties whose values are encrypted: what callers see, and nobody in the database.

use serde_json::json;
use sigill_app::token::{self, MasterKey};

use super::*;

const AHV: &str = "756.9217.0769.85";
/// Tables and columns in which something is kept as it was given.
const KEPT: [&str; 11] = [
    "SELECT group_concat(properties) FROM users",
    "SELECT group_concat(properties) FROM unit",
    "SELECT group_concat(properties) FROM profile",
    "SELECT group_concat(properties) FROM erole",
    "SELECT group_concat(properties) FROM application",
    "SELECT group_concat(properties) FROM app_role",
    "SELECT group_concat(properties) FROM profile_application",
    "SELECT group_concat(detail) FROM credential",
    "SELECT group_concat(body) FROM kept_answer",
    "SELECT group_concat(before) FROM event",
    "SELECT group_concat(after) FROM event",
];

impl Site {
    /// Everything in the database in which a value of a property, or an answer, could stand.
    async fn dumped(&self) -> String {
        let mut all = String::new();
        for sql in KEPT {
            let sql = match self.fixture.database.kind() {
                Kind::Sqlite => sql.to_owned(),
                Kind::Postgres => sql.replace("group_concat(", "string_agg(").replace(") FROM", ", ',') FROM"),
            };
            all.push_str(&self.fixture.database.query(&sql).await.unwrap_or_default());
            all.push('\n');
        }
        all
    }

    /// One of everything that has values, in the places where they are seen and set.
    async fn one_of_each(&self) -> Vec<(&'static str, String)> {
        let root = self.root().await;
        let headers = json_by(&root);
        let applications = "/nevisidm/api/core/v1/applications";
        for (path, body) in [
            (applications.to_owned(), json!({ "extId": "a-1", "name": "A", "displayed": true })),
            (format!("{applications}/a-1/roles"), json!({ "extId": "r-1", "name": "R" })),
            (format!("{API}/api/units"), json!({ "extId": "u-1", "name": "U", "profileless": false })),
            (format!("{API}/api/eroles"), json!({ "extId": "e-1", "name": "E" })),
        ] {
            let made = self.post(&path, &headers, body.to_string()).await;
            assert_eq!(made.status, StatusCode::CREATED, "{path}: {}", made.body);
        }
        let path = "/sigill/v1/clients/api/applications/a-1";
        assert_eq!(self.send(request(Method::PUT, path, &headers, Body::empty())).await.status, StatusCode::NO_CONTENT);
        let signature = self.signed("beat").await;
        let listed = self.get(&format!("{API}/api/users/beat/profiles"), &headers).await.json();
        let profile = listed["items"][0]["extId"].as_str().unwrap();
        vec![
            ("USER_GLOBAL", format!("{API}/api/users/beat/properties")),
            ("UNIT_GLOBAL", format!("{API}/api/units/u-1/properties")),
            ("PROFILE_GLOBAL", format!("{API}/api/profiles/{profile}/properties")),
            ("ENTERPRISE_ROLE_GLOBAL", format!("{API}/api/eroles/e-1/properties")),
            ("APPLICATION_GLOBAL", "/sigill/v1/applications/a-1/properties".to_owned()),
            ("ROLE_FOR_APPLICATION", "/sigill/v1/roles/r-1/properties".to_owned()),
            ("PROFILE_FOR_APPLICATION", format!("/sigill/v1/api/profiles/{profile}/applications/a-1/properties")),
            ("CREDENTIAL_MOBILE_SIGNATURE_GLOBAL", format!("{signature}/properties")),
        ]
    }
}

on_both! {
    async fn an_encrypted_value_is_seen_by_callers_and_by_nobody_in_the_database(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let rules = json!({ "encrypted": true, "stringMaxLen": 16, "stringRegex": "756[.0-9]+" });
        let defined = site.define("USER_GLOBAL", "ahv", rules).await;
        assert_eq!(site.get(&defined, &headers).await.json()["encrypted"], true);
        site.define("USER_GLOBAL", "desk", json!({})).await;
        site.define("USER_GLOBAL", "gone", json!({ "encrypted": true, "accessModify": "OFF" })).await;
        for (wrong, code) in [("x", "stringregex"), ("756.9217.0769.851", "stringmaxlen")] {
            let told = site.user("u", &json!({ "ahv": wrong }).to_string()).await.told();
            assert_eq!(told, format!("422 errors.property.{code}"));
        }
        let key = [headers[0], headers[1], ("idempotency-key", "k1")];
        let body = format!(r#"{{"extId":"u",{},"properties":{{"ahv":"{AHV}","desk":"7","gone":"{AHV}"}}}}"#, properties::PERSON);
        let made = site.post(&format!("{API}/api/users"), &key, body.clone()).await;
        let shown = json!({ "ahv": AHV, "desk": "7" });
        assert_eq!((made.status, &made.json()["properties"]), (StatusCode::CREATED, &shown), "{}", made.body);
        assert_eq!(site.post(&format!("{API}/api/users"), &key, body).await.body, made.body, "the kept answer");
        let path = made.header("location").to_owned();
        let properties = format!("{path}/properties");
        assert_eq!(site.get(&path, &headers).await.json()["properties"], shown);
        assert_eq!(site.get(&properties, &headers).await.json(), shown);
        let listed = site.get(&format!("{API}/clients/api/users?extId=u"), &headers).await.json();
        assert_eq!(listed["items"][0]["properties"], shown);
        let dumped = site.dumped().await;
        assert!(!dumped.contains(AHV), "{dumped}");
        assert!(dumped.lines().nth(8).unwrap().starts_with("$aes-256-gcm$"), "a kept answer: {dumped}");

        // The same value is no change, whichever way it is set; another one is, and is told by history without it.
        let as_read = site.get(&path, &headers).await;
        assert_eq!(site.patch(&path, &headers, as_read.body.clone()).await.header("etag"), "\"v1\"");
        assert_eq!(site.patch(&properties, &headers, json!({ "ahv": AHV }).to_string()).await.header("etag"), "\"v1\"");
        let tried = [headers[0], headers[1], ("prefer", "dry-run")];
        let tried = site.patch(&properties, &tried, r#"{"ahv":"756.1"}"#).await;
        assert!(tried.status == StatusCode::OK && tried.json()["events"].to_string().matches("756").count() == 0, "{}", tried.body);
        site.fixture.clock.advance_ms(1_000);
        let changed = site.patch(&properties, &headers, r#"{"ahv":"756.1"}"#).await;
        assert_eq!((changed.header("etag"), changed.json()), ("\"v2\"", json!({ "ahv": "756.1", "desk": "7" })));
        let history = site.get("/sigill/v1/api/users/u/history", &headers).await.json();
        let (before, after) = (&history["items"][0]["before"]["properties"], &history["items"][0]["after"]["properties"]);
        assert!(before["ahv"].as_str().unwrap().starts_with("*** ") && before["ahv"] != after["ahv"], "{history}");
        assert_eq!((&before["desk"], before["gone"] == after["gone"]), (&json!("7"), true));

        // The rights that changes ask for are those of what they do.
        let removed = site.patch(&path, &headers, r#"{"properties":null}"#).await;
        assert_eq!((removed.status, &removed.json()["properties"]), (StatusCode::OK, &json!(null)), "{}", removed.body);
        let dumped = site.dumped().await;
        assert!(!dumped.contains("756."), "{dumped}");
        let column = site.fixture.database.query("SELECT properties FROM users WHERE ext_id = 'u'").await.unwrap();
        assert!(column.contains("gone") && !column.contains("ahv"), "what is off stays, as it does in clear: {column}");
    }

    async fn everything_that_has_values_keeps_encrypted_ones_sealed_for_itself(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let places = site.one_of_each().await;
        for (scope, path) in &places {
            site.define(scope, "secret", json!({ "encrypted": true })).await;
            let set = site.patch(path, &headers, json!({ "secret": format!("of {scope}") }).to_string()).await;
            assert_eq!(set.json(), json!({ "secret": format!("of {scope}") }), "{path}");
            assert_eq!(site.get(path, &headers).await.json(), set.json(), "{path}");
            let same = site.patch(path, &headers, set.body.clone()).await;
            assert_eq!((same.status, same.header("etag")), (StatusCode::OK, set.header("etag")), "{path}");
            let dumped = site.dumped().await;
            assert!(!dumped.contains("of ") && dumped.contains("*** "), "{path}: {dumped}");
        }
        // Another master key takes over: everything opens by it alone.
        let app = &site.fixture.app;
        let keys: Vec<String> = (0..2).map(|_| MasterKey::generate(&app.world)).collect();
        let first = MasterKey::read(&format!("{}\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", keys[0])).unwrap();
        let done = token::rewrap(&app.store, &app.world, &first).await.unwrap();
        assert_eq!((done.properties, done.unopened), (8, 0), "{done:?}");
        assert_eq!(token::rewrap(&app.store, &app.world, &first).await.unwrap().properties, 0);
        let second = MasterKey::read(&format!("{}\n{}", keys[1], keys[0])).unwrap();
        let done = token::rewrap(&app.store, &app.world, &second).await.unwrap();
        assert_eq!((done.properties, done.unopened), (8, 0), "{done:?}");
        for (_, path) in &places {
            let lost = site.get(path, &headers).await;
            assert_eq!(lost.status, StatusCode::INTERNAL_SERVER_ERROR, "this server has the old key only: {}", lost.body);
        }
    }

    async fn a_sealed_value_opens_for_its_own_object_only(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.define("USER_GLOBAL", "ahv", json!({ "encrypted": true })).await;
        for user in ["u", "v"] {
            let made = site.user(user, &json!({ "ahv": format!("of {user}") }).to_string()).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        }
        let copy = "UPDATE users SET properties = (SELECT o.properties FROM users o WHERE o.ext_id = 'u') WHERE ext_id = 'v'";
        site.fixture.database.execute(copy).await;
        let one = |user: &str| format!("{API}/api/users/{user}/properties");
        assert_eq!(site.get(&one("u"), &headers).await.json(), json!({ "ahv": "of u" }));
        assert_eq!(site.get(&one("v"), &headers).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    }

    async fn what_cannot_be_encrypted_is_refused_by_name(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        for (name, rest, told) in [
            ("ahv", json!({ "scope": "USER_GLOBAL", "uniquenessScope": "ABSOLUTE" }),
                "encrypted: values that are unique (ABSOLUTE) can't be encrypted"),
            ("fidouaf_name", json!({ "scope": "CREDENTIAL_GENERIC_GLOBAL" }),
                "encrypted: the calls for mobile authentication look at this property"),
        ] {
            let mut body = json!({ "name": name, "type": "STRING", "encrypted": true });
            for (member, value) in rest.as_object().unwrap() {
                body[member] = value.clone();
            }
            let refused = site.post(&format!("{API}/properties"), &headers, body.to_string()).await;
            assert_eq!((refused.told().as_str(), refused.messages().as_str()), ("422 errors.invalidData", told));
        }
    }
}
