//! `…/profiles/{profile}/role`: a role is given; `…/role/{authorization}`: it is taken.

use maud::html;
use sigill_app::{Asked, Permit, Refusal, profile, user};
use sigill_domain::profile::NewAuthorization;
use sigill_domain::right::{AuthorizationCreate, AuthorizationDelete, AuthorizationView, UserView};
use sigill_domain::version::Expected;

use super::{named, rooms};
use crate::console::answer::Answer;
use crate::console::page::pick;
use crate::console::part::{Confirm, Entry, Input, Place, Wrong, confirm, form, frame, inputs, name_of, summary};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Ids that one field may hold, in characters.
const IDS_MAX: usize = 5_000;

/// `GET …/role`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<AuthorizationCreate>>()?;
    page(&visit, &Wrong::default()).await
}

/// Ids with commas or blanks between them.
fn ids(text: &str) -> Vec<String> {
    text.split([',', ' ', '\n', '\r', '\t']).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// `POST …/role`.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<AuthorizationCreate>>()?;
    let held = named(&visit).await?;
    let typed = &visit.form;
    let word = |name: &str| Some(typed.one(name).trim()).filter(|word| !word.is_empty()).map(str::to_owned);
    let is_client_global = typed.one("clientGlobal") == "true";
    let mut clients = ids(typed.one("clientExtIds"));
    if clients.is_empty() && !is_client_global {
        clients.push(visit.path.client().to_owned());
    }
    let new = NewAuthorization {
        role: word("roleExtId"),
        validity_from: word("validity.from"),
        validity_to: word("validity.to"),
        is_client_global,
        clients,
        units: ids(typed.one("unitExtIds")),
        ..NewAuthorization::default()
    };
    match Box::pin(profile::assign(&permit, held.profile.ext_id.as_str(), &new, &Asked::default())).await {
        Ok(_) => Ok(Answer::Goes(Route::Profiles(visit.of()).path())),
        Err(Refusal::Broken(broken)) => {
            page(&visit, &Wrong(broken.into_iter().map(|breach| breach.message).collect())).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(visit: &Visit, wrong: &Wrong) -> Result<Answer, Refused> {
    let (look, typed, of) = (&visit.look, &visit.form, visit.of());
    let held = named(visit).await?;
    let person = user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?;
    let name = name_of(&person);
    let title = look.words.with("give-role-what", &[("name", &name), ("what", &held.profile.name)]);
    let input = |name: &str, word: &str, entry: Entry| Input::new(name, look.t(word), entry, typed.one(name));
    let all = [
        input("roleExtId", "role", pick::roles()).mandatory(),
        input("unitExtIds", "role-units", Entry::Text(IDS_MAX)).hint(look.t("role-units-hint")),
        input("clientExtIds", "role-clients", Entry::Text(IDS_MAX)).hint(look.t("role-clients-hint")),
        input("clientGlobal", "all-clients", Entry::Flag),
        input("validity.from", "member-validity-from", Entry::Day),
        input("validity.to", "member-validity-to", Entry::Day),
    ];
    let content = html! {
        div class="fields" { (inputs(look, &all, wrong)) }
        div class="acts" {
            button class="btn go" { (look.t("give-role")) }
            a class="btn quiet" href=(look.to(Route::Profiles(of))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        (super::super::way::crumbs(visit, &person, "profiles"))
        div class="head" { h1 { (title) } }
        p class="lead soft" { (look.t("give-role-hint")) }
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &look.to(Route::GiveRole(of, visit.path.profile())), &content)) }
    };
    let page = frame(look, Place::Elsewhere, &title, &page);
    Ok(Answer::form(!wrong.0.is_empty(), page))
}

/// `GET …/role/{authorization}`.
pub(crate) async fn show_taking(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<AuthorizationDelete>>()?;
    question(&visit, Vec::new()).await
}

/// `POST …/role/{authorization}`.
pub(crate) async fn take_away(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<AuthorizationDelete>>()?;
    let held = named(&visit).await?;
    let (expected, asked) = (Expected::default(), Asked::default());
    let id = visit.path.authorization();
    match Box::pin(profile::withdraw(&permit, held.profile.ext_id.as_str(), id, &expected, &asked)).await {
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
    let view = visit.permit::<Permit<AuthorizationView>>()?;
    let role = profile::authorization(&view, held.profile.ext_id.as_str(), visit.path.authorization()).await?;
    let person = user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?;
    let title = look.words.with("take-role-what", &[("what", role.grant.role.as_str()), ("name", &name_of(&person))]);
    let is_refused = !refused.is_empty();
    let page = confirm(
        look,
        &Confirm {
            title: title.clone(),
            says: vec![format!("{}: {}", look.t("rooms"), rooms(look, &role)), look.t("take-role-effect")],
            word: look.t("take-role"),
            is_bad: true,
            action: look.to(Route::TakeRole(of, visit.path.profile(), visit.path.authorization())),
            back: look.to(Route::Profiles(of)),
            reason: None,
            refused,
        },
    );
    let page = frame(look, Place::Elsewhere, &title, &page);
    Ok(Answer::form(is_refused, page))
}
