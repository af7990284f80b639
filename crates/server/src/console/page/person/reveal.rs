//! `…/k/{kind}/{credential}/reveal`: what pages mask of a credential is shown, on this page only. It is a form that is
//! posted, and an event in the history.

use maud::html;
use sigill_app::credential::{self, Whose};
use sigill_app::{Permit, user};
use sigill_domain::right::{CredentialView, UserView};

use super::cards::{self, Numbers};
use crate::api::kind::keeper;
use crate::console::answer::Answer;
use crate::console::part::{Place, Tone, card, frame, name_of, notice, once};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `POST`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, path) = (&visit.look, &visit.path);
    let of = super::way::kind_named(&visit)?;
    let kind = of.kind().ok_or(Refused::NoResource)?;
    let person = user::get(&visit.permit::<Permit<UserView>>()?, path.user()).await?;
    let permit = visit.caller.granted_for::<CredentialView>(of)?.in_client(path.client())?;
    let whose = Whose { user: path.user(), credential: Some(path.credential()) };
    let made = Box::pin(credential::reveal(&permit, keeper(&visit.server), kind, whose)).await?;
    let title = format!("{}: {}", cards::title(look, &made.credential), name_of(&person));
    let page = html! {
        (super::way::crumbs(&visit, &person, "reveal"))
        div class="head" { h1 { (title) } }
        @if made.reveal.is_empty() { (notice(look, Tone::Info, &look.t("reveal-noted"))) }
        div class="creds above" {
            (card(look, &cards::card_of(look, &made.credential, &person, Vec::new(), Numbers::Whole)))
        }
        @if !made.reveal.is_empty() { (once(look, &made.reveal)) }
        p class="acts" { a class="btn" href=(look.to(Route::Person(visit.of()))) { (look.t("back-to-person")) } }
    };
    Ok(Answer::Page(frame(look, Place::Elsewhere, &title, &page)))
}
