//! `/sim/`: numbers, scripts and transactions as JSON, for tests and scripts.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::guard::guard;
use crate::number::{Number, NumberError, digits};
use crate::script::{Handshake, Script};
use crate::simulator::Simulator;
use crate::transaction::Answer;

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/sim/", get(about))
        .route("/sim/numbers", get(numbers).post(create))
        .route("/sim/numbers/{msisdn}", get(number).patch(change).delete(remove))
        .route("/sim/numbers/{msisdn}/script", axum::routing::put(script))
        .route("/sim/transactions", get(transactions))
        .route("/sim/transactions/{id}", get(transaction))
        .route("/sim/transactions/{id}/answer", post(answer))
        .route("/sim/tls", get(tls).put(set_tls))
        .route("/sim/trust-signatures.pem", get(trust_signatures))
        .route("/sim/trust-tls.pem", get(trust_tls))
}

/// The same with the guard in front; separate because a layer needs the state.
pub(super) fn guarded(simulator: &Simulator, routes: Router<Simulator>) -> Router<Simulator> {
    routes.layer(from_fn_with_state(simulator.clone(), guard))
}

/// What went wrong, as JSON.
struct Problem(StatusCode, String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "simulator": true, "error": self.1 }))).into_response()
    }
}

impl From<NumberError> for Problem {
    fn from(error: NumberError) -> Self {
        let status = match error {
            NumberError::Absent => StatusCode::NOT_FOUND,
            NumberError::Exists => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self(status, error.to_string())
    }
}

impl From<JsonRejection> for Problem {
    fn from(error: JsonRejection) -> Self {
        Self(error.status(), error.body_text())
    }
}

async fn about(State(simulator): State<Simulator>) -> Json<Value> {
    Json(json!({
        "simulator": true,
        "note": "This is Sigill's provider simulator. Its signatures are worth nothing.",
        "msspUri": simulator.0.options.mssp_uri,
        "aps": simulator.0.options.aps.iter().map(|ap| &ap.id).collect::<Vec<_>>(),
    }))
}

async fn numbers(State(simulator): State<Simulator>) -> Json<Value> {
    Json(json!({ "simulator": true, "items": simulator.numbers() }))
}

async fn create(
    State(simulator): State<Simulator>,
    body: Result<Json<Number>, JsonRejection>,
) -> Result<(StatusCode, Json<Number>), Problem> {
    let Json(number) = body?;
    Ok((StatusCode::CREATED, Json(simulator.create(number)?)))
}

fn find(simulator: &Simulator, msisdn: &str) -> Result<Number, NumberError> {
    let digits = digits(msisdn).ok_or(NumberError::Msisdn)?;
    simulator.0.lock().numbers.get(&digits).cloned().ok_or(NumberError::Absent)
}

async fn number(State(simulator): State<Simulator>, Path(msisdn): Path<String>) -> Result<Json<Number>, Problem> {
    Ok(Json(find(&simulator, &msisdn)?))
}

/// Replaces the members that are given.
async fn change(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
    body: Result<Json<serde_json::Map<String, Value>>, JsonRejection>,
) -> Result<Json<Number>, Problem> {
    let Json(members) = body?;
    let number = find(&simulator, &msisdn)?;
    let unreadable = |error: serde_json::Error| Problem(StatusCode::UNPROCESSABLE_ENTITY, error.to_string());
    let mut whole = serde_json::to_value(&number).map_err(unreadable)?;
    if let Some(whole) = whole.as_object_mut() {
        whole.extend(members);
        whole.insert("msisdn".to_owned(), json!(number.msisdn));
    }
    Ok(Json(simulator.change(serde_json::from_value(whole).map_err(unreadable)?)?))
}

async fn remove(State(simulator): State<Simulator>, Path(msisdn): Path<String>) -> Result<StatusCode, Problem> {
    simulator.remove(&msisdn)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn script(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
    body: Result<Json<Script>, JsonRejection>,
) -> Result<Json<Number>, Problem> {
    let Json(script) = body?;
    let number = find(&simulator, &msisdn)?;
    Ok(Json(simulator.change(Number { script, ..number })?))
}

async fn transactions(State(simulator): State<Simulator>) -> Json<Value> {
    Json(json!({ "simulator": true, "items": simulator.transactions() }))
}

async fn transaction(State(simulator): State<Simulator>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let found = simulator.transactions().into_iter().find(|each| each.id == id);
    found.map(|found| Json(json!(found))).ok_or_else(absent)
}

fn absent() -> Problem {
    Problem(StatusCode::NOT_FOUND, "no such transaction".to_owned())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    answer: Answer,
}

async fn answer(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Result<Json<Answered>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let Json(Answered { answer }) = body?;
    if simulator.answer(&id, answer) { Ok(StatusCode::NO_CONTENT) } else { Err(absent()) }
}

/// How the TLS port treats new connections.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Tls {
    handshake: Handshake,
}

async fn tls(State(simulator): State<Simulator>) -> Json<Tls> {
    Json(Tls { handshake: simulator.handshake() })
}

async fn set_tls(
    State(simulator): State<Simulator>,
    body: Result<Json<Tls>, JsonRejection>,
) -> Result<Json<Tls>, Problem> {
    let Json(tls) = body?;
    simulator.set_handshake(tls.handshake);
    Ok(Json(tls))
}

fn pem(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/x-pem-file")], text).into_response()
}

async fn trust_signatures(State(simulator): State<Simulator>) -> Response {
    pem(simulator.signature_root_pem())
}

async fn trust_tls(State(simulator): State<Simulator>) -> Response {
    pem(simulator.tls_root_pem())
}
