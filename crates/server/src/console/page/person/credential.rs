//! `…/k/{kind}/{credential}/{to}`: a credential is unlocked, locked, enabled, disabled, archived, deleted, or gets
//! another secret.

use http::StatusCode;
use maud::html;
use serde_json::Map;
use sigill_app::credential::{self, Doing, Whose};
use sigill_app::{Asked, Outcome, Permit, Refusal, user};
use sigill_domain::credential::{Credential, CredentialType, Own, PatchCredential, State};
use sigill_domain::patch::Patch;
use sigill_domain::right::{CredentialDelete, CredentialModify, CredentialView, UserView};
use sigill_domain::version::Expected;

use super::cards;
use crate::api::kind::keeper;
use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{Confirm, Place, confirm, frame, name_of};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// What may be done.
const ACTS: [(&str, To); 8] = [
    ("unlock", To::State(State::Active)),
    ("lock", To::State(State::FailLocked)),
    ("enable", To::State(State::Active)),
    ("disable", To::State(State::Disabled)),
    ("archive", To::State(State::Archived)),
    ("delete", To::Nothing),
    ("reset", To::Anew),
    ("remake", To::Anew),
];

/// What becomes of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    State(State),
    /// It goes.
    Nothing,
    /// Another secret takes the place of the one that there is.
    Anew,
}

/// What the path names.
struct Asking {
    of: CredentialType,
    act: &'static str,
    to: To,
}

fn asking(visit: &Visit) -> Result<Asking, Refused> {
    let of = super::way::kind_named(visit)?;
    let named = visit.path.iter().find(|(name, _)| *name == "to").map_or("", |(_, value)| value);
    let (act, to) = ACTS.into_iter().find(|(act, _)| *act == named).ok_or(Refused::NoResource)?;
    Ok(Asking { of, act, to })
}

/// `GET`: what will be so then, and whether it is meant.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    let asking = asking(&visit)?;
    Ok(Answer::Page(page(&visit, &asking, Vec::new()).await?))
}

/// `POST`.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let asking = asking(&visit)?;
    let path = &visit.path;
    let kind = asking.of.kind().ok_or(Refused::NoResource)?;
    let whose = Whose { user: path.user(), credential: Some(path.credential()) };
    let done = match asking.to {
        To::State(state) => {
            let permit = visit.caller.granted_for::<CredentialModify>(asking.of)?.in_client(path.client())?;
            let reason = visit.form.one("reason").trim();
            let patch = PatchCredential {
                state_name: Patch::Set(state.as_str().to_owned()),
                modification_comment: if reason.is_empty() { Patch::Keep } else { Patch::Set(reason.to_owned()) },
                ..PatchCredential::default()
            };
            let keeper = keeper(&visit.server);
            Box::pin(credential::modify(&permit, keeper, kind, whose, &patch, &Asked::default())).await.map(|_| None)
        }
        To::Nothing => {
            let permit = visit.caller.granted_for::<CredentialDelete>(asking.of)?.in_client(path.client())?;
            let (expected, asked) = (Expected::default(), Asked::default());
            Box::pin(credential::delete(&permit, asking.of, whose, &expected, &asked)).await.map(|_| None)
        }
        To::Anew => {
            let permit = visit.caller.granted_for::<CredentialModify>(asking.of)?.in_client(path.client())?;
            let act = cards::anew(kind, asking.act).ok_or(Refused::NoResource)?;
            let doing = Doing { kind, act, whose, given: &Map::new() };
            Box::pin(credential::act(&permit, keeper(&visit.server), doing, &Asked::default())).await.map(Some)
        }
    };
    match done {
        Ok(Some(Outcome::Done(made))) => super::add::given(&visit, kind, made).await,
        Ok(_) => Ok(Answer::Goes(Route::Person(visit.of()).path())),
        Err(Refusal::Broken(broken)) => {
            let refused = broken.into_iter().map(|breach| breach.message).collect();
            Ok(Answer::Told(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &asking, refused).await?))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(visit: &Visit, asking: &Asking, refused: Vec<String>) -> Result<maud::Markup, Refused> {
    let (look, path) = (&visit.look, &visit.path);
    let person = user::get(&visit.permit::<Permit<UserView>>()?, path.user()).await?;
    let permit = visit.caller.granted_for::<CredentialView>(asking.of)?.in_client(path.client())?;
    let whose = Whose { user: path.user(), credential: Some(path.credential()) };
    let credential = credential::get(&permit, asking.of, whose).await?;
    let name = name_of(&person);
    let what = cards::title(look, &credential);
    let title = look.words.with(&format!("{}-what", asking.act), &[("what", &what), ("name", &name)]);
    let page = confirm(
        look,
        &Confirm {
            title: title.clone(),
            says: vec![is_now(look, &credential), look.t(&format!("{}-effect", asking.act))],
            word: look.t(asking.act),
            is_bad: matches!(asking.act, "delete" | "archive"),
            action: look.to(Route::Credential(visit.of(), asking.of.number(), path.credential(), asking.act)),
            back: look.to(Route::Person(visit.of())),
            reason: matches!(asking.to, To::State(_)).then(|| visit.form.one("reason")),
            refused,
        },
    );
    Ok(frame(look, Place::Elsewhere, &title, &html! { (page) }))
}

fn is_now(look: &Look, credential: &Credential<Own>) -> String {
    let (_, state) = cards::state_of(look, credential, look.now);
    look.words.with("is-now", &[("state", &state)])
}
