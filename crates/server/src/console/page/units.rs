//! `/console/c/{client}/units`: the tree of a client.

use maud::{Markup, html};
use sigill_app::{Permit, unit};
use sigill_domain::list::{LIMIT_MAX, Listed, Parameters};
use sigill_domain::right::{UnitCreate, UnitView};
use sigill_domain::unit::{State, Unit};

use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{CORE, Place, Tone, calls, chip, csv, frame, notice, path_of};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Levels that are shown, at most; a tree has fewer.
const LEVELS_MAX: usize = 40;

async fn read(visit: &Visit) -> Result<Listed<Unit>, Refused> {
    let permit = visit.permit::<Permit<UnitView>>()?;
    let limit = LIMIT_MAX.to_string();
    Ok(unit::list(&permit, Parameters::new([("limit", limit.as_str())])).await?)
}

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, client) = (&visit.look, visit.path.client());
    let listed = read(&visit).await?;
    let title = look.words.with("units-of", &[("client", client)]);
    let is_root = |unit: &&Unit| {
        let parent = unit.parent.as_ref().map(|parent| parent.id);
        !listed.items.iter().any(|other| Some(other.id) == parent)
    };
    let roots: Vec<&Unit> = listed.items.iter().filter(is_root).collect();
    let count = LIMIT_MAX.to_string();
    let page = html! {
        div class="head" {
            h1 { (title) }
            p class="acts" {
                @if visit.may::<UnitCreate>() { a class="btn go" href=(look.to(Route::NewUnit(client, ""))) { (look.t("unit-add")) " …" } }
                a class="btn" href=(look.to(Route::UnitsFile(client))) download { (look.words.with("as-csv", &[("count", &count)])) }
            }
        }
        @if listed.next.is_some() { (notice(look, Tone::Info, &look.t("units-more"))) }
        section class="card pad" aria-label=(look.t("units")) { (tree((look, client), &listed.items, &roots, LEVELS_MAX)) }
        (calls(look, &[path_of(CORE, &["clients", client, "units"])]))
    };
    Ok(Answer::Page(frame(look, Place::Units, &title, &page)))
}

/// `GET …/units.csv`.
pub(crate) async fn file(visit: Visit) -> Result<Answer, Refused> {
    let (look, client) = (&visit.look, visit.path.client());
    let listed = read(&visit).await?;
    let head = ["unit", "id", "unit-path", "state"].map(|word| look.t(word));
    let state = |unit: &Unit| look.t(if unit.state == State::Active { "unit-active" } else { "unit-disabled" });
    let row =
        |unit: &Unit| vec![unit.name.clone(), unit.ext_id.to_string(), unit.hierarchical_name.clone(), state(unit)];
    let rows: Vec<_> = listed.items.iter().map(row).collect();
    Ok(Answer::csv(look.now, &["units", client], csv(&head, &rows)))
}

fn tree((look, client): (&Look, &str), all: &[Unit], here: &[&Unit], levels: usize) -> Markup {
    html! {
        ul class="tree" {
            @for unit in here {
                @let below: Vec<&Unit> = all.iter().filter(|other| other.parent.as_ref().is_some_and(|parent| parent.id == unit.id)).collect();
                li {
                    @if below.is_empty() || levels == 0 { (named(look, client, unit)) }
                    @else { details open { summary { (named(look, client, unit)) } (tree((look, client), all, &below, levels - 1)) } }
                }
            }
        }
    }
}

fn named(look: &Look, client: &str, unit: &Unit) -> Markup {
    html! {
        a href=(look.to(Route::Unit(client, unit.ext_id.as_str()))) { b { (unit.name) } } " " span class="id soft" { (unit.ext_id) }
        @if unit.state != State::Active { " " (chip(look, Tone::Off, &look.t("unit-disabled"))) }
        @if let Some(description) = &unit.description { div class="soft small" { (description) } }
    }
}
