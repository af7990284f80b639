//! `/console/sign-in/second`: the second factor.

use http::StatusCode;
use maud::{Markup, html};
use sigill_app::Refusal;
use sigill_app::session::{self, Factor, Factors, SecondShown};

use crate::api::fido2::Authentication;
use crate::api::kind::keeper;
use crate::console::answer::Answer;
use crate::console::cookie;
use crate::console::look::Look;
use crate::console::part::{Tone, field, form, narrow, notice, passkey};
use crate::console::route::{self, Route};
use crate::console::stranger::{Stranger, note};
use crate::http::refused::Refused;

/// Longest code that is looked at, in bytes.
const CODE_MAX: usize = 64;

/// `GET`.
pub(crate) async fn show(stranger: Stranger) -> Result<Answer, Refused> {
    let (app, secret) = (&stranger.server.app, stranger.cookie.as_deref().unwrap_or_default());
    let found = session::factors_of(app, keeper(&stranger.server), secret, stranger.occasion()).await?;
    let Some((_, factors)) = found else { return Ok(Answer::Goes(Route::SignIn.path())) };
    Ok(Answer::Page(page(&stranger, factors, stranger.query.one("next"), &[])))
}

/// `POST`: a code, or what a passkey answered.
pub(crate) async fn take(stranger: Stranger) -> Result<Answer, Refused> {
    let (server, options, form) = (&stranger.server, &stranger.options, &stranger.form);
    let secret = stranger.cookie.as_deref().unwrap_or_default();
    let found = session::factors_of(&server.app, keeper(server), secret, stranger.occasion()).await?;
    let Some((half, factors)) = found else { return Ok(Answer::Goes(Route::SignIn.path())) };
    let (chosen, code, next) = (form.one("factor"), form.one("code"), form.one("next"));
    let (ceremony, answer) = (form.one("ceremony"), form.one("answer"));
    let look = &stranger.look;
    let is_passkey = !ceremony.is_empty();
    let codes = &factors.codes;
    let named = codes.iter().find(|factor| factor.credential.as_str() == chosen).or(codes.first());
    let given = match named.filter(|_| !code.is_empty() && code.len() <= CODE_MAX) {
        _ if is_passkey => Some(SecondShown::Passkey(ceremony, answer)),
        Some(factor) => Some(SecondShown::Code(factor, code)),
        None => None,
    };
    let Some(given) = given else { return Ok(refused(&stranger, factors, next, &[look.t("second-no")])) };
    let (from, occasion) = (stranger.from.clone(), stranger.occasion());
    let shown = (given, stranger.network);
    match session::second(&server.app, options, keeper(server), &half, shown, from, occasion).await? {
        Ok(signed_in) => {
            stranger.trail.called_by(&half.person.name());
            Ok(Answer::GoesWith(route::next(next), cookie::of_session(&signed_in.secret)))
        }
        Err(refusal) => {
            let mut why = vec![look.t(if is_passkey { "passkey-no" } else { "second-no" })];
            if is_passkey {
                why.extend(not_the_persons(refusal.as_ref()));
            }
            note(server, refusal);
            Ok(refused(&stranger, factors, next, &why))
        }
    }
}

/// What isn't held against whoever shows a passkey is told: a page of another origin, a ceremony that is over.
fn not_the_persons(refusal: Option<&Refusal>) -> Vec<String> {
    match refusal {
        Some(Refusal::Broken(broken)) => broken.iter().map(|breach| breach.message.clone()).collect(),
        _ => Vec::new(),
    }
}

fn refused(stranger: &Stranger, factors: Factors, next: &str, why: &[String]) -> Answer {
    Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page(stranger, factors, next, why))
}

fn page(stranger: &Stranger, factors: Factors, next: &str, why: &[String]) -> Markup {
    let look = &stranger.look;
    let Factors { codes, passkey } = factors;
    let title = look.t("second-title");
    let title = if why.is_empty() { title } else { format!("{}: {title}", look.t("error")) };
    narrow(
        look,
        &title,
        &html! {
            h1 { (look.t("second-title")) }
            @for why in why { (notice(look, Tone::Warn, why)) }
            @if let Some(begun) = passkey {
                div class="card pad" {
                    (form(look, &look.to(Route::Second), &html! {
                        input type="hidden" name="next" value=(next);
                        p { (look.t("factor-passkey")) }
                        (passkey::asked(look, &Authentication::of(begun)))
                    }))
                }
            }
            @if !codes.is_empty() { div class="card pad" { (of_codes(look, &codes, next)) } }
            p { a class="btn quiet" href=(look.to(Route::SignIn)) { (look.t("cancel")) } }
        },
    )
}

fn of_codes(look: &Look, factors: &[Factor], next: &str) -> Markup {
    let name = |factor: &Factor| match (&factor.label, factor.is_recovery()) {
        (_, true) => look.t("factor-recovery"),
        (Some(label), false) => look.words.with("factor-app-named", &[("label", label)]),
        (None, false) => look.t("factor-app"),
    };
    form(
        look,
        &look.to(Route::Second),
        &html! {
            input type="hidden" name="next" value=(next);
            @if let [only] = factors {
                input type="hidden" name="factor" value=(only.credential.as_str());
                p { (name(only)) }
            } @else {
                (field("factor", &look.t("second-by"), None, &html! {
                    select id="factor" name="factor" {
                        @for factor in factors { option value=(factor.credential.as_str()) { (name(factor)) } }
                    }
                }))
            }
            (field("code", &look.t("code"), None, &html! {
                input id="code" name="code" class="code" required maxlength="64" autocomplete="one-time-code"
                    autocapitalize="none" spellcheck="false" autofocus;
            }))
            div class="acts" { button class="btn go" { (look.t("sign-in")) } }
        },
    )
}
