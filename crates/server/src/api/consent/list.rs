//! `GET /{clientExtId}/users/{userExtId}/consents`.

use sigill_app::Permit;
use sigill_domain::right::ConsentView;

use super::Consents;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// List the consents of a user
///
/// All of them, the oldest first: an array without pages.
#[utoipa::path(get, path = "/{clientExtId}/users/{userExtId}/consents", tag = "Terms", operation_id = "getConsents")]
pub(crate) async fn handler(call: Call<Permit<ConsentView>>) -> Result<Shown<Consents>, Refused> {
    Ok(Shown(sigill_app::consent::list(&call.permit, call.path.user()).await?.into()))
}
