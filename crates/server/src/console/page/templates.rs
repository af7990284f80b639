//! `/console/c/{client}/templates`: what messages say in a client, in each language, and one sent to oneself.

use maud::{Markup, html};
use sigill_app::Permit;
use sigill_app::sending::{Carried, Example, MessagePurpose, Preview};
use sigill_domain::right::PolicyConfigurationView;

use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{Place, Tone, form, frame, notice};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::console::words::Language;
use crate::http::refused::Refused;

/// The language that is looked at: one of the console's, or that of the page.
fn language(visit: &Visit, said: &str) -> Language {
    Language::read(said).unwrap_or(visit.look.words.language)
}

/// What stands in the messages instead of what is somebody's: one's own name, and what is made up.
fn example<'a>(visit: &'a Visit, name: &'a str) -> Example<'a> {
    let client = visit.path.client();
    let own = &visit.seat.person.client;
    Example {
        client: (client, if own.ext_id.as_str() == client { &own.name } else { client }),
        person: &visit.seat.about,
        login_id: &visit.seat.login_id,
        at: visit.look.now,
        language: name,
    }
}

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<PolicyConfigurationView>>()?;
    let chosen = language(&visit, visit.query.one("language"));
    Ok(Answer::Page(page(&visit, chosen, None)))
}

/// `POST`: one is sent to who asks, and to nobody else.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<PolicyConfigurationView>>()?;
    let chosen = language(&visit, visit.form.one("language"));
    let purpose = MessagePurpose::from_wire(visit.form.one("purpose")).ok_or(Refused::NoResource)?;
    let outbox = &visit.server.app.outbox;
    let user = visit.seat.person.user.id;
    let told = match outbox.send_example(user, purpose, &example(&visit, chosen.code())).await? {
        None => (Tone::Warn, "template-no-address"),
        Some(Carried::Taken) => (Tone::Ok, "template-taken"),
        Some(Carried::NotNow(_)) => (Tone::Warn, "template-not-now"),
        Some(Carried::Refused(_)) => (Tone::Bad, "template-refused"),
    };
    Ok(Answer::form(told.0 != Tone::Ok, page(&visit, chosen, Some(told))))
}

fn page(visit: &Visit, chosen: Language, told: Option<(Tone, &str)>) -> Markup {
    let (look, client) = (&visit.look, visit.path.client());
    let title = look.words.with("templates-of", &[("client", client)]);
    let outbox = &visit.server.app.outbox;
    let sends = outbox.reach().email;
    let page = html! {
        div class="head" { h1 { (title) } }
        p class="lead soft" { (look.t("templates-hint")) }
        @if let Some((tone, word)) = told { (notice(look, tone, &look.t(word))) }
        @if !sends { (notice(look, Tone::Info, &look.t("template-no-mail"))) }
        nav class="tabs" aria-label=(look.t("languages")) {
            @for language in Language::ALL {
                a href=(look.to(Route::Templates(client, language.code()))) lang=(language.tag())
                    aria-current=[(*language == chosen).then_some("page")] { (language.name()) }
            }
        }
        div class="stack" {
            @for purpose in MessagePurpose::ALL {
                (one(look, client, *purpose, chosen, &outbox.preview(*purpose, &example(visit, chosen.code())), sends))
            }
        }
    };
    frame(look, Place::Templates, &title, &page)
}

fn one(look: &Look, client: &str, purpose: MessagePurpose, of: Language, shown: &Preview, sends: bool) -> Markup {
    let (id, name) = (format!("of-{}", purpose.as_str()), look.t(&format!("purpose-{}", purpose.as_str())));
    html! {
        section class="card" aria-labelledby=(id) {
            header { h2 id=(id) { (name) } code class="soft small" { (purpose.as_str()) } }
            div class="pad stack" {
                dl class="facts" {
                    dt { (look.t("template-subject")) } dd lang=(of.tag()) { b { (shown.subject) } }
                    dt { (look.t("template-text")) } dd lang=(of.tag()) class="prose" { (shown.text) }
                    dt { (look.t("sent-sms")) } dd lang=(of.tag()) class="prose" { (shown.sms) }
                }
                @if sends {
                    (form(look, &look.to(Route::Templates(client, "")), &html! {
                        input type="hidden" name="purpose" value=(purpose.as_str());
                        input type="hidden" name="language" value=(of.code());
                        div class="acts" { button class="btn sm" aria-label=(look.words.with("template-send-what", &[("what", &name)])) { (look.t("template-send")) } }
                    }))
                }
            }
        }
    }
}
