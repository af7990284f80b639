//! What happened, the newest first.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::Value;
use sigill_domain::event::{Event, EventKind};

use crate::console::look::Look;
use crate::console::route::{Of, Route};

/// Members of a difference that are shown, at most.
const SHOWN_MAX: usize = 12;
/// Longest value that is shown, in characters.
const VALUE_MAX: usize = 80;

pub(crate) fn timeline(look: &Look, events: &[Event], with_changes: bool) -> Markup {
    lines(look, events, with_changes, None)
}

/// The same of a client, with whom it is about.
pub(crate) fn timeline_of_client(look: &Look, events: &[Event], client: &str) -> Markup {
    lines(look, events, true, Some(client))
}

fn lines(look: &Look, events: &[Event], with_changes: bool, client: Option<&str>) -> Markup {
    let before = std::iter::once(None).chain(events.iter().map(|event| Some(look.words.date(event.at))));
    let days = before.zip(events).map(|(before, event)| {
        let is_new = before.is_none_or(|before| before != look.words.date(event.at));
        (is_new.then(|| day_of(look, event)), event)
    });
    html! {
        ol class="line" {
            @for (day, event) in days {
                @if let Some(day) = day { li class="day" { (day) } }
                li class=[mark(event.kind)] {
                    time datetime=(event.at.to_string()) { (look.words.time(event.at)) }
                    div {
                        (what_of(look, event.kind))
                        @if let Some(client) = client { ": " (whom(look, client, event)) }
                        span class="soft" { " · " (event.by.name) }
                        @if let Some(comment) = &event.comment { div class="soft" { q { (comment) } } }
                        @if with_changes && event.before.is_some() && event.after.is_some() { (changes(event)) }
                    }
                }
            }
        }
    }
}

/// Whom it is about, with the way there; else what.
fn whom(look: &Look, client: &str, event: &Event) -> Markup {
    html! {
        @match &event.user_ext_id {
            Some(user) => a class="id" href=(look.to(Route::Person(Of { client, user: user.as_str() }))) { (user) },
            None => span class="id" { (event.subject) },
        }
    }
}

fn day_of(look: &Look, event: &Event) -> String {
    let (at, now) = (look.words.date(event.at), look.words.date(look.now));
    if at == now { look.t("today") } else { at }
}

const fn mark(kind: EventKind) -> Option<&'static str> {
    match kind {
        EventKind::AttemptRefused | EventKind::AuthorizationDenied => Some("b"),
        EventKind::LoginSuccess | EventKind::SessionBegin => Some("g"),
        EventKind::LoginFailure => Some("w"),
        _ => None,
    }
}

/// What happened, in plain words where there are some; else as the history names it.
pub(crate) fn what_of(look: &Look, kind: EventKind) -> String {
    let id = format!("event-{}", kind.as_str().to_lowercase().replace('_', "-"));
    if look.words.has(&id) { look.t(&id) } else { kind.as_str().to_lowercase().replace('_', " ") }
}

/// What became another value, member by member.
fn changes(event: &Event) -> Markup {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    event.before.iter().for_each(|value| flat("", value, &mut before));
    event.after.iter().for_each(|value| flat("", value, &mut after));
    let find = |all: &[(String, String)], name: &str| {
        all.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    };
    let names: BTreeSet<&String> = before.iter().chain(&after).map(|(name, _)| name).collect();
    let all = names.into_iter().map(|name| (name, find(&before, name), find(&after, name)));
    let changed: Vec<_> = all.filter(|(_, was, is)| was != is).take(SHOWN_MAX).collect();
    html! {
        @if !changed.is_empty() {
            div class="diff" {
                @for (name, was, is) in changed {
                    p { (name) ": " @if let Some(was) = was { del { (was) } " " } @if let Some(is) = is { ins { (is) } } }
                }
            }
        }
    }
}

fn flat(name: &str, value: &Value, all: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (inner, value) in members {
                flat(&if name.is_empty() { inner.clone() } else { format!("{name}.{inner}") }, value, all);
            }
        }
        Value::Null => {}
        Value::String(text) => all.push((name.to_owned(), short(text))),
        other => all.push((name.to_owned(), short(&other.to_string()))),
    }
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(VALUE_MAX).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}
