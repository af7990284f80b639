//! One log line per request.
//!
//! It names the route's template, never the path: ids, queries, bodies and tokens don't get here; but who calls, and who
//! asks for a token.

use std::time::Instant;

use axum::extract::MatchedPath;
use http::{Method, StatusCode};
use sigill_domain::time::Timestamp;
use tracing::{error, info};

use super::trace;
use crate::http::rate::Peer;
use crate::http::refused::Told;
use crate::http::request::Trail;
use crate::http::server::Server;
use crate::http::spans::{Ended, Parent};

pub(super) struct Line {
    method: &'static str,
    route: Option<MatchedPath>,
    parent: Option<Parent>,
    began: Timestamp,
    since: Instant,
}

impl Line {
    pub(super) fn begin(method: &Method, route: Option<MatchedPath>, parent: Option<Parent>, began: Timestamp) -> Self {
        Self { method: known(method), route, parent, began, since: Instant::now() }
    }

    pub(super) fn method(&self) -> &'static str {
        self.method
    }

    /// Writes the line, counts the request and has its span made.
    pub(super) fn end(
        self,
        status: StatusCode,
        trail: &Trail,
        peer: Option<Peer>,
        told: Option<&Told>,
        server: &Server,
    ) {
        let took = self.since.elapsed();
        let Self { method, parent, began, .. } = self;
        let (request_id, caller) = (trail.occasion.request_id.as_str(), trail.name());
        let route = self.route.as_ref().map(MatchedPath::as_str);
        let span = Ended { method, route, status: status.as_u16(), request_id, began, took, parent };
        let span = server.tells.spans.as_ref().and_then(|spans| spans.ended(&span));
        let trace_id = span.or(parent.map(|parent| parent.trace_id)).map(trace::shown);
        let route = route.unwrap_or("none");
        let duration_ms = took.as_secs_f64() * 1_000.0;
        let duration_ms = (duration_ms * 1_000.0).round() / 1_000.0;
        let entries = told.map(Told::errors).unwrap_or_default().iter();
        let denied = told.and_then(Told::denied);
        server.metrics.answered(route, method, status, took, entries.map(|entry| entry.code.as_str()), denied);
        let unproven = trail.unproven();
        let refused = told.map(codes).or_else(|| unproven.map(|unproven| unproven.refused.to_owned()));
        let cause = told.and_then(Told::cause).or(unproven.map(|unproven| unproven.cause));
        let client_id = unproven.and_then(|unproven| unproven.client_id.as_deref());
        let peer = peer.filter(|_| server.tells.peers).map(|peer| tracing::field::display(peer.0));
        let status = status.as_u16();
        if status == 500 {
            error!(
                method,
                route, status, duration_ms, request_id, trace_id, caller, client_id, peer, refused, cause, "request"
            );
        } else {
            info!(
                method,
                route, status, duration_ms, request_id, trace_id, caller, client_id, peer, refused, cause, "request"
            );
        }
    }
}

/// Each code once, in order.
fn codes(told: &Told) -> String {
    let mut codes: Vec<&str> = told.errors().iter().map(|breach| breach.code.as_str()).collect();
    codes.dedup();
    codes.join(",")
}

/// A method may be any word that a caller makes up.
fn known(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    known.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}
