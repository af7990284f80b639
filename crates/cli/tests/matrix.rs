//! Every operation × every standard role × own, foreign and absent client, oneself and somebody else × good and bad
//! tokens, against the built binary; and every operation × the places of what it is about.
//!
//! What is expected stands in `matrix/expected.rs`, written from the documentation of roles and calls and not from the
//! code that enforces it. An operation of the OpenAPI document without a row there fails the test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "matrix/bodies.rs"]
mod bodies;
#[path = "matrix/devices.rs"]
mod devices;
#[path = "matrix/expected.rs"]
mod expected;
#[path = "matrix/otherwise.rs"]
mod otherwise;
#[path = "matrix/places.rs"]
mod places;
mod support;
#[path = "matrix/taking.rs"]
mod taking;
#[path = "matrix/types.rs"]
mod types;
#[path = "matrix/unit_places.rs"]
mod unit_places;

use std::collections::BTreeMap;

use bodies::{body, query, terms};
use expected::{Needs, OPERATIONS, ROLES};
use otherwise::{OTHERWISE, Other, Whose};
use serde_json::{Value, json};
use sigill_testing::{Database, Signer, on_both};
use support::{Ended, Running, command, token};
use tempfile::{TempDir, tempdir};

const API: &str = "/nevisidm/api/core/v1";
const ISSUER: &str = "https://login.example.com";

/// A server with clients `own` and `foreign`, which look alike, and a technical user for every role, which holds in
/// `own` only.
struct World {
    _folder: TempDir,
    _running: Running,
    url: String,
    http: reqwest::Client,
    signer: Signer,
    operator: String,
    ids: BTreeMap<&'static str, String>,
}

type Headers = Vec<(&'static str, &'static str)>;

struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["errors"][0]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether it is what the call does: an answer of success, and another one only where `expected.rs` has it, since
    /// a body that is refused shows nothing about rights.
    fn is_let_in(&self, method: &str, template: &str, user: &str) -> bool {
        let whose = if user == "anna" { Whose::Annas } else { Whose::Own };
        let is_it =
            |row: &&Other| row.0 == method && template.strip_prefix(row.1) == Some(row.2) && row.3.contains(&whose);
        match OTHERWISE.iter().chain(devices::OTHERWISE).find(is_it) {
            Some((.., status, _)) => self.status == *status,
            None => (200..300).contains(&self.status),
        }
    }
}

impl World {
    async fn new(database: &Database) -> Self {
        let folder = tempdir().unwrap();
        let signer = Signer::ed25519("k1");
        std::fs::write(folder.path().join("jwks.json"), json!({ "keys": [signer.jwk()] }).to_string()).unwrap();
        let config = format!(
            "[[token.issuers]]\nissuer = '{ISSUER}'\njwks_file = 'jwks.json'\nalgorithms = ['EdDSA']\nclient = 'own'\n"
        );
        std::fs::write(folder.path().join("sigill.toml"), config).unwrap();
        let variables = [("SIGILL_DATABASE_URL", database.url())];
        let mut admin = command(
            folder.path(),
            &[
                "admin",
                "technical-user",
                "--client",
                "operators",
                "--create-client",
                "Operators",
                "--user",
                "operator",
                "--role",
                "nevisIdm.Root",
                "--global",
                "--output",
                "json",
            ],
        );
        let made: Value = serde_json::from_str(&Ended::from(admin.envs(variables).output().unwrap()).stdout).unwrap();
        let (running, url) = Running::serve(folder.path(), &variables);
        let secret = made["client_secret"].as_str().unwrap().to_owned();
        let at = url.clone();
        let operator =
            tokio::task::spawn_blocking(move || token(&at, "operators/operator", &secret).unwrap()).await.unwrap();
        let http = reqwest::Client::new();
        let mut world = Self { _folder: folder, _running: running, url, http, signer, operator, ids: BTreeMap::new() };
        world.fill().await;
        world
    }

