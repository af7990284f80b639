//! What is asked without an access token: by whoever wants one, by who looks whether the server is well, and by who reads
//! what there is. All of it stands in one list. It has places and a pace of its own, see [`crate::http::strangers`]: it
//! never waits for, nor holds, what callers need.

pub(crate) mod metrics;
mod oauth;
mod once;
mod probe;
mod reference;

use std::sync::Arc;

use axum::middleware;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::render;
use crate::http::server::Server;

/// All of it but the metrics, which have a listener of their own.
pub(crate) fn routes() -> OpenApiRouter<Arc<Server>> {
    let pages = OpenApiRouter::default()
        .routes(routes!(once::page, once::redeem))
        .routes(routes!(reference::page))
        .layer(middleware::map_response(render::for_people));
    OpenApiRouter::default()
        .merge(pages)
        .routes(routes!(oauth::metadata::metadata))
        .routes(routes!(oauth::metadata::jwks))
        .routes(routes!(oauth::token::issue))
        .routes(routes!(reference::document))
        .routes(routes!(probe::live))
        .routes(routes!(probe::ready))
        .routes(routes!(probe::started))
}
