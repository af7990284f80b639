//! `PATCH /{clientExtId}/eroles/{enterpriseRoleExtId}/properties`.

use sigill_app::Permit;
use sigill_domain::erole::EnterpriseRole;
use sigill_domain::right::EnterpriseRoleModify;

use crate::api::values::{Patch, Values};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Modify the properties of an enterprise role
///
/// Sets and removes values of the enterprise role's custom properties. Also needs AccessControl.EnterpriseRoleView, PropertyView,
/// PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and PropertyValueModify.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/eroles/{enterpriseRoleExtId}/properties",
    tag = "Enterprise role",
    operation_id = "modifyEnterpriseRoleProperties"
)]
pub(crate) async fn handler(
    call: Call<Permit<EnterpriseRoleModify>, Strict<Patch>>,
) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit, path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|erole: &EnterpriseRole| Found(Values::from(erole)));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::erole::set_properties(&permit, path.erole(), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
