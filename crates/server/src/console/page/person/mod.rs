//! `/console/c/{client}/u/{user}`: one person: whether they can sign in and why, every credential, what happened.

pub(crate) mod add;
pub(crate) mod cards;
pub(crate) mod change;
pub(crate) mod credential;
pub(crate) mod data;
pub(crate) mod edit;
mod logins;
pub(crate) mod profiles;
pub(crate) mod reveal;
pub(crate) mod rights;
pub(crate) mod sign;
pub(crate) mod state;
pub(crate) mod timeline;
mod verdict;
mod way;

use maud::{Markup, html};
use sigill_app::sign_in::{self, Explained, SignInTimes};
use sigill_app::{Permit, user};
use sigill_domain::credential::{Credential, Own};
use sigill_domain::event::Event;
use sigill_domain::right::{
    AuthorizationView, CredentialView, Elementary, ProfileView, SignatureView, UserArchive, UserDelete, UserModify,
    UserView,
};
use sigill_domain::user::{State, User};

use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{
    CORE, OWN, Place, Tone, calls, card, chip, frame, icon, name_of, notice, path_of, state_of, timeline as line,
};
use crate::console::route::{Of, Route};
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Events that are shown beside the credentials.
const EVENTS: u32 = 12;

/// What is known of a person, as far as the caller may see it.
struct Sheet {
    person: User,
    explained: Option<Explained>,
    /// `None`: the caller may not see them.
    credentials: Option<Vec<Credential<Own>>>,
    events: Option<Vec<Event>>,
    logins: SignInTimes,
}

impl Sheet {
    /// Reads it. Who isn't there, or is outside of the caller's rooms, is a page that isn't there.
    async fn read(visit: &Visit) -> Result<Self, Refused> {
        let name = visit.path.user();
        let view = visit.permit::<Permit<UserView>>()?;
        let Ok(credentials) = visit.permit::<Permit<CredentialView>>() else {
            let person = user::get(&view, name).await?;
            return Ok(Self {
                person,
                explained: None,
                credentials: None,
                events: None,
                logins: SignInTimes::default(),
            });
        };
        let signatures = visit.permit::<Permit<SignatureView>>().ok();
        let desk = &visit.server.app.desk;
        let sheet = sign_in::sheet((&view, &credentials), signatures.as_ref(), desk, name, EVENTS).await?;
        let sign_in::Sheet { user: person, credentials, explained, events, logins } = sheet;
        let events = view.also(Elementary::CredentialView).is_ok().then_some(events);
        Ok(Self { person, explained, credentials: Some(credentials), events, logins })
    }
}

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let sheet = Box::pin(Sheet::read(&visit)).await?;
    let (look, of) = (&visit.look, visit.of());
    let name = name_of(&sheet.person);
    let page = html! {
        (head(&visit, &sheet.person, &name))
        @if let Some(all) = &sheet.credentials {
            (verdict::of(&visit, &sheet.person, sheet.explained.as_ref(), all))
            (tabs(&visit, of, Tab::Credentials, Some(all.len())))
            div class="cols" {
                section aria-label=(look.t("credentials")) {
                    @if all.is_empty() { div class="card pad ask" { p { (look.t("no-credentials")) } } }
                    div class="creds" {
                        @for one in all {
                            (card(look, &cards::card_of(look, one, &sheet.person, cards::actions(&visit, one), cards::Numbers::Masked(cards::reveals(&visit, one)))))
                        }
                    }
                }
                @if let Some(events) = &sheet.events {
                    div class="stack" {
                        section class="card" aria-labelledby="line" {
                            header {
                                h2 id="line" { (look.t("timeline")) }
                                a href=(look.to(Route::Timeline(of))) { (look.t("all-of-it")) }
                            }
                            div class="pad" { (line(look, events, false)) }
                        }
                        (logins::picture(look, &sheet.logins))
                        (properties(look, &sheet.person))
                    }
                }
            }
        } @else {
            (notice(look, Tone::Info, &look.t("no-credentials-right")))
        }
        (calls(look, &[
            path_of(OWN, &[of.client, "users", of.user, "sign-in"]),
            path_of(CORE, &[of.client, "users", of.user, "credentials"]),
            path_of(OWN, &[of.client, "users", of.user, "history"]),
        ]))
    };
    Ok(Answer::Page(frame(look, Place::Elsewhere, &name, &page)))
}

