//! `GET /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units`.

use serde::Serialize;
use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationUnitView;
use utoipa::ToSchema;

use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::refused::Refused;

/// A unit of a room, with all that is below it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RoomUnit)]
pub(crate) struct RoomUnit {
    #[schema(example = "unit-123")]
    ext_id: String,
}

/// List the units of an authorization
///
/// Those in which the role holds, with what is below them: all of them at once, since there are a hundred at most. Of an
/// authorization that holds in all units there are none.
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units",
    tag = "Profile",
    operation_id = "getAuthorizationUnits"
)]
pub(crate) async fn handler(call: Call<Permit<AuthorizationUnitView>>) -> Result<Shown<Listed<RoomUnit>>, Refused> {
    let units = room::units(&call.permit, call.path.profile(), call.path.authorization()).await?;
    let shown = units.into_iter().map(|unit| RoomUnit { ext_id: unit.ext_id.to_string() });
    Ok(Shown(Listed::whole(shown.collect())))
}
