//! `/console/find?q`: who was found, and by what.

use http::StatusCode;
use maud::{Markup, html};
use sigill_app::{Hit, Permit, Refusal, Rooms, Searched, search};
use sigill_domain::right::UserView;
use sigill_domain::search::Why;

use super::home;
use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{Place, Tone, chip, frame, name_of, notice, state_of};
use crate::console::route::{Of, Route};
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, q) = (&visit.look, visit.query.one("q"));
    let permit = visit.permit::<Permit<UserView, Rooms>>()?;
    let found = match search::find(&permit, visit.query.only(&["q"])).await {
        // Nothing, or too much, was typed.
        Err(Refusal::Broken(_)) => None,
        other => Some(other?),
    };
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html! {
        div class="hero small" { h1 { label for="q" { (look.t("find-a-person")) } } (home::search(look, q, false)) }
        div id="hits" class="stack" aria-live="polite" {
            @match &found {
                None => { (notice(look, Tone::Info, &look.t("find-nothing-typed"))) }
                Some(found) => { (hits(look, q, found)) }
            }
        }
    };
    let title = look.words.with("found-title", &[("q", q)]);
    Ok(Answer::Told(status, frame(look, Place::Find, &title, &page)))
}

/// Each person once, with all hits, in the order of the first ones.
fn people(found: &Searched) -> Vec<Vec<&Hit>> {
    let mut people: Vec<Vec<&Hit>> = Vec::new();
    for hit in &found.hits {
        match people.iter_mut().find(|hits| hits.first().is_some_and(|first| first.user.id == hit.user.id)) {
            Some(hits) => hits.push(hit),
            None => people.push(vec![hit]),
        }
    }
    people
}

fn hits(look: &Look, q: &str, found: &Searched) -> Markup {
    let people = people(found);
    let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
    html! {
        @if found.lacks_country { (notice(look, Tone::Warn, &look.t("find-lacks-country"))) }
        @if found.hits.is_empty() {
            section class="card pad ask" {
                h2 { (look.t("nobody-found")) }
                p { (look.words.with("nobody-found-for", &[("q", q)])) }
                p class="soft" { (look.t("nobody-found-next")) }
            }
        } @else {
            section class="card" aria-labelledby="found" {
                header { h2 id="found" { (look.words.count("hits", count, &[])) } }
                table class="fold" {
                    thead class="vh" {
                        tr { th scope="col" { (look.t("person")) } th scope="col" { (look.t("found-by")) } th scope="col" { (look.t("state")) } }
                    }
                    tbody { @for hits in &people { (row(look, hits)) } }
                }
            }
        }
    }
}

fn row(look: &Look, hits: &[&Hit]) -> Markup {
    let Some(hit) = hits.first() else { return Markup::default() };
    let of = Of { client: hit.client.ext_id.as_str(), user: hit.user.ext_id.as_str() };
    let (tone, state) = state_of(look, &hit.user, look.now);
    let mut why: Vec<String> = hits.iter().map(|hit| look.t(word(hit.why))).collect();
    why.dedup();
    html! {
        tr class="row" {
            td {
                a class="main" href=(look.to(Route::Person(of))) { (name_of(&hit.user)) }
                div class="soft small" { span class="id" { (hit.user.login_id) } " · " (hit.client.name) }
            }
            td class="soft small" { (why.join(", ")) }
            td { (chip(look, tone, &state)) }
        }
    }
}

/// What somebody was found by.
fn word(why: Why) -> &'static str {
    match why {
        Why::Msisdn => "why-number",
        Why::LoginId => "why-login",
        Why::UserExtId => "why-user-id",
        Why::CredentialExtId => "why-credential-id",
        Why::Email => "why-email",
        Why::Identificator => "why-identificator",
        Why::CertificateSerial | Why::CertificateSha256 => "why-certificate",
        Why::Name => "why-name",
    }
}
