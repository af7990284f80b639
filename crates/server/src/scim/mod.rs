//! SCIM 2.0 (RFC 7643, RFC 7644): a face of its own of the use cases of users and enterprise roles, at two places. It isn't in the OpenAPI
//! document: SCIM describes itself, by its schemas, resource types and configuration (ADR 0032).

mod body;
mod bulk;
mod discovery;
mod group;
mod mount;
mod root;
mod shown;
mod told;
mod user;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Extension, Router};

use self::mount::Mount;
use crate::http::path::{DOCUMENTED_SCIM_PREFIX, SCIM_PREFIX};
use crate::http::server::Server;

/// All of it.
pub(crate) fn routes() -> Router<Arc<Server>> {
    let standard = resources()
        .route("/{clientExtId}/.search", post(root::search))
        .route("/{clientExtId}/ServiceProviderConfig", get(discovery::configuration))
        .route("/{clientExtId}/Schemas", get(discovery::schemas))
        .route("/{clientExtId}/Schemas/{schemaId}", get(discovery::schema))
        .route("/{clientExtId}/ResourceTypes", get(discovery::resource_types))
        .route("/{clientExtId}/ResourceTypes/{typeId}", get(discovery::resource_type));
    // As nevisIDM documents it, what is the same for every client stands beside them.
    let documented = resources()
        .route("/ServiceProviderConfig", get(discovery::configuration))
        .route("/Schemas", get(discovery::schemas))
        .route("/Schemas/{schemaId}", get(discovery::schema))
        .route("/ResourceTypes", get(discovery::resource_types));
    Router::new()
        .nest(SCIM_PREFIX, standard.layer(Extension(Mount::Standard)))
        .nest(DOCUMENTED_SCIM_PREFIX, documented.layer(Extension(Mount::Documented)))
}

fn resources() -> Router<Arc<Server>> {
    Router::new()
        .route("/{clientExtId}/Users", get(user::list).post(user::create))
        .route("/{clientExtId}/Users/.search", post(user::search))
        .route(
            "/{clientExtId}/Users/{userExtId}",
            get(user::get).put(user::replace).patch(user::modify).delete(user::delete),
        )
        .route("/{clientExtId}/Groups", get(group::list).post(group::create))
        .route("/{clientExtId}/Groups/.search", post(group::search))
        .route(
            "/{clientExtId}/Groups/{enterpriseRoleExtId}",
            get(group::get).put(group::replace).patch(group::modify).delete(group::delete),
        )
        .route("/{clientExtId}/Bulk", post(bulk::handler))
}
