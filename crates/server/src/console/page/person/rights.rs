//! `…/rights`: what a person may do, and by which role.

use maud::{Markup, html};
use sigill_app::effective::{self, ExplainedRights};
use sigill_domain::caller::ClientRoom;
use sigill_domain::effective::Ground;
use sigill_domain::rooms::Room;

use super::{Tab, head, tabs};
use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{Place, Tone, chip, field, frame, name_of, notice};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::authorise::LooksAtEffective;
use crate::http::refused::Refused;

/// `GET`, perhaps with `for`: to whom.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, of) = (&visit.look, visit.of());
    let LooksAtEffective(looks) = visit.permit()?;
    let asked = visit.query.only(&["for"]);
    let told = match effective::explain(&looks, &visit.server.app.roles, visit.path.user(), asked).await {
        Ok(told) => (told, None),
        // Nobody is there to whom it could be done.
        Err(sigill_app::Refusal::Broken(broken)) => {
            let none = sigill_domain::list::Parameters::new([]);
            let told = effective::explain(&looks, &visit.server.app.roles, visit.path.user(), none).await?;
            (told, broken.into_iter().next().map(|breach| breach.message))
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let (told, wrong) = told;
    let name = name_of(&told.person);
    let title = look.words.with("rights-of", &[("name", &name)]);
    let page = html! {
        (head(&visit, &told.person, &name))
        (tabs(&visit, of, Tab::Rights, None))
        div class="stack" {
            @if told.effective.idle.is_some() { (notice(look, Tone::Warn, &look.t("rights-idle"))) }
            @if let Some(wrong) = wrong { (notice(look, Tone::Warn, &wrong)) }
            form class="card pad asks" action=(look.to(Route::Rights(of))) {
                (field("for", &look.t("rights-for"), Some(&look.t("rights-for-hint")), &html! {
                    input id="for" name="for" value=(visit.query.one("for")) maxlength="100" autocomplete="off"
                        spellcheck="false" aria-describedby="for-hint";
                }))
                div class="acts" { button class="btn" { (look.t("ask")) } }
            }
            (roles(look, &told))
            (rights(look, &told))
        }
    };
    Ok(Answer::Page(frame(look, Place::Elsewhere, &title, &page)))
}

fn roles(look: &Look, told: &ExplainedRights) -> Markup {
    html! {
        section class="card" aria-labelledby="roles" {
            header { h2 id="roles" { (look.t("roles")) } }
            @if told.effective.grounds.is_empty() { p class="pad soft" { (look.t("no-roles")) } }
            @else {
                table class="fold" {
                    thead { tr { th scope="col" { (look.t("role")) } th scope="col" { (look.t("holds")) } th scope="col" { (look.t("rooms")) } } }
                    tbody { @for ground in &told.effective.grounds { (role(look, ground)) } }
                }
            }
        }
    }
}

fn role(look: &Look, ground: &Ground) -> Markup {
    let grant = &ground.authorization.grant;
    let clients = match &grant.clients {
        ClientRoom::Global => look.t("all-clients"),
        ClientRoom::Only(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    let units = match &grant.units {
        Room::Global => look.t("all-units"),
        Room::Only(_) => {
            ground.authorization.units.iter().map(|unit| unit.ext_id.to_string()).collect::<Vec<_>>().join(", ")
        }
    };
    let tone = if ground.why.holds() { Tone::Ok } else { Tone::Off };
    html! {
        tr {
            td { code { (grant.role.as_str()) } div class="soft small" { (look.t("profile")) " " span class="id" { (ground.profile) } } }
            td { (chip(look, tone, &look.t(if ground.why.holds() { "yes" } else { "no" }))) div class="soft small" { (look.t(&format!("holds-{}", ground.why.as_str()))) } }
            td class="soft small" { (clients) br; (units) }
        }
    }
}

fn rights(look: &Look, told: &ExplainedRights) -> Markup {
    let (held, lost): (Vec<_>, Vec<_>) = told.effective.rights.iter().partition(|right| !right.by.is_empty());
    html! {
        section class="card" aria-labelledby="rights" {
            header { h2 id="rights" { (look.words.count("rights-count", i64::try_from(held.len()).unwrap_or_default(), &[])) } }
            ul class="pad columns" { @for right in held { li { code { (right.held) } } } }
            @if !lost.is_empty() {
                div class="pad" { h3 { (look.t("rights-elsewhere")) } ul class="columns" { @for right in lost { li { code { (right.held) } } } } }
            }
        }
    }
}