    async fn fill(&mut self) {
        for client in ["own", "foreign"] {
            self.make("/clients", json!({ "extId": client, "name": client })).await;
            let anna = json!({
                "extId": "anna", "name": { "firstName": "Anna", "familyName": "Muster" },
                "contacts": { "email": "anna@example.com" },
            });
            self.make(&format!("/{client}/users"), anna).await;
            let policy = json!({ "extId": "p1", "name": "p1", "policyType": "MobileSignaturePolicy" });
            self.make(&format!("/{client}/policies"), policy).await;
            let numbers = json!({ "extId": "p3", "name": "p3", "policyType": "TANPolicy" });
            self.make(&format!("/{client}/policies"), numbers).await;
            let question = json!({ "extId": "q1", "stateName": "active" });
            self.make(&format!("/{client}/personal-questions"), question).await;
            for (ext_id, parent) in [("n1", None), ("n2", Some("n1"))] {
                let unit = json!({ "extId": ext_id, "name": ext_id, "parentUnitExtId": parent, "profileless": false });
                self.make(&format!("/{client}/units"), unit).await;
            }
            let signature = json!({ "identificator": "i", "msspIdentifier": "m", "msisdn": "+41791234567" });
            self.make(&format!("/{client}/users/anna/mobile-signature"), signature).await;
            self.make(&format!("/{client}/users/anna/dispatch-targets"), devices::attested("dt1")).await;
        }
        self.make("/applications", json!({ "extId": "app1", "name": "app1", "displayed": true })).await;
        self.make("/applications/app1/roles", json!({ "extId": "r1", "name": "r1" })).await;
        self.make("/terms", terms("t1")).await;
        for client in ["own", "foreign"] {
            let assigned = format!("{}/sigill/v1/clients/{client}/applications/app1", self.url);
            let answer = self.http.put(assigned).bearer_auth(&self.operator).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), 204);
            for erole in ["e1", "e2"] {
                self.make(&format!("/{client}/eroles"), json!({ "extId": erole, "name": erole })).await;
            }
        }
        let profile = self.profile("anna").await;
        let marker = unit_places::marker("a1", "n2");
        self.make(&format!("/own/profiles/{profile}/authorizations"), marker).await;
        let has = json!({ "extId": "a1", "enterpriseRoleExtId": "e1" });
        self.make(&format!("/own/profiles/{profile}/eauthorizations"), has).await;
        let definition = json!({ "name": "d1", "type": "STRING", "scope": "USER_GLOBAL" });
        let property = self.make("/properties", definition).await;
        self.ids = BTreeMap::from([
            ("{profileExtId}", profile),
            ("{policyExtId}", "p1".to_owned()),
            ("{personalQuestionExtId}", "q1".to_owned()),
            ("{unitExtId}", "n1".to_owned()),
            ("{childExtId}", "n2".to_owned()),
            ("{authorizationExtId}", "a1".to_owned()),
            ("{credentialExtId}", "k1".to_owned()),
            ("{dispatchTargetExtId}", "dt1".to_owned()),
            ("{applicationExtId}", "app1".to_owned()),
            ("{roleExtId}", "r1".to_owned()),
            ("{enterpriseRoleExtId}", "e1".to_owned()),
            ("{termsExtId}", "t1".to_owned()),
            ("{propertyExtId}", property),
            ("{signatureId}", "0196e3a2-7c10-7000-8000-000000000001".to_owned()),
        ]);
        for role in ROLES {
            self.make("/own/users", json!({ "extId": role, "isTechnicalUser": true })).await;
            let profile = self.profile(role).await;
            let given = json!({ "roleExtId": format!("nevisIdm.{role}"), "clientExtIds": ["own"] });
            self.make(&format!("/own/profiles/{profile}/authorizations"), given).await;
        }
    }

    /// Makes something, and tells its external id.
    async fn make(&self, path: &str, body: Value) -> String {
        let request = self.http.post(format!("{}{API}{path}", self.url)).bearer_auth(&self.operator).json(&body);
        let answer = request.send().await.unwrap();
        let location = answer.headers().get("location").map(|found| found.to_str().unwrap().to_owned());
        assert_eq!(answer.status().as_u16(), 201, "{path}: {}", answer.text().await.unwrap());
        location.unwrap().rsplit('/').next().unwrap().to_owned()
    }

    async fn profile(&self, user: &str) -> String {
        let request = self.http.get(format!("{}{API}/own/users/{user}/profiles", self.url));
        let answer: Value = request.bearer_auth(&self.operator).send().await.unwrap().json().await.unwrap();
        answer["items"][0]["extId"].as_str().unwrap().to_owned()
    }

    /// A token for a user of `own`, with a claim that may be another one.
    fn token(&self, user: &str, claim: &str, value: Value) -> String {
        let now = jiff::Timestamp::now().as_second();
        let mut claims = json!({ "iss": ISSUER, "aud": "sigill", "sub": user, "iat": now, "exp": now + 3_600 });
        if !claim.is_empty() {
            claims[claim] = value;
        }
        self.signer.token("at+jwt", &claims)
    }

    /// Tokens that aren't good, and none.
    fn bad_tokens(&self) -> [Option<String>; 5] {
        let now = jiff::Timestamp::now().as_second();
        let claims = json!({ "iss": ISSUER, "aud": "sigill", "sub": "Root", "exp": now + 60 });
        [
            Some(self.token("Root", "exp", (now - 60).into())),
            Some(self.token("Root", "aud", "other".into())),
            Some(self.token("Root", "iss", "https://other.example.com".into())),
            Some(Signer::ed25519("k1").token("at+jwt", &claims)),
            None,
        ]
    }

    fn path(&self, template: &str, client: &str, user: &str) -> String {
        let template = template.replace("/clients/{extId}", "/clients/{clientExtId}");
        let path = template.replace("{clientExtId}", client).replace("{userExtId}", user);
        self.ids.iter().fold(path, |path, (name, id)| path.replace(name, id))
    }

    /// Makes a call; one that would write is only tried, so that all calls find the same. Its body is one that the
    /// call takes.
    async fn call(&self, method: &str, path: &str, token: Option<&str>, more: &[(&str, &str)]) -> Answer {
        let more: Vec<_> = [("Prefer", "dry-run")].iter().chain(more).copied().collect();
        self.send(method, path, token, &more, body(method, path)).await
    }

    async fn send(&self, method: &str, path: &str, token: Option<&str>, more: &[(&str, &str)], body: String) -> Answer {
        let mut request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.url));
        if ["POST", "PATCH"].contains(&method) {
            request = request.header("Content-Type", "application/json").body(body);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        Answer { status: answer.status().as_u16(), body: answer.text().await.unwrap() }
    }
}

