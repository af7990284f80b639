//! `…/timeline`: what happened to a person, with what became of what.

use maud::html;
use sigill_app::{Permit, history};
use sigill_domain::list::Parameters;
use sigill_domain::right::UserView;

use super::{Tab, head, tabs};
use crate::console::answer::Answer;
use crate::console::part::{OWN, Place, calls, frame, name_of, path_of, timeline};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Events of a page.
const EVENTS: &str = "50";

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, of) = (&visit.look, visit.of());
    let view = visit.permit::<Permit<UserView>>()?;
    let after = visit.query.one("continuationToken");
    let given = Parameters::new([("limit", EVENTS), ("continuationToken", after)]);
    let (person, listed) = history::with_user(&view, visit.path.user(), given).await?;
    let name = name_of(&person);
    let title = look.words.with("timeline-of", &[("name", &name)]);
    let page = html! {
        (head(&visit, &person, &name))
        (tabs(&visit, of, Tab::Timeline, None))
        section class="card" aria-label=(look.t("timeline")) {
            div class="pad" {
                @if listed.items.is_empty() { p class="soft" { (look.t("nothing-happened")) } }
                (timeline(look, &listed.items, true))
            }
            @if let Some(next) = &listed.next {
                div class="foot" { a class="btn" href=(look.to(Route::Further(of, next))) { (look.t("older")) } }
            }
        }
        (calls(look, &[path_of(OWN, &[of.client, "users", of.user, "history"])]))
    };
    Ok(Answer::Page(frame(look, Place::Elsewhere, &title, &page)))
}
