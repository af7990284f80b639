//! `paths NAME TIMES`: answers the same kind of request so many times, everything on, and ends. `cargo xtask
//! instructions` lets callgrind count what one costs: of two runs that differ in the times, the difference.

use std::error::Error;

use axum::Router;
use axum::body::Body;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use sigill_app::seed::{self, Seed};
use sigill_server::{Limits, router};
use sigill_testing::{Database, Fixture, Kind};
use tower::ServiceExt as _;

/// Users of each kind: as many requests as a run may want.
const PEOPLE: u64 = 144;

const CLIENT: &str = "/nevisidm/api/core/v1/bench-1";

/// The method, the path below the client's, the body, and the status to be answered.
type Asked = (Method, String, Option<String>, StatusCode);

fn asked(name: &str, n: u64) -> Option<Asked> {
    let signature =
        r#"{"identificator":"MIDCHE1234567890","msspIdentifier":"https://mssp.example.com/","msisdn":"+41791234567"}"#;
    let of = |user: &str, rest: &str| format!("{CLIENT}/users/{user}{n}/{rest}");
    Some(match name {
        "create" => (Method::POST, of("f", "mobile-signature"), Some(signature.to_owned()), StatusCode::CREATED),
        "refused" => {
            let body = signature.replace("+41791234567", "no number");
            (Method::POST, of("f", "mobile-signature"), Some(body), StatusCode::UNPROCESSABLE_ENTITY)
        }
        "read" => (Method::GET, of("u", "mobile-signature"), None, StatusCode::OK),
        "patch" => {
            let body = r#"{"version":1,"identificator":"MIDCHE0987654321"}"#.to_owned();
            (Method::PATCH, of("u", "mobile-signature"), Some(body), StatusCode::OK)
        }
        "login" => {
            let body = r#"{"success":true}"#.to_owned();
            (Method::POST, of("u", "login-info"), Some(body), StatusCode::OK)
        }
        "credentials" => (Method::GET, of("u", "credentials"), None, StatusCode::OK),
        "history" => (Method::GET, format!("/sigill/v1/bench-1/users/u{n}/history"), None, StatusCode::OK),
        _ => return None,
    })
}

async fn ask(router: &Router, token: &str, asked: Asked) -> Result<(), Box<dyn Error>> {
    let (method, path, body, expected) = asked;
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("Authorization", token)
        .header("Content-Type", "application/json")
        .body(body.map_or_else(Body::empty, Body::from))?;
    let (parts, body) = router.clone().oneshot(request).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    if parts.status != expected {
        return Err(format!("{}: {}", parts.status, String::from_utf8_lossy(&body)).into());
    }
    Ok(())
}

async fn run(name: &str, times: u64) -> Result<(), Box<dyn Error>> {
    let fixture = Fixture::new(Database::new(Kind::Sqlite).await).await;
    let people = Seed { clients: 1, users: PEOPLE, free_users: PEOPLE, units: 0, logins: 3, seed: 1 };
    seed::fill(&fixture.app.store, &fixture.app.world, &people, |_| {}).await?;
    let token = format!("Bearer {}", fixture.root().await);
    let router = router(fixture.app.clone(), Limits::default());
    for n in 0..times.min(PEOPLE) {
        ask(&router, &token, asked(name, n).ok_or_else(|| format!("there is no path {name}"))?).await?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    // Cargo adds an option of its own.
    let (Some(name), Some(Ok(times))) = (arguments.next(), arguments.next().map(|times| times.parse())) else {
        return Err("paths NAME TIMES".into());
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(&name, times))
}
