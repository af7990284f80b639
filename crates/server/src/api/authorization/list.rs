//! `GET /{clientExtId}/profiles/{profileExtId}/authorizations`.

use sigill_app::{Permit, profile};
use sigill_domain::right::AuthorizationView;

use super::Authorization;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the roles of a profile
///
/// Of clients that the right doesn't reach nothing is told.
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations",
    tag = "Profile",
    operation_id = "getAuthorizations"
)]
pub(crate) async fn handler(
    call: Call<Permit<AuthorizationView>, Query<Pages>>,
) -> Result<Shown<Listed<Authorization>>, Refused> {
    let listed = profile::authorizations(&call.permit, call.path.profile(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Authorization::from)))
}
