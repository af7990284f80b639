//! The token endpoint: the client credentials grant of RFC 6749 §4.4.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use sigill_app::token::Secrets;
use utoipa::ToSchema;

use super::client::{Credentials, Form};
use super::problem::{Problem, TokenError};
use crate::http::answer::json;
use crate::http::intake;
use crate::http::rate::Peer;
use crate::http::refused::Refused;
use crate::http::request::Trail;
use crate::http::server::Server;

/// How clients authenticate.
pub(super) const METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

/// A token request.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used: the form is read parameter by parameter")]
pub(crate) struct TokenRequest {
    /// `client_credentials`.
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// `<client>/<user>` of a technical user, each its external id; with client_secret_post.
    #[schema(example = "client-123/machine-1")]
    client_id: Option<String>,
    /// The device password of the technical user; with client_secret_post.
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`; with private_key_jwt.
    client_assertion_type: Option<String>,
    /// A JWT that the technical user signed by its key (RFC 7523); with private_key_jwt.
    client_assertion: Option<String>,
}

/// An access token (RFC 6749 §5.1).
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessToken {
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds.
    #[schema(example = 3600)]
    expires_in: i64,
}

/// Get an access token
///
/// OAuth 2 client credentials (RFC 6749 §4.4) for a technical user, by its device password: in the header
/// `Authorization: Basic` (client_secret_basic) or in the body (client_secret_post). Or by an assertion (private_key_jwt,
/// RFC 7523), signed by a key of the technical user: `typ` is client-authentication+jwt, `iss` and `sub` are its
/// client_id, `aud` is the issuer as one text, `exp` is at most five minutes away, and each `jti` serves once.
#[utoipa::path(
    post, path = "/oauth2/token", tag = "Access tokens", operation_id = "token",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token.", body = AccessToken),
        (status = 400, description = "invalid_request, unsupported_grant_type or invalid_scope.", body = TokenError),
        (status = 401, description = "invalid_client.", body = TokenError),
        (status = 408, description = "The body didn't arrive in time.", body = crate::document::Errors),
        (status = 413, description = "The body is too large.", body = crate::document::Errors),
        (status = 429, description = "Too many requests from this address: see Retry-After.", body = crate::document::Errors),
        (status = 500, description = "The server failed.", body = crate::document::Errors),
        (status = 503, description = "Too many tokens are being asked for.", body = crate::document::Errors),
    )
)]
pub(crate) async fn issue(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Problem> {
    let trail = Trail::of(request.extensions())?;
    let answered = answer(&server, &trail, request).await;
    match &answered {
        Ok((proof, _)) => server.metrics.tokens.count(proof),
        Err(problem) => {
            server.metrics.refused_tokens.count(problem.cause());
            if let Some(unproven) = problem.unproven() {
                trail.is_unproven(unproven);
            }
        }
    }
    answered.map(|(_, response)| response)
}

/// A token, and by which of the proofs.
async fn answer(server: &Server, trail: &Trail, request: Request) -> Result<(&'static str, Response), Problem> {
    let (parts, body) = request.into_parts();
    let (bytes_max, deadline) = (server.limits.body_bytes_max, trail.occasion.deadline);
    match intake::look(&parts.headers, &body, intake::FORM, bytes_max) {
        // RFC 6749 knows no other status for a request that isn't of its form.
        Err(Refused::UnsupportedMediaType(expected)) => return Err(Problem::InvalidRequest(expected)),
        looked => looked?,
    }
    server.peers.count_peer(parts.extensions.get())?;
    let body = intake::collect(body, bytes_max, deadline, &server.strangers.reading).await?;
    let form = Form::read(&body)?;
    match form.get("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return Err(Problem::UnsupportedGrantType),
        None => return Err(Problem::InvalidRequest("the parameter grant_type is missing")),
    }
    let client = Credentials::of(&parts.headers, &form)?;
    if form.get("scope").is_some() {
        return Err(Problem::InvalidScope);
    }
    let from = parts.extensions.get().map(Peer::network);
    let needs_slow_hash = matches!(&client, Credentials::Secret { secret, .. } if Secrets::are_slow(secret));
    // Only now, so that nobody holds a place by sending slowly.
    let _place = server.strangers.enter(from, needs_slow_hash)?;
    let tokens = &server.app.tokens;
    let issued = match &client {
        Credentials::Secret { id, secret } => tokens.issue(id, secret, from).await?,
        Credentials::Assertion { id, assertion } => tokens.issue_for_assertion(assertion, id.as_deref()).await?,
    };
    trail.called_by(&issued.client_id);
    let token =
        AccessToken { access_token: issued.access_token, token_type: "Bearer", expires_in: issued.expires_in_s };
    let mut response = json(StatusCode::OK, &token);
    // Beside Cache-Control, as RFC 6749 §5.1 wants it.
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    Ok((client.proof(), response))
}
