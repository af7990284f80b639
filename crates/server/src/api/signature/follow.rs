//! `GET /{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}/events`.

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
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Content, Response as Described, ResponseBuilder};

use crate::document::{Answers, Schemas};
use crate::http::answer::Streams;
use crate::http::authorise::Awaiting;
use crate::http::call::Call;
use crate::http::path::PathIds;
use crate::http::refused::Refused;
use crate::http::server::Server;

/// Follow a signature
///
/// Server-sent events: one `state` with the signature for each state that it enters, beginning with the current one; the
/// stream ends when it is settled.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}/events",
    tag = "Signature",
    operation_id = "followSignature"
)]
pub(crate) async fn handler(call: Call<Awaiting<Permit<SignatureView>>>) -> Result<Follow, Refused> {
    let Call { permit: Awaiting(permit), path, server, expires, .. } = call;
    let first = signing::get(&permit, path.user(), path.signature()).await?;
    Ok(Follow { permit, path, server, expires, first })
}

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
            let shown = super::Signature::of(path.client(), &signature);
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

impl Answers for Follow {
    fn answers(_: &mut Schemas) -> Vec<(&'static str, Described)> {
        let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build();
        let response = ResponseBuilder::new().description("Each new state, as a server-sent event.");
        vec![("200", response.content("text/event-stream", Content::new(Some(text))).build())]
    }
}
