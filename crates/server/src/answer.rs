//! Answers that carry something.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use sigill_app::Refusal;

use crate::refused::Refused;

/// What an answer shows, with the version that its `ETag` is made of.
pub(crate) trait Entity: Serialize + Send {
    /// Whether all of it is shown.
    const IS_WHOLE: bool = true;

    fn version(&self) -> i64;
}

/// 201: where it is, and what it is.
pub(crate) struct Created<T> {
    pub(crate) location: String,
    pub(crate) entity: T,
}

/// 200.
pub(crate) struct Found<T>(pub(crate) T);

/// 204.
pub(crate) struct NoContent;

impl<T: Entity> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = shown(StatusCode::CREATED, &self.entity);
        // Percent-encoded, so always a header value.
        if let Ok(location) = HeaderValue::try_from(self.location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

impl<T: Entity> IntoResponse for Found<T> {
    fn into_response(self) -> Response {
        shown(StatusCode::OK, &self.0)
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

fn shown<T: Entity>(status: StatusCode, entity: &T) -> Response {
    let mut response = json(status, entity);
    if T::IS_WHOLE
        && let Ok(tag) = HeaderValue::try_from(format!("\"v{}\"", entity.version()))
    {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (status, [(header::CONTENT_TYPE, "application/json")], Body::from(body)).into_response(),
        Err(error) => Refused::Case(Refusal::Failed(error.to_string())).into_response(),
    }
}
