//! The real router in process, with a clock that stands still; and what only a real connection shows.

mod around;
mod body;
mod inventory;
mod journey;
mod limits;
mod log;
mod loopback;
mod oauth;
mod order;
mod permits;
mod reference;
mod refusals;
mod stopping;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use sigill_domain::caller::ClientRoom;
use sigill_domain::role::Role;
use sigill_testing::{Database, Fixture, Kind};
use tower::ServiceExt;

use crate::{Limits, router};

/// Where the documented API begins.
const API: &str = "/nevisidm/api/core/v1";

/// A server with client `api`. One engine will do: what differs between them is below.
struct Site {
    fixture: Fixture,
    router: Router,
}

impl Site {
    async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    async fn with(limits: Limits) -> Self {
        log::collect();
        let fixture = Fixture::new(Database::new(Kind::Sqlite).await).await;
        let router = router(fixture.app.clone(), limits);
        Self { fixture, router }
    }

    /// The value of `Authorization` for a new technical user of client `api`.
    async fn bearer(&self, user: &str, role: Role, clients: ClientRoom) -> String {
        format!("Bearer {}", self.fixture.token(user, role, clients).await)
    }

    async fn root(&self) -> String {
        format!("Bearer {}", self.fixture.root().await)
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
}

fn request(method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
    let request = Request::builder().method(method).uri(path);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).body(body).unwrap()
}

/// The headers of a call with this token and a JSON body.
fn json_by(bearer: &str) -> [(&str, &str); 2] {
    [("authorization", bearer), ("content-type", "application/json")]
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
