//! How a refusal looks: `{"errors":[…]}`, problem details (RFC 9457) for who accepts them, or a page where people look.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use sigill_domain::breach::Breach;

use crate::html::Html;
use crate::http::refused::Told;

const PROBLEM: &str = "application/problem+json";

/// The type of all that SCIM answers.
pub(crate) const SCIM_TYPE: &str = "application/scim+json";

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(rename = "requestId")]
    request_id: &'a str,
    errors: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Errors<'a> {
    errors: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    message: std::borrow::Cow<'a, str>,
}

/// The media types that a caller accepts, as far as they matter here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Accepts {
    problem: f32,
    json: f32,
    html: f32,
    /// Whether it was asked in the terms of SCIM, which has a form of its own.
    is_scim: bool,
}

impl Accepts {
    /// Reads `Accept`. Problem details are only for who names them: the other form is the documented
    /// one, and `*/*` gets it.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut accepts = Self { problem: 0.0, json: 0.0, html: 0.0, is_scim: false };
        for value in headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()) {
            for range in value.split(',') {
                let mut parts = range.split(';').map(str::trim);
                let name = parts.next().unwrap_or_default();
                let quality = parts
                    .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
                    .map_or(1.0, |q| q.parse().unwrap_or(0.0));
                if name.eq_ignore_ascii_case(PROBLEM) {
                    accepts.problem = quality;
                } else if name.eq_ignore_ascii_case("application/json") {
                    accepts.json = quality;
                } else if name.eq_ignore_ascii_case("text/html") {
                    accepts.html = quality;
                }
            }
        }
        accepts
    }

    /// The same where the words of SCIM are used, or not.
    pub(crate) fn in_scim(self, is_scim: bool) -> Self {
        Self { is_scim, ..self }
    }

    /// Whether it is somebody's browser.
    pub(crate) fn html(self) -> bool {
        self.html > 0.0 && self.html >= self.json.max(self.problem)
    }

    fn problem(self) -> bool {
        self.problem > 0.0 && self.problem >= self.json
    }
}

/// Marks the answers of routes at which people look with a browser. It travels in the extensions of an answer.
#[derive(Clone, Copy, Debug)]
struct Page;

/// Marks a refusal to which a face has given a body of its own. It travels in the extensions of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rendered;

/// The layer of routes at which people look.
pub(crate) async fn for_people(mut response: Response) -> Response {
    response.extensions_mut().insert(Page);
    response
}

/// The forms that a refusal may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Errors,
    Problem,
    Page,
    Scim,
}

impl Form {
    fn of(response: &Response, accepts: Accepts) -> Self {
        match response.extensions().get::<Page>() {
            _ if accepts.is_scim => Self::Scim,
            Some(Page) if accepts.html() => Self::Page,
            _ if accepts.problem() => Self::Problem,
            _ => Self::Errors,
        }
    }
}

/// Gives the answer of a refusal its body.
pub(crate) fn render(told: &Told, accepts: Accepts, request_id: &str, mut response: Response) -> Response {
    if response.extensions_mut().remove::<Rendered>().is_some() {
        return response;
    }
    let status = told.status();
    let errors = told.errors().iter().map(|breach| entry(breach, status, request_id)).collect();
    let (kind, body) = match Form::of(&response, accepts) {
        Form::Errors => ("application/json", serde_json::to_vec(&Errors { errors })),
        Form::Scim => (SCIM_TYPE, serde_json::to_vec(&scim_body(told, &detail_of_all(&errors)))),
        Form::Problem => {
            let problem = Problem {
                r#type: "about:blank",
                title: title(status),
                status: status.as_u16(),
                detail: detail(&errors),
                request_id,
                errors,
            };
            (PROBLEM, serde_json::to_vec(&problem))
        }
        Form::Page => {
            let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            ("text/html; charset=utf-8", Ok(page(status, &errors, request_id).into_bytes()))
        }
    };
    // Strings and numbers always serialise.
    *response.body_mut() = Body::from(body.unwrap_or_default());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

/// The refusal of one of several calls (RFC 7644 §3.12).
pub(crate) fn scim_error(told: &Told) -> serde_json::Value {
    let messages: Vec<_> = told.errors().iter().map(|breach| breach.message.as_str()).collect();
    scim_body(told, &messages.join("; "))
}

fn scim_body(told: &Told, detail: &str) -> serde_json::Value {
    let mut body = serde_json::json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        // A text, as the RFC has it.
        "status": told.status().as_str(),
        "detail": detail,
    });
    if let Some(kind) = told.scim_type() {
        body["scimType"] = kind.as_str().into();
    }
    body
}

fn detail_of_all(errors: &[Entry<'_>]) -> String {
    errors.iter().map(|error| error.message.as_ref()).collect::<Vec<_>>().join("; ")
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Refused")
}

/// A page that loads nothing.
fn page(status: StatusCode, errors: &[Entry<'_>], request_id: &str) -> String {
    let mut html = Html::default();
    html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.element("title", title(status)).raw("</head><body><main>").element("h1", title(status));
    for error in errors {
        html.element("p", &error.message);
    }
    html.raw("<p>Request ").element("code", request_id).raw("</p></main></body></html>");
    html.into_string()
}

fn entry<'a>(breach: &'a Breach, status: StatusCode, request_id: &str) -> Entry<'a> {
    let message = if status == StatusCode::INTERNAL_SERVER_ERROR {
        format!("{}: request {request_id}", breach.message).into()
    } else {
        breach.message.as_str().into()
    };
    Entry { code: breach.code.as_str(), message }
}

fn detail(errors: &Vec<Entry<'_>>) -> String {
    match errors.as_slice() {
        [one] => one.message.to_string(),
        several => format!("{} rules are broken", several.len()),
    }
}
