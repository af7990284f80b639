//! The one list of operations: what is served, and what is documented.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use sigill_app::{App, Buckets, Shares};
use sigill_domain::idempotency::KEPT_MS;
use sigill_domain::time::Timestamp;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::around::{self, Places, Strangers};
use crate::attempts::Attempts;
use crate::denials::Denials;
use crate::document::{self, operation};
use crate::documented::Documented;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::path::{AUTH_PREFIX, OWN_PREFIX, PREFIX, PRINCIPAL_PREFIX};
use crate::probe::Ready;
use crate::rate::Rate;
use crate::reference::{self, Page};
use crate::refused::Refused;
use crate::render::Accepts;
use crate::spans::Spans;
use crate::terms::Keys;
use crate::waiting::Reading;
use crate::{kind, oauth, once, probe, rest};

/// So long answers are kept.
const DAY: Duration = Duration::from_millis(KEPT_MS.unsigned_abs());

/// What handlers share.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) limits: Limits,
    /// What callers are denied.
    pub(crate) denials: Denials,
    /// Attempts to sign in that were refused.
    pub(crate) attempts: Attempts,
    /// The idempotency keys in use.
    pub(crate) keys: Keys,
    /// Bodies of callers who are known, being read.
    pub(crate) reading: Reading,
    /// Bodies of token requests, being read: of callers who aren't known yet.
    pub(crate) token_reading: Reading,
    /// Requests of callers who are known.
    pub(crate) places: Places,
    /// Those that wait for a person: many, who cost little, and who don't take the place of those who don't wait.
    pub(crate) waiting: Places,
    /// Bytes of answers to callers that aren't sent yet.
    pub(crate) unread: Shares,
    /// Whose tokens and secrets are being checked, by address.
    pub(crate) unknown: Places,
    /// Those of them that need the slow hash: who waits for it doesn't take the place of those who needn't.
    pub(crate) hashing: Places,
    /// How fast those who aren't known are answered.
    pub(crate) strangers: Strangers,
    /// How often one address may call.
    pub(crate) peers: Rate,
    /// How often one caller may call.
    pub(crate) callers: Rate,
    /// How many answers are kept for one caller.
    pub(crate) kept: Buckets,
    pub(crate) metrics: Metrics,
    /// Whether requests can be answered.
    pub(crate) ready: Ready,
    pub(crate) tells: Tells,
    /// Since when it runs.
    pub(crate) began: Timestamp,
    /// The path in the URL by which callers know the server; mostly none.
    pub(crate) base_path: String,
    /// Ends what would go on for long when the server stops.
    pub(crate) stop: CancellationToken,
    /// Wakes the purge of dead clients.
    pub(crate) client_died: Notify,
    /// The OpenAPI document.
    pub(crate) document: Bytes,
    /// The reference page, made of it.
    pub(crate) page: Page,
}

/// Who is told of each request that was answered, beside the log, and how much the log is.
#[derive(Debug, Default)]
pub(crate) struct Tells {
    pub(crate) spans: Option<Arc<dyn Spans>>,
    /// Whether log lines have the addresses that requests come from.
    pub(crate) peers: bool,
}

impl Server {
    pub(crate) fn new(app: App, limits: Limits, tells: Tells, document: Bytes, page: Page) -> Self {
        let issuer = app.tokens.options().issuer.parse::<Uri>();
        Self {
            began: app.world.clock.now(),
            base_path: issuer.map(|issuer| issuer.path().trim_end_matches('/').to_owned()).unwrap_or_default(),
            app,
            limits,
            denials: Denials::default(),
            attempts: Attempts::default(),
            keys: Keys::default(),
            // Half of the places, so that the other half is for those whose body is there.
            reading: Reading::new(limits.requests_max / 2),
            token_reading: Reading::new(limits.token_requests_max),
            places: Places::new(limits.requests_max),
            waiting: Places::new(limits.waiting_max),
            unread: Shares::new(limits.unread_bytes_max),
            unknown: Places::new(limits.token_requests_max),
            hashing: Places::new(limits.token_requests_max),
            strangers: Strangers::new(limits.stranger_requests_per_s_max),
            peers: Rate::new(limits.peer_requests_per_s_max),
            callers: Rate::new(limits.caller_requests_per_s_max),
            kept: Buckets::within(limits.kept_answers_per_day_max, DAY),
            metrics: Metrics::new(),
            ready: Ready::default(),
            tells,
            stop: CancellationToken::new(),
            client_died: Notify::new(),
            document,
            page,
        }
    }
}

/// Marks an operation whose caller may wait for a person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waits;

