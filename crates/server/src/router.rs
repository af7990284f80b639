//! What is served below which prefix. What is served is what is documented: each list does both.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use sigill_app::App;
use utoipa_axum::router::OpenApiRouter;

use crate::api::kind::Detail;
use crate::document;
use crate::http::around;
use crate::http::limits::Limits;
use crate::http::path::{AUTH_PREFIX, OWN_PREFIX, PREFIX, PRINCIPAL_PREFIX, QUERY_PREFIX};
use crate::http::refused::Refused;
use crate::http::render::Accepts;
use crate::http::server::{Described, Server, Tells};
use crate::reference::Page;
use crate::{api, console, scim, strangers};

/// Every operation. Those of the API are documented by the types of their handlers.
pub(crate) fn operations(detail: Detail) -> OpenApiRouter<Arc<Server>> {
    let (checks, logins) = api::kind::checks(detail);
    OpenApiRouter::with_openapi(document::base())
        .nest(PREFIX, api::documented(detail))
        .nest(PRINCIPAL_PREFIX, api::principal::routes())
        .nest(AUTH_PREFIX, logins)
        .nest(QUERY_PREFIX, api::query::routes())
        .merge(strangers::routes())
        // Merged before they are nested: nesting a path twice would document it by half.
        .nest(OWN_PREFIX, api::own(detail).merge(checks))
}

/// The whole REST face as a service.
pub fn router(app: App, limits: Limits) -> Router {
    with_server(app, limits, Tells::default()).0
}

/// The same, with what its handlers share.
pub(crate) fn with_server(app: App, limits: Limits, tells: Tells) -> (Router, Arc<Server>) {
    let (router, _) = operations(Detail::Routes).split_for_parts();
    let server = Arc::new(Server::new(app, limits, tells, described));
    let console = if server.app.console.is_some() { console::routes(&server) } else { Router::new() };
    let routes = router
        .merge(scim::routes())
        .merge(console)
        .fallback(async |method: Method, uri: Uri, headers: HeaderMap| {
            if uri.path() == "/" && matches!(method, Method::GET | Method::HEAD) && Accepts::of(&headers).html() {
                return to_the_reference();
            }
            Refused::NoResource.into_response()
        })
        .method_not_allowed_fallback(async || Refused::MethodNotAllowed)
        .with_state(server.clone());
    (around::wrap(routes, &server), server)
}

/// Whoever looks with a browser at what there is finds what there is to read. Relative, so that it is right behind a proxy
/// that puts something before every path.
fn to_the_reference() -> Response {
    let headers = [(header::LOCATION, "reference"), (header::VARY, "Accept")];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// What there is to read.
fn described() -> Described {
    let document = openapi();
    Described {
        page: Page::render(&document),
        document: Bytes::from(serde_json::to_vec(&document).unwrap_or_default()),
    }
}

/// The OpenAPI document of what [`router`] serves.
#[must_use]
pub fn openapi() -> serde_json::Value {
    document::finished(operations(Detail::Document).into_openapi())
}
