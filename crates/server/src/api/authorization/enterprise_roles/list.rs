//! `GET /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles`.

use serde::Serialize;
use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationEnterpriseRoleView;
use utoipa::ToSchema;

use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::refused::Refused;

/// An enterprise role of a room.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RoomEnterpriseRole)]
pub(crate) struct RoomEnterpriseRole {
    #[schema(example = "enterprise-role-123")]
    ext_id: String,
}

/// List the enterprise roles of an authorization
///
/// Those for which the role holds, as far as the caller may know: all of them at once, since there are a hundred at most.
/// Of an authorization that holds for all enterprise roles there are none.
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles",
    tag = "Profile",
    operation_id = "getAuthorizationEnterpriseRoles"
)]
pub(crate) async fn handler(
    call: Call<Permit<AuthorizationEnterpriseRoleView>>,
) -> Result<Shown<Listed<RoomEnterpriseRole>>, Refused> {
    let named = room::enterprise_roles(&call.permit, call.path.profile(), call.path.authorization()).await?;
    let shown = named.into_iter().map(|spot| RoomEnterpriseRole { ext_id: spot.ext_id.to_string() });
    Ok(Shown(Listed::whole(shown.collect())))
}
