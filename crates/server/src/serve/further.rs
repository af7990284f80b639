//! Requests on a connection beside others on it, as HTTP/2 allows them. Each costs more memory than all else of it that
//! isn't answered yet, so there are only so many on all connections together, and nobody has all of them: those who sent a
//! token that was good before have their share by their name, strangers by where they are, of other ones.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use hyper::Request;
use hyper::body::Incoming;
use sigill_app::{Share, Shares};

use crate::http::identify::{Bearer, Identify as _};
use crate::http::limits::Limits;
use crate::http::rate::Peer;
use crate::http::server::Server;

/// The places of such requests. Cloning shares them.
#[derive(Clone, Debug)]
pub(super) struct Further {
    callers: Shares,
    strangers: Shares,
    /// Who knows callers, if anybody does.
    server: Option<Arc<Server>>,
}

impl Further {
    /// Of callers, as many as may be answered or wait for somebody; of strangers, as many as may be answered.
    pub(super) fn new(limits: &Limits, server: Option<Arc<Server>>) -> Self {
        let callers = Shares::new(limits.requests_max.saturating_add(limits.waiting_max));
        Self { callers, strangers: Shares::new(limits.requests_max), server }
    }

    /// A place for one more, if there is one for whoever seems to ask.
    pub(super) fn enter(&self, request: &Request<Incoming>, peer: &Peer) -> Option<Share> {
        let known = self.server.as_ref().and_then(|server| {
            let token = Bearer::token(request.headers()).ok()?;
            server.app.tokens.of_whom(token, server.app.world.clock.now())
        });
        let share = match known {
            Some(user) => self.callers.enter(user),
            None => self.strangers.enter(peer.network()),
        };
        if let (None, Some(server)) = (&share, &self.server) {
            server.metrics.crowded_out.fetch_add(1, Ordering::Relaxed);
        }
        share
    }
}

/// What one more is told. It has no body, which would have to be kept where nobody reads it.
pub(super) fn one_too_many() -> Response {
    let mut answer = StatusCode::SERVICE_UNAVAILABLE.into_response();
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}
