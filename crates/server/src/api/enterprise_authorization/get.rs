//! `GET /{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}`.

use sigill_app::{Permit, enterprise_authorization};
use sigill_domain::right::ProfileView;

use super::EnterpriseAuthorization;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get an enterprise role of a profile
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}",
    tag = "Enterprise role",
    operation_id = "getEnterpriseAuthorization"
)]
pub(crate) async fn handler(call: Call<Permit<ProfileView>>) -> Result<Found<EnterpriseAuthorization>, Refused> {
    let path = &call.path;
    let given = enterprise_authorization::get(&call.permit, path.profile(), path.authorization()).await?;
    Ok(Found(given.into()))
}
