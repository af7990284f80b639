//! `/console/sign-in/second`: the second factor.

use http::StatusCode;
use maud::{Markup, html};
use sigill_app::session::{self, Factor};

use crate::api::kind::keeper;
use crate::console::answer::Answer;
use crate::console::cookie;
use crate::console::part::{Tone, field, form, narrow, notice};
use crate::console::route::{self, Route};
use crate::console::stranger::{Stranger, note};
use crate::http::refused::Refused;

/// Longest code that is looked at, in bytes.
const CODE_MAX: usize = 64;

/// `GET`.
pub(crate) async fn show(stranger: Stranger) -> Result<Answer, Refused> {
    let secret = stranger.cookie.as_deref().unwrap_or_default();
    let found = session::factors_of(&stranger.server.app, secret, stranger.occasion()).await?;
    let Some((_, factors)) = found else { return Ok(Answer::Goes(Route::SignIn.path())) };
    Ok(Answer::Page(page(&stranger, &factors, stranger.query.one("next"), None)))
}

/// `POST`.
pub(crate) async fn take(stranger: Stranger) -> Result<Answer, Refused> {
    let (server, options, form) = (&stranger.server, &stranger.options, &stranger.form);
    let secret = stranger.cookie.as_deref().unwrap_or_default();
    let found = session::factors_of(&server.app, secret, stranger.occasion()).await?;
    let Some((half, factors)) = found else { return Ok(Answer::Goes(Route::SignIn.path())) };
    let (chosen, code, next) = (form.one("factor"), form.one("code"), form.one("next"));
    let refused = || {
        let page = page(&stranger, &factors, next, Some("second-no"));
        Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page)
    };
    let factor = factors.iter().find(|factor| factor.credential.as_str() == chosen).or(factors.first());
    let Some(factor) = factor.filter(|_| !code.is_empty() && code.len() <= CODE_MAX) else { return Ok(refused()) };
    let shown = (factor, code, stranger.network);
    let (from, occasion) = (stranger.from.clone(), stranger.occasion());
    match session::second(&server.app, options, keeper(server), &half, shown, from, occasion).await? {
        Ok(signed_in) => {
            stranger.trail.called_by(&half.person.name());
            Ok(Answer::GoesWith(route::next(next), cookie::of_session(&signed_in.secret)))
        }
        Err(refusal) => {
            note(server, refusal);
            Ok(refused())
        }
    }
}

fn page(stranger: &Stranger, factors: &[Factor], next: &str, why: Option<&str>) -> Markup {
    let look = &stranger.look;
    let name = |factor: &Factor| match (&factor.label, factor.is_recovery()) {
        (_, true) => look.t("factor-recovery"),
        (Some(label), false) => look.words.with("factor-app-named", &[("label", label)]),
        (None, false) => look.t("factor-app"),
    };
    narrow(
        look,
        &look.t("second-title"),
        &html! {
            h1 { (look.t("second-title")) }
            @if let Some(why) = why { (notice(look, Tone::Warn, &look.t(why))) }
            div class="card pad" {
                (form(look, &look.to(Route::Second), &html! {
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
                    div class="acts" {
                        button class="btn go" { (look.t("sign-in")) }
                        a class="btn quiet" href=(look.to(Route::SignIn)) { (look.t("cancel")) }
                    }
                }))
            }
        },
    )
}
