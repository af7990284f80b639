//! A further profile of a person, in a unit; one that is moved into another unit; one that goes.

use maud::html;
use sigill_app::{Asked, Permit, Refusal, profile, user};
use sigill_domain::profile::NewProfile;
use sigill_domain::right::{ProfileCreate, ProfileDelete, ProfileModify, UserView};
use sigill_domain::version::Expected;

use super::named;
use crate::console::answer::Answer;
use crate::console::page::pick;
use crate::console::part::{Confirm, Entry, Input, Place, Wrong, confirm, form, frame, inputs, name_of, summary};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// What the form is for.
enum Wish {
    New,
    /// The name of the profile.
    Move(String),
}

/// `GET …/profiles/new`.
pub(crate) async fn show_new(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<ProfileCreate>>()?;
    page(&visit, &Wish::New, &Wrong::default()).await
}

/// `POST …/profiles/new`.
pub(crate) async fn take_new(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<ProfileCreate>>()?;
    let word = |name: &str| Some(visit.form.one(name).trim()).filter(|word| !word.is_empty()).map(str::to_owned);
    let new = NewProfile { unit_ext_id: word("unitExtId"), name: word("name"), ..NewProfile::default() };
    let done = Box::pin(profile::create(&permit, visit.path.user(), &new, &Asked::default())).await.map(|_| ());
    after(&visit, &Wish::New, done).await
}

/// `GET …/profiles/{profile}/unit`.
pub(crate) async fn show_move(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<ProfileModify>>()?;
    let held = named(&visit).await?;
    page(&visit, &Wish::Move(held.profile.name), &Wrong::default()).await
}

/// `POST …/profiles/{profile}/unit`.
pub(crate) async fn take_move(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<ProfileModify>>()?;
    let held = named(&visit).await?;
    let named = (held.profile.ext_id.as_str(), visit.form.one("unitExtId").trim());
    let done = Box::pin(profile::put_into(&permit, named, &Expected::default(), &Asked::default())).await.map(|_| ());
    let done = match done {
        // A unit that isn't there is what was typed, and not the page.
        Err(Refusal::NoRecord(message)) => {
            let broken = vec![sigill_domain::breach::Breach::invalid(format!("unitExtId: {message}"))];
            Err(Refusal::Broken(broken))
        }
        done => done,
    };
    after(&visit, &Wish::Move(held.profile.name), done).await
}

async fn after(visit: &Visit, wish: &Wish, done: Result<(), Refusal>) -> Result<Answer, Refused> {
    match done {
        Ok(()) => Ok(Answer::Goes(Route::Profiles(visit.of()).path())),
        Err(Refusal::Broken(broken)) => {
            page(visit, wish, &Wrong(broken.into_iter().map(|breach| breach.message).collect())).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(visit: &Visit, wish: &Wish, wrong: &Wrong) -> Result<Answer, Refused> {
    let (look, typed, of) = (&visit.look, &visit.form, visit.of());
    let person = user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?;
    let name = name_of(&person);
    let unit = Input::new("unitExtId", look.t("unit"), pick::units(visit).await, typed.one("unitExtId"));
    let (title, action, all) = match wish {
        Wish::New => {
            let named = Input::new("name", look.t("profile-name"), Entry::Text(100), typed.one("name"));
            let all = vec![unit.hint(look.t("unit-or-default")), named];
            (look.words.with("profile-new-what", &[("name", &name)]), Route::NewProfile(of), all)
        }
        Wish::Move(profile) => {
            let title = look.words.with("profile-move-what", &[("what", profile), ("name", &name)]);
            (title, Route::MoveProfile(of, visit.path.profile()), vec![unit.mandatory().hint(look.t("roles-stay"))])
        }
    };
    let word = if let Wish::New = wish { "profile-add" } else { "move" };
    let content = html! {
        div class="fields" { (inputs(look, &all, wrong)) }
        div class="acts" {
            button class="btn go" { (look.t(word)) }
            a class="btn quiet" href=(look.to(Route::Profiles(of))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        (super::super::way::crumbs(visit, &person, "profiles"))
        div class="head" { h1 { (title) } }
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &look.to(action), &content)) }
    };
    let page = frame(look, Place::Elsewhere, &title, &page);
    Ok(Answer::form(!wrong.0.is_empty(), page))
}

/// `GET …/profiles/{profile}/delete`.
pub(crate) async fn show_delete(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<ProfileDelete>>()?;
    question(&visit, Vec::new()).await
}

/// `POST …/profiles/{profile}/delete`.
pub(crate) async fn take_delete(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<ProfileDelete>>()?;
    let held = named(&visit).await?;
    let (expected, asked) = (Expected::default(), Asked::default());
    match Box::pin(profile::delete(&permit, held.profile.ext_id.as_str(), &expected, &asked)).await {
        Ok(_) => Ok(Answer::Goes(Route::Profiles(visit.of()).path())),
        Err(Refusal::Broken(broken)) => {
            question(&visit, broken.into_iter().map(|breach| breach.message).collect()).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn question(visit: &Visit, refused: Vec<String>) -> Result<Answer, Refused> {
    let (look, of) = (&visit.look, visit.of());
    let held = named(visit).await?;
    let person = user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?;
    let title = look.words.with("delete-what", &[("what", &held.profile.name), ("name", &name_of(&person))]);
    let is_refused = !refused.is_empty();
    let page = confirm(
        look,
        &Confirm {
            title: title.clone(),
            says: vec![look.t("profile-delete-effect")],
            word: look.t("delete"),
            is_bad: true,
            action: look.to(Route::DeleteProfile(of, visit.path.profile())),
            back: look.to(Route::Profiles(of)),
            reason: None,
            refused,
        },
    );
    let page = frame(look, Place::Elsewhere, &title, &page);
    Ok(Answer::form(is_refused, page))
}
