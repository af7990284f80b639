//! `GET /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}`.

use sigill_app::{Permit, profile};
use sigill_domain::right::AuthorizationView;

use super::Authorization;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a role of a profile
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
    tag = "Profile",
    operation_id = "getAuthorization"
)]
pub(crate) async fn handler(call: Call<Permit<AuthorizationView>>) -> Result<Found<Authorization>, Refused> {
    let path = &call.path;
    Ok(Found(profile::authorization(&call.permit, path.profile(), path.authorization()).await?.into()))
}
