//! Forms: each is a page of its own, and works without script.

use maud::{Markup, html};

use super::card::{Tone, notice};
use crate::console::look::Look;

/// What every form carries.
pub(crate) fn hidden(look: &Look) -> Markup {
    html! { @if let Some(token) = look.token() { input type="hidden" name="token" value=(token); } }
}

/// A form that is posted.
pub(crate) fn form(look: &Look, action: &str, content: &Markup) -> Markup {
    html! { form class="form" method="post" action=(action) { (hidden(look)) (content) } }
}

/// A field with its name above it.
pub(crate) fn field(name: &str, label: &str, hint: Option<&str>, input: &Markup) -> Markup {
    html! {
        div class="f" {
            label class="lab" for=(name) { (label) }
            (input)
            @if let Some(hint) = hint { p class="hint" id={ (name) "-hint" } { (hint) } }
        }
    }
}

/// A question before something is done.
pub(crate) struct Confirm<'a> {
    pub(crate) title: String,
    /// What will be so then.
    pub(crate) says: Vec<String>,
    /// The word of the button.
    pub(crate) word: String,
    pub(crate) is_bad: bool,
    pub(crate) action: String,
    /// Where to go instead.
    pub(crate) back: String,
    /// The name of the field for a reason, where one is kept, and what was typed.
    pub(crate) reason: Option<&'a str>,
    /// Why it wasn't done.
    pub(crate) refused: Vec<String>,
}

pub(crate) fn confirm(look: &Look, confirm: &Confirm<'_>) -> Markup {
    html! {
        div class="head" { h1 { (confirm.title) } }
        @for why in &confirm.refused { (notice(look, Tone::Warn, why)) }
        div class="card pad ask" {
            @for say in &confirm.says { p { (say) } }
            (form(look, &confirm.action, &html! {
                @if let Some(reason) = confirm.reason {
                    (field("reason", &look.t("reason"), Some(&look.t("reason-hint")), &html! {
                        input id="reason" name="reason" value=(reason) maxlength="1000" autocomplete="off"
                            aria-describedby="reason-hint" autofocus;
                    }))
                }
                div class="acts" {
                    button class={ "btn " @if confirm.is_bad { "bad" } @else { "go" } } { (confirm.word) }
                    a class="btn quiet" href=(confirm.back) { (look.t("cancel")) }
                }
            }))
        }
    }
}
