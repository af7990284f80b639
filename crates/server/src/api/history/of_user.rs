//! `GET /{clientExtId}/users/{userExtId}/history`.

use sigill_app::Permit;
use sigill_domain::right::UserView;

use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::event::Event;
use crate::http::listed::Listed;
use crate::http::query::{Events, Query};
use crate::http::refused::Refused;

/// Get the history of a user
///
/// A page of what happened to the user and what is below it, the newest first; also of a user that is deleted. Values
/// are as they were written, masked where the policy said so. With a filter by kind, caller or credential, a page may be
/// short or empty and still have a token: follow it. Also needs AccessControl.CredentialView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/history",
    tag = "History",
    operation_id = "getUserHistory"
)]
pub(crate) async fn handler(call: Call<Permit<UserView>, Query<Events>>) -> Result<Shown<Listed<Event>>, Refused> {
    let listed = sigill_app::history::of_user(&call.permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |event| Event::from(&event))))
}
