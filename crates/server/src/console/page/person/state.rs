//! `…/state/{to}`: a person is enabled, disabled, archived or deleted, the validity is opened, or its
//! sessions end.

use http::StatusCode;
use maud::Markup;
use sigill_app::{Asked, Permit, Refusal, session, user};
use sigill_domain::patch::Patch;
use sigill_domain::right::{UserArchive, UserDelete, UserModify, UserView};
use sigill_domain::user::PatchUser;
use sigill_domain::version::Expected;

use crate::console::answer::Answer;
use crate::console::part::{Confirm, Place, confirm, frame, name_of, state_of};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// What may be done.
const ACTS: [&str; 7] = ["enable", "disable", "archive", "delete", "endless", "now", "sessions"];

fn asked(visit: &Visit) -> Result<&'static str, Refused> {
    let named = visit.path.iter().find(|(name, _)| *name == "to").map_or("", |(_, value)| value);
    ACTS.into_iter().find(|act| *act == named).ok_or(Refused::NoResource)
}

/// Whether a reason is kept with it.
fn takes_reason(act: &str) -> bool {
    !matches!(act, "archive" | "delete" | "sessions")
}

/// `GET`: what will be so then, and whether it is meant.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let act = asked(&visit)?;
    Ok(Answer::Page(page(&visit, act, Vec::new()).await?))
}

/// `POST`.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let act = asked(&visit)?;
    match Box::pin(done(&visit, act)).await {
        Ok(()) if act == "delete" => Ok(Answer::Goes(Route::Home.path())),
        Ok(()) => Ok(Answer::Goes(Route::Person(visit.of()).path())),
        Err(Refused::Case(Refusal::Broken(broken))) => {
            let refused = broken.into_iter().map(|breach| breach.message).collect();
            Ok(Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, act, refused).await?))
        }
        Err(refused) => Err(refused),
    }
}

async fn done(visit: &Visit, act: &str) -> Result<(), Refused> {
    let name = visit.path.user();
    match act {
        "archive" => {
            user::archive(&visit.permit::<Permit<UserArchive>>()?, name, &Asked::default()).await?;
        }
        "sessions" => {
            let permit = visit.permit::<Permit<UserModify>>()?;
            Box::pin(session::end_of(&visit.server.app, &permit, name, visit.occasion())).await?;
        }
        "delete" => {
            user::delete(&visit.permit::<Permit<UserDelete>>()?, name, &Expected::default(), &Asked::default()).await?;
        }
        act => {
            let permit = visit.permit::<Permit<UserModify>>()?;
            let mut patch = PatchUser::default();
            match act {
                "enable" => patch.user_state = Patch::Set("active".to_owned()),
                "disable" => patch.user_state = Patch::Set("disabled".to_owned()),
                "endless" => patch.validity_to = Patch::Clear,
                _ => patch.validity_from = Patch::Clear,
            }
            let reason = visit.form.one("reason").trim();
            if !reason.is_empty() {
                patch.person = serde_json::json!({ "modificationComment": reason });
            }
            user::modify(&permit, name, &patch, &Asked::default()).await?;
        }
    }
    Ok(())
}

async fn page(visit: &Visit, act: &str, refused: Vec<String>) -> Result<Markup, Refused> {
    let look = &visit.look;
    let person = user::get(&visit.permit::<Permit<UserView>>()?, visit.path.user()).await?;
    let name = name_of(&person);
    let title = look.words.with(&format!("person-{act}-what"), &[("name", &name)]);
    let (_, state) = state_of(look, &person, look.now);
    let page = confirm(
        look,
        &Confirm {
            title: title.clone(),
            says: vec![look.words.with("is-now", &[("state", &state)]), look.t(&format!("person-{act}-effect"))],
            word: look.t(word(act)),
            is_bad: matches!(act, "archive" | "delete"),
            action: look.to(Route::PersonState(visit.of(), act)),
            back: look.to(Route::Person(visit.of())),
            reason: takes_reason(act).then(|| visit.form.one("reason")),
            refused,
        },
    );
    Ok(frame(look, Place::Elsewhere, &title, &page))
}

fn word(act: &str) -> &str {
    match act {
        "endless" => "take-end-away",
        "now" => "begin-now",
        "sessions" => "sessions-end",
        act => act,
    }
}
