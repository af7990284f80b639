//! Fields of forms, each with what is wrong with it.

use maud::{Markup, html};
use sigill_domain::breach::Breach;

use super::card::Tone;
use super::icon::icon;
use crate::console::look::Look;

/// Longer texts get more than a line.
const LINE_MAX: usize = 300;

/// How a field is filled in.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    /// A line of text; if it is longer, several.
    Text(usize),
    /// A line of text, with what is suggested: each with what it is.
    Among(usize, Vec<(String, String)>),
    /// What nobody else shall read on the screen; it isn't sent back.
    Secret(usize),
    /// A certificate or something else of many lines that isn't prose.
    Block(usize),
    Number,
    Phone,
    Email,
    /// A day.
    Day,
    /// One of these, each with its word.
    OneOf(Vec<(String, String)>),
    Flag,
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// As the API calls it.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) entry: Entry,
    pub(crate) is_mandatory: bool,
    /// Whether it is known that it may be left empty: a policy may say otherwise.
    is_free: bool,
    pub(crate) value: String,
}

impl Input {
    pub(crate) fn new(name: &str, label: String, entry: Entry, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            label,
            hint: None,
            entry,
            is_mandatory: false,
            is_free: true,
            value: value.to_owned(),
        }
    }

    pub(crate) fn mandatory(self) -> Self {
        Self { is_mandatory: true, ..self }
    }

    /// Whether it may be left empty, a policy says; or it goes without saying.
    pub(crate) fn by_policy(self) -> Self {
        Self { is_free: false, ..self }
    }

    /// It may be left empty.
    pub(crate) fn free(self) -> Self {
        Self { is_mandatory: false, ..self }
    }

    pub(crate) fn hint(self, hint: String) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

/// What is wrong, as the use case says it; each message names its field first, where there is one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wrong(pub(crate) Vec<String>);

impl Wrong {
    /// What a use case says.
    pub(crate) fn of_all(broken: Vec<Breach>) -> Self {
        Self(broken.into_iter().map(|breach| breach.message).collect())
    }

    /// What is said of a field, without its name.
    fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |message| is_of(message, name)).map(move |message| behind(message, name))
    }
}

fn is_of(message: &str, name: &str) -> bool {
    message.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ' ']))
}

fn behind<'a>(message: &'a str, name: &str) -> &'a str {
    message.strip_prefix(name).map_or(message, |rest| rest.trim_start_matches([':', ' ']))
}

/// All that is wrong, above a form; each leads to its field.
pub(crate) fn summary(look: &Look, wrong: &Wrong, inputs: &[Input]) -> Markup {
    if wrong.0.is_empty() {
        return html! {};
    }
    html! {
        div class="note warn" role="alert" {
            (icon(look, Tone::Warn.icon()))
            div {
                p { b { (look.t("not-yet-so")) } }
                ul class="wrong" {
                    @for message in &wrong.0 {
                        li {
                            @match inputs.iter().find(|input| is_of(message, &input.name)) {
                                Some(input) => a href={ "#" (input.name) } { (input.label) ": " (behind(message, &input.name)) },
                                None => (message),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Fields, one below the other.
pub(crate) fn inputs(look: &Look, all: &[Input], wrong: &Wrong) -> Markup {
    html! { @for input in all { (one(look, input, wrong)) } }
}

fn one(look: &Look, input: &Input, wrong: &Wrong) -> Markup {
    let name = input.name.as_str();
    let problems: Vec<&str> = wrong.of(name).collect();
    let hint = input.hint.as_ref().map(|_| format!("{name}-hint"));
    let told = (!problems.is_empty()).then(|| format!("{name}-wrong"));
    let described = [told, hint].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let described = (!described.is_empty()).then_some(described);
    html! {
        div class="f" {
            @if let Entry::Flag = input.entry {
                label class="check" for=(name) {
                    input id=(name) name=(name) type="checkbox" value="true" checked[input.value == "true"] aria-describedby=[described.as_deref()];
                    (input.label)
                }
            } @else {
                label class="lab" for=(name) {
                    (input.label)
                    @if input.is_free && !input.is_mandatory { " " span class="opt" { (look.t("optional")) } }
                }
                (control(look, input, described.as_deref(), !problems.is_empty()))
            }
            @if !problems.is_empty() { p class="problem" id={ (name) "-wrong" } { (problems.join(". ")) } }
            @if let Some(hint) = &input.hint { p class="hint" id={ (name) "-hint" } { (hint) } }
        }
    }
}

fn control(look: &Look, input: &Input, described: Option<&str>, is_wrong: bool) -> Markup {
    let Input { name, value, .. } = input;
    let invalid = is_wrong.then_some("true");
    let plain = |kind: &str, max: usize, mode: Option<&str>| {
        html! {
            input id=(name) name=(name) type=(kind) value=(value) maxlength=(max) required[input.is_mandatory]
                autocomplete="off" autocapitalize="none" spellcheck="false" inputmode=[mode]
                aria-describedby=[described] aria-invalid=[invalid];
        }
    };
    let rows = if let Entry::Block(_) = input.entry { 6 } else { 2 };
    match &input.entry {
        Entry::Text(max) if *max <= LINE_MAX => plain("text", *max, None),
        Entry::Text(max) | Entry::Block(max) => html! {
            textarea id=(name) name=(name) rows=(rows) maxlength=(max) required[input.is_mandatory] autocomplete="off"
                class=[matches!(input.entry, Entry::Block(_)).then_some("code")]
                spellcheck="false" aria-describedby=[described] aria-invalid=[invalid] { "\n" (value) }
            @if let Entry::Block(_) = input.entry {
                input type="file" data-into=(name) aria-label=(look.t("from-file")) hidden;
            }
        },
        Entry::Secret(max) => html! {
            input id=(name) name=(name) type="password" maxlength=(max) required[input.is_mandatory]
                autocomplete="new-password" aria-describedby=[described] aria-invalid=[invalid];
        },
        Entry::Among(max, all) => html! {
            input id=(name) name=(name) type="text" value=(value) maxlength=(max) required[input.is_mandatory]
                autocomplete="off" autocapitalize="none" spellcheck="false" list={ (name) "-list" }
                aria-describedby=[described] aria-invalid=[invalid];
            datalist id={ (name) "-list" } { @for (one, about) in all { option value=(one) { (about) } } }
        },
        Entry::Number => plain("text", 20, Some("numeric")),
        Entry::Phone => plain("tel", 50, None),
        Entry::Email => plain("email", 320, None),
        Entry::Day => plain("date", 10, None),
        Entry::OneOf(all) => html! {
            select id=(name) name=(name) required[input.is_mandatory] aria-describedby=[described] aria-invalid=[invalid] {
                @if !all.iter().any(|(one, _)| one.is_empty()) && (!input.is_mandatory || value.is_empty()) {
                    option value="" { @if input.is_mandatory { (look.t("choose")) } @else { "–" } }
                }
                @for (one, word) in all { option value=(one) selected[one == value] { (word) } }
            }
        },
        Entry::Flag => html! {},
    }
}
