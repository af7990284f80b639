//! `/console/keys`: the keys that sign tokens. Of each only what is public.

use maud::html;
use sigill_app::token;
use sigill_domain::time::Timestamp;

use super::must_operate;
use crate::console::answer::Answer;
use crate::console::part::{Place, Tone, chip, frame, notice};
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    must_operate(&visit)?;
    let look = &visit.look;
    let title = look.t("signing-keys");
    let app = &visit.server.app;
    let all = token::keys(&app.store, &app.world).await?;
    let moment = |at: Timestamp| look.words.moment(at, look.now);
    let page = html! {
        div class="head" { h1 { (title) } }
        section class="card" aria-label=(title) {
            table class="fold" {
                thead {
                    tr {
                        th scope="col" { (look.t("id")) } th scope="col" { (look.t("state")) }
                        th scope="col" { (look.t("key-from")) } th scope="col" { (look.t("key-to")) }
                        th scope="col" { (look.t("fact-made")) }
                    }
                }
                tbody {
                    @for key in &all {
                        @let (tone, state) = state(key.signs_from, key.signs_to, look.now);
                        tr {
                            td class="id" { (key.id) }
                            td { (chip(look, tone, &look.t(state))) }
                            td { (moment(key.signs_from)) }
                            td { (key.signs_to.map_or_else(|| "–".to_owned(), moment)) }
                            td class="soft" { (moment(key.created)) }
                        }
                    }
                }
            }
        }
        div class="above" { (notice(look, Tone::Info, &look.t("keys-hint"))) }
    };
    Ok(Answer::Page(frame(look, Place::Keys, &title, &page)))
}

/// What a key does at a time.
fn state(from: Timestamp, to: Option<Timestamp>, at: Timestamp) -> (Tone, &'static str) {
    match to {
        Some(to) if to <= at => (Tone::Off, "key-verifies"),
        _ if from > at => (Tone::Info, "key-waits"),
        _ => (Tone::Ok, "key-signs"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_waits_signs_and_then_only_verifies() {
        let at = Timestamp::from_micros;
        let told = |now| state(at(10), Some(at(20)), at(now)).1;
        assert_eq!([9, 10, 19, 20].map(told), ["key-waits", "key-signs", "key-signs", "key-verifies"]);
        assert_eq!(state(at(10), None, at(99)).1, "key-signs");
    }
}
