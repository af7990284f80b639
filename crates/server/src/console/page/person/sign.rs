//! `…/sign`: the mobile signature of a person is tried, and what comes of it is shown as it comes.

use std::time::Duration;

use maud::{Markup, html};
use sigill_app::{Asked, Outcome, Permit, Refusal, sign_in, signing};
use sigill_domain::credential::{MobileSignature, Typed};
use sigill_domain::right::{CredentialView, SignatureRequest, SignatureView, UserView};
use sigill_domain::signing::{Outcome as Ended, Signature, State, Wish};
use sigill_domain::user::User;
use sigill_domain::version::Expected;

use super::way::crumbs;
use crate::console::answer::Answer;
use crate::console::part::{
    Entry, Input, OWN, Place, Tone, Wrong, calls, chip, facts, form, frame, inputs, name_of, notice, path_of, summary,
};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// What a phone shows at most.
const TEXT_MAX: usize = 239;
/// So often the page of an open one looks again.
const EVERY: Duration = Duration::from_secs(3);

/// Who is asked, and what the text must contain: as the provider wants it.
async fn asked_of(visit: &Visit) -> Result<(User, String), Refused> {
    let (view, credentials) = (visit.permit::<Permit<UserView>>()?, visit.permit::<Permit<CredentialView>>()?);
    let desk = &visit.server.app.desk;
    let sheet = sign_in::sheet((&view, &credentials), None, desk, visit.path.user(), 1).await?;
    let own = sheet.credentials.iter().find(|one| one.detail.kind == MobileSignature::TYPE);
    let provider = own.and_then(|own| desk.providers().get(own.detail.text("msspIdentifier")?));
    Ok((sheet.user, provider.and_then(|provider| provider.settings.prefix.clone()).unwrap_or_default()))
}

async fn person(visit: &Visit) -> Result<User, Refused> {
    Ok(sigill_app::user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?)
}

/// `GET`: what the phone will show.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<SignatureRequest>>()?;
    let (person, prefix) = asked_of(&visit).await?;
    let text = format!("{prefix}{}", visit.look.t("sign-text-default"));
    Ok(Answer::Page(asking(&visit, &person, &text, &Wrong::default())))
}

