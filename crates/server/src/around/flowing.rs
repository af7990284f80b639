//! A body that holds on to something for as long as it flows.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use hyper::body::Frame;

use crate::answer::Streams;

struct Flowing<T> {
    body: Body,
    _held: T,
}

impl<T: Unpin> HttpBody for Flowing<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }
}

/// Lets a stream hold `held` until it ends; every other answer is there already, and lets go of it now.
pub(crate) fn hold<T: Unpin + Send + 'static>(answer: Response, held: T) -> Response {
    match answer.extensions().get::<Streams>() {
        None => answer,
        Some(Streams) => answer.map(|body| Body::new(Flowing { body, _held: held })),
    }
}
