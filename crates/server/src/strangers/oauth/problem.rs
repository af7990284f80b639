//! Why there is no token.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use sigill_app::Refusal;
use sigill_app::token::{TokenRefusal, Unaccepted};
use utoipa::ToSchema;

use crate::http::answer::json;
use crate::http::refused::Refused;
use crate::http::unproven::Unproven;
use crate::metrics::tokens::OTHER_CAUSES;

/// Why there is no token (RFC 6749 §5.2).
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenError {
    #[schema(example = "invalid_client")]
    error: &'static str,
    error_description: &'static str,
}

/// The refusals of RFC 6749 §5.2, and all others.
#[derive(Debug)]
pub(crate) enum Problem {
    InvalidRequest(&'static str),
    InvalidClient {
        /// Only for the log and the metrics.
        why: Unaccepted,
        /// Who it says it is.
        client_id: Option<String>,
    },
    UnsupportedGrantType,
    InvalidScope,
    /// In the words of the rest of the API.
    Other(Refused),
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::Other(refused)
    }
}

impl From<TokenRefusal> for Problem {
    fn from(refusal: TokenRefusal) -> Self {
        match refusal {
            TokenRefusal::InvalidClient { why, client_id } => Self::InvalidClient { why, client_id },
            TokenRefusal::Failed(refusal) => Self::Other(refusal.into()),
        }
    }
}

impl Problem {
    /// Which of the causes of [`crate::metrics::tokens`] it is.
    pub(super) fn cause(&self) -> &'static str {
        let [request, grant, scope, many, unavailable, failed] = OTHER_CAUSES;
        match self {
            Self::InvalidRequest(_) => request,
            Self::InvalidClient { why, .. } => why.name(),
            Self::UnsupportedGrantType => grant,
            Self::InvalidScope => scope,
            Self::Other(refused) => match refused {
                Refused::TooMany(_) => many,
                Refused::Busy | Refused::TimedOut | Refused::Case(Refusal::Unavailable(_) | Refusal::Unknown(_)) => {
                    unavailable
                }
                Refused::BodyTooLarge(_) | Refused::BodyIncomplete | Refused::MalformedBody => request,
                _ => failed,
            },
        }
    }

    /// What the RFC has for it: status, name and words.
    fn of_the_rfc(&self) -> Option<(StatusCode, &'static str, &'static str)> {
        Some(match self {
            Self::InvalidRequest(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Self::InvalidClient { .. } => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "the client is unknown, or its secret or assertion is wrong",
            ),
            Self::UnsupportedGrantType => {
                (StatusCode::BAD_REQUEST, "unsupported_grant_type", "expected the grant type client_credentials")
            }
            Self::InvalidScope => (
                StatusCode::BAD_REQUEST,
                "invalid_scope",
                "there are no scopes: what a caller may do follows from its roles",
            ),
            Self::Other(_) => return None,
        })
    }

    /// What only the log may know. What is refused in the words of the rest of the API, it knows already.
    pub(super) fn unproven(&self) -> Option<Unproven> {
        let (_, error, words) = self.of_the_rfc()?;
        Some(match self {
            Self::InvalidClient { why, client_id } => Unproven::new(error, why.why(), client_id.as_deref()),
            _ => Unproven::new(error, words, None),
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let told = self.of_the_rfc();
        let (status, error, error_description) = match (told, self) {
            (Some(told), _) => told,
            (None, Self::Other(refused)) => return refused.into_response(),
            (None, _) => {
                return Refused::from(Refusal::Failed("a problem that nobody has words for".to_owned()))
                    .into_response();
            }
        };
        let mut response = json(status, &TokenError { error, error_description });
        if status == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"sigill\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
        }
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Other(refusal.into())
    }
}
