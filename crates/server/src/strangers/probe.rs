//! What an orchestrator asks.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::answer::json;
use crate::http::refused::Refused;
use crate::http::server::Server;

/// That the server is well.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    #[schema(example = "up")]
    status: &'static str,
}

const UP: Health = Health { status: "up" };

/// Is the process alive?
///
/// Asks nothing else: a restart wouldn't help a database that is down.
#[utoipa::path(get, path = "/livez", tag = "Operation", operation_id = "live", responses((status = 200, description = "It is.", body = Health)))]
pub(crate) async fn live() -> Response {
    json(StatusCode::OK, &UP)
}

/// Can requests be answered?
///
/// Whether the database answers, and takes changes: it may be read-only, or its disk full. What was found holds for a few seconds, so asking often costs nothing.
#[utoipa::path(
    get, path = "/readyz", tag = "Operation", operation_id = "ready",
    responses((status = 200, description = "They can.", body = Health), (status = 503, description = "The database doesn't answer, or takes no changes.", body = crate::document::Errors))
)]
pub(crate) async fn ready(State(server): State<Arc<Server>>) -> Result<Response, Refused> {
    server.ready.now(&server.app).await?;
    Ok(json(StatusCode::OK, &UP))
}

/// Has the server started?
///
/// It listens only once its database is migrated, so any answer means yes.
#[utoipa::path(get, path = "/startupz", tag = "Operation", operation_id = "started", responses((status = 200, description = "It has.", body = Health)))]
pub(crate) async fn started() -> Response {
    json(StatusCode::OK, &UP)
}
