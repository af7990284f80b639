//! Bodies that were left unread, because the request was refused before.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use bytes::Bytes;
use http::header;
use hyper::body::{Frame, SizeHint};

/// How long the rest of a refused body may take, so that the connection can be kept: as long as a body
/// needs that has arrived already.
const GRACE: Duration = Duration::from_millis(10);

/// The body of a request, seen from both sides.
struct Shared(Arc<Mutex<Body>>);

/// What is left of a body once its request is answered.
pub(super) struct Rest {
    body: Arc<Mutex<Body>>,
    /// The caller sends it only if asked to, and isn't asked any more.
    is_held_back: bool,
}

/// Keeps an eye on the body.
pub(super) fn watch(request: Request) -> (Request, Rest) {
    let is_held_back = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body));
    let rest = Rest { body: Arc::clone(&body), is_held_back };
    (Request::from_parts(parts, Body::new(Shared(body))), rest)
}

fn lock(body: &Mutex<Body>) -> MutexGuard<'_, Body> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Rest {
    /// Whether the body has been read to its end; what is left of one of at most `bytes_max` is,
    /// where it has arrived.
    pub(super) async fn read_to_end(self, bytes_max: usize) -> bool {
        let is_small = {
            let body = lock(&self.body);
            if body.is_end_stream() {
                return true;
            }
            body.size_hint().upper().is_some_and(|bytes| bytes <= bytes_max as u64)
        };
        if self.is_held_back || !is_small {
            return false;
        }
        let mut body = Shared(self.body);
        let read = async {
            while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
                if frame.is_err() {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(GRACE, read).await.unwrap_or(false)
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut *lock(&self.0)).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        lock(&self.0).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        lock(&self.0).size_hint()
    }
}
