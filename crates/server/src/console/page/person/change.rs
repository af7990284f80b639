//! `…/k/{kind}/{credential}/change`: what a credential has becomes something else: another number, another certificate,
//! another password.

use std::collections::BTreeMap;

use http::StatusCode;
use maud::{Markup, html};
use sigill_app::credential::{self, Made, Whose};
use sigill_app::{Asked, Outcome, Permit, Refusal, user};
use sigill_domain::breach::Breach;
use sigill_domain::credential::{Credential, CredentialType, Form, Kind, Own, PatchCredential, Takes};
use sigill_domain::patch::Patch;
use sigill_domain::right::{CredentialModify, CredentialView, UserView};

use super::add::fields::{changeable, may_go, preview, stays_where_empty, value_of};
use super::cards;
use crate::api::kind::keeper;
use crate::console::answer::Answer;
use crate::console::pairs::Pairs;
use crate::console::part::{Entry, Input, Place, Tone, Wrong, form, frame, inputs, name_of, notice, summary};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// What it is about.
struct Asking {
    of: CredentialType,
    kind: &'static dyn Kind,
    permit: Permit<CredentialModify>,
}

fn asking(visit: &Visit) -> Result<Asking, Refused> {
    let of = super::way::kind_named(visit)?;
    let kind = of.kind().filter(|kind| kind.form().is_changed).ok_or(Refused::NoResource)?;
    let permit = visit.caller.granted_for::<CredentialModify>(of)?.in_client(visit.path.client())?;
    Ok(Asking { of, kind, permit })
}

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let asking = asking(&visit)?;
    Ok(Answer::Page(page(&visit, &asking, &Wrong::default(), html! {}).await?))
}

/// `POST`: it is changed; or, by the button for it, only tried.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let asking = asking(&visit)?;
    let is_try = !visit.form.one("try").is_empty();
    match changed(&visit, &asking, is_try).await {
        Ok(Outcome::Done(made)) => super::add::given(&visit, asking.kind, made).await,
        Ok(_) => {
            let seen = fits(&visit, asking.kind.form());
            Ok(Answer::Page(page(&visit, &asking, &Wrong::default(), seen).await?))
        }
        Err(Refusal::Broken(broken)) => {
            let wrong = Wrong(broken.into_iter().map(|breach| breach.message).collect());
            let seen = preview(&visit.look, asking.kind.form(), &visit.form);
            Ok(Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &asking, &wrong, seen).await?))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST …/try`: what is to be said of what is typed so far; nothing is done.
pub(crate) async fn attempt(visit: Visit) -> Result<Answer, Refused> {
    let asking = asking(&visit)?;
    let told = match changed(&visit, &asking, true).await {
        Ok(_) => fits(&visit, asking.kind.form()),
        Err(Refusal::Broken(broken)) => {
            let typed = broken.into_iter().filter(|breach| !super::add::is_missing(breach, &visit));
            let wrong = Wrong(typed.map(|breach| breach.message).collect());
            let all = changeable(&visit.look, asking.kind.form(), |name| visit.form.one(name).to_owned());
            html! { (summary(&visit.look, &wrong, &all)) (preview(&visit.look, asking.kind.form(), &visit.form)) }
        }
        Err(refusal) => return Err(refusal.into()),
    };
    Ok(Answer::Page(told))
}

fn fits(visit: &Visit, form: &Form) -> Markup {
    html! { (notice(&visit.look, Tone::Ok, &visit.look.t("it-fits"))) (preview(&visit.look, form, &visit.form)) }
}

/// What the form says of each member that may be changed. A secret or a number that isn't typed stays, and a dash takes a
/// number away that may be missing; what else is empty goes.
fn patch(form: &Form, typed: &Pairs) -> (PatchCredential, Vec<Breach>) {
    let (mut members, mut extra) = (BTreeMap::new(), Vec::new());
    for member in form.members.iter().filter(|member| member.is_given && !member.is_fixed) {
        if may_go(member) && typed.one(member.name).trim() == "-" {
            members.insert(member.name.to_owned(), Patch::Clear);
            continue;
        }
        let is_kept = stays_where_empty(member) && typed.one(member.name).trim().is_empty();
        if is_kept || matches!(member.takes, Takes::Objects(..) | Takes::Object) {
            continue;
        }
        match value_of(member, typed.one(member.name)) {
            Ok(Some(value)) => _ = members.insert(member.name.to_owned(), Patch::Set(value)),
            Ok(None) => _ = members.insert(member.name.to_owned(), Patch::Clear),
            Err(breach) => extra.push(breach),
        }
    }
    let reason = typed.one("reason").trim();
    let modification_comment = if reason.is_empty() { Patch::Keep } else { Patch::Set(reason.to_owned()) };
    (PatchCredential { members, modification_comment, ..PatchCredential::default() }, extra)
}

async fn changed(visit: &Visit, asking: &Asking, dry_run: bool) -> Result<Outcome<Made>, Refusal> {
    let whose = Whose { user: visit.path.user(), credential: Some(visit.path.credential()) };
    let (patch, extra) = patch(asking.kind.form(), &visit.form);
    let asked = Asked { extra: &extra, repeat: None, dry_run };
    Box::pin(credential::modify(&asking.permit, keeper(&visit.server), asking.kind, whose, &patch, &asked)).await
}

/// As it is, or as it was typed.
fn typed_or(visit: &Visit, credential: &Credential<Own>, name: &str) -> String {
    if !visit.form.is_empty() {
        return visit.form.one(name).to_owned();
    }
    credential.detail.members.get(name).map_or_else(String::new, |value| match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    })
}

async fn page(visit: &Visit, asking: &Asking, wrong: &Wrong, seen: Markup) -> Result<Markup, Refused> {
    let (look, path, number) = (&visit.look, &visit.path, asking.of.number());
    let person = user::get(&visit.permit::<Permit<UserView>>()?, path.user()).await?;
    let view = visit.caller.granted_for::<CredentialView>(asking.of)?.in_client(path.client())?;
    let whose = Whose { user: path.user(), credential: Some(path.credential()) };
    let credential = credential::get(&view, asking.of, whose).await?;
    let what = cards::title(look, &credential);
    let title = look.words.with("change-what", &[("what", &what), ("name", &name_of(&person))]);
    let mut all = changeable(look, asking.kind.form(), |name| typed_or(visit, &credential, name));
    let label = look.t("reason");
    all.push(Input::new("reason", label, Entry::Text(1_000), visit.form.one("reason")).hint(look.t("reason-hint")));
    let to = |act: &str| look.to(Route::Credential(visit.of(), number, path.credential(), act));
    let content = html! {
        div class="fields" hx-post=(look.to(Route::TryChange(visit.of(), number, path.credential())))
            hx-trigger="input delay:400ms" hx-include="closest form" hx-target="#told" { (inputs(look, &all, wrong)) }
        div id="told" role="status" { (seen) }
        div class="acts" {
            button class="btn go" { (look.t("save")) }
            button class="btn" name="try" value="1" { (look.t("add-try")) }
            a class="btn quiet" href=(look.to(Route::Person(visit.of()))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        (super::way::crumbs(visit, &person, "change"))
        div class="head" { h1 { (title) } }
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &to("change"), &content)) }
    };
    let title = if wrong.0.is_empty() { title } else { format!("{}: {title}", look.t("error")) };
    Ok(frame(look, Place::Elsewhere, &title, &page))
}
