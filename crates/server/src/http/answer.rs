//! Answers that carry something.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use sigill_app::Refusal;
use sigill_domain::idempotency::Answer;

use crate::http::refused::Refused;

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

/// 201 without a body: where it is.
pub(crate) struct Made(pub(crate) String);

/// 202: where it will be seen, and what it is so far.
pub(crate) struct Accepted<T> {
    pub(crate) location: String,
    pub(crate) entity: T,
}

/// Marks an answer whose body goes on for as long as there is something to tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Streams;

/// 200.
pub(crate) struct Found<T>(pub(crate) T);

/// 200 with something that has no version.
pub(crate) struct Shown<T>(pub(crate) T);

/// 200 with a secret: what `Cache-Control` says is also said to caches of HTTP/1.0.
pub(crate) struct Unstored<T>(pub(crate) T);

/// 204.
pub(crate) struct NoContent;

/// An answer that can be written down, and so kept for a repeated request.
pub(crate) trait Plain {
    fn plain(self) -> Answer;
}

impl<T: Entity> Plain for Created<T> {
    fn plain(self) -> Answer {
        Answer { location: Some(self.location), ..shown(StatusCode::CREATED, &self.entity) }
    }
}

impl Plain for Made {
    fn plain(self) -> Answer {
        Answer { status: StatusCode::CREATED.as_u16(), location: Some(self.0), etag: None, body: None }
    }
}

impl<T: Entity> Plain for Accepted<T> {
    fn plain(self) -> Answer {
        Answer { location: Some(self.location), ..shown(StatusCode::ACCEPTED, &self.entity) }
    }
}

impl<T: Entity> Plain for Found<T> {
    fn plain(self) -> Answer {
        shown(StatusCode::OK, &self.0)
    }
}

impl<T: Serialize> Plain for Shown<T> {
    fn plain(self) -> Answer {
        let body = Some(serde_json::to_string(&self.0).unwrap_or_default());
        Answer { status: StatusCode::OK.as_u16(), location: None, etag: None, body }
    }
}

impl Plain for NoContent {
    fn plain(self) -> Answer {
        Answer { status: StatusCode::NO_CONTENT.as_u16(), location: None, etag: None, body: None }
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        sent(self.plain())
    }
}

fn shown<T: Entity>(status: StatusCode, entity: &T) -> Answer {
    Answer {
        status: status.as_u16(),
        location: None,
        etag: T::IS_WHOLE.then(|| format!("\"v{}\"", entity.version())),
        // Wire types are made of strings and numbers, which always serialise.
        body: Some(serde_json::to_string(entity).unwrap_or_default()),
    }
}

/// Sends an answer that was written down.
pub(crate) fn sent(answer: Answer) -> Response {
    let Ok(status) = StatusCode::from_u16(answer.status) else {
        return Refused::Case(Refusal::Failed(format!("a kept answer has the status {}", answer.status)))
            .into_response();
    };
    let mut response = status.into_response();
    if let Some(body) = answer.body {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *response.body_mut() = Body::from(body);
    }
    let mut set = |name: HeaderName, value: Option<String>| {
        // Locations are percent-encoded and tags numbers, so both always are header values.
        if let Some(Ok(value)) = value.map(HeaderValue::try_from) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::LOCATION, answer.location);
    set(header::ETAG, answer.etag);
    response
}

impl<T: Entity> IntoResponse for Found<T> {
    fn into_response(self) -> Response {
        sent(self.plain())
    }
}

impl<T: Serialize> IntoResponse for Shown<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0)
    }
}

impl<T: Serialize> IntoResponse for Unstored<T> {
    fn into_response(self) -> Response {
        let mut response = json(StatusCode::OK, &self.0);
        response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        response
    }
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (status, [(header::CONTENT_TYPE, "application/json")], Body::from(body)).into_response(),
        Err(error) => Refused::Case(Refusal::Failed(error.to_string())).into_response(),
    }
}
