//! `/console/c/{client}/units/…`: a unit is made, changed, moved or goes.

pub(crate) mod moving;

use maud::{Markup, html};
use sigill_app::{Asked, Permit, Refusal, unit};
use sigill_domain::patch::Patch;
use sigill_domain::right::{UnitCreate, UnitDelete, UnitModify, UnitView};
use sigill_domain::unit::{New, PatchUnit, Unit};
use sigill_domain::version::Expected;

use super::pick;
use crate::console::answer::Answer;
use crate::console::part::{
    CORE, Confirm, Entry, Input, Place, Wrong, calls, confirm, form, frame, inputs, path_of, summary,
};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET …/units/new`, perhaps with the unit above it.
pub(crate) async fn show_new(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<UnitCreate>>()?;
    new_page(&visit, &Wrong::default()).await
}

fn word(visit: &Visit, name: &str) -> Option<String> {
    Some(visit.form.one(name).trim()).filter(|word| !word.is_empty()).map(str::to_owned)
}

/// `POST …/units/new`.
pub(crate) async fn take_new(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<UnitCreate>>()?;
    let new = New {
        ext_id: word(&visit, "extId"),
        parent_ext_id: word(&visit, "parentExtId"),
        name: word(&visit, "name"),
        description: word(&visit, "description"),
        location: word(&visit, "location"),
        profileless: Some(visit.form.one("profileless") == "true"),
        comment: word(&visit, "modificationComment"),
        ..New::default()
    };
    match Box::pin(unit::create(&permit, &new, &Asked::default())).await {
        Ok(_) => Ok(Answer::Goes(Route::Units(visit.path.client()).path())),
        Err(Refusal::Broken(broken)) => new_page(&visit, &Wrong::of_all(broken)).await,
        Err(Refusal::NoRecord(message)) if new.parent_ext_id.is_some() => {
            new_page(&visit, &Wrong(vec![format!("parentExtId: {message}")])).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What may be said of a unit, new or there.
fn fields(visit: &Visit, now: Option<&Unit>) -> Vec<Input> {
    let look = &visit.look;
    let shown = |name: &str, now: Option<&str>| match visit.form.is_empty() {
        true => now.unwrap_or_default().to_owned(),
        false => visit.form.one(name).to_owned(),
    };
    let text = |name: &str, word: &str, max: usize, now: Option<&str>| {
        Input::new(name, look.t(word), Entry::Text(max), &shown(name, now))
    };
    vec![
        text("name", "why-name", 100, now.map(|unit| unit.name.as_str())).mandatory(),
        text("description", "description", 1_000, now.and_then(|unit| unit.description.as_deref())),
        text("location", "location", 50, now.and_then(|unit| unit.location.as_deref())),
        text("modificationComment", "reason", 1_000, None),
    ]
}

async fn new_page(visit: &Visit, wrong: &Wrong) -> Result<Answer, Refused> {
    let (look, client) = (&visit.look, visit.path.client());
    let title = look.words.with("unit-new", &[("client", client)]);
    let parent = if visit.form.is_empty() { visit.query.one("parent") } else { visit.form.one("parentExtId") };
    let mut all = fields(visit, None);
    let above = Input::new("parentExtId", look.t("unit-above"), pick::units(visit).await, parent);
    all.insert(1, above.hint(look.t("unit-above-hint")));
    all.push(
        Input::new("extId", look.t("id"), Entry::Text(50), visit.form.one("extId")).hint(look.t("member-extId-hint")),
    );
    let typed = visit.form.one("profileless");
    all.push(Input::new("profileless", look.t("unit-profileless"), Entry::Flag, typed));
    let content = html! {
        div class="fields" { (inputs(look, &all, wrong)) }
        (buttons(visit, "add-do"))
    };
    let page = html! {
        div class="head" { h1 { (title) } }
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &look.to(Route::NewUnit(client, "")), &content)) }
        (calls(look, &[path_of(CORE, &[client, "units"])]))
    };
    Ok(Answer::form(!wrong.0.is_empty(), frame(look, Place::Units, &title, &page)))
}

fn buttons(visit: &Visit, word: &str) -> Markup {
    let look = &visit.look;
    html! {
        div class="acts" {
            button class="btn go" { (look.t(word)) }
            a class="btn quiet" href=(look.to(Route::Units(visit.path.client()))) { (look.t("cancel")) }
        }
    }
}

/// `GET …/units/{unit}`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    page(&visit, &Wrong::default()).await
}

async fn read(visit: &Visit) -> Result<Unit, Refused> {
    Ok(unit::get(&visit.permit::<Permit<UnitView>>()?, visit.path.unit()).await?)
}

/// `POST …/units/{unit}`: what is known of it becomes something else.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<UnitModify>>()?;
    let set = |name: &str| word(&visit, name).map_or(Patch::Clear, Patch::Set);
    let state = match visit.form.one("state") {
        "" => Patch::Keep,
        state => Patch::Set(state.to_owned()),
    };
    let patch = PatchUnit {
        name: set("name"),
        description: set("description"),
        location: set("location"),
        state,
        comment: word(&visit, "modificationComment").map_or(Patch::Keep, Patch::Set),
        expected: Expected { if_match: None, version: visit.form.one("version").parse().ok() },
        ..PatchUnit::default()
    };
    match Box::pin(unit::modify(&permit, visit.path.unit(), &patch, &Asked::default())).await {
        Ok(_) => Ok(Answer::Goes(Route::Units(visit.path.client()).path())),
        Err(Refusal::Broken(broken)) => page(&visit, &Wrong::of_all(broken)).await,
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(visit: &Visit, wrong: &Wrong) -> Result<Answer, Refused> {
    let (look, client, here) = (&visit.look, visit.path.client(), visit.path.unit());
    let unit = read(visit).await?;
    let title = look.words.with("unit-title", &[("name", &unit.name)]);
    let mut all = fields(visit, Some(&unit));
    let states = [("active", "unit-active"), ("disabled", "unit-disabled")];
    let states = states.iter().map(|(state, word)| ((*state).to_owned(), look.t(word))).collect();
    let state = if visit.form.is_empty() { unit.state.as_str() } else { visit.form.one("state") };
    all.insert(3, Input::new("state", look.t("state"), Entry::OneOf(states), state).mandatory());
    let version = if visit.form.is_empty() { unit.version.to_string() } else { visit.form.one("version").to_owned() };
    let content = html! {
        input type="hidden" name="version" value=(version);
        div class="fields" { (inputs(look, &all, wrong)) }
        (buttons(visit, "save"))
    };
    let page = html! {
        div class="head" {
            div {
                h1 { (title) }
                p class="meta" { span class="id" { (unit.hierarchical_name) } }
            }
            div class="acts" {
                @if visit.may::<UnitCreate>() { a class="btn" href=(look.to(Route::NewUnit(client, here))) { (look.t("unit-add-below")) " …" } }
                @if visit.may::<UnitModify>() { a class="btn" href=(look.to(Route::MoveUnit(client, here))) { (look.t("move")) " …" } }
                @if visit.may::<UnitDelete>() { a class="btn bad" href=(look.to(Route::DeleteUnit(client, here))) { (look.t("delete")) " …" } }
            }
        }
        (summary(look, wrong, &all))
        @if visit.may::<UnitModify>() {
            div class="card pad ask" { (form(look, &look.to(Route::Unit(client, here)), &content)) }
        } @else {
            div class="card pad ask" { p { (unit.description.as_deref().unwrap_or("–")) } }
        }
        (calls(look, &[path_of(CORE, &[client, "units", here])]))
    };
    Ok(Answer::form(!wrong.0.is_empty(), frame(look, Place::Units, &title, &page)))
}

/// `GET …/units/{unit}/delete`.
pub(crate) async fn show_delete(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<UnitDelete>>()?;
    question(&visit, Wrong::default()).await
}

/// `POST …/units/{unit}/delete`.
pub(crate) async fn take_delete(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<UnitDelete>>()?;
    match Box::pin(unit::delete(&permit, visit.path.unit(), &Expected::default(), &Asked::default())).await {
        Ok(_) => Ok(Answer::Goes(Route::Units(visit.path.client()).path())),
        Err(Refusal::Broken(broken)) => question(&visit, Wrong::of_all(broken)).await,
        Err(refusal) => Err(refusal.into()),
    }
}

async fn question(visit: &Visit, wrong: Wrong) -> Result<Answer, Refused> {
    let (look, client, here) = (&visit.look, visit.path.client(), visit.path.unit());
    let unit = read(visit).await?;
    let title = look.words.with("unit-delete-what", &[("name", &unit.name)]);
    let page = confirm(
        look,
        &Confirm {
            title: title.clone(),
            says: vec![look.t("unit-delete-effect")],
            word: look.t("delete"),
            is_bad: true,
            action: look.to(Route::DeleteUnit(client, here)),
            back: look.to(Route::Unit(client, here)),
            reason: None,
            refused: wrong.0.clone(),
        },
    );
    Ok(Answer::form(!wrong.0.is_empty(), frame(look, Place::Units, &title, &page)))
}
