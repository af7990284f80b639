//! `/console/properties`: the custom properties that there are, and another one.

use maud::{Markup, html};
use sigill_app::{Asked, Everywhere, Permit, Refusal, Rooms, property};
use sigill_domain::list::{LIMIT_MAX, Parameters};
use sigill_domain::property::{Definition, New, Scope, Uniqueness};
use sigill_domain::right::{PropertyCreate, PropertyView};

use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{
    CORE, Entry, Input, Place, Tone, Wrong, calls, chip, form, frame, inputs, path_of, summary,
};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let look = &visit.look;
    let permit = visit.permit::<Permit<PropertyView, Rooms>>()?;
    let limit = LIMIT_MAX.to_string();
    let listed = property::list(&permit, Parameters::new([("limit", limit.as_str())])).await?;
    let title = look.t("properties");
    let may = visit.permit::<Permit<PropertyCreate, Everywhere>>().is_ok();
    let page = html! {
        div class="head" {
            h1 { (title) }
            @if may { p class="acts" { a class="btn go" href=(look.to(Route::NewProperty)) { (look.t("property-add")) " …" } } }
        }
        section class="card" aria-label=(title) {
            @if listed.items.is_empty() { p class="pad soft" { (look.t("no-properties")) } }
            @else {
                table class="fold" {
                    thead {
                        tr { th scope="col" { (look.t("why-name")) } th scope="col" { (look.t("property-scope")) } th scope="col" { (look.t("property-values")) } }
                    }
                    tbody { @for one in &listed.items { (row(look, one)) } }
                }
            }
        }
        (calls(look, &[path_of(CORE, &["properties"])]))
    };
    Ok(Answer::Page(frame(look, Place::Properties, &title, &page)))
}

fn row(look: &Look, one: &Definition) -> Markup {
    let values = match (&one.string_regex, one.allowed_values.is_empty()) {
        (Some(pattern), _) => html! { code { (pattern) } },
        (None, false) => html! { (one.allowed_values.join(", ")) },
        (None, true) => html! { (one.kind.as_str()) },
    };
    html! {
        tr {
            td {
                b { (one.name) } @if one.uniqueness != Uniqueness::None { " " (chip(look, Tone::Info, &look.t(unique(one.uniqueness)))) }
                @if one.is_encrypted { " " (chip(look, Tone::Info, &look.t("property-encrypted"))) }
                @if let Some(client) = &one.client { " " (chip(look, Tone::Off, client.as_str())) }
                @if let Some(application) = &one.application { " " (chip(look, Tone::Off, application.as_str())) }
                @if let Some(description) = &one.description { div class="soft small" { (description) } }
            }
            td class="soft small" { code { (one.scope.as_str()) } }
            td class="soft small" { (values) }
        }
    }
}

/// Among what values are unique.
fn unique(uniqueness: Uniqueness) -> &'static str {
    match uniqueness {
        Uniqueness::None => "property-among-none",
        Uniqueness::Absolute => "property-among-client",
        Uniqueness::AbsoluteUser => "property-among-users",
        Uniqueness::RelativeUnit => "property-among-unit",
    }
}

/// `GET …/new`.
pub(crate) async fn show_new(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<PropertyCreate, Everywhere>>()?;
    Ok(page(&visit, &Wrong::default()))
}

/// `POST …/new`: a definition never changes.
pub(crate) async fn take_new(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<PropertyCreate, Everywhere>>()?;
    let word = |name: &str| Some(visit.form.one(name).trim()).filter(|word| !word.is_empty()).map(str::to_owned);
    let lines =
        |text: String| text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let new = New {
        name: word("name"),
        description: word("description"),
        kind: word("type"),
        scope: word("scope"),
        string_max_len: word("stringMaxLen").map(|len| len.parse().unwrap_or(-1)),
        string_regex: word("stringRegex"),
        encrypted: Some(visit.form.one("encrypted") == "true"),
        uniqueness: word("uniquenessScope"),
        client: word("clientExtId"),
        application: word("applicationExtId"),
        allowed_values: word("allowedValues").map(lines),
        ..New::default()
    };
    match Box::pin(property::define(&permit, &new, &Asked::default())).await {
        Ok(_) => Ok(Answer::Goes(Route::Properties.path())),
        Err(Refusal::Broken(broken)) => Ok(page(&visit, &Wrong::of_all(broken))),
        Err(refusal) => Err(refusal.into()),
    }
}

fn page(visit: &Visit, wrong: &Wrong) -> Answer {
    let (look, typed) = (&visit.look, &visit.form);
    let title = look.t("property-new");
    let words = |all: Vec<&str>| Entry::OneOf(all.into_iter().map(|one| (one.to_owned(), one.to_owned())).collect());
    let input = |name: &str, word: &str, entry: Entry| Input::new(name, look.t(word), entry, typed.one(name));
    let among = Uniqueness::ALL.iter().map(|one| (one.as_str().to_owned(), look.t(unique(*one)))).collect();
    let all = [
        input("name", "why-name", Entry::Text(100)).mandatory(),
        input("scope", "property-scope", words(Scope::all().map(Scope::as_str).collect())).mandatory(),
        input("type", "policy-type", words(vec!["STRING", "ENUM"])).mandatory(),
        input("description", "description", Entry::Text(1_000)),
        input("stringMaxLen", "property-len", Entry::Number),
        input("stringRegex", "property-pattern", Entry::Text(1_000)),
        input("allowedValues", "property-values", Entry::Text(30_000)).hint(look.t("property-values-hint")),
        input("encrypted", "property-encrypted", Entry::Flag).hint(look.t("property-encrypted-hint")),
        input("uniquenessScope", "property-among", Entry::OneOf(among)),
        input("clientExtId", "property-client", Entry::Text(100)).hint(look.t("property-whose-hint")),
        input("applicationExtId", "property-application", Entry::Text(100)).hint(look.t("property-application-hint")),
    ];
    let content = html! {
        div class="fields" { (inputs(look, &all, wrong)) }
        div class="acts" {
            button class="btn go" { (look.t("add-do")) }
            a class="btn quiet" href=(look.to(Route::Properties)) { (look.t("cancel")) }
        }
    };
    let page = html! {
        div class="head" { h1 { (title) } }
        p class="lead soft" { (look.t("property-for-good")) }
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &look.to(Route::NewProperty), &content)) }
        (calls(look, &[path_of(CORE, &["properties"])]))
    };
    let page = frame(look, Place::Properties, &title, &page);
    Answer::form(!wrong.0.is_empty(), page)
}
