//! `GET /{clientExtId}/history`.

use sigill_app::Permit;
use sigill_domain::right::ClientView;

use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::event::Event;
use crate::http::listed::Listed;
use crate::http::query::{Events, Query};
use crate::http::refused::Refused;

/// Get the history of a client
///
/// A page of what happened in the client, the newest first; also of a client that is deleted, for callers of all
/// clients. Values are as they were written, masked where the policy said so. With a filter by kind, caller or credential,
/// a page may be short or empty and still have a token: follow it. Also needs AccessControl.UserView,
/// AccessControl.CredentialView and AccessControl.PolicyConfigurationView.
#[utoipa::path(get, path = "/{clientExtId}/history", tag = "History", operation_id = "getClientHistory")]
pub(crate) async fn handler(call: Call<Permit<ClientView>, Query<Events>>) -> Result<Shown<Listed<Event>>, Refused> {
    let listed = sigill_app::history::of_client(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |event| Event::from(&event))))
}
