//! `…/edit`: what is known of a person.

use http::StatusCode;
use maud::{Markup, html};
use sigill_app::{Asked, Outcome, Permit, Refusal, user};
use sigill_domain::patch::Patch;
use sigill_domain::right::{Elementary, UserModify, UserView};
use sigill_domain::user::{PatchUser, User};
use sigill_domain::version::Expected;

use super::data;
use crate::console::answer::Answer;
use crate::console::part::{Entry, Input, Place, Wrong, form, frame, inputs, name_of, summary};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<UserModify>>()?;
    let person = read(&visit).await?;
    Ok(Answer::Page(page(&visit, &person, &Wrong::default())))
}

async fn read(visit: &Visit) -> Result<User, Refused> {
    Ok(user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?)
}

/// `POST`: what differs from how it is now is changed, where nobody else was quicker.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<UserModify>>()?;
    let before = read(&visit).await?;
    let typed = &visit.form;
    let word = |name: &str, now: String| match typed.one(name).trim() {
        text if text == now => Patch::Keep,
        "" => Patch::Clear,
        text => Patch::Set(text.to_owned()),
    };
    let day = |at: Option<sigill_domain::time::Timestamp>| at.map(day_of).unwrap_or_default();
    let login_id = if may_name(&visit) { word("loginId", before.login_id.clone()) } else { Patch::Keep };
    let patch = PatchUser {
        login_id,
        validity_from: word("validity.from", day(before.validity.from)),
        validity_to: word("validity.to", day(before.validity.to)),
        person: data::patch(&before, typed),
        expected: Expected { if_match: None, version: typed.one("version").parse().ok() },
        ..PatchUser::default()
    };
    match Box::pin(user::modify(&permit, visit.path.user(), &patch, &Asked::default())).await {
        Ok(Outcome::Done(_) | Outcome::Kept(_) | Outcome::Would(..)) => {
            Ok(Answer::Goes(Route::Person(visit.of()).path()))
        }
        Err(Refusal::Broken(broken)) => {
            let wrong = Wrong(broken.into_iter().map(|breach| breach.message).collect());
            Ok(Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &before, &wrong)))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `2026-11-09`.
fn day_of(at: sigill_domain::time::Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

fn may_name(visit: &Visit) -> bool {
    visit.caller.rooms(Elementary::LoginIdOverride).is_some_and(|rooms| rooms.contains(visit.path.client()))
}

fn page(visit: &Visit, person: &User, wrong: &Wrong) -> Markup {
    let (look, typed) = (&visit.look, &visit.form);
    let name = name_of(person);
    let title = look.words.with("edit-what", &[("name", &name)]);
    let (usual, mut further) = data::of_user(look, person, typed);
    let shown = |name: &str, now: String| if typed.is_empty() { now } else { typed.one(name).to_owned() };
    let at = |at: Option<sigill_domain::time::Timestamp>| at.map(day_of).unwrap_or_default();
    let from = shown("validity.from", at(person.validity.from));
    let to = shown("validity.to", at(person.validity.to));
    further.insert(0, Input::new("validity.from", look.t("member-validity-from"), Entry::Day, &from));
    further.insert(1, Input::new("validity.to", look.t("member-validity-to"), Entry::Day, &to));
    if may_name(visit) {
        let login_id = shown("loginId", person.login_id.clone());
        further.insert(0, Input::new("loginId", look.t("login-id"), Entry::Text(300), &login_id).mandatory());
    }
    let all: Vec<Input> = usual.iter().chain(&further).cloned().collect();
    let version = if typed.is_empty() { person.version.to_string() } else { typed.one("version").to_owned() };
    let content = html! {
        input type="hidden" name="version" value=(version);
        div class="fields two-up" { (inputs(look, &usual, wrong)) }
        div class="fields two-up" { (inputs(look, &further, wrong)) }
        div class="acts" {
            button class="btn go" { (look.t("save")) }
            a class="btn quiet" href=(look.to(Route::Person(visit.of()))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        (super::way::crumbs(visit, person, "edit"))
        div class="head" { h1 { (title) } }
        (summary(look, wrong, &all))
        div class="card pad" { (form(look, &look.to(Route::Edit(visit.of())), &content)) }
    };
    let title = if wrong.0.is_empty() { title } else { format!("{}: {title}", look.t("error")) };
    frame(look, Place::Elsewhere, &title, &page)
}
