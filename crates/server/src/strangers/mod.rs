//! What is asked without an access token.

pub(crate) mod oauth;
pub(crate) mod once;
pub(crate) mod probe;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::server::Server;
use crate::{document, reference};

/// All of it.
pub(crate) fn routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::default()
        .routes(routes!(oauth::metadata::metadata))
        .routes(routes!(oauth::metadata::jwks))
        .routes(routes!(document::openapi_json))
        .routes(routes!(reference::page_html))
        .routes(routes!(oauth::token::issue))
        .routes(routes!(once::page, once::redeem))
        .routes(routes!(probe::live))
        .routes(routes!(probe::ready))
        .routes(routes!(probe::started))
}
