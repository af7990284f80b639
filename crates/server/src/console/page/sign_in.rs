//! `/console/sign-in`: the login id and the password.

use http::StatusCode;
use maud::{Markup, html};
use sigill_app::session::{self, FirstStep, Lacks, PasswordShown};

use crate::api::kind::keeper;
use crate::console::answer::Answer;
use crate::console::cookie;
use crate::console::part::{Tone, field, form, narrow, notice};
use crate::console::route::Route;
use crate::console::stranger::{Stranger, note};
use crate::http::refused::Refused;

/// Longest names that are looked for, in bytes; longer ones are nobody's.
const NAME_MAX: usize = 512;

/// `GET`.
pub(crate) async fn show(stranger: Stranger) -> Result<Answer, Refused> {
    Ok(Answer::Page(page(&stranger, &Typed::default(), None)))
}

/// `POST`.
pub(crate) async fn take(stranger: Stranger) -> Result<Answer, Refused> {
    let form = &stranger.form;
    let named = form.one("client");
    let client = if named.is_empty() { stranger.options.client.clone().unwrap_or_default() } else { named.to_owned() };
    let (login_id, password) = (form.one("login").to_owned(), form.one("password").to_owned());
    let typed = Typed { client: named.to_owned(), login_id: login_id.clone(), next: form.one("next").to_owned() };
    if login_id.len() > NAME_MAX || client.len() > NAME_MAX || password.is_empty() {
        return Ok(refused(&stranger, &typed, "sign-in-no"));
    }
    let given = PasswordShown { client: &client, login_id: &login_id, password: &password, network: stranger.network };
    let (server, options) = (&stranger.server, &stranger.options);
    let step =
        session::first(&server.app, options, keeper(server), given, stranger.from.clone(), stranger.occasion()).await?;
    Ok(match step {
        FirstStep::Half(half) => {
            let next = form_urlencoded::byte_serialize(typed.next.as_bytes()).collect::<String>();
            Answer::GoesWith(format!("{}?next={next}", Route::Second.path()), cookie::of_session(&half.secret))
        }
        FirstStep::NotSo(Lacks::Change) => refused(&stranger, &typed, "sign-in-change"),
        FirstStep::NotSo(Lacks::Factor) => refused(&stranger, &typed, "sign-in-no-factor"),
        FirstStep::No(refusal) => {
            note(server, refusal);
            refused(&stranger, &typed, "sign-in-no")
        }
    })
}

/// What stays in the form.
#[derive(Default)]
struct Typed {
    client: String,
    login_id: String,
    next: String,
}

fn refused(stranger: &Stranger, typed: &Typed, why: &str) -> Answer {
    Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page(stranger, typed, Some(why)))
}

fn page(stranger: &Stranger, typed: &Typed, why: Option<&str>) -> Markup {
    let look = &stranger.look;
    let next = if typed.next.is_empty() { stranger.query.one("next") } else { &typed.next };
    let title = look.t("sign-in");
    let title = if why.is_some() { format!("{}: {title}", look.t("error")) } else { title };
    narrow(
        look,
        &title,
        &html! {
            h1 { (look.t("sign-in")) }
            @if let Some(why) = why { (notice(look, Tone::Warn, &look.t(why))) }
            div class="card pad" {
                (form(look, &look.to(Route::SignIn), &html! {
                    input type="hidden" name="next" value=(next);
                    @if stranger.options.client.is_none() {
                        (field("client", &look.t("client"), None, &html! {
                            input id="client" name="client" value=(typed.client) required maxlength="100"
                                autocomplete="organization" autocapitalize="none" spellcheck="false";
                        }))
                    }
                    (field("login", &look.t("login-id"), None, &html! {
                        input id="login" name="login" value=(typed.login_id) required maxlength="300"
                            autocomplete="username" autocapitalize="none" spellcheck="false" autofocus;
                    }))
                    (field("password", &look.t("password"), None, &html! {
                        input id="password" name="password" type="password" required maxlength="512"
                            autocomplete="current-password";
                    }))
                    div class="acts" { button class="btn go" { (look.t("next")) } }
                }))
            }
            p class="hint" { (look.t("sign-in-link-hint")) }
        },
    )
}
