//! The reference page: made once, of the OpenAPI document. One file, which loads nothing. Its one script
//! hides what doesn't have the words that are searched for; without it, all is there and nothing else is missing.

pub(crate) mod example;
mod field;
mod operation;

use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, header};
use serde_json::Value;
use sha2::{Digest, Sha256};

use self::operation::Operation;
use crate::html::{Html, text};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("search.js");

/// The page and its policy.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    html: Bytes,
    policy: HeaderValue,
}

impl Page {
    pub(crate) fn render(document: &Value) -> Self {
        // The page's own style and script by their hashes, and nothing else at all.
        let hash = |content| STANDARD.encode(Sha256::digest(content));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
            hash(STYLE),
            hash(SCRIPT),
        );
        let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { html: Bytes::from(page(document).into_string()), policy }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, self.policy)], self.html).into_response()
    }
}

fn page(document: &Value) -> Html {
    let operations = Operation::all(document);
    let title = text(&document["info"]["title"]);
    let mut html = Html::default();
    html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">");
    html.open("title").text(title).text(" reference").close("title");
    html.raw("<style>").raw(STYLE).raw("</style></head><body>");
    navigation(&mut html, document, &operations);
    html.raw("<main><header><h1>").text(title).raw(" <small>");
    html.text(text(&document["info"]["version"])).raw("</small></h1>");
    html.prose(text(&document["info"]["description"]));
    html.raw("<p>For programs: <a href=\"openapi.json\">OpenAPI 3.1</a>.</p></header>");
    for tag in tags(document) {
        let name = text(&tag["name"]);
        html.raw("<section><h2>").text(name).raw("</h2>").prose(text(&tag["description"]));
        for operation in operations.iter().filter(|operation| operation.tag() == name) {
            operation.write(&mut html);
        }
        html.raw("</section>");
    }
    html.raw("</main><script>").raw(SCRIPT).raw("</script></body></html>");
    html
}

fn navigation(html: &mut Html, document: &Value, operations: &[Operation<'_>]) {
    html.raw("<nav aria-label=\"Operations\">");
    // Shown by the script: without it, a field would do nothing.
    html.raw(
        "<p hidden><input type=\"search\" id=\"search\" placeholder=\"Search\" aria-label=\"Search operations\"></p>",
    );
    for tag in tags(document) {
        let name = text(&tag["name"]);
        html.raw("<h2>").text(name).raw("</h2><ul>");
        for operation in operations.iter().filter(|operation| operation.tag() == name) {
            html.raw("<li><a href=\"#").text(operation.id()).raw("\">").text(operation.summary()).raw("</a></li>");
        }
        html.raw("</ul>");
    }
    html.raw("</nav>");
}

fn tags(document: &Value) -> impl Iterator<Item = &Value> {
    document["tags"].as_array().into_iter().flatten()
}
