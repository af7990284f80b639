//! `GET /{clientExtId}/units/{unitExtId}/children`.

use sigill_app::Permit;
use sigill_domain::right::UnitView;

use super::Unit;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the units below a unit
///
/// A page of those right below it.
#[utoipa::path(get, path = "/{clientExtId}/units/{unitExtId}/children", tag = "Unit", operation_id = "getSubUnits")]
pub(crate) async fn handler(call: Call<Permit<UnitView>, Query<Pages>>) -> Result<Shown<Listed<Unit>>, Refused> {
    let listed = sigill_app::unit::children(&call.permit, call.path.unit(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |unit| Unit::of(call.permit.client().as_str(), unit))))
}
