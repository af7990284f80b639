//! What a client must know to get a token, and a resource server to check one.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use sigill_app::token::Algorithm;
use utoipa::ToSchema;

use super::token::METHODS;
use crate::http::answer::json;
use crate::http::refused::Refused;
use crate::http::server::Server;

/// RFC 8414 §2.
#[derive(Serialize, ToSchema)]
#[schema(as = AuthorizationServerMetadata)]
pub(crate) struct Metadata {
    #[schema(example = "https://id.example.com")]
    issuer: String,
    #[schema(example = "https://id.example.com/oauth2/token")]
    token_endpoint: String,
    #[schema(example = "https://id.example.com/.well-known/jwks.json")]
    jwks_uri: String,
    /// Mandatory, and empty: there is no authorization endpoint.
    response_types_supported: [&'static str; 0],
    grant_types_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 3],
    /// For private_key_jwt.
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    service_documentation: String,
}

/// Authorization server metadata
///
/// RFC 8414.
#[utoipa::path(
    get, path = "/.well-known/oauth-authorization-server", tag = "Access tokens", operation_id = "metadata",
    responses((status = 200, description = "The metadata.", body = Metadata))
)]
pub(crate) async fn metadata(State(server): State<Arc<Server>>) -> Response {
    let issuer = server.app.tokens.options().issuer.clone();
    let at = |path: &str| format!("{}{path}", issuer.trim_end_matches('/'));
    json(
        StatusCode::OK,
        &Metadata {
            token_endpoint: server.app.tokens.token_endpoint(),
            jwks_uri: at("/.well-known/jwks.json"),
            response_types_supported: [],
            grant_types_supported: ["client_credentials"],
            token_endpoint_auth_methods_supported: METHODS,
            token_endpoint_auth_signing_alg_values_supported: Algorithm::names().collect(),
            service_documentation: at("/reference"),
            issuer,
        },
    )
}

/// Public keys
///
/// The keys that verify access tokens (RFC 7517): those of all nodes, and those that will sign next.
#[utoipa::path(
    get, path = "/.well-known/jwks.json", tag = "Access tokens", operation_id = "jwks",
    responses(
        (status = 200, description = "The key set.", body = Object),
        (status = 503, description = "The database doesn't answer.", body = crate::document::Errors),
    )
)]
pub(crate) async fn jwks(State(server): State<Arc<Server>>) -> Result<Response, Refused> {
    Ok(json(StatusCode::OK, &server.app.tokens.jwks().await?))
}
