//! What an orchestrator asks.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use sigill_app::{App, Refusal, Snapshot};
use sigill_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::answer::json;
use crate::http::server::Server;
use crate::refused::Refused;

/// Where they are.
pub(crate) const PATHS: [&str; 3] = ["/livez", "/readyz", "/startupz"];

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

/// How long it holds that all is well, in milliseconds.
const WELL_MS: i64 = 5_000;
/// How long it holds that something isn't: less, so that a server that can work again is soon back.
const ILL_MS: i64 = 1_000;

/// Whether requests can be answered. One finds out for all who ask, so that asking often costs the database nothing.
#[derive(Debug)]
pub(crate) struct Ready(Snapshot<Result<(), Ill>>);

/// Why requests can't be answered, and what the database says.
#[derive(Clone, Debug)]
pub(crate) enum Ill {
    NoAnswer(String),
    NoChanges(String),
}

impl Default for Ready {
    /// Nothing is known yet.
    fn default() -> Self {
        Self(Snapshot::new(Err(Ill::NoAnswer("it has not been asked yet".to_owned())), Timestamp::from_micros(0)))
    }
}

impl Ready {
    async fn now(&self, app: &App) -> Result<(), Refused> {
        let at = app.world.clock.now();
        let mut known = self.0.fresh(WELL_MS, at, || look(app)).await?;
        if known.is_err() {
            known = self.0.fresh(ILL_MS, at, || look(app)).await?;
        }
        known.as_ref().clone().map_err(Refused::NotReady)
    }
}

/// Asks the database something, and makes a change that counts for nobody: it may be read-only, or its disk full.
async fn look(app: &App) -> Result<Result<(), Ill>, Refusal> {
    let answered = app.store.ping().await.map_err(|error| Ill::NoAnswer(error.to_string()));
    Ok(match answered {
        Ok(()) => app.store.try_change(app.world.clock.now()).await.map_err(|error| Ill::NoChanges(error.to_string())),
        ill => ill,
    })
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
