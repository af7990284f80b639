//! The simulator's own HTTP server.

mod connection;
mod deliver;
mod desk;
mod guard;
mod mss;
mod phone;
mod screen;
mod serve;
mod sk;
mod tls;

pub use serve::{Serving, serve};

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;

use crate::simulator::Simulator;

/// Every path; `Connection` must be among a request's extensions.
fn router(simulator: Simulator) -> Router {
    let limits = &simulator.0.options.limits;
    let limit = axum::extract::DefaultBodyLimit::max(limits.body_max);
    Router::new()
        .merge(mss::routes())
        .merge(sk::routes())
        .merge(desk::guarded(&simulator, desk::routes().merge(phone::routes())))
        .layer(limit)
        .layer(map_response(say_it))
        .with_state(simulator)
}

/// Nobody shall take an answer for a real provider's.
async fn say_it(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-simulator"), HeaderValue::from_static("sigill-mssp"));
    headers.insert(header::SERVER, HeaderValue::from_static("sigill-mssp (simulator)"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
