//! `/console/c/{client}/policies`: what holds in a client.

use maud::{Markup, html};
use sigill_app::{Permit, policy};
use sigill_domain::list::{LIMIT_MAX, Parameters};
use sigill_domain::policy::Policy;
use sigill_domain::right::{PolicyConfigurationView, PolicyCreate};

use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{CORE, Place, Tone, calls, chip, frame, path_of};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (look, client) = (&visit.look, visit.path.client());
    let permit = visit.permit::<Permit<PolicyConfigurationView>>()?;
    let limit = LIMIT_MAX.to_string();
    let listed = policy::list(&permit, Parameters::new([("limit", limit.as_str())])).await?;
    let title = look.words.with("policies-of", &[("client", client)]);
    let page = html! {
        div class="head" {
            h1 { (title) }
            @if visit.may::<PolicyCreate>() { p class="acts" { a class="btn go" href=(look.to(Route::NewPolicy(client))) { (look.t("policy-add")) " …" } } }
        }
        @if listed.items.is_empty() { section class="card pad ask" { p { (look.t("no-policies")) } } }
        div class="stack" { @for policy in &listed.items { (one(look, client, policy)) } }
        (calls(look, &[path_of(CORE, &["clients", client, "policies"])]))
    };
    Ok(Answer::Page(frame(look, Place::Policies, &title, &page)))
}

fn one(look: &Look, client: &str, policy: &Policy) -> Markup {
    html! {
        section class="card" aria-label=(policy.name) {
            header {
                div { h2 { a href=(look.to(Route::Policy(client, policy.ext_id.as_str()))) { (policy.name) } } p class="soft small" { (policy.kind.as_str()) " · " span class="id" { (policy.ext_id) } } }
                @if policy.is_default { (chip(look, Tone::Ok, &look.t("policy-default"))) }
            }
            div class="pad" {
                @if let Some(description) = &policy.description { p { (description) } }
                (set(look, policy))
            }
        }
    }
}

/// The parameters that are set.
pub(super) fn set(look: &Look, policy: &Policy) -> Markup {
    html! {
        @if policy.parameters.is_empty() { p class="soft" { (look.t("policy-plain")) } }
        @else {
            dl class="facts" { @for (name, value) in &policy.parameters { dt { code { (name) } } dd { code { (value) } } } }
        }
    }
}
