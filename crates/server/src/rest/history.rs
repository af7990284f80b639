//! What happened: a call of our own.

use sigill_app::Permit;
use sigill_domain::right::{ClientView, HistoryErase, UserView};

use crate::answer::{NoContent, Shown};
use crate::call::Call;
use crate::query::{Events, Query};
use crate::refused::Refused;
use crate::wire::event::Event;
use crate::wire::listed::Listed;
use crate::written::{Show, Written};

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
pub(crate) async fn of_user(call: Call<Permit<UserView>, Query<Events>>) -> Result<Shown<Listed<Event>>, Refused> {
    let listed = sigill_app::history::of_user(&call.permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |event| Event::from(&event))))
}

/// Get the history of a client
///
/// A page of what happened in the client, the newest first; also of a client that is deleted, for callers of all
/// clients. Values are as they were written, masked where the policy said so. With a filter by kind, caller or credential,
/// a page may be short or empty and still have a token: follow it. Also needs AccessControl.UserView,
/// AccessControl.CredentialView and AccessControl.PolicyConfigurationView.
#[utoipa::path(get, path = "/{clientExtId}/history", tag = "History", operation_id = "getClientHistory")]
pub(crate) async fn of_client(call: Call<Permit<ClientView>, Query<Events>>) -> Result<Shown<Listed<Event>>, Refused> {
    let listed = sigill_app::history::of_client(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |event| Event::from(&event))))
}

/// Erase the history of a user
///
/// Removes from every event of the user what it tells of a person: names, numbers, addresses, texts and comments. What
/// happened, when and by whom stays, with ids, types, states, roles and validity, and an event tells of the erasure. Also of
/// a user that is deleted; never of oneself, nor of a user who has more rights than the caller. To repeat it is harmless; 503 means
/// that it isn't finished, and that it should be repeated.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/history/erasure",
    tag = "History",
    operation_id = "eraseUserHistory"
)]
pub(crate) async fn erase(call: Call<Permit<HistoryErase>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let outcome = sigill_app::history::erase(&permit, path.user(), &show.asked(&terms, &[])).await?;
    Ok(show.written(&terms, outcome))
}
