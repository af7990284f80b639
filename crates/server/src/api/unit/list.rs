//! `GET /clients/{clientExtId}/units`.

use sigill_app::Permit;
use sigill_domain::right::UnitView;

use super::Unit;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Query, Units};
use crate::http::refused::Refused;

/// List the units of a client
///
/// A page of the client's units that the caller may see. Also needs AccessControl.ClientView.
#[utoipa::path(get, path = "/clients/{clientExtId}/units", tag = "Unit", operation_id = "getUnits")]
pub(crate) async fn handler(call: Call<Permit<UnitView>, Query<Units>>) -> Result<Shown<Listed<Unit>>, Refused> {
    let listed = sigill_app::unit::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |unit| Unit::of(call.permit.client().as_str(), unit))))
}