/// Every operation. Those of the API are documented by the types of their handlers.
pub(crate) fn operations() -> OpenApiRouter<Arc<Server>> {
    let api = OpenApiRouter::default()
        .routes(operation!(rest::client::create))
        .routes(operation!(rest::client::get))
        .routes(operation!(rest::client::modify))
        .routes(operation!(rest::client::delete))
        .routes(operation!(rest::user::create))
        .routes(operation!(rest::user::get))
        .routes(operation!(rest::user::modify))
        .routes(operation!(rest::user::delete))
        .routes(operation!(rest::user::archive))
        .routes(operation!(rest::policy::create))
        .routes(operation!(rest::policy::get))
        .routes(operation!(rest::policy::modify))
        .routes(operation!(rest::policy::delete))
        .routes(operation!(rest::mobile_signature::create))
        .routes(operation!(rest::mobile_signature::get))
        .routes(operation!(rest::mobile_signature::modify))
        .routes(operation!(rest::mobile_signature::delete))
        .routes(operation!(rest::values::of_mobile_signature))
        .routes(operation!(rest::values::set_of_mobile_signature))
        .routes(operation!(rest::values::of_user))
        .routes(operation!(rest::values::set_of_user))
        .routes(operation!(rest::property::create))
        .routes(operation!(rest::property::get))
        .routes(operation!(rest::property::list))
        .routes(operation!(rest::question::create))
        .routes(operation!(rest::question::get))
        .routes(operation!(rest::question::modify))
        .routes(operation!(rest::question::delete))
        .routes(operation!(rest::question::list))
        .routes(operation!(rest::login::report))
        .routes(operation!(rest::login::report_each))
        .routes(operation!(rest::system::change_reasons))
        .routes(operation!(rest::client::list))
        .routes(operation!(rest::policy::list))
        .routes(operation!(rest::user::list))
        .routes(operation!(rest::credential::list))
        .routes(operation!(rest::mobile_authentication::list))
        .routes(operation!(rest::mobile_authentication::delete))
        .routes(operation!(rest::mobile_authentication::count_signatures))
        .routes(operation!(rest::profile::list))
        .routes(operation!(rest::profile::get))
        .routes(operation!(rest::profile::modify))
        .routes(operation!(rest::profile::authorizations))
        .routes(operation!(rest::profile::assign))
        .routes(operation!(rest::profile::authorization))
        .routes(operation!(rest::profile::withdraw))
        .routes(operation!(rest::device_password::create))
        .routes(operation!(rest::device_password::delete))
        .routes(operation!(rest::application::list))
        .routes(operation!(rest::application::roles))
        .merge(kind::routes());
    let principal = OpenApiRouter::default()
        .routes(operation!(rest::principal::me))
        .routes(operation!(rest::principal::permissions))
        .routes(operation!(rest::principal::token));
    let own = OpenApiRouter::default()
        .routes(operation!(rest::history::of_user))
        .routes(operation!(rest::history::of_client))
        .routes(operation!(rest::history::erase))
        .routes(operation!(rest::search::find))
        .routes(operation!(rest::signature::request))
        .routes(operation!(rest::signature::list))
        .routes(operation!(rest::signature::withdraw))
        .routes(operation!(rest::signature::evidence))
        .routes(operation!(rest::signature::profile))
        .routes(operation!(rest::sign_in::explain));
    let followed = OpenApiRouter::default()
        .routes(operation!(rest::signature::get))
        .routes(operation!(rest::signature::follow))
        .layer(Extension(Waits));
    let (checks, logins) = kind::checks();
    let own = own.merge(checks);
    // Merged before they are nested: nesting a path twice would document it by half.
    let own = own.merge(followed);
    OpenApiRouter::with_openapi(document::base())
        .nest(PREFIX, api)
        .nest(PRINCIPAL_PREFIX, principal)
        .nest(AUTH_PREFIX, logins)
        .routes(routes!(oauth::metadata::metadata))
        .routes(routes!(oauth::metadata::jwks))
        .routes(routes!(document::openapi_json))
        .routes(routes!(reference::page_html))
        .routes(routes!(oauth::token::issue))
        .routes(routes!(once::page, once::redeem))
        .nest(OWN_PREFIX, own)
        .routes(routes!(probe::live))
        .routes(routes!(probe::ready))
        .routes(routes!(probe::started))
}

/// The whole REST face as a service.
pub fn router(app: App, limits: Limits) -> Router {
    with_server(app, limits, Tells::default()).0
}

/// The same, with what its handlers share.
pub(crate) fn with_server(app: App, limits: Limits, tells: Tells) -> (Router, Arc<Server>) {
    let (router, document) = operations().split_for_parts();
    let document = document::finished(document);
    let page = Page::render(&document);
    let document = Bytes::from(serde_json::to_vec(&document).unwrap_or_default());
    let server = Arc::new(Server::new(app, limits, tells, document, page));
    let routes = router
        .fallback(async |method: Method, uri: Uri, headers: HeaderMap| {
            if uri.path() == "/" && matches!(method, Method::GET | Method::HEAD) && Accepts::of(&headers).html() {
                return to_the_reference();
            }
            unserved(&method, &uri, Refused::NoResource).into_response()
        })
        .method_not_allowed_fallback(async |method: Method, uri: Uri| {
            unserved(&method, &uri, Refused::MethodNotAllowed)
        })
        .with_state(server.clone());
    (around::wrap(routes, &server), server)
}

/// Whoever looks with a browser at what there is finds what there is to read. Relative, so that it is right behind a proxy
/// that puts something before every path.
fn to_the_reference() -> Response {
    let headers = [(header::LOCATION, "reference"), (header::VARY, "Accept")];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// What a call that has no route is told. Nothing is read for it, and no token is asked for: which calls the vendor
/// documents is no secret.
fn unserved(method: &Method, uri: &Uri, otherwise: Refused) -> Refused {
    Documented::find(method, uri.path()).map_or(otherwise, Refused::NotImplemented)
}

/// The OpenAPI document of what [`router`] serves.
#[must_use]
pub fn openapi() -> serde_json::Value {
    document::finished(operations().into_openapi())
}
