//! `…/profiles`: in which units a person is, and with which roles; what is given and taken there.

pub(crate) mod role;
pub(crate) mod unit;

use maud::{Markup, html};
use sigill_app::{Asked, Permit, profile, user};
use sigill_domain::caller::ClientRoom;
use sigill_domain::list::{LIMIT_MAX, Parameters};
use sigill_domain::patch::Patch;
use sigill_domain::profile::{Authorization, HeldProfile, PatchProfile};
use sigill_domain::right::{
    AuthorizationCreate, AuthorizationDelete, AuthorizationView, ProfileCreate, ProfileDelete, ProfileModify,
    ProfileView, UserView,
};
use sigill_domain::rooms::Room;
use sigill_domain::user::State;

use super::{Tab, head, tabs};
use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{CORE, Place, Tone, calls, chip, form, frame, name_of, path_of};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, of) = (&visit.look, visit.of());
    let view = visit.permit::<Permit<ProfileView>>()?;
    let person = user::get(&visit.permit::<Permit<UserView>>()?, of.user).await?;
    let limit = LIMIT_MAX.to_string();
    let all = profile::list(&view, of.user, Parameters::new([("limit", limit.as_str())])).await?.items;
    let mut cards = Vec::with_capacity(all.len());
    for held in &all {
        let roles = match visit.permit::<Permit<AuthorizationView>>() {
            Ok(permit) => {
                let given = Parameters::new([("limit", limit.as_str())]);
                Some(profile::authorizations(&permit, held.profile.ext_id.as_str(), given).await?.items)
            }
            Err(_) => None,
        };
        cards.push(card(&visit, held, roles.as_deref()));
    }
    let name = name_of(&person);
    let title = look.words.with("profiles-of", &[("name", &name)]);
    let page = html! {
        (head(&visit, &person, &name))
        (tabs(&visit, of, Tab::Profiles, None))
        @if visit.may::<ProfileCreate>() && person.state != State::Archived {
            p class="acts above" { a class="btn" href=(look.to(Route::NewProfile(of))) { (look.t("profile-add")) " …" } }
        }
        div class="stack" {
            @if all.is_empty() { div class="card pad ask" { p { (look.t("no-profiles")) } } }
            @for card in &cards { (card) }
        }
        (calls(look, &[path_of(CORE, &[of.client, "users", of.user, "profiles"])]))
    };
    Ok(Answer::Page(frame(look, Place::Elsewhere, &title, &page)))
}

/// The profile that the path names, where it is the person's.
async fn named(visit: &Visit) -> Result<HeldProfile, Refused> {
    let held = profile::get(&visit.permit::<Permit<ProfileView>>()?, visit.path.profile()).await?;
    if held.user.ext_id.as_str() == visit.path.user() { Ok(held) } else { Err(Refused::NoResource) }
}

fn card(visit: &Visit, held: &HeldProfile, roles: Option<&[Authorization]>) -> Markup {
    let (look, of, profile) = (&visit.look, visit.of(), &held.profile);
    let id = profile.ext_id.as_str();
    let modifies = visit.may::<ProfileModify>() && profile.state != State::Archived;
    html! {
        section class="card" aria-label=(profile.name) {
            header {
                div {
                    h2 { (profile.name) }
                    p class="soft small" { (look.t("unit")) " " span class="id" { (held.unit_ext_id) } " · " span class="id" { (id) } }
                }
                div class="acts" {
                    @if profile.is_default { (chip(look, Tone::Ok, &look.t("profile-default"))) }
                    @match profile.state {
                        State::Active => {},
                        State::Disabled => (chip(look, Tone::Off, &look.t("user-disabled"))),
                        State::Archived => (chip(look, Tone::Off, &look.t("user-archived"))),
                    }
                    @if modifies && !profile.is_default {
                        (form(look, &look.to(Route::DefaultProfile(of, id)), &html! { button class="btn sm" { (look.t("make-default")) } }))
                    }
                    @if modifies { a class="btn sm" href=(look.to(Route::MoveProfile(of, id))) { (look.t("move")) " …" } }
                    @if visit.may::<ProfileDelete>() { a class="btn sm" href=(look.to(Route::DeleteProfile(of, id))) { (look.t("delete")) " …" } }
                }
            }
            @if let Some(roles) = roles {
                @if roles.is_empty() { p class="pad soft" { (look.t("no-roles")) } }
                @else {
                    table class="fold" {
                        thead { tr { th scope="col" { (look.t("role")) } th scope="col" { (look.t("rooms")) } th scope="col" { span class="vh" { (look.t("take-role")) } } } }
                        tbody { @for role in roles { (row(visit, id, role)) } }
                    }
                }
                @if visit.may::<AuthorizationCreate>() && profile.state != State::Archived {
                    p class="pad acts" { a class="btn sm" href=(look.to(Route::GiveRole(of, id))) { (look.t("give-role")) " …" } }
                }
            }
        }
    }
}

fn row(visit: &Visit, profile: &str, role: &Authorization) -> Markup {
    let look = &visit.look;
    html! {
        tr {
            td { code { (role.grant.role.as_str()) } }
            td class="soft small" { (rooms(look, role)) }
            td class="acts" {
                @if visit.may::<AuthorizationDelete>() {
                    a class="btn sm" href=(look.to(Route::TakeRole(visit.of(), profile, role.ext_id.as_str()))) { (look.t("take-role")) " …" }
                }
            }
        }
    }
}

/// Where a role holds, in words.
pub(super) fn rooms(look: &Look, role: &Authorization) -> String {
    let clients = match &role.grant.clients {
        ClientRoom::Global => look.t("all-clients"),
        ClientRoom::Only(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    match &role.grant.units {
        Room::Global => clients,
        Room::Only(_) => {
            let units: Vec<String> = role.units.iter().map(|unit| unit.ext_id.to_string()).collect();
            format!("{clients}: {}", units.join(", "))
        }
    }
}

/// `POST …/profiles/{profile}/default`.
pub(crate) async fn make_default(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<ProfileModify>>()?;
    let held = named(&visit).await?;
    let patch = PatchProfile { is_default: Patch::Set(true), ..PatchProfile::default() };
    Box::pin(profile::modify(&permit, held.profile.ext_id.as_str(), &patch, &Asked::default())).await?;
    Ok(Answer::Goes(Route::Profiles(visit.of()).path()))
}
