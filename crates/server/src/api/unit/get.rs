//! `GET /{clientExtId}/units/{unitExtId}`.

use sigill_app::Permit;
use sigill_domain::right::UnitView;

use super::Unit;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a unit
#[utoipa::path(get, path = "/{clientExtId}/units/{unitExtId}", tag = "Unit", operation_id = "getUnit")]
pub(crate) async fn handler(call: Call<Permit<UnitView>>) -> Result<Found<Unit>, Refused> {
    let unit = sigill_app::unit::get(&call.permit, call.path.unit()).await?;
    Ok(Found(Unit::of(call.permit.client().as_str(), unit)))
}
