//! `…/add`: a person gets a credential, of any type; `…/add/{kind}`: its form, made of what the type declares.

pub(crate) mod fields;

use http::StatusCode;
use maud::{Markup, html};
use sigill_app::credential::{self, Made, Whose};
use sigill_app::{Asked, Outcome, Permit, Refusal, user};
use sigill_domain::breach::Breach;
use sigill_domain::credential::{CredentialType, Kind, New, kinds};
use sigill_domain::right::{CredentialCreate, CredentialView, UserView};

use self::fields::{inputs_of, preview, read};
use crate::api::kind::keeper;
use crate::console::answer::Answer;
use crate::console::part::summary;
use crate::console::part::{Input, OWN, Place, Tone, Wrong, calls, form, frame, icon, inputs, name_of, notice, once};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// What people at a desk give most, the first of them first.
const USUAL: [i64; 8] = [16, 1, 20, 22, 11, 2, 4, 14];

/// Types whose credentials come out of a ceremony, or are written by another server.
const BY_OTHERS: [i64; 2] = [21, 23];

/// Whether the caller may give one of a type, and a form can make it.
fn may_give(visit: &Visit, kind: &dyn Kind) -> bool {
    let of = CredentialType::of(kind.form());
    let may = visit.caller.granted_for::<CredentialCreate>(of).and_then(|held| held.in_client(visit.path.client()));
    may.is_ok() && !kind.form().is_of_client
}

/// Whether there is anything to give.
pub(super) fn may_add(visit: &Visit) -> bool {
    kinds::ALL.iter().any(|kind| may_give(visit, *kind))
}

