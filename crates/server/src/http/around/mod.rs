//! What happens around every request, whatever it asks for.

mod admission;
pub(crate) mod flowing;
mod log;
mod request_id;
mod slash;
mod strangers;
mod trace;
mod unproven;
mod unread;

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use http::{Extensions, HeaderName, HeaderValue, StatusCode, Version, header};
use sigill_app::{Caller, Occasion, Refusal, Share};
use sigill_domain::list::WAIT_S_MAX;

pub(crate) use self::admission::{Place, Places};
use self::flowing::Held;
pub(crate) use self::strangers::{Errand, Strangers};
pub(crate) use self::unproven::Unproven;
use crate::denials::Asked;
use crate::http::server::Server;
use crate::probe;
use crate::rate::Peer;
use crate::refused::{Refused, Told};
use crate::render::{Accepts, render};
use crate::under_way::{UnderWay, Unsent};

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of a request while it is answered. It travels in the request's extensions.
#[derive(Debug)]
pub(crate) struct Trail {
    pub(crate) occasion: Occasion,
    name: OnceLock<String>,
    caller: OnceLock<Caller>,
    unproven: OnceLock<Unproven>,
    is_verified: AtomicBool,
    place: Mutex<Option<Place>>,
}

impl Trail {
    fn new(occasion: Occasion) -> Self {
        let (name, caller, unproven, is_verified, place) = Default::default();
        Self { occasion, name, caller, unproven, is_verified, place }
    }

    pub(crate) fn of(extensions: &Extensions) -> Result<Arc<Self>, Refused> {
        let trail = extensions.get::<Arc<Self>>().cloned();
        trail.ok_or_else(|| Refusal::Failed("a route without what belongs around it".to_owned()).into())
    }

    /// Notes who calls, for the log.
    pub(crate) fn called_by(&self, name: &str) {
        // The first one stays; there is never another.
        let _ = self.name.set(name.to_owned());
    }

    /// Notes who calls, for the log and for what is denied.
    pub(crate) fn is_of(&self, caller: &Caller) {
        self.called_by(caller.name());
        let _ = self.caller.set(caller.clone());
    }

    /// Notes why nobody is proved to call, for the log.
    pub(crate) fn is_unproven(&self, unproven: Unproven) {
        // There is never another.
        let _ = self.unproven.set(unproven);
    }

    /// Notes that the token is good, whatever its caller may.
    pub(crate) fn is_verified(&self) {
        self.is_verified.store(true, Ordering::Relaxed);
    }

    /// Whether a stranger asks: not who sent a good token and is refused for want of a place, but who sent one of somebody
    /// who is no more.
    fn is_of_a_stranger(&self, status: StatusCode) -> bool {
        let is_verified = self.is_verified.load(Ordering::Relaxed) && status != StatusCode::UNAUTHORIZED;
        self.name.get().is_none() && !is_verified
    }

    /// Holds a place until the request is answered, and the answer sent.
    pub(crate) fn hold(&self, place: Place) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    }

    fn let_go(&self) -> Option<Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Puts around the routes what belongs around them.
pub(crate) fn wrap(routes: Router, server: &Arc<Server>) -> Router {
    // One layer for all of it: each one more copies all those inside it for every request.
    slash::trim(routes.layer(middleware::from_fn_with_state(server.clone(), account)))
}

/// Names the request, has it answered, and renders, completes and logs the answer.
async fn account(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let request_id = request_id::of(request.headers(), &server.app.world);
    let accepts = Accepts::of(request.headers());
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
    let bytes = match bytes(&server, &response, trail.name.get(), is_safe, under_way.as_deref()) {
        Ok(bytes) => bytes,
        Err(refused) => {
            response = refused.into_response();
            None
        }
    };
    let told = response.extensions_mut().remove::<Told>();
    if let Some(told) = &told {
        if let (Some(right), Some(caller)) = (told.denied(), trail.caller.get()) {
            server.denials.note(caller, &Asked { right, method: line.method(), route: route.as_ref(), uri: &uri });
        }
        if let Some(event) = told.attempt() {
            server.attempts.note(event);
        }
        response = render(told, accepts, &request_id, response);
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
    name: Option<&String>,
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
    let is_probe = route.is_some_and(|route| probe::PATHS.contains(&route.as_str()));
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

/// How much longer the caller of a signature wants to wait. What can't be read adds nothing, and is refused later.
fn patience(request: &Request, route: Option<&MatchedPath>) -> Duration {
    let may_wait = route.is_some_and(|route| route.as_str().ends_with("/signatures/{signatureId}"));
    let pairs = request.uri().query().unwrap_or_default().split('&');
    let wait = pairs.filter_map(|pair| pair.strip_prefix("wait=")?.parse::<u32>().ok()).max().unwrap_or(0);
    if may_wait { Duration::from_secs(u64::from(wait.min(WAIT_S_MAX))) } else { Duration::ZERO }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_is_who_sent_no_good_token_or_that_of_somebody_who_is_no_more() {
        let occasion = || sigill_app::World::real().occasion("test".to_owned(), Duration::from_secs(1));
        let (stranger, verified, known) = (Trail::new(occasion()), Trail::new(occasion()), Trail::new(occasion()));
        verified.is_verified();
        known.is_verified();
        known.called_by("api/robot");
        for (status, is_stranger) in [
            (StatusCode::UNAUTHORIZED, [true, true, false]),
            (StatusCode::SERVICE_UNAVAILABLE, [true, false, false]),
            (StatusCode::OK, [true, false, false]),
        ] {
            assert_eq!([&stranger, &verified, &known].map(|trail| trail.is_of_a_stranger(status)), is_stranger);
        }
    }
}
