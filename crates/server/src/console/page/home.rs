//! `/console`: who needs help?

use maud::{Markup, html};

use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{Place, frame, icon};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`. Who may find nobody gets to the own page.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let look = &visit.look;
    if !look.who.as_ref().is_some_and(|who| who.finds) {
        return Ok(Answer::Goes(Route::Me.path()));
    }
    let page = html! {
        div class="hero" {
            h1 { label for="q" { (look.t("who-needs-help")) } }
            (search(look, "", true))
        }
        div id="hits" class="stack" {
            section class="card" aria-labelledby="tries" {
                header { h2 id="tries" { (look.t("find-tries")) } }
                ul class="pad plain" {
                    li { (look.t("find-try-number")) }
                    li { (look.t("find-try-name")) }
                    li { (look.t("find-try-id")) }
                }
            }
        }
    };
    Ok(Answer::Page(frame(look, Place::Find, &look.t("find-a-person"), &page)))
}

/// The large search box. With script, hits come while one types.
pub(crate) fn search(look: &Look, q: &str, focuses: bool) -> Markup {
    let find = look.to(Route::Find);
    html! {
        form role="search" action=(find) {
            span class="find" {
                (icon(look, "search"))
                input id="q" name="q" type="search" value=(q) autofocus[focuses] autocomplete="off" spellcheck="false"
                    maxlength="300" placeholder=(look.t("find-hint-short")) aria-describedby="qh"
                    hx-get=(find) hx-trigger="input changed delay:250ms" hx-target="#hits" hx-select="#hits"
                    hx-swap="outerHTML";
            }
            button class="btn go" { (look.t("find")) }
        }
        p class="hint" id="qh" { (look.t("find-hint")) }
    }
}
