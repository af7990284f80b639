//! `/console/me`: one's own credentials, sessions and history. And signing out.

use maud::{Markup, html};
use sigill_app::Permit;
use sigill_app::session::{self, Which};
use sigill_app::sign_in::{self, Sheet};
use sigill_domain::right::{CredentialView, UserView};
use sigill_domain::session::{Session, SignedInBy};
use uuid::Uuid;

use super::person::cards;
use crate::console::answer::Answer;
use crate::console::cookie;
use crate::console::look::Look;
use crate::console::part::{Place, Tone, card, chip, form, frame, hidden, timeline};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Events that are shown.
const EVENTS: u32 = 20;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let look = &visit.look;
    let sessions = session::of_person(&visit.server.app, &visit.seat.person, visit.occasion()).await?;
    let own = match (visit.caller.me::<UserView>(), visit.caller.me::<CredentialView>()) {
        (Some((view, ext_id)), Some((credentials, _))) => {
            Some(parts(&visit, &view, &credentials, ext_id.as_str()).await?)
        }
        _ => None,
    };
    let page = html! {
        div class="head" { h1 { (look.t("own-page")) } }
        (signed_in(&visit))
        div class="cols" {
            div class="stack" {
                @if super::passkey::permit(&visit).is_ok() {
                    p { a class="btn" href=(look.to(Route::MyPasskey)) { (look.t("passkey-add")) } }
                }
                @if let Some((cards, _)) = &own { (cards) }
                @else { p class="soft" { (look.t("own-not")) } }
                (sessions_of(look, &visit.seat.session, &sessions))
            }
            @if let Some((_, events)) = &own { (events) }
        }
    };
    Ok(Answer::Page(frame(look, Place::Me, &look.t("own-page"), &page)))
}

/// One's own credentials, and what happened to them.
async fn parts(
    visit: &Visit,
    view: &Permit<UserView>,
    credentials: &Permit<CredentialView>,
    ext_id: &str,
) -> Result<(Markup, Markup), Refused> {
    let (look, desk) = (&visit.look, &visit.server.app.desk);
    let Sheet { user: person, credentials: all, events, .. } =
        sign_in::sheet((view, credentials), None, desk, ext_id, EVENTS).await?;
    let cards = html! {
        section aria-labelledby="ways" {
            h2 id="ways" class="above" { (look.t("own-ways")) }
            @if all.is_empty() { p class="soft" { (look.t("own-none")) } }
            div class="creds" { @for one in &all { (card(look, &cards::card_of(look, one, &person, Vec::new(), cards::Numbers::Masked(None)))) } }
        }
    };
    let events = html! {
        section class="card" aria-labelledby="history" {
            header { h2 id="history" { (look.t("own-history")) } }
            div class="pad" { (timeline(look, &events, false)) }
        }
    };
    Ok((cards, events))
}

/// How, when and from where one signed in.
fn signed_in(visit: &Visit) -> Markup {
    let (look, session) = (&visit.look, &visit.seat.session);
    let at = look.words.moment(session.created, look.now);
    let address = session.address.clone().unwrap_or_else(|| "–".to_owned());
    let by = look.t(by_word(session.by));
    html! { p class="lead" { (look.words.with("own-signed-in", &[("by", &by), ("at", &at), ("from", &address)])) } }
}

const fn by_word(by: SignedInBy) -> &'static str {
    match by {
        SignedInBy::Link => "by-link",
        SignedInBy::Password | SignedInBy::PasswordAndOath => "by-app",
        SignedInBy::PasswordAndPasskey => "by-passkey",
        SignedInBy::PasswordAndRecoveryCode => "by-recovery",
    }
}

fn sessions_of(look: &Look, own: &Session, all: &[Session]) -> Markup {
    html! {
        section class="card" aria-labelledby="sessions" {
            header {
                h2 id="sessions" { (look.t("own-sessions")) }
                @if all.len() > 1 {
                    form method="post" action=(look.to(Route::MySessions)) {
                        (hidden(look))
                        input type="hidden" name="which" value="others";
                        button class="btn sm" { (look.t("end-others")) }
                    }
                }
            }
            table class="fold" {
                thead class="vh" {
                    tr { th scope="col" { (look.t("session")) } th scope="col" { (look.t("last-seen")) } th scope="col" { (look.t("end-session")) } }
                }
                tbody { @for session in all { (session_row(look, own, session)) } }
            }
        }
    }
}

fn session_row(look: &Look, own: &Session, session: &Session) -> Markup {
    html! {
        tr {
            td {
                (look.t(by_word(session.by))) ", " (look.words.moment(session.created, look.now))
                div class="soft small" { (session.address.as_deref().unwrap_or("–")) " · " (session.agent.as_deref().unwrap_or("–")) }
            }
            td class="soft small" { (look.words.moment(session.seen, look.now)) }
            td {
                @if session.id == own.id { (chip(look, Tone::Ok, &look.t("this-session"))) }
                @else {
                    (form(look, &look.to(Route::MySessions), &html! {
                        input type="hidden" name="which" value=(session.id);
                        button class="btn sm" { (look.t("end-session")) }
                    }))
                }
            }
        }
    }
}

/// `POST /console/me/sessions`: ends another one, or all others.
pub(crate) async fn end(visit: Visit) -> Result<Answer, Refused> {
    let which = match visit.form.one("which") {
        "others" => Which::Others,
        id => Which::One(Uuid::parse_str(id).map_err(|_| Refused::NoResource)?),
    };
    session::end(&visit.server.app, &visit.seat, which, visit.occasion()).await?;
    Ok(Answer::Goes(Route::Me.path()))
}

/// `POST /console/sign-out`.
pub(crate) async fn sign_out(visit: Visit) -> Result<Answer, Refused> {
    session::end(&visit.server.app, &visit.seat, Which::Own, visit.occasion()).await?;
    Ok(Answer::GoesWith(Route::SignIn.path(), cookie::of_nobody()))
}
