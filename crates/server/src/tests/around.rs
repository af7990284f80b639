//! What happens around every request.

use std::sync::Arc;

use axum::routing::get;

use super::*;
use crate::http::around::wrap;
use crate::http::server::{Described, Server, Tells};
use crate::reference::Page;

/// What belongs around requests, around these routes.
async fn around(routes: Router, limits: Limits) -> Site {
    let mut site = Site::new().await;
    let described = || Described { page: Page::render(&Value::Null), document: "".into() };
    let server = Arc::new(Server::new(site.fixture.app.clone(), limits, Tells::default(), described));
    site.router = wrap(routes, &server);
    site
}

#[tokio::test]
async fn every_answer_names_its_request() {
    let site = Site::new().await;
    let sane = ["a", "A-b_c.9", &"x".repeat(64)];
    for id in sane {
        for path in ["/livez", "/nope", "/nevisidm/api/core/v1/clients/x", "/reference"] {
            assert_eq!(site.get(path, &[("x-request-id", id)]).await.header("x-request-id"), id, "{path}");
        }
    }
    let insane = ["", "a b", "a\tb", "a/b", "ä", &"x".repeat(65), "<script>"];
    for id in insane {
        let given = site.get("/livez", &[("x-request-id", id)]).await.header("x-request-id").to_owned();
        assert_eq!((given.len(), given.as_bytes()[14]), (36, b'7'), "a fresh UUIDv7 for {id:?}: {given}");
    }
    let twice = site.get("/livez", &[("x-request-id", "a"), ("x-request-id", "b")]).await;
    assert_eq!(twice.header("x-request-id").len(), 36);
    let fresh = |answer: &Answer| answer.header("x-request-id").to_owned();
    assert_ne!(fresh(&site.get("/livez", &[]).await), fresh(&site.get("/livez", &[]).await));
}

#[tokio::test]
async fn no_answer_may_be_stored() {
    let site = Site::new().await;
    let root = site.root().await;
    for path in ["/livez", "/nope", "/openapi.json", "/reference", "/nevisidm/api/core/v1/clients/api"] {
        let answer = site.get(path, &[("authorization", &root)]).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn a_panic_is_a_500_that_says_nothing_but_the_request_id() {
    async fn panics() {
        panic!("SECRET");
    }
    let site = around(Router::new().route("/panics", get(panics)), Limits::default()).await;
    let answer = site.get("/panics", &[("x-request-id", "abc")]).await;
    assert_eq!(answer.told(), "500 errors.fatalError");
    assert_eq!(answer.messages(), "the server failed: request abc");
    assert_eq!(answer.header("x-request-id"), "abc");
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_503() {
    let limits = Limits { request_ms_max: 20, ..Limits::default() };
    let site = around(Router::new().route("/never", get(std::future::pending::<()>)), limits).await;
    let answer = site.get("/never", &[]).await;
    assert_eq!((answer.told().as_str(), answer.header("retry-after")), ("503 errors.unavailable", "1"));
}

const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[tokio::test]
async fn a_request_is_one_log_line_without_anything_confidential() {
    let site = Site::new().await;
    let root = site.root().await;
    let [authorization, json] = json_by(&root);
    let path = format!("{API}/api/users/HIDDEN/mobile-signature?q=HIDDEN");
    site.post(
        &path,
        &[authorization, json, ("x-request-id", "log-1"), ("traceparent", TRACE)],
        r#"{"msisdn":"HIDDEN","HIDDEN":1}"#,
    )
    .await;
    let headers = [("authorization", "Bearer HIDDEN"), ("x-request-id", "log-2")];
    site.send(request("HIDDEN".parse().unwrap(), "/HIDDEN", &headers, "HIDDEN".into())).await;

    let written = log::written();
    assert!(!written.contains("HIDDEN") && !written.contains(&root[10..]));
    let lines: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |id: &str| {
        let mut lines = lines.iter().map(|line| &line["fields"]).filter(|fields| fields["request_id"] == id);
        let line = lines.next().unwrap().clone();
        assert_eq!(lines.next(), None, "one line");
        line
    };
    let first = of("log-1");
    assert_eq!(first["method"], "POST");
    assert_eq!(first["route"], "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mobile-signature");
    assert_eq!((&first["status"], &first["caller"]), (&404.into(), &"api/root".into()));
    assert_eq!(first["refused"], "errors.noRecord");
    assert!(first["duration_ms"].as_f64().is_some_and(|duration| duration > 0.0));
    assert_eq!(first["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    let second = of("log-2");
    assert_eq!(second.get("trace_id"), None);
    assert_eq!((&second["method"], &second["route"]), (&"other".into(), &"none".into()));
}