/// `GET …/add`.
pub(crate) async fn choose(visit: Visit) -> Result<Answer, Refused> {
    let (look, of) = (&visit.look, visit.of());
    let person = user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?;
    let title = look.words.with("add-for", &[("name", &name_of(&person))]);
    let mut all: Vec<i64> =
        kinds::ALL.iter().filter(|kind| may_give(&visit, **kind)).map(|kind| kind.form().number).collect();
    if all.is_empty() {
        visit.permit::<Permit<CredentialCreate>>()?;
    }
    let place = |number: &i64| USUAL.iter().position(|usual| usual == number).unwrap_or(USUAL.len());
    all.sort_by_key(place);
    let (by_others, rest): (Vec<i64>, Vec<i64>) = all.into_iter().partition(|number| BY_OTHERS.contains(number));
    let (usual, rest): (Vec<i64>, Vec<i64>) = rest.into_iter().partition(|number| USUAL.contains(number));
    let groups = [("add-usual", usual), ("add-further", rest), ("add-by-others", by_others)];
    let page = html! {
        (super::way::crumbs(&visit, &person, "add"))
        div class="head" { h1 { (title) } }
        div class="stack" {
            @for (word, numbers) in groups.iter().filter(|(_, numbers)| !numbers.is_empty()) {
                section aria-labelledby=(word) {
                    h2 id=(word) class="above" { (look.t(word)) }
                    ul class="choice" {
                        @for number in numbers {
                            li class="card row" {
                                (icon(look, super::cards::icon_of(*number)))
                                div {
                                    a class="main" href=(look.to(Route::AddKind(of, *number))) { (look.t(&format!("kind-{number}"))) }
                                    p class="soft" { (look.t(&format!("kind-about-{number}"))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Answer::Page(frame(look, Place::Elsewhere, &title, &page)))
}

/// The type that the path names.
fn kind_of(visit: &Visit) -> Result<(&'static dyn Kind, Permit<CredentialCreate>), Refused> {
    let of = super::way::kind_named(visit)?;
    let kind = of.kind().filter(|kind| !kind.form().is_of_client).ok_or(Refused::NoResource)?;
    Ok((kind, visit.caller.granted_for::<CredentialCreate>(of)?.in_client(visit.path.client())?))
}

/// `GET …/add/{kind}`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let (kind, _) = kind_of(&visit)?;
    Ok(Answer::Page(page(&visit, kind, &Wrong::default(), html! {}).await?))
}

/// `POST …/add/{kind}`: it is made; or, by the button for it, only tried.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let (kind, permit) = kind_of(&visit)?;
    let is_try = !visit.form.one("try").is_empty();
    let (new, extra) = read(kind.form(), &visit.form);
    match made(&visit, (kind, &permit), &new, &extra, is_try).await {
        Ok(Outcome::Done(made)) => given(&visit, kind, made).await,
        Ok(_) => {
            let seen = fits(&visit, kind);
            Ok(Answer::Page(page(&visit, kind, &Wrong::default(), seen).await?))
        }
        Err(Refusal::Broken(broken)) => {
            let wrong = Wrong(broken.into_iter().map(|breach| breach.message).collect());
            let seen = preview(&visit.look, kind.form(), &visit.form);
            Ok(Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, kind, &wrong, seen).await?))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST …/add/{kind}/try`: what is to be said of what is typed so far; nothing is done.
pub(crate) async fn attempt(visit: Visit) -> Result<Answer, Refused> {
    let (kind, permit) = kind_of(&visit)?;
    let (new, extra) = read(kind.form(), &visit.form);
    let told = match made(&visit, (kind, &permit), &new, &extra, true).await {
        Ok(_) => fits(&visit, kind),
        Err(Refusal::Broken(broken)) => {
            // What isn't typed yet isn't wrong.
            let typed = broken.into_iter().filter(|breach| !is_missing(breach, &visit));
            let wrong = Wrong(typed.map(|breach| breach.message).collect());
            let all = inputs_of(&visit.look, kind.form(), &visit.form);
            html! { (summary(&visit.look, &wrong, &all)) (preview(&visit.look, kind.form(), &visit.form)) }
        }
        Err(refusal) => return Err(refusal.into()),
    };
    Ok(Answer::Page(told))
}

/// Whether a rule is about a field that is still empty.
pub(super) fn is_missing(breach: &Breach, visit: &Visit) -> bool {
    let name: String = breach.message.chars().take_while(|letter| !matches!(letter, ':' | ' ')).collect();
    breach.message.contains(" is mandatory") && visit.form.one(&name).is_empty()
}

async fn made(
    visit: &Visit,
    (kind, permit): (&'static dyn Kind, &Permit<CredentialCreate>),
    new: &New,
    extra: &[Breach],
    dry_run: bool,
) -> Result<Outcome<Made>, Refusal> {
    let asked = Asked { extra, repeat: None, dry_run };
    Box::pin(credential::create(permit, keeper(&visit.server), kind, visit.path.user(), new, &asked)).await
}

/// That it can be done, and what a certificate says.
fn fits(visit: &Visit, kind: &'static dyn Kind) -> Markup {
    let look = &visit.look;
    html! {
        (notice(look, Tone::Ok, &look.t("it-fits")))
        (preview(look, kind.form(), &visit.form))
    }
}

/// What was made up is shown, this once; else the sheet says that it is there.
pub(super) async fn given(visit: &Visit, kind: &'static dyn Kind, made: Made) -> Result<Answer, Refused> {
    let (look, of) = (&visit.look, CredentialType::of(kind.form()));
    let mut shown = made.reveal;
    if shown.is_empty() && kind.opens().is_some() {
        let caller = visit.again().await?;
        if let Ok(view) = caller.granted_for::<CredentialView>(of).and_then(|held| held.in_client(visit.path.client()))
        {
            let whose = Whose { user: visit.path.user(), credential: Some(made.credential.ext_id.as_str()) };
            shown = Box::pin(credential::show(&view, keeper(&visit.server), kind, whose)).await?.reveal;
        }
    }
    let back = Route::Person(visit.of());
    if shown.is_empty() {
        return Ok(Answer::Goes(back.path()));
    }
    let person = user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?;
    let title = format!("{}: {}", super::cards::title(look, &made.credential), name_of(&person));
    let page = html! {
        (super::way::crumbs(visit, &person, "credentials"))
        div class="head" { h1 { (title) } }
        (once(look, &shown))
        p class="acts" { a class="btn go" href=(look.to(back)) { (look.t("noted")) } }
    };
    Ok(Answer::Page(frame(look, Place::Elsewhere, &title, &page)))
}

async fn page(visit: &Visit, kind: &'static dyn Kind, wrong: &Wrong, seen: Markup) -> Result<Markup, Refused> {
    let (look, of, number) = (&visit.look, visit.of(), kind.form().number);
    let person = user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?;
    let what = look.t(&format!("kind-{number}"));
    let title = look.words.with("add-what", &[("what", &what), ("name", &name_of(&person))]);
    let (first, more) = fields::parted(inputs_of(look, kind.form(), &visit.form));
    let all: Vec<Input> = first.iter().chain(&more).cloned().collect();
    let is_open = all.iter().skip(first.len()).any(|input| !input.value.is_empty());
    let content = html! {
        div class="fields" hx-post=(look.to(Route::TryKind(of, number))) hx-trigger="input delay:400ms" hx-include="closest form"
            hx-target="#told" {
            @if first.is_empty() { p { (look.t("add-nothing")) } }
            (inputs(look, &first, wrong))
            @if !more.is_empty() {
                details open[is_open] { summary { (look.t("add-more")) } div class="fields" { (inputs(look, &more, wrong)) } }
            }
        }
        div id="told" role="status" { (seen) }
        div class="acts" {
            button class="btn go" { (look.t("add-do")) }
            button class="btn" name="try" value="1" { (look.t("add-try")) }
            a class="btn quiet" href=(look.to(Route::Add(of))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        (super::way::crumbs(visit, &person, "add"))
        div class="head" { h1 { (title) } }
        p class="lead soft" { (look.t(&format!("kind-about-{number}"))) }
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &look.to(Route::AddKind(of, number)), &content)) }
        (calls(look, &[fields::path(OWN, of, kind.form())]))
    };
    let title = if wrong.0.is_empty() { title } else { format!("{}: {title}", look.t("error")) };
    Ok(frame(look, Place::Elsewhere, &title, &page))
}
