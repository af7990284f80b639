//! What there is to read.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

use crate::http::server::Server;
use crate::reference::Page;

/// Reference page
///
/// What this document says, for reading.
#[utoipa::path(
    get, path = "/reference", tag = "Operation", operation_id = "reference",
    responses((status = 200, description = "The page.", content_type = "text/html", body = String))
)]
pub(crate) async fn page(State(server): State<Arc<Server>>) -> Page {
    server.described.page.clone()
}

/// This document
///
/// For programs: what each call takes and answers.
#[utoipa::path(
    get, path = "/openapi.json", tag = "Operation", operation_id = "openapi",
    responses((status = 200, description = "The OpenAPI 3.1 document.", body = Object))
)]
pub(crate) async fn document(State(server): State<Arc<Server>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], server.described.document.clone()).into_response()
}
