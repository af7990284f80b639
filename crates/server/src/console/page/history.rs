//! `/console/c/{client}/history`: what happened in a client, by what it is about, who did it and when.

use http::StatusCode;
use maud::html;
use sigill_app::{Permit, Refusal, history};
use sigill_domain::event::EventKind;
use sigill_domain::list::Parameters;
use sigill_domain::right::ClientView;

use crate::console::answer::Answer;
use crate::console::part::{
    Entry, Input, OWN, Place, Wrong, calls, frame, inputs, path_of, summary, timeline_of_client, what_of,
};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Events of a page.
const EVENTS: &str = "50";
/// By what they are looked for.
const FILTERS: [&str; 5] = ["kind", "by", "credential", "from", "to"];

/// `GET`, with filters.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, client) = (&visit.look, visit.path.client());
    let permit = visit.permit::<Permit<ClientView>>()?;
    let asked = |name: &str| visit.query.one(name).trim().to_owned();
    // A day is what people name; it begins in UTC, as all that is shown.
    let time = |name: &str| match asked(name) {
        day if day.is_empty() => day,
        day => format!("{day}T00:00:00Z"),
    };
    let given = [
        ("limit", EVENTS.to_owned()),
        ("kind", asked("kind")),
        ("by", asked("by")),
        ("credential", asked("credential")),
        ("from", time("from")),
        ("to", time("to")),
        ("continuationToken", asked("continuationToken")),
    ];
    let pairs = given.iter().map(|(name, value)| (*name, value.as_str())).filter(|(_, value)| !value.is_empty());
    let (listed, wrong) = match history::of_client(&permit, Parameters::new(pairs)).await {
        Ok(listed) => (Some(listed), Wrong::default()),
        Err(Refusal::Broken(broken)) => (None, Wrong(broken.into_iter().map(|breach| breach.message).collect())),
        Err(refusal) => return Err(refusal.into()),
    };
    let mut kinds: Vec<(String, String)> =
        EventKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), what_of(look, *kind))).collect();
    kinds.sort_by(|one, other| one.1.cmp(&other.1));
    let all = [
        Input::new("kind", look.t("history-kind"), Entry::OneOf(kinds), &asked("kind")).by_policy(),
        Input::new("by", look.t("history-by"), Entry::Text(200), &asked("by"))
            .hint(look.t("history-by-hint"))
            .by_policy(),
        Input::new("credential", look.t("history-credential"), Entry::Text(50), &asked("credential")).by_policy(),
        Input::new("from", look.t("history-from"), Entry::Day, &asked("from")).by_policy(),
        Input::new("to", look.t("history-to"), Entry::Day, &asked("to")).by_policy(),
    ];
    let title = look.words.with("history-of", &[("client", client)]);
    let status = if listed.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html! {
        div class="head" { h1 { (title) } }
        (summary(look, &wrong, &all))
        form class="card pad form" action=(look.to(Route::History(client, &[]))) {
            div class="fields three-up" { (inputs(look, &all, &wrong)) }
            div class="acts" {
                button class="btn go" { (look.t("filter")) }
                a class="btn quiet" href=(look.to(Route::History(client, &[]))) { (look.t("all-of-it")) }
            }
        }
        @if let Some(listed) = &listed {
            section class="card above" aria-label=(look.t("timeline")) {
                div class="pad" {
                    @if listed.items.is_empty() { p class="soft" { (look.t("nothing-found")) } }
                    (timeline_of_client(look, &listed.items, client))
                }
                @if let Some(next) = &listed.next {
                    @let kept: Vec<(&str, String)> = FILTERS.iter().map(|name| (*name, asked(name))).collect();
                    @let kept: Vec<(&str, &str)> =
                        kept.iter().map(|(name, value)| (*name, value.as_str())).chain([("continuationToken", next.as_str())]).collect();
                    div class="foot" { a class="btn" href=(look.to(Route::History(client, &kept))) { (look.t("older")) } }
                }
            }
        }
        (calls(look, &[path_of(OWN, &[client, "history"])]))
    };
    Ok(Answer::Told(status, frame(look, Place::History, &title, &page)))
}
