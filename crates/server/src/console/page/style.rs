//! `/console/style`: what pages are made of, to be looked at in both themes.

use maud::{Markup, html};

use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{Action, Card, Place, Tone, card, chip, facts, field, frame, notice};
use crate::console::visit::Visit;
use crate::http::refused::Refused;

const TONES: [(Tone, &str); 5] = [
    (Tone::Ok, "state-active"),
    (Tone::Warn, "state-admin-changed"),
    (Tone::Bad, "state-fail-locked"),
    (Tone::Info, "user-not-yet"),
    (Tone::Off, "user-disabled"),
];

/// Colours by their tokens.
const COLOURS: [&str; 14] =
    ["paper", "sheet", "sunk", "ink", "soft", "line", "edge", "accent", "ok", "warn", "bad", "info", "off", "seal"];

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let look = &visit.look;
    let page = html! {
        div class="head" { h1 { (look.t("style")) } }
        div class="stack" {
            (section("h1 h2 h3", &html! { h1 { "Ida Keller" } h2 { "Ida Keller" } h3 { "Ida Keller" } p { "Ida Keller" } p class="soft small" { "ida.keller" } p { code { "u-004711" } } }))
            (section("--", &html! { ul class="swatches" { @for name in COLOURS { li { span class={ "swatch " (name) } {} code { "--" (name) } } } } }))
            (section(".btn", &html! {
                div class="acts" {
                    button class="btn go" { (look.t("unlock")) } button class="btn" { (look.t("lock")) }
                    button class="btn bad" { (look.t("delete")) } button class="btn quiet" { (look.t("cancel")) }
                    button class="btn sm" { (look.t("enable")) } button class="btn" disabled { (look.t("archive")) }
                }
            }))
            (section(".chip", &html! { div class="acts" { @for (tone, word) in TONES { (chip(look, tone, &look.t(word))) } } }))
            (section(".note", &html! { div class="stack" { (notice(look, Tone::Info, &look.t("find-hint"))) (notice(look, Tone::Warn, &look.t("sign-in-no"))) } }))
            (section(".f", &html! { div class="form" { (field("sample", &look.t("reason"), Some(&look.t("reason-hint")), &html! { input id="sample" name="sample"; })) } }))
            (section(".cred", &cards(look)))
        }
    };
    Ok(Answer::Page(frame(look, Place::Style, &look.t("style"), &page)))
}

fn section(name: &str, content: &Markup) -> Markup {
    html! { section class="card" { header { h2 { code { (name) } } } div class="pad" { (content) } } }
}

fn cards(look: &Look) -> Markup {
    let of = |tone: Tone, word: &str| Card {
        icon: "phone",
        title: look.t("kind-16"),
        beside: Some("Swisscom Mobile ID".to_owned()),
        tone,
        state: look.t(word),
        facts: vec![(look.t("fact-number"), html! { "+41 79 ••• •• 01" })],
        actions: vec![
            Action { href: "#".to_owned(), word: look.t("unlock"), is_last: false },
            Action { href: "#".to_owned(), word: look.t("delete"), is_last: true },
        ],
    };
    html! {
        div class="creds" { @for (tone, word) in TONES { (card(look, &of(tone, word))) } }
        (facts(&[(look.t("login-id"), html! { span class="id" { "ida.keller" } })]))
    }
}