/// A call, who may make it, and the status that it is answered with where it is of a credential type.
type Row<'a> = (&'a str, &'a str, &'a Needs, Option<u16>);

/// What is written by hand, and what comes of the types.
fn rows(types: &[types::Row]) -> Vec<Row<'_>> {
    let by_hand = OPERATIONS
        .iter()
        .chain(places::OPERATIONS)
        .chain(devices::OPERATIONS)
        .map(|(method, path, needs)| (*method, *path, needs, None));
    let of_types = types.iter().map(|(method, path, needs, status)| (*method, path.as_str(), needs, Some(*status)));
    by_hand.chain(of_types).collect()
}

/// Each operation of the document has its row, and each row an operation.
fn assert_are_served(rows: &[Row<'_>], document: &Value) {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        operations.extend(item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())));
    }
    let has_row = |method: &str, path: &str| rows.iter().any(|row| (row.0, row.1) == (method, path));
    let without: Vec<_> = operations.iter().filter(|(method, path)| !has_row(method, path)).collect();
    assert!(without.is_empty(), "no row in matrix/expected.rs: {without:?}");
    let is_served = |row: &&Row<'_>| operations.iter().any(|(m, p)| (m.as_str(), p.as_str()) == (row.0, row.1));
    let gone: Vec<_> = rows.iter().filter(|row| !is_served(row)).map(|row| (row.0, row.1)).collect();
    assert!(gone.is_empty(), "rows without an operation: {gone:?}");
}

