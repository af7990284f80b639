//! `/console/providers`: the providers of mobile signatures, as this node knows them. Nobody is asked for the page, and no
//! phone rings.

use maud::{Markup, html};
use sigill_app::signing::{Family, Provider};

use super::must_operate;
use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{Bar, Kind, Place, Tone, bars, chip, facts, frame, notice};
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    must_operate(&visit)?;
    let look = &visit.look;
    let title = look.t("providers");
    let desk = &visit.server.app.desk;
    let ended = desk.tally().all();
    let since = look.words.moment(visit.server.began, look.now);
    let page = html! {
        div class="head" { h1 { (title) } }
        p class="lead soft" { (look.words.with("since-start", &[("at", &since)])) }
        @if desk.providers().all().next().is_none() { (notice(look, Tone::Info, &look.t("no-providers"))) }
        div class="stack" {
            @for (n, provider) in desk.providers().all().enumerate() {
                @let own: Vec<(&str, u64)> = ended.iter().filter(|(of, ..)| *of == provider.settings.identifier).map(|(_, how, count)| (*how, *count)).collect();
                (one(look, n, provider, &own))
            }
        }
    };
    Ok(Answer::Page(frame(look, Place::Providers, &title, &page)))
}

fn one(look: &Look, n: usize, provider: &Provider, ended: &[(&str, u64)]) -> Markup {
    let (settings, messages) = (&provider.settings, provider.messages());
    let (tone, state) = match (messages.time.count(), messages.is_answering()) {
        (0, _) => (Tone::Off, "provider-unasked"),
        (_, true) => (Tone::Ok, "provider-answers"),
        (_, false) => (Tone::Bad, "provider-silent"),
    };
    html! {
        section class="card" aria-labelledby={ "provider-" (n) } {
            header {
                h2 id={ "provider-" (n) } class="id" { (settings.identifier) }
                (chip(look, tone, &look.t(state)))
            }
            div class="pad stack" {
                (facts(&told(look, provider)))
                @if messages.time.count() > 0 { (times(look, n, provider)) }
                @if !ended.is_empty() { (outcomes(look, n, ended)) }
            }
        }
    }
}

fn told(look: &Look, provider: &Provider) -> Vec<(String, Markup)> {
    let (settings, words) = (&provider.settings, look.words);
    let family = match settings.family {
        Family::MobileId => "Mobile ID",
        Family::Ficom => "FiCom",
        Family::SkMid => "Mobile-ID (SK)",
    };
    let clients = match &settings.clients {
        None => look.t("all-clients"),
        Some(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    let mut all = vec![
        (look.t("provider-family"), html! { (family) }),
        (look.t("languages"), html! { (settings.languages.join(", ")) }),
        (look.t("clients"), html! { (clients) }),
        (look.t("provider-time"), html! { (words.count("seconds", settings.time_limit_s, &[])) }),
    ];
    if !settings.number_prefixes.is_empty() {
        all.push((look.t("provider-numbers"), html! { "+" (settings.number_prefixes.join(", +")) }));
    }
    if let Some(own) = provider.own_certificate() {
        all.push((look.t("provider-own"), html! { span class="id" { (own.subject) } }));
    }
    let count = i64::try_from(provider.messages().time.count()).unwrap_or(i64::MAX);
    all.push((look.t("provider-messages"), html! { (words.number(count)) }));
    let failures: Vec<String> = provider
        .messages()
        .failures()
        .filter(|(_, count)| *count > 0)
        .map(|(cause, count)| format!("{} {}", words.number(i64::try_from(count).unwrap_or(i64::MAX)), cause.as_str()))
        .collect();
    if !failures.is_empty() {
        all.push((look.t("provider-failures"), html! { span lang="en" { (failures.join(", ")) } }));
    }
    all
}

/// How long its answers took.
fn times(look: &Look, n: usize, provider: &Provider) -> Markup {
    let (mut before, mut all) = (0, Vec::new());
    let time = &provider.messages().time;
    for (bound, count) in time.cumulated() {
        all.push(Bar { name: format!("≤ {bound}"), counts: vec![i64::try_from(count - before).unwrap_or(i64::MAX)] });
        before = count;
    }
    let longer = time.count().saturating_sub(before);
    if longer > 0 {
        all.push(Bar { name: "> 10".to_owned(), counts: vec![i64::try_from(longer).unwrap_or(i64::MAX)] });
    }
    let kinds = [Kind { word: look.t("provider-messages"), class: "c-info" }];
    drawn(look, &format!("times-{n}"), "provider-latency", &kinds, &all)
}

/// How signatures ended with it.
fn outcomes(look: &Look, n: usize, ended: &[(&str, u64)]) -> Markup {
    let bar = |(how, count): &(&str, u64)| {
        let count = i64::try_from(*count).unwrap_or(i64::MAX);
        let counts = if *how == "approved" { vec![count, 0] } else { vec![0, count] };
        Bar { name: (*how).to_owned(), counts }
    };
    let all: Vec<Bar> = ended.iter().map(bar).collect();
    let kinds = [("sign-approved", "c-ok"), ("sign-not-approved", "c-warn")];
    let kinds = kinds.map(|(word, class)| Kind { word: look.t(word), class });
    drawn(look, &format!("outcomes-{n}"), "provider-outcomes", &kinds, &all)
}

fn drawn(look: &Look, id: &str, title: &str, kinds: &[Kind], all: &[Bar]) -> Markup {
    let title = look.t(title);
    html! { div class="chart" { h3 { (title) } (bars(look, (id, &title), kinds, all)) } }
}
