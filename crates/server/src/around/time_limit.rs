//! How long a request may take.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Trail;
use crate::refused::Refused;

/// Answers 503 at the request's deadline. Use cases know it and give up a little earlier, so this
/// strikes only where something doesn't answer at all.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    match Trail::of(request.extensions()) {
        Ok(trail) => {
            let answer = tokio::time::timeout_at(trail.occasion.deadline.into(), next.run(request)).await;
            answer.unwrap_or_else(|_| Refused::TimedOut.into_response())
        }
        Err(refused) => refused.into_response(),
    }
}
