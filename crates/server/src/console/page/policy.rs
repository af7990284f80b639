//! `/console/c/{client}/policies/{policy}`: what a policy says, as fields; its patterns are tried, and what is stored and
//! wouldn't fit is counted before it is saved. `…/policies/new`: another one.

use std::collections::BTreeMap;

use maud::{Markup, html};
use sigill_app::{Asked, Outcome, Permit, Refusal, policy};
use sigill_domain::patch::Patch;
use sigill_domain::policy::parameter::{Parameter, ParameterType};
use sigill_domain::policy::{Misfits, New, Parameters, PatchPolicy, Policy, PolicyType};
use sigill_domain::right::{PolicyCreate, PolicyModify, PolicyView};
use sigill_domain::version::Expected;

use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{
    CORE, Entry, Input, Place, Tone, Wrong, calls, chip, form, frame, inputs, notice, path_of, summary,
};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Longest value of a parameter.
const VALUE_MAX: usize = 255;
/// Values that are tried at once.
const TRIED_MAX: usize = 50;

/// `GET …/policies/{policy}`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let policy = read(&visit).await?;
    Ok(Answer::Page(page(&visit, &policy, &Wrong::default(), html! {})))
}

async fn read(visit: &Visit) -> Result<Policy, Refused> {
    Ok(policy::get(&visit.permit::<Permit<PolicyView>>()?, visit.path.policy()).await?)
}

fn word(visit: &Visit, name: &str) -> Option<String> {
    Some(visit.form.one(name).trim()).filter(|word| !word.is_empty()).map(str::to_owned)
}

/// The name of the field of a parameter, as refusals name it.
fn field_of(parameter: &str) -> String {
    format!("parameters.{parameter}")
}

