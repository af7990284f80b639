//! Secrets and numbers, planted in every field of every operation: none of them comes out where it must not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use support::{Running, command};
use tempfile::tempdir;

const API: &str = "/nevisidm/api/core/v1";
/// Never to be seen in a log, an error or a metric.
const SECRET: &str = "canarysecret";
const NUMBER: &str = "41791235813";
/// Anything else that a caller sends: errors may name it, logs and metrics may not.
const VALUE: &str = "canaryvalue";

/// An operation of the document.
struct Operation {
    method: reqwest::Method,
    path: String,
    query: Vec<String>,
    /// The members of its body, those of objects within with dots.
    members: Vec<String>,
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let query = parameters.iter().filter(|parameter| parameter["in"] == "query");
            let query = query.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect();
            let content = operation["requestBody"]["content"].as_object().cloned().unwrap_or_default();
            let mut members = Vec::new();
            if let Some(media) = content.values().next() {
                walk(document, &media["schema"], "", &mut members, 0);
            }
            let method = method.to_uppercase().parse().unwrap();
            found.push(Operation { method, path: path.clone(), query, members });
        }
    }
    found
}

/// Every member of a schema, with its path.
fn walk(document: &Value, schema: &Value, within: &str, members: &mut Vec<String>, depth: u8) {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    for choice in ["oneOf", "allOf", "anyOf"].iter().filter_map(|name| schema[name].as_array()).flatten() {
        walk(document, choice, within, members, depth);
    }
    for (name, member) in schema["properties"].as_object().unwrap_or(&Map::new()) {
        let path = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
        members.push(path.clone());
        if depth < 3 {
            walk(document, member, &path, members, depth + 1);
        }
    }
}

/// An object with one member, at the end of a path.
fn object(path: &str, value: Value) -> Value {
    path.rsplit('.').fold(value, |inner, name| json!({ name: inner }))
}

/// Whether what is given there is a person's number or a secret; of anything else an error may say what came.
fn is_number(name: &str) -> bool {
    let kept = ["msisdn", "secret", "password", "mobile", "telephone", "telefax", "signercert"];
    kept.iter().any(|word| name.to_lowercase().contains(word))
}

/// Of each kind of JSON, one.
fn planted(member: &str) -> [Value; 3] {
    let is_kept = is_number(member);
    let text = if is_kept { format!("+{NUMBER}") } else { VALUE.to_owned() };
    [json!(text), json!([text]), json!({ text: if is_kept { SECRET } else { VALUE } })]
}

/// Who asks, and what came of it.
struct Asking {
    http: reqwest::blocking::Client,
    url: String,
    token: String,
    seen: BTreeSet<u16>,
    /// With whether what was sent may not be in them.
    errors: Vec<(bool, String)>,
}

impl Asking {
    fn send_with(&mut self, is_kept: bool, request: reqwest::blocking::RequestBuilder) {
        let answer = request.send().unwrap();
        let status = answer.status();
        self.seen.insert(status.as_u16());
        if !status.is_success() {
            let headers = format!("{:?}", answer.headers());
            self.errors.push((is_kept, format!("{status} {headers} {}", answer.text().unwrap())));
        }
    }

    fn send(&mut self, request: reqwest::blocking::RequestBuilder) {
        self.send_with(true, request);
    }

    /// Makes a user with everything, so that operations get as far as they can.
    fn make_user(&self) {
        let post = |path: &str, body: &Value| {
            let url = format!("{}{API}{path}", self.url);
            let answer = self.http.post(url).bearer_auth(&self.token).json(body).send().unwrap();
            assert_eq!(answer.status().as_u16(), 201, "{}", answer.text().unwrap());
        };
        let number = format!("+{NUMBER}");
        let contacts = json!({ "mobile": number, "email": format!("{VALUE}@example.com") });
        post("/api/users", &json!({ "extId": "u1", "isTechnicalUser": true, "contacts": contacts }));
        let signature = json!({ "extId": "s1", "identificator": VALUE, "msspIdentifier": VALUE, "msisdn": number });
        post("/api/users/u1/mobile-signature", &signature);
    }

    /// Plants in everything that an operation takes.
    fn plant_in(&mut self, operation: &Operation) {
        let Operation { method, path, query, members } = operation;
        let (http, token) = (self.http.clone(), self.token.clone());
        let real = real(path);
        let other = real.replace("/u1", &format!("/{VALUE}")).replace("/none", &format!("/{VALUE}"));
        for path in [real, other] {
            let url = format!("{}{path}", self.url);
            let request = || http.request(method.clone(), &url);
            // In the headers.
            self.send(request().header("Authorization", format!("Bearer {SECRET}")));
            self.send(request().header("Authorization", format!("Basic {SECRET}")).header("Cookie", SECRET));
            for header in ["If-Match", "Idempotency-Key", "Prefer", "Accept", "Content-Type", "traceparent", "Expect"] {
                self.send(request().bearer_auth(&token).header(header, format!("{SECRET} +{NUMBER}")).body("{}"));
            }
            // In the query, by its known parameters and by one that isn't.
            for parameter in query.iter().map(String::as_str).chain(["unknown"]) {
                for value in [VALUE, NUMBER] {
                    let at = format!("{url}?{parameter}={value}");
                    let request = http.request(method.clone(), at).bearer_auth(&token);
                    self.send_with(is_number(parameter), request.header("Content-Type", "application/json"));
                }
            }
            // In the body.
            let json = || request().bearer_auth(&token).header("Content-Type", "application/json");
            for member in members {
                for value in planted(member) {
                    self.send(json().body(object(member, value).to_string()));
                }
            }
            self.send(json().body(format!("{{\"msisdn\":\"+{NUMBER}")));
            self.send(json().body(format!("{{\"{VALUE}\":1,\"msisdn\":{NUMBER}}}")));
            self.send(json().body(format!("+{NUMBER} {SECRET}")));
        }
    }

