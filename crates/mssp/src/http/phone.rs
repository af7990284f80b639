//! `/phone`: the phone of a simulated person, in a browser.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use futures_util::stream::{self, Stream};
use serde::Deserialize;

use super::screen;
use crate::number::digits;
use crate::simulator::Simulator;
use crate::transaction::Answer;
use crate::world::later;

/// Nothing from elsewhere, nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// How long the page waits at most before it looks again.
const LOOK_MS: u64 = 60_000;

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/phone") }))
        .route("/phone", get(page))
        .route("/phone/screen", get(part))
        .route("/phone/events", get(events))
        .route("/phone/answer", post(answer))
        .route("/phone/style.css", get(style))
        .route("/phone/script.js", get(script))
        .route("/phone/icon.svg", get(icon))
        .layer(map_response(strict))
}

async fn strict(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

#[derive(Deserialize)]
struct Wanted {
    number: Option<String>,
}

impl Wanted {
    /// Only what is a number goes any further.
    fn digits(&self) -> Option<String> {
        self.number.as_deref().and_then(digits)
    }
}

async fn page(State(simulator): State<Simulator>, Query(wanted): Query<Wanted>) -> Html<String> {
    Html(screen::page(&view(&simulator, &wanted)))
}

/// The part of the page that changes.
async fn part(State(simulator): State<Simulator>, Query(wanted): Query<Wanted>) -> Html<String> {
    Html(screen::live(&view(&simulator, &wanted)))
}

fn view(simulator: &Simulator, wanted: &Wanted) -> screen::View {
    let (numbers, transactions) = (simulator.numbers(), simulator.transactions());
    // Unasked: the phone that rings, else the first one that waits for a person.
    let ringing = || transactions.iter().rev().find(|each| each.is_open()).map(|each| each.msisdn.clone());
    let asking = || {
        let asks = |number: &&crate::number::Number| number.script.act == crate::script::Act::Ask;
        numbers.iter().find(asks).or(numbers.first()).map(|number| number.msisdn.clone())
    };
    let chosen = wanted.digits().or_else(ringing).or_else(asking).unwrap_or_default();
    screen::View { now: simulator.0.world.now(), numbers, transactions, chosen }
}

/// One event whenever something changed, or could have by the passing of time.
async fn events(State(simulator): State<Simulator>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = simulator.changes();
    let stream = stream::unfold((simulator, changes), |(simulator, mut changes)| async move {
        let now = simulator.0.world.now();
        let next = simulator.0.lock().transactions.iter().filter(|each| each.is_open()).map(|each| each.next()).min();
        let next = next.unwrap_or(later(now, LOOK_MS)).max(later(now, 50));
        tokio::select! {
            changed = changes.changed() => changed.ok()?,
            () = simulator.0.world.clock.until(next) => {}
        }
        Some((Ok(Event::default().event("changed").data("look")), (simulator, changes)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

#[derive(Deserialize)]
struct Pressed {
    transaction: String,
    number: String,
    answer: Answer,
}

async fn answer(State(simulator): State<Simulator>, Form(pressed): Form<Pressed>) -> Response {
    simulator.answer(&pressed.transaction, pressed.answer);
    // Too late or not, the page shows what became of it.
    match digits(&pressed.number) {
        Some(number) => Redirect::to(&format!("/phone?number={number}")).into_response(),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css;charset=UTF-8")], include_str!("phone.css")).into_response()
}

async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript;charset=UTF-8")], include_str!("phone.js")).into_response()
}

async fn icon() -> Response {
    const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect x=\"3\" width=\"10\" \
                        height=\"16\" rx=\"2.5\" fill=\"#0b6b53\"/><rect x=\"4.5\" y=\"2\" width=\"7\" height=\"11\" rx=\"1\" \
                        fill=\"#ffe8c2\"/></svg>";
    ([(header::CONTENT_TYPE, "image/svg+xml")], ICON).into_response()
}
