//! Keeps other web pages away from the simulator's desk: a page that a developer visits must not press buttons here.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::simulator::Simulator;

/// Refuses requests that come from other origins, and hosts that are not ours (DNS rebinding).
pub(super) async fn guard(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_ours = host(headers).is_some_and(|host| is_known(&host, &simulator.0.options.names));
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_ours || (changes && is_foreign(headers)) {
        return (StatusCode::FORBIDDEN, "the simulator's desk is for its own pages only\n").into_response();
    }
    next.run(request).await
}

fn host(headers: &HeaderMap) -> Option<String> {
    let authority: Uri = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
    authority.host().map(|host| host.trim_matches(['[', ']']).to_ascii_lowercase())
}

/// An address cannot be rebound; a name must be one of ours.
fn is_known(host: &str, names: &[String]) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok()
        || names.iter().any(|name| name.eq_ignore_ascii_case(host))
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let same = |origin: &str| origin.split_once("://").is_some_and(|(_, rest)| text("host") == Some(rest));
    text("origin").is_some_and(|origin| !same(origin))
}
