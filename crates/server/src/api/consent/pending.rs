//! `GET /{clientExtId}/users/{userExtId}/terms-pending`.

use sigill_app::Permit;
use sigill_domain::right::ConsentView;

use crate::api::terms::Terms;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the terms that a user has yet to accept
///
/// A page of the active terms whose version of now the user hasn't accepted, and that are for everything or for an
/// application that the client has. Also needs AccessControl.TermsView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/terms-pending",
    tag = "Terms",
    operation_id = "getPendingTerms"
)]
pub(crate) async fn handler(call: Call<Permit<ConsentView>, Query<Pages>>) -> Result<Shown<Listed<Terms>>, Refused> {
    let listed = sigill_app::consent::pending(&call.permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Terms::from)))
}