/// What was typed for each parameter; an empty one isn't set.
fn parameters(visit: &Visit) -> Parameters {
    let typed = visit.form.iter().filter_map(|(name, value)| Some((name.strip_prefix("parameters.")?, value)));
    typed.filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// `POST …/policies/{policy}`: it is saved; or, by the button for it, only tried.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<PolicyModify>>()?;
    let before = read(&visit).await?;
    let is_try = !visit.form.one("try").is_empty();
    let becomes_default = visit.form.one("defaultPolicy") == "true" && !before.is_default;
    let patch = PatchPolicy {
        name: word(&visit, "name").map_or(Patch::Clear, Patch::Set),
        description: word(&visit, "description").map_or(Patch::Clear, Patch::Set),
        default_policy: if becomes_default { Patch::Set(true) } else { Patch::Keep },
        parameters: Patch::Set(parameters(&visit)),
        expected: Expected { if_match: None, version: visit.form.one("version").parse().ok() },
        ..PatchPolicy::default()
    };
    let asked = Asked { extra: &[], repeat: None, dry_run: is_try };
    match Box::pin(policy::modify(&permit, visit.path.policy(), &patch, &asked)).await {
        Ok(outcome @ Outcome::Would(..)) => {
            let misfits = Box::pin(policy::misfits(&permit, &outcome)).await?;
            let seen = html! { (fits(&visit.look, misfits.as_ref())) (tried(&visit).await) };
            Ok(Answer::Page(page(&visit, &before, &Wrong::default(), seen)))
        }
        Ok(_) => Ok(Answer::Goes(Route::Policies(visit.path.client()).path())),
        Err(Refusal::Broken(broken)) => {
            let wrong = Wrong::of_all(broken);
            let seen = tried(&visit).await;
            Ok(Answer::form(!wrong.0.is_empty(), page(&visit, &before, &wrong, seen)))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// That it can be saved, and how much of what is stored would not fit then.
fn fits(look: &Look, misfits: Option<&Misfits>) -> Markup {
    let Some(misfits) = misfits else { return notice(look, Tone::Ok, &look.t("it-fits")) };
    let number = |count: u64| look.words.number(i64::try_from(count).unwrap_or(i64::MAX));
    let (found, checked) = (number(misfits.found), number(misfits.checked));
    let id = if misfits.users { "misfits-users" } else { "misfits-credentials" };
    let tone = if misfits.found == 0 { Tone::Ok } else { Tone::Warn };
    html! {
        (notice(look, tone, &look.words.with(id, &[("found", &found), ("checked", &checked)])))
        @if !misfits.complete { (notice(look, Tone::Info, &look.t("misfits-more"))) }
    }
}

/// What the patterns of the form say of the values that were typed to try them.
async fn tried(visit: &Visit) -> Markup {
    let look = &visit.look;
    let values: Vec<&str> =
        visit.form.one("values").lines().map(str::trim).filter(|value| !value.is_empty()).take(TRIED_MAX).collect();
    let given = parameters(visit);
    let patterns = known(visit).into_iter().filter(|one| matches!(one.holds, ParameterType::Pattern));
    let mut tables = Vec::new();
    for (name, pattern) in patterns.filter_map(|one| Some((one.name, given.get(one.name)?))) {
        let Ok(permit) = visit.permit::<Permit<PolicyView>>() else { break };
        if let (false, Ok(fit)) = (values.is_empty(), policy::try_pattern(&permit, pattern, &values).await) {
            tables.push((name, fit));
        }
    }
    html! {
        @for (name, fit) in &tables {
            section class="preview" aria-label=(name) {
                h3 { code { (name) } }
                ul class="plain" {
                    @for (value, fits) in values.iter().zip(fit) {
                        li {
                            @if *fits { (chip(look, Tone::Ok, &look.t("pattern-fits"))) } @else { (chip(look, Tone::Bad, &look.t("pattern-doesnt"))) }
                            " " code { (value) }
                        }
                    }
                }
            }
        }
    }
}

/// The parameters of the type that the form is about.
fn known(visit: &Visit) -> Vec<&'static Parameter> {
    PolicyType::from_wire(visit.form.one("policyType")).map(PolicyType::parameters).unwrap_or_default()
}

/// A field for each parameter of the type, and for those that are set and have the name of a role.
fn fields(look: &Look, kind: PolicyType, value: impl Fn(&str) -> String, set: &Parameters) -> Vec<Input> {
    let all = kind.parameters();
    let known = all.iter().filter(|one| !one.name.starts_with('<')).map(|one| {
        let entry = match &one.holds {
            ParameterType::Bool => words(&["true", "false"]),
            ParameterType::OneOf(all) => words(all),
            _ => Entry::Text(VALUE_MAX),
        };
        let hint = match one.default {
            "none" => one.meaning.replace('`', ""),
            default => {
                format!("{} {}", one.meaning.replace('`', ""), look.words.with("by-default", &[("value", default)]))
            }
        };
        Input::new(&field_of(one.name), one.name.to_owned(), entry, &value(one.name)).hint(hint).by_policy()
    });
    let others = set.keys().filter(|name| !all.iter().any(|one| one.name == name.as_str()));
    let others =
        others.map(|name| Input::new(&field_of(name), name.clone(), Entry::Text(VALUE_MAX), &value(name)).by_policy());
    known.chain(others).collect()
}

fn words(all: &[&str]) -> Entry {
    Entry::OneOf(all.iter().map(|word| ((*word).to_owned(), (*word).to_owned())).collect())
}

fn page(visit: &Visit, policy: &Policy, wrong: &Wrong, seen: Markup) -> Markup {
    let (look, client, here) = (&visit.look, visit.path.client(), visit.path.policy());
    let typed = &visit.form;
    let shown = |name: &str, now: &str| if typed.is_empty() { now.to_owned() } else { typed.one(name).to_owned() };
    let value = |name: &str| shown(&field_of(name), policy.parameters.get(name).map_or("", String::as_str));
    let own = [
        Input::new("name", look.t("why-name"), Entry::Text(100), &shown("name", &policy.name)).mandatory(),
        Input::new(
            "description",
            look.t("description"),
            Entry::Text(1_000),
            &shown("description", policy.description.as_deref().unwrap_or_default()),
        ),
    ];
    let fields = fields(look, policy.kind, value, &policy.parameters);
    let all: Vec<Input> = own.iter().chain(&fields).cloned().collect();
    let title = look.words.with("policy-title", &[("name", &policy.name)]);
    let version = shown("version", &policy.version.to_string());
    let content = html! {
        input type="hidden" name="version" value=(version);
        input type="hidden" name="policyType" value=(policy.kind.as_str());
        div class="fields" {
            (inputs(look, &own, wrong))
            @if !policy.is_default {
                (inputs(look, &[Input::new("defaultPolicy", look.t("policy-becomes-default"), Entry::Flag, typed.one("defaultPolicy"))], wrong))
            }
        }
        fieldset { legend { (look.t("policy-parameters")) } div class="fields two-up" { (inputs(look, &fields, wrong)) } }
        (tester(visit, policy.kind, &seen))
        div class="acts" {
            button class="btn go" { (look.t("save")) }
            button class="btn" name="try" value="1" { (look.t("what-would-change")) }
            a class="btn quiet" href=(look.to(Route::Policies(client))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        div class="head" {
            div {
                h1 { (title) @if policy.is_default { " " (chip(look, Tone::Ok, &look.t("policy-default"))) } }
                p class="meta" { span { (policy.kind.as_str()) } span class="id" { (policy.ext_id) } }
            }
        }
        (summary(look, wrong, &all))
        @if visit.may::<PolicyModify>() { div class="card pad" { (form(look, &look.to(Route::Policy(client, here)), &content)) } }
        @else { div class="card pad" { (super::policies::set(look, policy)) } }
        (calls(look, &[path_of(CORE, &[client, "policies", here])]))
    };
    let title = if wrong.0.is_empty() { title } else { format!("{}: {title}", look.t("error")) };
    frame(look, Place::Policies, &title, &page)
}

/// Where values are typed to try the patterns, where the type has any.
fn tester(visit: &Visit, kind: PolicyType, seen: &Markup) -> Markup {
    let look = &visit.look;
    let has_patterns = kind.parameters().iter().any(|one| matches!(one.holds, ParameterType::Pattern));
    let values = Input::new("values", look.t("pattern-values"), Entry::Text(2_000), visit.form.one("values"));
    html! {
        @if has_patterns {
            fieldset {
                legend { (look.t("pattern-tester")) }
                (inputs(look, &[values.hint(look.t("pattern-values-hint"))], &Wrong::default()))
            }
        }
        div id="told" role="status" { (seen) }
    }
}

/// `GET …/policies/new`.
pub(crate) async fn show_new(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<PolicyCreate>>()?;
    Ok(new_page(&visit, &Wrong::default()))
}

/// `POST …/policies/new`: its parameters are filled in on the page that follows.
pub(crate) async fn take_new(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<PolicyCreate>>()?;
    let new = New {
        ext_id: word(&visit, "extId"),
        name: word(&visit, "name"),
        description: word(&visit, "description"),
        default_policy: Some(visit.form.one("defaultPolicy") == "true"),
        policy_type: word(&visit, "policyType"),
        parameters: Some(BTreeMap::new()),
    };
    match Box::pin(policy::create(&permit, &new, &Asked::default())).await {
        Ok(Outcome::Done(policy)) => {
            Ok(Answer::Goes(Route::Policy(visit.path.client(), policy.ext_id.as_str()).path()))
        }
        Ok(_) => Ok(Answer::Goes(Route::Policies(visit.path.client()).path())),
        Err(Refusal::Broken(broken)) => Ok(new_page(&visit, &Wrong::of_all(broken))),
        Err(refusal) => Err(refusal.into()),
    }
}

fn new_page(visit: &Visit, wrong: &Wrong) -> Answer {
    let (look, client, typed) = (&visit.look, visit.path.client(), &visit.form);
    let title = look.words.with("policy-new", &[("client", client)]);
    let kinds: Vec<&str> = PolicyType::all().map(PolicyType::as_str).collect();
    let all = [
        Input::new("policyType", look.t("policy-type"), words(&kinds), typed.one("policyType")).mandatory(),
        Input::new("name", look.t("why-name"), Entry::Text(100), typed.one("name")).mandatory(),
        Input::new("description", look.t("description"), Entry::Text(1_000), typed.one("description")),
        Input::new("extId", look.t("id"), Entry::Text(50), typed.one("extId")).hint(look.t("member-extId-hint")),
        Input::new("defaultPolicy", look.t("policy-becomes-default"), Entry::Flag, typed.one("defaultPolicy")),
    ];
    let content = html! {
        div class="fields" { (inputs(look, &all, wrong)) }
        div class="acts" {
            button class="btn go" { (look.t("add-do")) }
            a class="btn quiet" href=(look.to(Route::Policies(client))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        div class="head" { h1 { (title) } }
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &look.to(Route::NewPolicy(client)), &content)) }
        (calls(look, &[path_of(CORE, &[client, "policies"])]))
    };
    Answer::form(!wrong.0.is_empty(), frame(look, Place::Policies, &title, &page))
}
