//! `GET /roles/{roleExtId}/properties`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::RoleView;

use crate::api::values::Values;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the properties of a role
///
/// The values of the role's custom properties. Also needs AccessControl.PropertyView and
/// AccessControl.PropertyValueView.
#[utoipa::path(get, path = "/roles/{roleExtId}/properties", tag = "Application", operation_id = "getRoleProperties")]
pub(crate) async fn handler(call: Call<Permit<RoleView, Rooms>>) -> Result<Found<Values>, Refused> {
    Ok(Found((&sigill_app::role::of_properties(&call.permit, call.path.role()).await?).into()))
}
