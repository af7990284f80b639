//! `PATCH /{clientExtId}/units/{unitExtId}/properties`.

use sigill_app::Permit;
use sigill_domain::right::UnitModify;
use sigill_domain::unit::Unit;

use crate::api::values::{Patch, Values};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Modify the properties of a unit
///
/// Sets and removes values of the unit's custom properties. Also needs AccessControl.UnitView, PropertyView,
/// PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and PropertyValueModify.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/units/{unitExtId}/properties",
    tag = "Unit",
    operation_id = "modifyUnitProperties"
)]
pub(crate) async fn handler(call: Call<Permit<UnitModify>, Strict<Patch>>) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit, path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|unit: &Unit| Found(Values::from(unit)));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::unit::set_properties(&permit, path.unit(), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
