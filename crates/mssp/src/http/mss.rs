//! The provider's paths: SOAP ports with their aliases, REST paths, the single endpoint.

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use sigill_mss::message::{Operation, Request};
use sigill_mss::wire::soap::{self, Shape};
use sigill_mss::wire::{WireError, rest};

use super::connection::Connection;
use super::deliver::deliver;
use crate::answer::Reply;
use crate::check::fault;
use crate::encode::{Binding, Manner};
use crate::simulator::Simulator;
use crate::world::later;

/// How long the body of a request may take.
const BODY_MS: u64 = 10_000;

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/rest/service", post(rest_single))
        .route("/rest/service/{path}", post(rest_path))
        .route("/soap/services", post(soap_single))
        .route("/soap/services/{port}", post(soap_port))
}

/// `None`: whatever the message says.
type Expected = Option<Operation>;

fn rest_operation(path: &str) -> Option<Operation> {
    Some(match path {
        "sign" => Operation::Signature,
        "status" => Operation::StatusQuery,
        "receipt" => Operation::Receipt,
        "profile" => Operation::ProfileQuery,
        _ => return None,
    })
}

/// The ports of the WSDL with its own spelling mistake, and the alias that MIDJAVA uses.
fn soap_operation(port: &str) -> Option<Operation> {
    Some(match port {
        "MSS_SignaturePort" => Operation::Signature,
        "MSS_StatusQueryPort" | "MSS_StatusPort" => Operation::StatusQuery,
        "MSS_ReceiptPort" => Operation::Receipt,
        "MSS_ProfilePort" | "MSS_ProfileQueryPort" => Operation::ProfileQuery,
        "MSS_RegistrationPort" | "MSS_ReqistrationPort" => Operation::Registration,
        "MSS_HandshakePort" => Operation::Handshake,
        "MSS_NotificationPort" => Operation::Notification,
        _ => return None,
    })
}

async fn rest_single(
    State(simulator): State<Simulator>,
    Extension(connection): Extension<Connection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    handle(&simulator, &connection, &headers, body, Binding::Rest, None).await
}

async fn rest_path(
    State(simulator): State<Simulator>,
    Extension(connection): Extension<Connection>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match rest_operation(&path) {
        Some(operation) => handle(&simulator, &connection, &headers, body, Binding::Rest, Some(operation)).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn soap_single(
    State(simulator): State<Simulator>,
    Extension(connection): Extension<Connection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    handle(&simulator, &connection, &headers, body, Binding::Soap, None).await
}

async fn soap_port(
    State(simulator): State<Simulator>,
    Extension(connection): Extension<Connection>,
    Path(port): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match soap_operation(&port) {
        Some(operation) => handle(&simulator, &connection, &headers, body, Binding::Soap, Some(operation)).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn handle(
    simulator: &Simulator,
    connection: &Connection,
    headers: &HeaderMap,
    body: Body,
    binding: Binding,
    expected: Expected,
) -> Response {
    let Some(media_type) = media_type(headers, binding) else {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "the simulator speaks SOAP 1.2 and JSON\n").into_response();
    };
    let inner = &simulator.0;
    let size_max = inner.options.limits.body_max;
    // What announces itself as too large is not waited for.
    if usize::try_from(body.size_hint().lower()).map_or(true, |size| size > size_max) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let late = inner.world.clock.until(later(inner.world.now(), BODY_MS));
    let body = tokio::select! {
        body = axum::body::to_bytes(body, size_max) => body,
        () = late => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let Ok(body) = body else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let read = match binding {
        Binding::Soap => soap::read_request_in_shape(&body),
        Binding::Rest => rest::read_request(&body).map(|request| (request, Shape::default())),
    };
    let (read, shape) = match read {
        Ok((request, shape)) => (Ok(request), shape),
        Err(error) => (Err(error), Shape::default()),
    };
    let reply = match read.and_then(|request| fits(expected, request)) {
        Ok(Ok(request)) => inner.reply(&connection.peer, request).await,
        Ok(Err(operation)) => fault(101, &format!("{} does not belong here", operation.name())).into(),
        Err(error) => Reply::from(Box::new(error.fault())),
    };
    deliver(simulator, connection, reply, &Manner { binding, media_type, shape }).await
}

/// The request, where it belongs to the path, else what it is.
fn fits(expected: Expected, request: Request) -> Result<Result<Request, Operation>, WireError> {
    let operation = request.operation();
    Ok(if expected.is_none_or(|expected| expected == operation) { Ok(request) } else { Err(operation) })
}

/// The media type of the answer: that of the request. Both of SOAP's occur.
fn media_type(headers: &HeaderMap, binding: Binding) -> Option<&'static str> {
    let sent = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let sent = sent.split(';').next()?.trim().to_ascii_lowercase();
    match (binding, sent.as_str()) {
        (Binding::Rest, "application/json") => Some("application/json;charset=UTF-8"),
        (Binding::Soap, "text/xml") => Some("text/xml;charset=UTF-8"),
        (Binding::Soap, "application/soap+xml") => Some("application/soap+xml;charset=UTF-8"),
        _ => None,
    }
}
