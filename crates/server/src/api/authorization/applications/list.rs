//! `GET /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications`.

use serde::Serialize;
use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationApplView;
use utoipa::ToSchema;

use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::refused::Refused;

/// An application of a room.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RoomApplication)]
pub(crate) struct RoomApplication {
    #[schema(example = "application-123")]
    ext_id: String,
}

/// List the applications of an authorization
///
/// Those for which the role holds, as far as the caller may know: all of them at once, since there are a hundred at most.
/// Of an authorization that holds for all applications there are none.
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications",
    tag = "Profile",
    operation_id = "getAuthorizationApplications"
)]
pub(crate) async fn handler(
    call: Call<Permit<AuthorizationApplView>>,
) -> Result<Shown<Listed<RoomApplication>>, Refused> {
    let named = room::applications(&call.permit, call.path.profile(), call.path.authorization()).await?;
    let shown = named.into_iter().map(|spot| RoomApplication { ext_id: spot.ext_id.to_string() });
    Ok(Shown(Listed::whole(shown.collect())))
}
