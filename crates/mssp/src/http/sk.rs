//! The paths of Mobile-ID of SK ID Solutions.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use sigill_mss::sk::Question;

use crate::session::Kind;
use crate::simulator::Simulator;
use crate::sk::Told;

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/mid-api/version", get(version))
        .route("/mid-api/certificate", post(certificate))
        .route("/mid-api/authentication", post(authentication))
        .route("/mid-api/signature", post(signature))
        .route("/mid-api/{kind}/session/{id}", get(session))
}

const UNREADABLE: &str = "the request can't be read";

#[derive(Deserialize)]
struct Wait {
    #[serde(rename = "timeoutMs")]
    timeout_ms: Option<u64>,
}

async fn version() -> Response {
    "Version: 0.0.0 (simulator). Built: never\n".into_response()
}

async fn certificate(State(simulator): State<Simulator>, body: Bytes) -> Response {
    let Ok(question) = serde_json::from_slice::<Question>(&body) else { return refusal(400, UNREADABLE) };
    match simulator.0.sk_certificate(&question) {
        Ok(Some(certificate)) => answer(&simulator, json!({ "result": "OK", "cert": STANDARD.encode(certificate) })),
        Ok(None) => answer(&simulator, json!({ "result": "NOT_FOUND", "cert": "" })),
        Err((status, words)) => refusal(status, words),
    }
}

async fn authentication(State(simulator): State<Simulator>, body: Bytes) -> Response {
    begin(&simulator, Kind::Authentication, &body)
}

async fn signature(State(simulator): State<Simulator>, body: Bytes) -> Response {
    begin(&simulator, Kind::Signature, &body)
}

fn begin(simulator: &Simulator, kind: Kind, body: &[u8]) -> Response {
    let Ok(question) = serde_json::from_slice::<Question>(body) else { return refusal(400, UNREADABLE) };
    match simulator.0.sk_begin(kind, &question) {
        Ok(id) => Response::new(json!({ "sessionID": id }).to_string().into()).typed(),
        Err((status, words)) => refusal(status, words),
    }
}

async fn session(
    State(simulator): State<Simulator>,
    Path((kind, id)): Path<(String, String)>,
    Query(wait): Query<Wait>,
) -> Response {
    let kind = match kind.as_str() {
        "authentication" => Kind::Authentication,
        "signature" => Kind::Signature,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match simulator.0.sk_session(kind, &id, wait.timeout_ms).await {
        None => refusal(404, "SessionID not found"),
        Some(Told::Running) => answer(&simulator, json!({ "state": "RUNNING" })),
        Some(Told::Failed(result)) => answer(&simulator, json!({ "state": "COMPLETE", "result": result.as_str() })),
        Some(Told::Signed(algorithm, value, certificate)) => {
            let mut told = json!({
                "state": "COMPLETE", "result": "OK",
                "signature": { "value": STANDARD.encode(value), "algorithm": algorithm },
            });
            if let (Some(members), Some(certificate)) = (told.as_object_mut(), certificate) {
                members.insert("cert".to_owned(), STANDARD.encode(certificate).into());
            }
            answer(&simulator, told)
        }
    }
}

/// With the time, which has no zone there, and a name for the operator's log.
fn answer(simulator: &Simulator, mut told: Value) -> Response {
    if let Some(members) = told.as_object_mut() {
        let now = jiff::tz::offset(0).to_datetime(simulator.0.world.now());
        members.insert("time".to_owned(), now.strftime("%Y-%m-%dT%H:%M:%S").to_string().into());
        members.insert("traceId".to_owned(), "simulator".into());
    }
    Response::new(told.to_string().into()).typed()
}

fn refusal(status: u16, words: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(json!({ "error": words, "traceId": "simulator" }).to_string().into()).typed();
    *response.status_mut() = status;
    response
}

/// An answer whose body is JSON.
trait Typed {
    fn typed(self) -> Self;
}

impl Typed for Response {
    fn typed(mut self) -> Self {
        let json = header::HeaderValue::from_static("application/json;charset=UTF-8");
        self.headers_mut().insert(header::CONTENT_TYPE, json);
        self
    }
}
