//! What happens around every request, whatever it asks for.

pub(crate) mod flowing;
mod log;
mod request_id;
mod slash;
mod trace;
mod unread;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use http::{HeaderValue, Version, header};
use sigill_app::Share;
use sigill_domain::list::WAIT_S_MAX;

use self::flowing::Held;
use self::request_id::X_REQUEST_ID;
use crate::http::denials::Asked;
use crate::http::path;
use crate::http::rate::Peer;
use crate::http::refused::{Refused, Told};
use crate::http::render::{Accepts, SCIM_TYPE, render};
use crate::http::request::Trail;
use crate::http::server::Server;
use crate::http::strangers::{Errand, PROBES};
use crate::http::under_way::{UnderWay, Unsent};

/// What a bulk request may take longer than others: a thousand calls, one after the other.
const BULK_PATIENCE: Duration = Duration::from_secs(60);

/// Puts around the routes what belongs around them.
pub(crate) fn wrap(routes: Router, server: &Arc<Server>) -> Router {
    // One layer for all of it: each one more copies all those inside it for every request.
    slash::trim(routes.layer(middleware::from_fn_with_state(server.clone(), account)))
}

/// Names the request, has it answered, and renders, completes and logs the answer.
async fn account(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let request_id = request_id::of(request.headers(), &server.app.world);
    let is_scim = path::is_scim(request.uri().path());
    let accepts = Accepts::of(request.headers()).in_scim(is_scim);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let timeout = server.limits.request() + patience(&request, route.as_ref());
    let uri = request.uri().clone();
    let one = server.metrics.under_way.one();
    let occasion = server.app.world.occasion(request_id.clone(), timeout);
    let parent = trace::parent(request.headers());
    let line = log::Line::begin(request.method(), route.clone(), parent, occasion.at);
    let peer = request.extensions().get::<Peer>().copied();
    let trail = Arc::new(Trail::new(occasion));
    request.extensions_mut().insert(trail.clone());
    let (version, is_safe) = (request.version(), request.method().is_safe());
    let under_way = request.extensions_mut().remove::<Arc<UnderWay>>();
    let (request, rest) = unread::watch(request);

    let mut response = answer(request, next, trail.occasion.deadline).await;
    let bytes = match bytes(&server, &response, trail.name(), is_safe, under_way.as_deref()) {
        Ok(bytes) => bytes,
        Err(refused) => {
            response = refused.into_response();
            None
        }
    };
    let told = response.extensions_mut().remove::<Told>();
    if let Some(told) = &told {
        if let (Some(right), Some(caller)) = (told.denied(), trail.caller()) {
            server.denials.note(caller, &Asked { right, method: line.method(), route: route.as_ref(), uri: &uri });
        }
        if let Some(event) = told.attempt() {
            server.attempts.note(event);
        }
        response = render(told, accepts, &request_id, response);
    }
    if is_scim {
        name_scim(&mut response);
    }
    complete(&mut response, &request_id);
    locate(&mut response, &server.base_path);
    if !rest.read_to_end(server.limits.body_bytes_max).await && version < Version::HTTP_2 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    line.end(response.status(), &trail, peer, told.as_ref(), &server);
    drop(one);
    if let Some(peer) = peer.filter(|_| trail.is_of_a_stranger(response.status())) {
        wait(&server, &peer, route.as_ref()).await;
    }
    flowing::hold(response, Held { place: trail.let_go(), bytes, under_way })
}

/// The bytes of an answer that is there, of those that its caller and its connection may leave unread.
///
/// # Errors
/// They leave too many already. Only where nothing was done that the answer tells of.
fn bytes(
    server: &Server,
    response: &Response,
    name: Option<&str>,
    is_safe: bool,
    under_way: Option<&UnderWay>,
) -> Result<Option<(Share, Option<Unsent>)>, Refused> {
    let bytes = response.body().size_hint().exact().and_then(|bytes| usize::try_from(bytes).ok());
    let (Some(name), Some(bytes)) = (name, bytes) else { return Ok(None) };
    let of_caller = server.unread.take(name, bytes);
    let of_connection = under_way.map(|under_way| under_way.hold(bytes));
    match (of_caller, of_connection) {
        (Some(share), None) => Ok(Some((share, None))),
        (Some(share), Some(Some(unsent))) => Ok(Some((share, Some(unsent)))),
        _ if is_safe => Err(Refused::Busy),
        _ => Ok(None),
    }
}

/// Lets a stranger's answer wait for its turn.
async fn wait(server: &Server, peer: &Peer, route: Option<&MatchedPath>) {
    let is_probe = route.is_some_and(|route| PROBES.contains(&route.as_str()));
    let wait = server.strangers.wait(peer, if is_probe { Errand::Health } else { Errand::Other });
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
}

/// The answer; 500 where there is none because of a fault of ours, 503 at the request's deadline. Use cases know it and
/// give up a little earlier, so that strikes only where something doesn't answer at all.
async fn answer(request: Request, next: Next, deadline: Instant) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout_at(deadline.into(), answer).await {
        Ok(Ok(response)) => response,
        // The hook has written what happened.
        Ok(Err(_)) => Refused::Panicked.into_response(),
        Err(_) => Refused::TimedOut.into_response(),
    }
}

/// How much longer a request may take: as long as the caller of a signature wants to wait, and the many calls of one. What can't be read adds nothing, and is refused later.
fn patience(request: &Request, route: Option<&MatchedPath>) -> Duration {
    if route.is_some_and(|route| route.as_str().ends_with("/{clientExtId}/Bulk")) {
        return BULK_PATIENCE;
    }
    let may_wait = route.is_some_and(|route| route.as_str().ends_with("/signatures/{signatureId}"));
    let pairs = request.uri().query().unwrap_or_default().split('&');
    let wait = pairs.filter_map(|pair| pair.strip_prefix("wait=")?.parse::<u32>().ok()).max().unwrap_or(0);
    if may_wait { Duration::from_secs(u64::from(wait.min(WAIT_S_MAX))) } else { Duration::ZERO }
}

/// What answers in JSON says which.
fn name_scim(response: &mut Response) {
    let name = response.headers_mut().get_mut(header::CONTENT_TYPE).filter(|name| *name == "application/json");
    if let Some(name) = name {
        *name = HeaderValue::from_static(SCIM_TYPE);
    }
}

/// Puts before a path of ours what a proxy takes away from the paths of requests, so that a `Location` leads back here.
fn locate(response: &mut Response, base_path: &str) {
    let Some(location) = response.headers_mut().get_mut(header::LOCATION).filter(|_| !base_path.is_empty()) else {
        return;
    };
    let path = location.to_str().ok().filter(|path| path.starts_with('/'));
    if let Some(Ok(whole)) = path.map(|path| HeaderValue::from_str(&format!("{base_path}{path}"))) {
        *location = whole;
    }
}

/// The headers of every answer.
fn complete(response: &mut Response, request_id: &str) {
    let headers = response.headers_mut();
    // Only ids of visible ASCII are taken over, so it always is a header value.
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
