//! What is around every page: the headers that a browser is told, and what is refused as a page.

use std::sync::{Arc, OnceLock};

use axum::extract::{OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use sigill_domain::code::Code;

use super::answer::Answer;
use super::look::{Look, language};
use super::page::trouble::{self, Trouble};
use super::route::Route;
use super::{asset, cookie};
use crate::http::refused::Told;
use crate::http::render::Rendered;
use crate::http::server::Server;

/// Nothing but what the console serves itself; nothing that stands in a page runs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// How what is refused looks to who is signed in; it travels in the extensions of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard(Arc<OnceLock<Look>>, Arc<OnceLock<HeaderValue>>);

impl Heard {
    /// Notes who looks.
    pub(crate) fn is(&self, look: &Look) {
        // There is never another.
        let _ = self.0.set(look.clone());
    }

    /// Notes a cookie that the answer sets.
    pub(crate) fn gives(&self, cookie: HeaderValue) {
        let _ = self.1.set(cookie);
    }
}

/// The layer of all routes.
pub(crate) async fn wrap(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let heard = Heard::default();
    request.extensions_mut().insert(heard.clone());
    let stranger = Look::new(language(request.headers(), None), &server.base_path, server.app.world.clock.now());
    // Routing takes from the path what it was found by.
    let uri = request.extensions().get::<OriginalUri>().map_or(request.uri(), |OriginalUri(uri)| uri);
    let asked = uri.path_and_query().filter(|_| *request.method() == Method::GET).map(ToString::to_string);
    let is_asset = uri.path().starts_with(asset::BELOW);
    let mut response = next.run(request).await;
    if let Some(told) = response.extensions().get::<Told>().cloned() {
        let look = heard.0.get().unwrap_or(&stranger);
        response = refused(look, &told, asked, response);
    }
    if let Some(cookie) = heard.1.get() {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if !is_asset {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// A refusal as a page; who isn't signed in goes where one signs in.
fn refused(look: &Look, told: &Told, asked: Option<String>, before: Response) -> Response {
    let mut response = if told.status() == StatusCode::UNAUTHORIZED {
        let next =
            asked.map(|path| format!("?next={}", form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>()));
        let to = format!("{}{}", Route::SignIn.path(), next.unwrap_or_default());
        Answer::GoesWith(to, cookie::of_nobody()).into_response()
    } else {
        let is_outside = told.errors().iter().any(|breach| breach.code == Code::DataroomPermissionDenied);
        // Who is outside is as who isn't there.
        let status = if is_outside { StatusCode::NOT_FOUND } else { told.status() };
        let lacks = told.denied().filter(|_| !is_outside).map(|right| right.as_str());
        let messages = told.errors().iter().map(|breach| breach.message.as_str()).collect();
        Answer::Told(status, trouble::page(look, &Trouble { status, lacks, messages })).into_response()
    };
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = before.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response.extensions_mut().insert(told.clone());
    response.extensions_mut().insert(Rendered);
    response
}
