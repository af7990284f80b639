//! One-time links: the page that a link leads to, and the call by which it is used.
//!
//! The token is in the link's fragment, which browsers send to nobody: it is in no log, no `Referer` and no proxy. The
//! page sends it only when a button is pressed, so that what looks at links before a person does uses none up.

use std::sync::{Arc, LazyLock};

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sigill_app::{Refusal, one_time_link};
use sigill_domain::text;
use utoipa::ToSchema;

use crate::http::answer::json;
use crate::http::intake;
use crate::http::rate::Peer;
use crate::http::refused::Refused;
use crate::http::request::Trail;
use crate::http::server::Server;
use crate::http::strict;
use crate::http::terms::{Refuses, Terms};

/// Longest token in characters; ours have some five hundred.
const TOKEN_LEN_MAX: usize = 2_000;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page as it is served. `page.html` has a place for each of the other two.
static HTML: LazyLock<String> =
    LazyLock::new(|| include_str!("page.html").replace("{style}", STYLE).replace("{script}", SCRIPT));

/// The page's own style and script by their hashes, calls to this server, and nothing else at all.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// Page of a one-time link
///
/// Where `sigill admin link` leads. It does nothing until its button is pressed.
#[utoipa::path(
    get, path = "/sigill/v1/once", tag = "Access tokens", operation_id = "oneTimeLinkPage",
    responses((status = 200, description = "The page.", content_type = "text/html", body = String))
)]
pub(crate) async fn page() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, HTML.as_str()).into_response()
}

/// What a one-time link is used by.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OneTimeLink {
    /// What is behind the `#` of the link.
    #[schema(value_type = String, min_length = 1, max_length = 2000)]
    token: Option<String>,
}

/// A fresh secret of a technical user.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientCredentials {
    #[schema(example = "client-123/machine-1")]
    client_id: String,
    /// It is told here and never again.
    client_secret: String,
    /// Where tokens are got by it.
    #[schema(example = "https://id.example.com/oauth2/token")]
    token_endpoint: String,
}

/// Use a one-time link
///
/// Gives the technical user of the link a fresh device password, beside the one before, and tells it. A link serves once, on
/// whichever node; its token is no access token. Neither an `Idempotency-Key` nor `Prefer: dry-run` is taken: a secret is told
/// once.
#[utoipa::path(
    post, path = "/sigill/v1/once", tag = "Access tokens", operation_id = "useOneTimeLink",
    request_body = OneTimeLink,
    responses(
        (status = 200, description = "The secret.", body = ClientCredentials),
        (status = 400, description = "The body can't be read, or a header asks for what can't be done.", body = crate::document::Errors),
        (status = 408, description = "The body didn't arrive in time.", body = crate::document::Errors),
        (status = 410, description = "The link was used, has expired, or is for a user who isn't active any more.", body = crate::document::Errors),
        (status = 413, description = "The body is too large.", body = crate::document::Errors),
        (status = 415, description = "The body isn't JSON.", body = crate::document::Errors),
        (status = 422, description = "The token is none of a link of this server.", body = crate::document::Errors),
        (status = 429, description = "Too many requests from this address: see Retry-After.", body = crate::document::Errors),
        (status = 500, description = "The server failed.", body = crate::document::Errors),
        (status = 503, description = "Too many links or tokens are being asked for.", body = crate::document::Errors),
    )
)]
pub(crate) async fn redeem(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    let trail = Trail::of(&parts.extensions)?;
    let (bytes_max, deadline) = (server.limits.body_bytes_max, trail.occasion.deadline);
    intake::look(&parts.headers, &body, intake::JSON, bytes_max)?;
    server.peers.count_peer(parts.extensions.get())?;
    Terms::read::<Refuses>(&parts.method, &parts.headers)?;
    // Who opens a link has no token: the places are those of token requests.
    let body = intake::collect(body, bytes_max, deadline, &server.strangers.reading).await?;
    let _place = server.strangers.enter(parts.extensions.get().map(Peer::network), false)?;
    let (OneTimeLink { token }, mut broken) = strict::read(&body).map_err(Refused::Unreadable)?;
    let token = match text::mandatory("token", token.as_deref(), TOKEN_LEN_MAX) {
        Ok(token) if broken.is_empty() => token,
        read => {
            broken.extend(read.err());
            return Err(Refusal::Broken(broken).into());
        }
    };
    let made = one_time_link::redeem(&server.app, &token, trail.occasion.now()).await?;
    trail.called_by(&made.client_id);
    let told = ClientCredentials {
        client_id: made.client_id,
        client_secret: made.client_secret,
        token_endpoint: server.app.tokens.token_endpoint(),
    };
    Ok(json(StatusCode::OK, &told))
}
