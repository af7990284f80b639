//! `/console/c/{client}/users`: the people of a client, page by page.

use maud::{Markup, html};
use sigill_app::{Permit, user};
use sigill_domain::list::{Listed, Parameters};
use sigill_domain::right::UserView;
use sigill_domain::user::User;

use super::new_person;
use crate::console::answer::Answer;
use crate::console::part::{CORE, Place, calls, chip, csv, frame, name_of, path_of, state_of};
use crate::console::route::{Of, Route};
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// By which they are sorted.
const ORDER: &str = "name.familyName";
/// Of a page.
const USERS: &str = "50";

/// Of a file.
const ROWS: &str = "1000";

/// Which of them are listed: how the address says it, the word, and the filter of the API.
const WHICH: [(&str, &str, &str, &str); 3] = [
    ("", "users-all", "isTechnicalUser", ""),
    ("people", "users-people", "isTechnicalUser", "false"),
    ("technical", "users-technical", "isTechnicalUser", "true"),
];

/// Those that the address asks for; all of them, where it asks for something else.
fn which(visit: &Visit) -> (&'static str, &'static str, &'static str, &'static str) {
    let [all, ..] = WHICH;
    WHICH.into_iter().find(|(name, ..)| *name == visit.query.one("which")).unwrap_or(all)
}

async fn read(visit: &Visit, limit: &str) -> Result<Listed<User>, Refused> {
    let permit = visit.permit::<Permit<UserView>>()?;
    let after = visit.query.one("continuationToken");
    let (_, _, field, value) = which(visit);
    let given = [("sortBy", ORDER), ("limit", limit), ("continuationToken", after), (field, value)];
    Ok(user::list(&permit, Parameters::new(given.into_iter().filter(|(_, value)| !value.is_empty()))).await?)
}

/// `GET`, perhaps with where to go on.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, client) = (&visit.look, visit.path.client());
    let listed = read(&visit, USERS).await?;
    let title = look.words.with("users-of", &[("client", client)]);
    let file = look.to(Route::UsersFile(client, which(&visit).0, visit.query.one("continuationToken")));
    let call = format!("{}?sortBy={ORDER}", path_of(CORE, &["clients", client, "users"]));
    let page = html! {
        div class="head" {
            h1 { (title) }
            p class="acts" {
                @if !listed.items.is_empty() { a class="btn" href=(file) download { (look.words.with("as-csv", &[("count", ROWS)])) } }
                @if new_person::may(&visit) { a class="btn go" href=(look.to(Route::NewPerson(client))) { (look.t("add-person")) " …" } }
            }
        }
        nav class="tabs" aria-label=(look.t("users-which")) {
            @for (name, word, ..) in WHICH {
                a href=(look.to(Route::Users(client, name, ""))) aria-current=[(name == which(&visit).0).then_some("page")] { (look.t(word)) }
            }
        }
        (rows(&visit, client, &listed))
        @if let Some(next) = &listed.next {
            p class="acts above" { a class="btn" href=(look.to(Route::Users(client, which(&visit).0, next))) { (look.t("further")) } }
        }
        (calls(look, &[call]))
    };
    Ok(Answer::Page(frame(look, Place::Users, &title, &page)))
}

/// `GET …/users.csv`: what the list shows, from there on.
pub(crate) async fn file(visit: Visit) -> Result<Answer, Refused> {
    let (look, client) = (&visit.look, visit.path.client());
    let listed = read(&visit, ROWS).await?;
    let head = ["person", "login-id", "id", "state"].map(|word| look.t(word));
    let row = |user: &User| {
        let (_, state) = state_of(look, user, look.now);
        vec![name_of(user), user.login_id.to_string(), user.ext_id.to_string(), state]
    };
    let rows: Vec<_> = listed.items.iter().map(row).collect();
    Ok(Answer::csv(look.now, &["users", client], csv(&head, &rows)))
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
