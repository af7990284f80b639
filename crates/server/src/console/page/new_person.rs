//! `/console/c/{client}/users/new`: a person with its profile, both or nothing.

use http::StatusCode;
use maud::{Markup, html};
use sigill_app::{Asked, Outcome, Permit, Refusal, user};
use sigill_domain::profile::NewProfile;
use sigill_domain::right::{Elementary, ProfileCreate, UserCreate};
use sigill_domain::user::New;

use super::person::data;
use super::pick;
use crate::console::answer::Answer;
use crate::console::part::{CORE, Entry, Input, Place, Wrong, calls, form, frame, inputs, path_of, summary};
use crate::console::route::{Of, Route};
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<UserCreate>>()?;
    Ok(Answer::Page(page(&visit, &Wrong::default()).await?))
}

/// Whether the caller may make people at all, with their profiles.
pub(crate) fn may(visit: &Visit) -> bool {
    visit.may::<UserCreate>() && visit.may::<ProfileCreate>()
}

fn may_override(visit: &Visit, right: Elementary) -> bool {
    visit.caller.rooms(right).is_some_and(|rooms| rooms.contains(visit.path.client()))
}

/// `POST`.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<UserCreate>>()?;
    let typed = &visit.form;
    let word = |name: &str| Some(typed.one(name).trim()).filter(|word| !word.is_empty()).map(str::to_owned);
    let new = New {
        ext_id: word("extId"),
        login_id: word("loginId"),
        is_technical_user: typed.one("isTechnicalUser") == "true",
        validity_from: word("validity.from"),
        validity_to: word("validity.to"),
        person: data::person(typed),
        ..New::default()
    };
    let profile = NewProfile { unit_ext_id: word("unitExtId"), ..NewProfile::default() };
    match Box::pin(user::create_identity(&permit, (&new, &profile), &Asked::default())).await {
        Ok(Outcome::Done(user) | Outcome::Would(user, _)) => {
            let of = Of { client: visit.path.client(), user: user.ext_id.as_str() };
            Ok(Answer::Goes(Route::Person(of).path()))
        }
        Ok(Outcome::Kept(_)) => Ok(Answer::Goes(Route::Users(visit.path.client(), "", "").path())),
        Err(Refusal::Broken(broken)) => {
            let wrong = Wrong(broken.into_iter().map(|breach| breach.message).collect());
            Ok(Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &wrong).await?))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(visit: &Visit, wrong: &Wrong) -> Result<Markup, Refused> {
    let (look, typed, client) = (&visit.look, &visit.form, visit.path.client());
    let title = look.words.with("new-person", &[("client", client)]);
    let (mut usual, further) = data::of_new(look, typed);
    let text = |name: &str, word: &str, max: usize| Input::new(name, look.t(word), Entry::Text(max), typed.one(name));
    let units = pick::units(visit).await;
    usual.push(Input::new("unitExtId", look.t("unit"), units, typed.one("unitExtId")).hint(look.t("unit-or-default")));
    let mut more = vec![text("extId", "id", 50).hint(look.t("member-extId-hint"))];
    if may_override(visit, Elementary::LoginIdOverride) {
        more.insert(0, text("loginId", "login-id", 300).hint(look.t("login-as-id")));
    }
    if may_override(visit, Elementary::UserCreateTechUser) {
        more.push(Input::new("isTechnicalUser", look.t("technical-user"), Entry::Flag, typed.one("isTechnicalUser")));
    }
    let day = |name: &str, word: &str| Input::new(name, look.t(word), Entry::Day, typed.one(name));
    more.extend([day("validity.from", "member-validity-from"), day("validity.to", "member-validity-to")]);
    more.extend(further);
    let all: Vec<Input> = usual.iter().chain(&more).cloned().collect();
    let is_open = more.iter().any(|input| !input.value.is_empty());
    let content = html! {
        div class="fields two-up" { (inputs(look, &usual, wrong)) }
        details open[is_open] { summary { (look.t("add-more")) } div class="fields two-up" { (inputs(look, &more, wrong)) } }
        div class="acts" {
            button class="btn go" { (look.t("add-do")) }
            a class="btn quiet" href=(look.to(Route::Users(client, "", ""))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        div class="head" { h1 { (title) } }
        (summary(look, wrong, &all))
        div class="card pad" { (form(look, &look.to(Route::NewPerson(client)), &content)) }
        (calls(look, &[path_of(CORE, &[client, "identity"])]))
    };
    let title = if wrong.0.is_empty() { title } else { format!("{}: {title}", look.t("error")) };
    Ok(frame(look, Place::Users, &title, &page))
}
