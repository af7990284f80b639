//! How many requests are answered at once.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::flowing;
use crate::limits::Limits;
use crate::refused::Refused;

/// Lets so many requests in. One more is told to come back instead of being queued: a queue in
/// front of an overloaded server only grows.
#[derive(Clone, Debug)]
pub(crate) struct Admission(Arc<Semaphore>);

impl Admission {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self(Arc::new(Semaphore::new(limits.requests_max.min(Semaphore::MAX_PERMITS))))
    }

    /// For those who wait for something that a person does: many, who cost little.
    pub(crate) fn waiting(limits: &Limits) -> Self {
        Self(Arc::new(Semaphore::new(limits.waiting_max.min(Semaphore::MAX_PERMITS))))
    }

    pub(crate) async fn admit(State(Self(places)): State<Self>, request: Request, next: Next) -> Response {
        match places.try_acquire_owned() {
            Ok(place) => flowing::hold(next.run(request).await, place),
            Err(_) => Refused::Busy.into_response(),
        }
    }
}
