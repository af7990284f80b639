//! `/console/me/passkey`: somebody adds a passkey of one's own.

use maud::html;
use serde_json::{Map, Value};
use sigill_app::credential::fido2::{self, Registering};
use sigill_app::{Asked, Permit, Refusal};
use sigill_domain::credential::CredentialType;
use sigill_domain::right::CredentialCreate;

use crate::api::fido2::Registration;
use crate::api::kind::keeper;
use crate::console::answer::Answer;
use crate::console::part::{Entry, Input, Place, Wrong, form, frame, inputs, passkey, summary};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// Longest name, in characters: one line, of the 1,000 that the API takes.
const NAME_MAX: usize = 300;

/// Whoever may make such a credential may make one's own.
pub(super) fn permit(visit: &Visit) -> Result<Permit<CredentialCreate>, Refused> {
    let client = visit.seat.person.client.ext_id.as_str();
    Ok(visit.caller.granted_for::<CredentialCreate>(CredentialType::FIDO2)?.in_client(client)?)
}

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    page(&visit, Wrong::default()).await
}

/// `POST`: what the browser gave is verified and kept.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let (permit, typed) = (permit(&visit)?, &visit.form);
    let Ok(credential) = serde_json::from_str::<Value>(typed.one("answer")) else {
        return page(&visit, Wrong(vec![visit.look.t("passkey-failed")])).await;
    };
    let name = typed.one("userFriendlyName").trim();
    let name = (!name.is_empty()).then(|| ("userFriendlyName".to_owned(), Value::from(name)));
    let registering = Registering {
        user: visit.seat.person.user.ext_id.as_str(),
        ceremony: typed.one("ceremony"),
        credential: &credential,
        ext_id: None,
        members: &Map::from_iter(name),
    };
    match Box::pin(fido2::register(&permit, keeper(&visit.server), registering, &Asked::default())).await {
        Ok(_) => Ok(Answer::Goes(Route::Me.path())),
        Err(Refusal::Broken(broken)) => page(&visit, Wrong::of_all(broken)).await,
        Err(refusal) => Err(refusal.into()),
    }
}

/// Each time with a ceremony of its own. Where none can begin, it says why.
async fn page(visit: &Visit, mut wrong: Wrong) -> Result<Answer, Refused> {
    let look = &visit.look;
    let permit = permit(visit)?;
    let user = visit.seat.person.user.ext_id.as_str();
    let begun = match fido2::begin_registration(&permit, keeper(&visit.server), user, &[]).await {
        Ok(begun) => Some(Registration::of(begun, None)),
        Err(Refusal::Broken(broken)) => {
            wrong.0.extend(broken.into_iter().map(|breach| breach.message));
            None
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let name = "userFriendlyName";
    let all = [Input::new(name, look.t("passkey-name"), Entry::Text(NAME_MAX), visit.form.one(name))];
    let title = look.t("passkey-add");
    let page = html! {
        div class="head" { h1 { (title) } }
        p class="lead soft" { (look.t("passkey-add-hint")) }
        (summary(look, &wrong, &all))
        @if let Some(begun) = &begun {
            div class="card pad ask" {
                (form(look, &look.to(Route::MyPasskey), &html! {
                    div class="fields" { (inputs(look, &all, &wrong)) }
                    (passkey::made(look, begun))
                }))
            }
        }
        p class="acts" { a class="btn quiet" href=(look.to(Route::Me)) { (look.t("cancel")) } }
    };
    let page = frame(look, Place::Me, &title, &page);
    Ok(Answer::form(!wrong.0.is_empty(), page))
}