/// Which part of the sheet one looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Credentials,
    Timeline,
    Profiles,
    Rights,
}

pub(super) fn tabs(visit: &Visit, of: Of<'_>, here: Tab, count: Option<usize>) -> Markup {
    let look = &visit.look;
    let tab = |tab: Tab, route: Route<'_>, word: &str, count: Option<usize>| {
        html! {
            a href=(look.to(route)) aria-current=[(tab == here).then_some("page")] {
                (look.t(word)) @if let Some(count) = count { " " span { (count) } }
            }
        }
    };
    html! {
        nav class="tabs" aria-label=(look.t("parts-of-sheet")) {
            (tab(Tab::Credentials, Route::Person(of), "credentials", count))
            @if visit.may::<CredentialView>() { (tab(Tab::Timeline, Route::Timeline(of), "timeline", None)) }
            @if visit.may::<ProfileView>() { (tab(Tab::Profiles, Route::Profiles(of), "profiles", None)) }
            @if visit.may::<AuthorizationView>() { (tab(Tab::Rights, Route::Rights(of), "effective-rights", None)) }
        }
    }
}

/// Who it is, and what may be done with the whole of them.
pub(super) fn head(visit: &Visit, person: &User, name: &str) -> Markup {
    let look = &visit.look;
    let (tone, state) = state_of(look, person, look.now);
    let actions = actions(visit, person);
    let adds = person.state != State::Archived && add::may_add(visit);
    html! {
        nav aria-label=(look.t("way-here")) {
            ol class="crumbs" {
                li { a href=(look.to(Route::Home)) { (look.t("find-a-person")) } }
                li { (name) }
            }
        }
        div class="head" {
            div {
                h1 { (name) " " (chip(look, tone, &state)) @if person.is_technical { " " (chip(look, Tone::Off, &look.t("technical-user"))) } }
                (meta(look, visit.of(), person))
            }
            @if adds || !actions.is_empty() {
                div class="acts" {
                    @if adds { a class="btn" href=(look.to(Route::Add(visit.of()))) { (look.t("add-credential")) " …" } }
                    @if !actions.is_empty() { details class="more" name="more" {
                        summary class="btn sq" aria-label=(look.words.with("more-for", &[("what", name)])) { (icon(look, "dots")) }
                        ul { @for (href, word) in &actions { li { a href=(href) { (word) " …" } } } }
                    } }
                }
            }
        }
    }
}

fn meta(look: &Look, of: Of<'_>, person: &User) -> Markup {
    let contacts = &person.person.contacts;
    html! {
        p class="meta" {
            span { (look.t("client")) " " span class="id" { (of.client) } }
            span { (look.t("login-id")) " " span class="id" { (person.login_id) } }
            span { (look.t("id")) " " span class="id" { (person.ext_id) } }
            @if let Some(language) = &person.person.language_code { span { (look.t("language")) " " (language) } }
            @if let Some(email) = &contacts.email { span { (email) } }
            @if let Some(to) = person.validity.to { span { (look.t("valid-until")) " " (look.words.moment(to, look.now)) } }
        }
    }
}

/// Values of custom properties, as far as they are shown to who looks.
fn properties(look: &Look, person: &User) -> Markup {
    let all: Vec<(&str, &str)> = person.properties.shown().collect();
    html! {
        @if !all.is_empty() {
            section class="card" aria-labelledby="properties" {
                header { h2 id="properties" { (look.t("properties")) } }
                dl class="facts pad" { @for (name, value) in all { dt { (name) } dd { (value) } } }
            }
        }
    }
}

fn actions(visit: &Visit, person: &User) -> Vec<(String, String)> {
    let (look, of) = (&visit.look, visit.of());
    let mut all = Vec::new();
    if visit.may::<UserModify>() && person.state != State::Archived {
        all.push((look.to(Route::Edit(of)), look.t("edit")));
    }
    let mut add = |to: &str, word: &str| all.push((look.to(Route::PersonState(of, to)), look.t(word)));
    if visit.may::<UserModify>() {
        if person.state == State::Active {
            add("sessions", "sessions-end");
        }
        match person.state {
            State::Active => add("disable", "disable"),
            State::Disabled => add("enable", "enable"),
            State::Archived => {}
        }
    }
    if visit.may::<UserArchive>() && person.state != State::Archived {
        add("archive", "archive");
    }
    if visit.may::<UserDelete>() {
        add("delete", "delete");
    }
    all
}