    /// Plants in requests for tokens.
    fn plant_in_token_requests(&mut self) {
        let url = format!("{}/oauth2/token", self.url);
        let http = self.http.clone();
        let form =
            |body: String| http.post(&url).header("Content-Type", "application/x-www-form-urlencoded").body(body);
        self.send(form(format!("grant_type=client_credentials&client_id=api%2Froot&client_secret={SECRET}")));
        self.send(form(format!(
            "grant_type={SECRET}&client_id={SECRET}&client_secret={SECRET}&client_secret={SECRET}"
        )));
        self.send(form(format!("{SECRET}={SECRET}")));
        self.send(form("grant_type=client_credentials".to_owned()).basic_auth("api/root", Some(SECRET)));
    }
}

/// A path with the ids of what there is.
fn real(path: &str) -> String {
    let ids = [("{clientExtId}", "api"), ("{userExtId}", "u1"), ("{policyExtId}", "none"), ("{extId}", "api")];
    ids.iter().fold(path.to_owned(), |path, (name, id)| path.replace(name, id))
}

/// A mail server that takes nothing just now, and says to whom it would go: its port.
fn busy_mail_server() -> u16 {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut writing = stream.try_clone().unwrap();
                let _ = writing.write_all(b"220 busy ESMTP\r\n");
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let answer = match line.get(..4) {
                        Some("EHLO") => "250-busy\r\n250 AUTH PLAIN".to_owned(),
                        Some("AUTH") => "235 welcome".to_owned(),
                        Some("RCPT") => format!("451 not now: {line}"),
                        _ => "250 ok".to_owned(),
                    };
                    if writing.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    port
}

#[test]
fn no_secret_and_no_number_is_seen_in_a_log_an_error_or_a_metric() {
    let folder = tempdir().unwrap();
    let metrics = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let (mail, file) = (busy_mail_server().to_string(), folder.path().join("secret"));
    std::fs::write(&file, format!("Bearer {SECRET}\n")).unwrap();
    let file = file.display().to_string();
    let (running, url) = Running::serve(
        folder.path(),
        &[
            ("SIGILL_METRICS_LISTEN", &metrics),
            ("SIGILL_SMTP_HOST", "127.0.0.1"),
            ("SIGILL_SMTP_PORT", &mail),
            ("SIGILL_SMTP_SECURITY", "none"),
            ("SIGILL_SMTP_FROM", "no-reply@example.com"),
            ("SIGILL_SMTP_USER", "sigill"),
            ("SIGILL_SMTP_PASSWORD_FILE", &file),
            ("SIGILL_SMS_URL", "http://127.0.0.1:1/send"),
            ("SIGILL_SMS_AUTHORIZATION_FILE", &file),
            ("SIGILL_MESSAGES_PER_HOUR_MAX", "1000"),
        ],
    );
    let arguments =
        "admin technical-user --client api --create-client API --user root --role nevisIdm.Root --global --output json";
    let made =
        support::Ended::from(command(folder.path(), &arguments.split(' ').collect::<Vec<_>>()).output().unwrap());
    let made: Value = serde_json::from_str(&made.stdout).unwrap_or_else(|_| panic!("{made:?}"));
    let secret = made["client_secret"].as_str().unwrap().to_owned();
    let token = support::token(&url, "api/root", &secret).unwrap();
    let http = reqwest::blocking::Client::new();
    let mut asking = Asking { http, url, token, seen: BTreeSet::new(), errors: Vec::new() };
    asking.make_user();

    let document = asking.http.get(format!("{}/openapi.json", asking.url)).send().unwrap();
    let operations = operations(&document.json().unwrap());
    // What deletes comes last.
    let (deleting, keeping): (Vec<_>, Vec<_>) = operations
        .iter()
        .partition(|operation| operation.method == reqwest::Method::DELETE || operation.path.ends_with("/archive"));
    let deleting = deleting.into_iter().filter(|operation| !operation.path.ends_with("{extId}"));
    keeping.into_iter().chain(deleting).for_each(|operation| asking.plant_in(operation));
    asking.plant_in_token_requests();

    let Asking { token, seen, errors, .. } = asking;
    for status in [200, 400, 401, 404, 415, 422] {
        assert!(seen.contains(&status), "{status} among {seen:?}");
    }
    assert!(!seen.contains(&500) && !seen.contains(&503), "{seen:?}");
    let metrics = reqwest::blocking::get(format!("http://{metrics}/metrics")).unwrap().text().unwrap();
    running.signal("TERM");
    let (_, stdout, stderr) = running.end();
    assert!(stderr.iter().any(|line| line.contains("a message is sent later")), "mail was tried");
    assert!(stderr.len() > 500, "{} lines", stderr.len());
    let bearer = &token[token.len() - 40..];
    for line in stderr.iter().chain(&stdout).chain([&metrics]) {
        for canary in [SECRET, NUMBER, VALUE, &secret, bearer] {
            assert!(!line.contains(canary), "{canary} in {line}");
        }
        assert!(!line.contains("panicked"), "{line}");
    }
    for (_, error) in &errors {
        for canary in [SECRET, &secret, bearer] {
            assert!(!error.contains(canary), "{canary} in {error}");
        }
    }
    let numbers: BTreeSet<_> = errors.iter().filter(|(is_kept, error)| *is_kept && error.contains(NUMBER)).collect();
    assert!(numbers.is_empty(), "{numbers:#?}");
}
