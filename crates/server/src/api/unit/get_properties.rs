//! `GET /{clientExtId}/units/{unitExtId}/properties`.

use sigill_app::Permit;
use sigill_domain::right::UnitView;

use crate::api::values::Values;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the properties of a unit
///
/// The values of the unit's custom properties. Also needs AccessControl.PropertyView and
/// AccessControl.PropertyValueView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/units/{unitExtId}/properties",
    tag = "Unit",
    operation_id = "getUnitProperties"
)]
pub(crate) async fn handler(call: Call<Permit<UnitView>>) -> Result<Found<Values>, Refused> {
    Ok(Found((&sigill_app::unit::of_properties(&call.permit, call.path.unit()).await?).into()))
}