/// `POST`: the person is asked.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<SignatureRequest>>()?;
    let word = |name: &str| Some(visit.form.one(name).trim().to_owned()).filter(|word| !word.is_empty());
    let (profile, time_limit_s, receipt_text) = Default::default();
    let wish = Wish { text: word("text"), language: word("language"), profile, time_limit_s, receipt_text };
    let desk = &visit.server.app.desk;
    match Box::pin(signing::request(&permit, desk, visit.path.user(), &wish, &Asked::default())).await {
        Ok(Outcome::Done(signature) | Outcome::Would(signature, _)) => {
            Ok(Answer::Goes(Route::Signature(visit.of(), &signature.id.to_string()).path()))
        }
        // Kept answers are of who repeats a request by a key, and forms have none.
        Ok(Outcome::Kept(_)) => Ok(Answer::Goes(Route::Person(visit.of()).path())),
        Err(Refusal::Broken(broken)) => {
            let person = person(&visit).await?;
            Ok(Answer::form(true, asking(&visit, &person, visit.form.one("text"), &Wrong::of_all(broken))))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn asking(visit: &Visit, person: &User, text: &str, wrong: &Wrong) -> Markup {
    let (look, of) = (&visit.look, visit.of());
    let title = look.words.with("sign-try-what", &[("name", &name_of(person))]);
    let all = [Input::new("text", look.t("sign-text"), Entry::Text(TEXT_MAX), text)
        .mandatory()
        .hint(look.t("sign-text-hint"))];
    let content = html! {
        div class="fields" { (inputs(look, &all, wrong)) }
        div class="acts" {
            button class="btn go" { (look.t("sign-start")) }
            a class="btn quiet" href=(look.to(Route::Person(of))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        (crumbs(visit, person, "sign-try"))
        div class="head" { h1 { (title) } }
        (notice(look, Tone::Info, &look.t("sign-counts")))
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &look.to(Route::Sign(of)), &content)) }
    };
    frame(look, Place::Elsewhere, &title, &page)
}

fn named(visit: &Visit) -> &str {
    visit.path.iter().find(|(name, _)| *name == "signatureId").map_or("", |(_, value)| value)
}

/// `GET …/{signature}`: how far it is.
pub(crate) async fn follow(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<SignatureView>>()?;
    let signature = signing::get(&permit, visit.path.user(), named(&visit)).await?;
    let person = person(&visit).await?;
    let page = followed(&visit, &person, &signature);
    Ok(if signature.state == State::Settled { Answer::Page(page) } else { Answer::Live(page, EVERY) })
}

/// `POST …/{signature}`: it is given up.
pub(crate) async fn withdraw(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<SignatureRequest>>()?;
    let (desk, id) = (&visit.server.app.desk, named(&visit));
    let expected = Expected::default();
    Box::pin(signing::withdraw(&permit, desk, visit.path.user(), id, &expected, &Asked::default())).await?;
    Ok(Answer::Goes(Route::Signature(visit.of(), id).path()))
}

/// How it ended, in a sentence.
fn ended(visit: &Visit, ended: Ended) -> (Tone, String) {
    let tone = match ended {
        Ended::Approved => Tone::Ok,
        Ended::InvalidSignature | Ended::OtherText | Ended::OtherPerson | Ended::Revoked => Tone::Bad,
        Ended::Cancelled | Ended::TimedOut | Ended::Withdrawn => Tone::Off,
        _ => Tone::Warn,
    };
    (tone, visit.look.t(&format!("outcome-{}", ended.as_str())))
}

fn followed(visit: &Visit, person: &User, signature: &Signature) -> Markup {
    let (look, of) = (&visit.look, visit.of());
    let title = look.words.with("sign-try-what", &[("name", &name_of(person))]);
    let id = signature.id.to_string();
    let seconds = i64::try_from(EVERY.as_secs()).unwrap_or_default();
    let left = (signature.limit_at.micros() - look.now.micros()).div_euclid(1_000_000).max(0);
    let page = html! {
        (crumbs(visit, person, "sign-try"))
        div class="head" { h1 { (title) } }
        div class="card pad ask" {
            @match signature.outcome() {
                Some(outcome) => {
                    @let (tone, said) = ended(visit, outcome);
                    (notice(look, tone, &said))
                }
                None => {
                    p { (look.t("sign-code")) }
                    p class="otp big" { (signature.code) }
                    p role="status" {
                        (chip(look, Tone::Info, &look.t(if signature.state == State::Pending { "sign-pending" } else { "sign-requested" })))
                        " " span class="soft" { (look.words.count("sign-left", left, &[])) }
                    }
                }
            }
            (facts(&told(visit, signature)))
            @if signature.state == State::Settled {
                div class="acts" {
                    a class="btn go" href=(look.to(Route::Person(of))) { (look.t("back-to-person")) }
                    a class="btn" href=(look.to(Route::Sign(of))) { (look.t("sign-again")) }
                }
            } @else {
                (form(look, &look.to(Route::Signature(of, &id)), &html! {
                    div class="acts" {
                        a class="btn" href=(look.to(Route::Signature(of, &id))) { (look.t("sign-look")) }
                        button class="btn quiet" { (look.t("sign-withdraw")) }
                    }
                }))
                p class="soft small" { (look.words.count("sign-live", seconds, &[])) }
            }
        }
        (calls(look, &[path_of(OWN, &[of.client, "users", of.user, "mobile-signature", "signatures", &id])]))
    };
    frame(look, Place::Elsewhere, &title, &page)
}

fn told(visit: &Visit, signature: &Signature) -> Vec<(String, Markup)> {
    let (look, words) = (&visit.look, visit.look.words);
    let mut all = vec![
        (look.t("sign-text"), html! { q { (signature.text) } }),
        (look.t("fact-number"), html! { (super::cards::masked(signature.msisdn.as_str())) }),
        (look.t("fact-provider"), html! { (signature.mssp) }),
        (look.t("sign-asked"), html! { (words.moment(signature.created, look.now)) }),
    ];
    if let Some(settled) = &signature.settled {
        let took = (settled.at.micros() - signature.created.micros()).div_euclid(1_000_000);
        all.push((look.t("sign-took"), html! { (words.count("seconds", took, &[])) }));
        let checks = i64::try_from(settled.detail.checks.len()).unwrap_or_default();
        if checks > 0 {
            all.push((look.t("sign-checks"), html! { (words.number(checks)) }));
        }
    }
    all
}