on_both! {
    async fn every_role_may_do_what_it_is_documented_for_and_nothing_else(database: Database) {
        let world = World::new(&database).await;
        let document: Value =
            world.http.get(format!("{}/openapi.json", world.url)).send().await.unwrap().json().await.unwrap();
        let types = types::rows();
        let rows = rows(&types);
        assert_are_served(&rows, &document);

        let (mut wrong, mut calls) = (Vec::new(), 0);
        for (method, template, needs, status) in &rows {
            for role in ROLES {
                let bearer = world.token(role, "", Value::Null);
                let mut told = Vec::new();
                // Somebody else in the own client, oneself, and two clients that this caller can't tell apart.
                for (client, user) in [("own", "anna"), ("own", *role), ("foreign", "anna"), ("absent", "anna")] {
                    let path = format!("{}{}", world.path(template, client, user), query(template));
                    let answer = world.call(method, &path, Some(&bearer), &[]).await;
                    calls += 1;
                    let expected = needs.of(role, client, user);
                    let is_as_expected = match expected {
                        "let in" => status.map_or_else(|| answer.is_let_in(method, template, user), |it| answer.status == it),
                        "second token" => answer.status == 401,
                        code => answer.status == 403 && answer.code() == code,
                    };
                    if !is_as_expected {
                        wrong.push(format!(
                            "{role}: {method} {path}: expected {expected}, got {} {}", answer.status, answer.body
                        ));
                    }
                    if expected == "let in" && matches!(needs, Needs::NoClient(_)) && answer.body.contains("foreign") {
                        wrong.push(format!("{role}: {method} {path}: tells of a foreign client"));
                    }
                    told.push((answer.status, answer.body));
                }
                if template.contains("xtId}") && !template.contains("application") && told[2] != told[3] {
                    wrong.push(format!("{role}: {method} {template}: {:?} and {:?} differ", told[2], told[3]));
                }
            }
            // Whoever it would be, and wherever: a token that isn't good is none.
            for token in &world.bad_tokens() {
                for client in ["own", "foreign", "absent"] {
                    let path = world.path(template, client, "anna");
                    let answer = world.call(method, &path, token.as_deref(), &[]).await;
                    calls += 1;
                    if (answer.status == 401) == matches!(needs, Needs::Nothing) && *template != "/oauth2/token" {
                        wrong.push(format!("{method} {path} by a bad token: {} {}", answer.status, answer.body));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {calls}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(calls > 3_000, "{calls}");
    }

    async fn a_version_that_is_expected_is_compared_or_refused_by_each_call(database: Database) {
        let world = World::new(&database).await;
        let bearer = world.token("Root", "", Value::Null);
        let document: Value =
            world.http.get(format!("{}/openapi.json", world.url)).send().await.unwrap().json().await.unwrap();
        let types = types::rows();
        let (mut wrong, mut calls) = (Vec::new(), 0);
        let writes = rows(&types).into_iter().filter(|row| ["PUT", "PATCH", "DELETE"].contains(&row.0));
        for (method, template, ..) in writes {
            let path = world.path(template, "own", "anna");
            if !(200..300).contains(&world.call(method, &path, Some(&bearer), &[]).await.status) {
                continue;
            }
            let parameters = document["paths"][template][method.to_lowercase()]["parameters"].as_array();
            let is_stated = parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "If-Match"));
            let answer = world.call(method, &path, Some(&bearer), &[("If-Match", "\"v9999\"")]).await;
            calls += 1;
            if answer.status != if is_stated { 412 } else { 400 } {
                wrong.push(format!("{method} {path}: stated {is_stated}, got {} {}", answer.status, answer.body));
            }
        }
        assert!(wrong.is_empty(), "{} of {calls}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(calls > 20, "{calls}");
    }

    async fn a_foreign_client_is_as_one_that_is_not_there_whatever_else_is_asked(database: Database) {
        let world = World::new(&database).await;
        let bearer = world.token("Root", "", Value::Null);
        let cursor = "?continuationToken=1759758863000_anna&limit=1&returnTotalResultCount=true";
        let mut calls: Vec<(&str, String, Headers)> = Vec::new();
        for client in ["foreign", "absent"] {
            let anna = format!("{API}/{client}/users/anna");
            let signature = format!("{anna}/mobile-signature");
            for query in [cursor, "?name.firstName=Anna", "?sortBy=loginId", "?x=1", "?offset=99999"] {
                calls.push(("GET", format!("{API}/clients/{client}/users{query}"), vec![]));
                calls.push(("GET", format!("{API}/clients/{client}/policies{query}"), vec![]));
                calls.push(("GET", format!("{anna}/credentials{query}"), vec![]));
                calls.push(("GET", format!("/sigill/v1/{client}/history{query}"), vec![]));
            }
            calls.push(("GET", format!("/sigill/v1/search?q=anna&client={client}"), vec![]));
            for tag in ["\"v1\"", "\"v9\"", "*"] {
                calls.push(("PATCH", signature.clone(), vec![("If-Match", tag)]));
                calls.push(("DELETE", signature.clone(), vec![("If-Match", tag)]));
                calls.push(("GET", signature.clone(), vec![("If-None-Match", tag)]));
            }
            for _ in 0..2 {
                calls.push(("POST", signature.clone(), vec![("Idempotency-Key", "k")]));
                calls.push(("PATCH", anna.clone(), vec![("Idempotency-Key", "k")]));
            }
        }
        let mut told = Vec::new();
        for (method, path, more) in &calls {
            let answer = world.call(method, path, Some(&bearer), more).await;
            assert_eq!(answer.status, 403, "{method} {path}: {}", answer.body);
            told.push(answer.body);
        }
        let (foreign, absent) = told.split_at(told.len() / 2);
        assert_eq!(foreign, absent);
        // Who may act everywhere is told what is there.
        for (client, status) in [("own", 200), ("foreign", 200), ("absent", 404)] {
            let path = format!("{API}/{client}/users/anna");
            assert_eq!(world.call("GET", &path, Some(&world.operator), &[]).await.status, status, "{client}");
        }
        let listed = world.call("GET", &format!("{API}/clients?returnTotalResultCount=true"), Some(&bearer), &[]).await;
        let listed: Value = serde_json::from_str(&listed.body).unwrap();
        assert_eq!((listed["items"].as_array().unwrap().len(), &listed["_pagination"]["totalResult"]), (1, &1.into()));
    }
}
