//! `/console/clients`: the clients that one may see.

use maud::html;
use sigill_app::{Permit, Rooms, client};
use sigill_domain::list::Parameters;
use sigill_domain::right::ClientView;

use crate::console::answer::Answer;
use crate::console::part::{CORE, Place, calls, frame, path_of};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Of a page.
const CLIENTS: &str = "50";

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let look = &visit.look;
    let permit = visit.permit::<Permit<ClientView, Rooms>>()?;
    let after = visit.query.one("continuationToken");
    let given = [("limit", CLIENTS), ("continuationToken", after)].into_iter().filter(|(_, value)| !value.is_empty());
    let listed = client::list(&permit, Parameters::new(given)).await?;
    let title = look.t("clients");
    let page = html! {
        div class="head" { h1 { (title) } }
        section class="card" aria-label=(title) {
            @if listed.items.is_empty() { p class="pad soft" { (look.t("no-clients")) } }
            @else {
                table class="fold" {
                    thead { tr { th scope="col" { (look.t("client")) } th scope="col" { (look.t("look-at")) } } }
                    tbody {
                        @for client in &listed.items {
                            @let of = client.ext_id.as_str();
                            tr {
                                td { b { (client.name) } div class="soft small id" { (of) } }
                                td class="acts" {
                                    a href=(look.to(Route::Users(of, "", ""))) { (look.t("users")) }
                                    a href=(look.to(Route::Units(of))) { (look.t("units")) }
                                    a href=(look.to(Route::Policies(of))) { (look.t("policies")) }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if let Some(next) = &listed.next {
            p class="acts above" { a class="btn" href=(look.to(Route::Clients(next))) { (look.t("further")) } }
        }
        (calls(look, &[path_of(CORE, &["clients"])]))
    };
    Ok(Answer::Page(frame(look, Place::Clients, &title, &page)))
}
