//! An answer on its way: what it holds until its last byte has left, and who is told that it gets on.
//!
//! A body is not sent when the last of it is taken: HTTP/2 keeps what the other side doesn't want yet, and HTTP/1 what
//! its socket doesn't take. So each piece of a body carries what is held, and lets go of it when it is written.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use sigill_app::Share;

use crate::http::answer::Streams;
use crate::http::places::Place;
use crate::http::under_way::{UnderWay, Unsent};

/// The longest piece: who takes so much in time gets on, and what isn't written is copied no further than that.
const PIECE_BYTES_MAX: usize = 16 * 1024;

/// What an answer holds until it is sent: most of it only to be let go of then.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// A place among the requests.
    pub(crate) place: Option<Place>,
    /// Its bytes, of those of its caller and of those of its connection.
    pub(crate) bytes: Option<(Share, Option<Unsent>)>,
    /// Its request on the connection.
    pub(crate) under_way: Option<Arc<UnderWay>>,
}

struct Flowing {
    body: Body,
    /// Of what the body gave last.
    rest: Bytes,
    held: Arc<Held>,
}

/// A piece of a body that isn't written yet.
struct Piece {
    bytes: Bytes,
    held: Arc<Held>,
}

impl Held {
    fn is_nothing(&self) -> bool {
        self.place.is_none() && self.bytes.is_none() && self.under_way.is_none()
    }

    fn tell(&self, what: impl FnOnce(&UnderWay)) {
        if let Some(under_way) = &self.under_way {
            what(under_way);
        }
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.held.tell(UnderWay::wrote);
    }
}

impl Flowing {
    /// The next of the rest.
    fn piece(&mut self) -> Frame<Bytes> {
        let bytes = self.rest.split_to(self.rest.len().min(PIECE_BYTES_MAX));
        self.held.tell(UnderWay::gives);
        Frame::data(Bytes::from_owner(Piece { bytes, held: self.held.clone() }))
    }
}

impl HttpBody for Flowing {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.piece())));
        }
        let frame = match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(ended) => return Poll::Ready(ended),
            Poll::Pending => {
                self.held.tell(UnderWay::has_more_to_come);
                return Poll::Pending;
            }
        };
        Poll::Ready(Some(Ok(match frame.into_data() {
            Ok(bytes) => {
                self.rest = bytes;
                self.piece()
            }
            Err(other) => other,
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = u64::try_from(self.rest.len()).unwrap_or(u64::MAX);
        let of_body = self.body.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(of_body.lower().saturating_add(rest));
        if let Some(upper) = of_body.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}

/// Lets an answer hold `held` until all of it is sent.
pub(crate) fn hold(answer: Response, held: Held) -> Response {
    // One without a body is as good as sent.
    if held.is_nothing() || answer.body().is_end_stream() {
        return answer;
    }
    let goes_on = answer.extensions().get::<Streams>().is_some();
    held.tell(|under_way| under_way.answered(goes_on));
    answer.map(|body| Body::new(Flowing { body, rest: Bytes::new(), held: Arc::new(held) }))
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use sigill_app::Shares;

    use super::*;

    #[tokio::test]
    async fn what_an_answer_holds_goes_with_its_last_piece_and_not_before() {
        let places = Shares::new(1);
        let held = || Held { place: places.enter(()), ..Held::default() };
        let is_free = || places.enter(()).is_some();
        let whole = vec![7; PIECE_BYTES_MAX + 1];
        let mut answer = hold(Response::new(Body::from(whole.clone())), held());
        assert_eq!(answer.body().size_hint().exact(), Some(PIECE_BYTES_MAX as u64 + 1));
        let mut pieces = Vec::new();
        while let Some(frame) = answer.body_mut().frame().await {
            pieces.push(frame.unwrap().into_data().unwrap());
            assert!(!is_free());
            assert_eq!(answer.body().size_hint().exact(), Some(if pieces.len() == 1 { 1 } else { 0 }));
        }
        assert_eq!(pieces.concat(), whole);
        assert_eq!(pieces.iter().map(Bytes::len).collect::<Vec<_>>(), [PIECE_BYTES_MAX, 1]);
        drop(answer);
        pieces.remove(0);
        assert!(!is_free(), "the last one isn't written");
        pieces.clear();
        assert!(is_free());
        let empty = hold(Response::new(Body::empty()), held());
        assert!(is_free() && empty.body().is_end_stream());
        drop(hold(Response::new(Body::from("nobody wants it")), held()));
        assert!(is_free());
    }
}
