//! A signature's states as server-sent events (HTML Living Standard §9.2).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use http::{HeaderName, HeaderValue, header};
use sigill_app::Permit;
use sigill_app::signing::{self, End, Until};
use sigill_domain::right::SignatureView;
use sigill_domain::signing::{Signature, State};
use sigill_domain::time::Timestamp;

use crate::answer::Streams;
use crate::path::PathIds;
use crate::router::Server;
use crate::wire::signature as wire;

/// Longer than any signature takes.
const FOLLOWED_MAX: Duration = Duration::from_secs(600);
/// Between two comments that keep the connection alive.
const ALIVE: Duration = Duration::from_secs(15);

const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// What is followed.
pub(crate) struct Follow {
    pub(crate) permit: Permit<SignatureView>,
    pub(crate) path: PathIds,
    pub(crate) server: Arc<Server>,
    /// When the caller's token ends.
    pub(crate) expires: Option<Timestamp>,
    /// As it is when the stream begins.
    pub(crate) first: Signature,
}

impl Follow {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        let Self { permit, path, server, expires, first } = self;
        let end = End::after(FOLLOWED_MAX, expires, permit.now());
        let seen: Option<State> = None;
        stream::unfold((permit, path, server, first, seen), move |(permit, path, server, last, seen)| async move {
            let signature = match seen {
                None => last,
                Some(State::Settled) => return None,
                Some(state) => {
                    let (user, id) = (path.user(), path.signature());
                    let next = signing::wait(&permit, &server.app.desk, user, id, Until::Not(state), end);
                    tokio::select! {
                        // Gone, or the caller is, or may not see it any more, or its token has ended; or the database
                        // doesn't answer. The caller may ask again.
                        next = next => next.ok().flatten().filter(|next| next.state != state)?,
                        () = server.stop.cancelled() => return None,
                    }
                }
            };
            let shown = wire::Signature::of(path.client(), &signature);
            let data = serde_json::to_string(&shown).unwrap_or_default();
            let event = Event::default().event("state").id(signature.version().to_string()).data(data);
            let state = signature.state;
            Some((Ok(event), (permit, path, server, signature, Some(state))))
        })
    }
}

impl IntoResponse for Follow {
    fn into_response(self) -> Response {
        let mut response = Sse::new(self.events()).keep_alive(KeepAlive::new().interval(ALIVE)).into_response();
        let headers = response.headers_mut();
        // As everywhere else, see `around`.
        headers.remove(header::CACHE_CONTROL);
        // A proxy would keep events until it has enough of them.
        headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
        response.extensions_mut().insert(Streams);
        response
    }
}
