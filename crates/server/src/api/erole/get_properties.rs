//! `GET /{clientExtId}/eroles/{enterpriseRoleExtId}/properties`.

use sigill_app::Permit;
use sigill_domain::right::EnterpriseRoleView;

use crate::api::values::Values;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the properties of an enterprise role
///
/// The values of the enterprise role's custom properties. Also needs AccessControl.PropertyView and
/// AccessControl.PropertyValueView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/eroles/{enterpriseRoleExtId}/properties",
    tag = "Enterprise role",
    operation_id = "getEnterpriseRoleProperties"
)]
pub(crate) async fn handler(call: Call<Permit<EnterpriseRoleView>>) -> Result<Found<Values>, Refused> {
    Ok(Found((&sigill_app::erole::of_properties(&call.permit, call.path.erole()).await?).into()))
}
