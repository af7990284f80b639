//! How an answer travels: as it should, or in one of the ways in which networks fail.

use std::convert::Infallible;
use std::io;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, StreamExt as _};

use super::connection::Connection;
use crate::answer::Reply;
use crate::encode::{Manner, encode};
use crate::script::Delivery;
use crate::simulator::Simulator;
use crate::world::later;

/// A stalled answer ends at last, for the sake of whoever forgot about it.
const STALL_MS: u64 = 600_000;

const PAGE: &str = "<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1>\
<p>Sigill's provider simulator plays a proxy with an error page.</p></body></html>";

pub(super) async fn deliver(simulator: &Simulator, connection: &Connection, reply: Reply, manner: &Manner) -> Response {
    let media_type = manner.media_type;
    let is_fault = reply.response.operation().is_none();
    let delivery = reply.script.delivery.clone();
    let body = encode(reply, manner).into_bytes();
    let status = if is_fault { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
    let body = match delivery {
        Delivery::Normal => Body::from(body),
        Delivery::Slow { octet_ms } => slow(simulator, body, octet_ms),
        Delivery::Stall => stall(simulator, body),
        Delivery::Cut => return cut(status, media_type, &body),
        Delivery::Empty => return (StatusCode::OK, [(header::CONTENT_TYPE, media_type)]).into_response(),
        Delivery::Html { status } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            return (status, [(header::CONTENT_TYPE, "text/html;charset=UTF-8")], PAGE).into_response();
        }
        Delivery::Reset => {
            connection.breaker.pull();
            // The connection's task drops this future.
            return std::future::pending().await;
        }
    };
    (status, [(header::CONTENT_TYPE, media_type)], body).into_response()
}

fn slow(simulator: &Simulator, body: Vec<u8>, octet_ms: u64) -> Body {
    let world = simulator.0.world.clone();
    let octets = stream::iter(body).enumerate().then(move |(index, octet)| {
        let wait = (index > 0).then(|| world.clock.until(later(world.now(), octet_ms)));
        async move {
            if let Some(wait) = wait {
                wait.await;
            }
            Ok::<_, Infallible>(Bytes::from(vec![octet]))
        }
    });
    Body::from_stream(octets)
}

fn half(body: &[u8]) -> Bytes {
    Bytes::copy_from_slice(body.get(..body.len() / 2).unwrap_or_default())
}

fn stall(simulator: &Simulator, body: Vec<u8>) -> Body {
    let world = &simulator.0.world;
    let end = world.clock.until(later(world.now(), STALL_MS));
    let first = stream::once(std::future::ready(Ok::<_, Infallible>(half(&body))));
    let rest = stream::once(async move {
        end.await;
        Ok(Bytes::new())
    });
    Body::from_stream(first.chain(rest))
}

fn cut(status: StatusCode, media_type: &'static str, body: &[u8]) -> Response {
    let first = stream::once(std::future::ready(Ok(half(body))));
    let rest = stream::once(async {
        // hyper writes what it has while it waits; without a pause the error would swallow the first half.
        tokio::task::yield_now().await;
        Err(io::Error::other("the simulator ends the connection"))
    });
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_LENGTH, body.len().to_string())];
    (status, headers, Body::from_stream(first.chain(rest))).into_response()
}
