//! The one list of operations: what is served, and what is documented.

use std::sync::Arc;

use axum::{Router, middleware};
use bytes::Bytes;
use sigill_app::App;
use tokio::sync::Notify;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::around::{self, Admission};
use crate::document::{self, operation};
use crate::limits::Limits;
use crate::path::{OWN_PREFIX, PREFIX};
use crate::reference::{self, Page};
use crate::refused::Refused;
use crate::terms::Keys;
use crate::{oauth, probe, rest};

/// What handlers share.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) limits: Limits,
    /// The idempotency keys in use.
    pub(crate) keys: Keys,
    /// Wakes the purge of dead clients.
    pub(crate) client_died: Notify,
    /// The OpenAPI document.
    pub(crate) document: Bytes,
    /// The reference page, made of it.
    pub(crate) page: Page,
}

/// Every operation. Those of the API are documented by the types of their handlers.
pub(crate) fn operations(limits: &Limits) -> OpenApiRouter<Arc<Server>> {
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
        .routes(operation!(rest::login::report))
        .routes(operation!(rest::login::report_each))
        .routes(operation!(rest::system::change_reasons))
        .routes(operation!(rest::client::list))
        .routes(operation!(rest::policy::list))
        .routes(operation!(rest::user::list))
        .routes(operation!(rest::credential::list));
    let own = OpenApiRouter::default()
        .routes(operation!(rest::history::of_user))
        .routes(operation!(rest::history::of_client))
        .routes(operation!(rest::search::find));
    let admitted = OpenApiRouter::default()
        .nest(PREFIX, api)
        .nest(OWN_PREFIX, own)
        .routes(routes!(oauth::token::issue))
        .routes(routes!(oauth::metadata::metadata))
        .routes(routes!(oauth::metadata::jwks))
        .routes(routes!(document::openapi_json))
        .routes(routes!(reference::page_html))
        .layer(middleware::from_fn_with_state(Admission::new(limits), Admission::admit));
    // Who watches a busy server must still learn that it lives.
    OpenApiRouter::with_openapi(document::base())
        .merge(admitted)
        .routes(routes!(probe::live))
        .routes(routes!(probe::ready))
        .routes(routes!(probe::started))
}

/// The whole REST face as a service.
pub fn router(app: App, limits: Limits) -> Router {
    with_server(app, limits).0
}

/// The same, with what its handlers share.
pub(crate) fn with_server(app: App, limits: Limits) -> (Router, Arc<Server>) {
    let (router, document) = operations(&limits).split_for_parts();
    let document = document::finished(document);
    let page = Page::render(&document);
    let document = Bytes::from(serde_json::to_vec(&document).unwrap_or_default());
    let server = Server { app, limits, keys: Keys::default(), client_died: Notify::new(), document, page };
    let server = Arc::new(server);
    let routes = router
        .fallback(async || Refused::NoResource)
        .method_not_allowed_fallback(async || Refused::MethodNotAllowed)
        .with_state(server.clone());
    (around::wrap(routes, &server), server)
}

/// The OpenAPI document of what [`router`] serves.
#[must_use]
pub fn openapi() -> serde_json::Value {
    document::finished(operations(&Limits::default()).into_openapi())
}
