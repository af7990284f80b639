//! Small things that stand on many pages.

use maud::{Markup, html};

use super::icon::icon;
use crate::console::look::Look;

/// What something is like: by shape, by word, and by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Ok,
    Warn,
    Bad,
    Info,
    Off,
}

impl Tone {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad-c",
            Self::Info => "info",
            Self::Off => "off",
        }
    }

    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Ok => "okc",
            Self::Warn => "warn",
            Self::Bad => "lock",
            Self::Info => "clock",
            Self::Off => "stop",
        }
    }

    const fn say(self) -> &'static str {
        match self {
            Self::Ok => "say is-ok",
            Self::Warn | Self::Info => "say is-warn",
            Self::Bad => "say is-bad",
            Self::Off => "say is-off",
        }
    }
}

/// A state in a word or two.
pub(crate) fn chip(look: &Look, tone: Tone, text: &str) -> Markup {
    html! { span class={ "chip " (tone.class()) } { (icon(look, tone.icon())) (text) } }
}

/// Names and values.
pub(crate) fn facts(all: &[(String, Markup)]) -> Markup {
    html! { dl class="facts" { @for (name, value) in all { dt { (name) } dd { (value) } } } }
}

/// Something that is to be known.
pub(crate) fn notice(look: &Look, tone: Tone, text: &str) -> Markup {
    html! { div class={ "note " (tone.class()) } role="status" { (icon(look, tone.icon())) p { (text) } } }
}

/// What may be done with something: where its form is, and its word.
pub(crate) struct Action {
    pub(crate) href: String,
    pub(crate) word: String,
    /// Whether it leads to what can't be undone.
    pub(crate) is_last: bool,
}

/// A credential.
pub(crate) struct Card {
    pub(crate) icon: &'static str,
    pub(crate) title: String,
    pub(crate) beside: Option<String>,
    pub(crate) tone: Tone,
    pub(crate) state: String,
    pub(crate) facts: Vec<(String, Markup)>,
    pub(crate) actions: Vec<Action>,
}

pub(crate) fn card(look: &Look, card: &Card) -> Markup {
    let (first, rest): (Vec<&Action>, Vec<&Action>) = card.actions.iter().partition(|action| !action.is_last);
    html! {
        article class={ "card cred" @if card.tone == Tone::Off { " off" } } {
            div class="top2" {
                span class="ico" { (icon(look, card.icon)) }
                div { h3 { (card.title) } @if let Some(beside) = &card.beside { p { (beside) } } }
            }
            p class=(card.tone.say()) { (icon(look, card.tone.icon())) span { (card.state) } }
            (facts(&card.facts))
            @if !card.actions.is_empty() {
                div class="acts" {
                    @for action in first { a class="btn sm" href=(action.href) { (action.word) " …" } }
                    @if !rest.is_empty() {
                        details class="more" name="more" {
                            summary class="btn sq sm" aria-label=(look.words.with("more-for", &[("what", &card.title)])) {
                                (icon(look, "dots"))
                            }
                            ul { @for action in rest { li { a href=(action.href) { (action.word) " …" } } } }
                        }
                    }
                }
            }
        }
    }
}
