//! The real router in process, with a clock that stands still; and what only a real connection shows.

mod allowed_types;
mod amended;
mod application_owners;
mod applications;
mod around;
mod attempts;
mod authorizations;
mod body;
mod brought;
mod calls;
mod changed_by;
mod console;
mod contract_create;
mod contract_errors;
mod contract_idempotency_key;
mod contract_map;
mod contract_mobile_signature;
mod contract_states;
mod coverage;
mod denials;
mod device_password;
mod dispatch_targets;
mod dry_run;
mod effective;
mod eroles;
mod explained;
mod faces;
mod fido;
mod formats;
mod history_filters;
mod hostile;
mod ids;
mod inventory;
mod journey;
mod kinds;
mod limits;
mod lists;
mod log;
mod login;
mod loopback;
mod metrics;
mod misfits;
mod mobile_authentications;
mod moment;
mod names;
mod nouns;
mod numbers;
mod oauth;
mod once;
mod order;
mod otp_card;
mod passwords;
mod patterns;
mod permits;
mod policy_page;
mod profile_policy;
mod profile_policy_rights;
mod profiles;
mod properties;
mod properties_among;
mod properties_of_all;
mod properties_sealed;
mod properties_unique;
mod purge;
mod queries;
mod questions;
mod reads;
mod ready;
mod redrawn;
mod reference;
mod refusals;
mod reported;
mod retention;
mod rights;
mod role_rooms;
mod scim;
mod sealed;
mod security_questions;
mod sending;
mod shares;
mod signing;
mod stopping;
mod taking;
mod terms;
mod unit_rooms;
mod units;
mod unread;
mod uploads;
mod vasco;
mod vasco_reach;
mod versions;
mod webauthn;
mod written;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use sigill_domain::caller::ClientRoom;
use sigill_domain::role::Role;
use sigill_testing::{Database, Fixture, Kind, on_both};
use tokio::sync::OnceCell;
use tower::ServiceExt;

use crate::http::server::{Server, Tells};
use crate::router::with_server;
use crate::{Limits, router};

/// Where the documented API begins.
const API: &str = "/nevisidm/api/core/v1";

/// A server with client `api`. One engine will do: what differs between them is below.
struct Site {
    fixture: Fixture,
    router: Router,
    server: Arc<Server>,
    root: OnceCell<String>,
}

impl Site {
    async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    async fn with(limits: Limits) -> Self {
        Self::of(Database::new(Kind::Sqlite).await, limits).await
    }

    /// Where it matters what the engine does.
    async fn on(database: Database) -> Self {
        Self::of(database, Limits::default()).await
    }

    async fn of(database: Database, limits: Limits) -> Self {
        Self::around(Fixture::new(database).await, limits)
    }

    fn around(fixture: Fixture, limits: Limits) -> Self {
        log::collect();
        let (router, server) = with_server(fixture.app.clone(), limits, Tells::default());
        Self { fixture, router, server, root: OnceCell::new() }
    }

    /// The value of `Authorization` for a new technical user of client `api`.
    async fn bearer(&self, user: &str, role: Role, clients: ClientRoom) -> String {
        format!("Bearer {}", self.fixture.token(user, role, clients).await)
    }

    async fn root(&self) -> String {
        self.root.get_or_init(async || format!("Bearer {}", self.fixture.root().await)).await.clone()
    }

    /// The second token of a technical user of client `api`, by a secret that it is given for that.
    async fn proof(&self, user: &str, bearer: &str) -> String {
        let secret = "first-0123456789-0123456789-012345";
        // It is the newest.
        self.fixture.clock.advance_ms(1_000);
        let password = format!(r#"{{"extId":"k1","password":"{secret}"}}"#);
        let path = format!("{API}/api/users/{user}/device-password");
        let made = self.post(&path, &json_by(&self.root().await), password).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let ask = format!(r#"{{"username":"{user}","password":"{secret}","grant_type":"password"}}"#);
        let proof = self.post("/nevisidm/api/principal/v1/token", &json_by(bearer), ask).await;
        assert_eq!(proof.status, StatusCode::OK, "{}", proof.body);
        proof.json()["access_token"].as_str().unwrap().to_owned()
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request(Method::GET, path, headers, Body::empty())).await
    }

    async fn post(&self, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.send(request(Method::POST, path, headers, body.into())).await
    }

    async fn patch(&self, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.send(request(Method::PATCH, path, headers, body.into())).await
    }

    async fn delete(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request(Method::DELETE, path, headers, Body::empty())).await
    }

    /// A user of client `api` with a mobile signature: the path of that.
    async fn signed(&self, user: &str) -> String {
        let root = self.root().await;
        let person = r#""name":{"firstName":"Anna","familyName":"Muster"},"contacts":{"email":"a@example.com"}"#;
        let body = format!("{{\"extId\":\"{user}\",{person}}}");
        let created = self.post(&format!("{API}/api/users"), &json_by(&root), body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let path = format!("{}/mobile-signature", created.header("location"));
        let body = format!(
            r#"{{"extId":"of-{user}","identificator":"i","msspIdentifier":"http://mssp","msisdn":"+41791234567"}}"#
        );
        let created = self.post(&path, &json_by(&root), body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        path
    }

    /// How many events the history has.
    async fn events(&self) -> String {
        self.fixture.database.query("SELECT count(*) FROM event").await.unwrap()
    }
}

fn request(method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
    let request = Request::builder().method(method).uri(path);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).body(body).unwrap()
}

/// The headers of a call with this token and a JSON body.
fn json_by(bearer: &str) -> [(&str, &str); 2] {
    [("authorization", bearer), ("content-type", "application/json")]
}

/// As [`json_by`], with the second token.
fn proven_by<'a>(bearer: &'a str, proof: &'a str) -> [(&'a str, &'a str); 3] {
    let [by, json] = json_by(bearer);
    [by, json, ("x-token", proof)]
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// `422 errors.invalidData errors.invalidData`.
    fn told(&self) -> String {
        let errors = self.json()["errors"].as_array().unwrap_or(&Vec::new()).clone();
        let codes = errors.iter().map(|error| format!(" {}", error["code"].as_str().unwrap()));
        format!("{}{}", self.status.as_u16(), codes.collect::<String>())
    }

    /// The messages, one a line.
    fn messages(&self) -> String {
        let errors = self.json()["errors"].as_array().unwrap().clone();
        errors.iter().map(|error| error["message"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
    }
}

/// Runs calls at once; their answers in their order.
async fn all<F: Future>(calls: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut calls: Vec<_> = calls.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = calls.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (call, done) in calls.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(output) = call.as_mut().poll(context) {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}
