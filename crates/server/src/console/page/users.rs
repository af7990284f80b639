//! `/console/c/{client}/users`: the people of a client, page by page.

use maud::{Markup, html};
use sigill_app::{Permit, user};
use sigill_domain::list::{Listed, Parameters};
use sigill_domain::right::UserView;
use sigill_domain::user::User;

use crate::console::answer::Answer;
use crate::console::part::{Place, chip, frame, name_of, state_of};
use crate::console::route::{Of, Route};
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Of a page.
const USERS: &str = "50";

/// `GET`, perhaps with where to go on.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, client) = (&visit.look, visit.path.client());
    let permit = visit.permit::<Permit<UserView>>()?;
    let after = visit.query.one("continuationToken");
    let given = [("sortBy", "name.familyName"), ("limit", USERS), ("continuationToken", after)];
    let given = given.into_iter().filter(|(_, value)| !value.is_empty());
    let listed = user::list(&permit, Parameters::new(given)).await?;
    let title = look.words.with("users-of", &[("client", client)]);
    let page = html! {
        div class="head" { h1 { (title) } }
        (rows(&visit, client, &listed))
        @if let Some(next) = &listed.next {
            p class="acts above" { a class="btn" href=(look.to(Route::Users(client, next))) { (look.t("further")) } }
        }
    };
    Ok(Answer::Page(frame(look, Place::Users, &title, &page)))
}

fn rows(visit: &Visit, client: &str, listed: &Listed<User>) -> Markup {
    let look = &visit.look;
    html! {
        section class="card" aria-label=(look.t("users")) {
            @if listed.items.is_empty() { p class="pad soft" { (look.t("nobody-here")) } }
            @else {
                table class="fold" {
                    thead { tr { th scope="col" { (look.t("person")) } th scope="col" { (look.t("id")) } th scope="col" { (look.t("state")) } } }
                    tbody {
                        @for user in &listed.items {
                            @let (tone, state) = state_of(look, user, look.now);
                            tr class="row" {
                                td {
                                    a class="main" href=(look.to(Route::Person(Of { client, user: user.ext_id.as_str() }))) { (name_of(user)) }
                                    div class="soft small id" { (user.login_id) }
                                }
                                td class="soft small id" { (user.ext_id) }
                                td { (chip(look, tone, &state)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
