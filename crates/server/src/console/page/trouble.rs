//! What is refused, as a page.

use http::StatusCode;
use maud::{Markup, html};

use crate::console::look::Look;
use crate::console::part::{Place, frame};
use crate::console::route::Route;

/// What is to be told.
pub(crate) struct Trouble<'a> {
    pub(crate) status: StatusCode,
    /// The right that is missing.
    pub(crate) lacks: Option<&'a str>,
    pub(crate) messages: Vec<&'a str>,
}

pub(crate) fn page(look: &Look, trouble: &Trouble<'_>) -> Markup {
    let word = match trouble.status.as_u16() {
        403 => "trouble-forbidden",
        404 => "trouble-missing",
        409 | 412 => "trouble-moved",
        410 => "trouble-gone",
        429 => "trouble-too-many",
        500 => "trouble-ours",
        503 | 504 => "trouble-busy",
        _ => "trouble-not-so",
    };
    let tells = !matches!(trouble.status.as_u16(), 404 | 500);
    frame(
        look,
        Place::Elsewhere,
        &look.t(word),
        &html! {
            div class="head" { h1 { (look.t(word)) } }
            div class="card pad ask" {
                p { (look.t(&format!("{word}-next"))) }
                @if let Some(right) = trouble.lacks { p { (look.t("lacks-right")) " " code { (right) } } }
                @else if tells { @for message in &trouble.messages { p lang="en" class="soft" { (message) } } }
                p { a class="btn" href=(look.to(Route::Home)) { (look.t("to-start")) } }
            }
        },
    )
}
