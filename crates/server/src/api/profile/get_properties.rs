//! `GET /{clientExtId}/profiles/{profileExtId}/properties`.

use sigill_app::Permit;
use sigill_domain::right::ProfileView;

use crate::api::values::Values;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the properties of a profile
///
/// The values of the profile's custom properties. Also needs AccessControl.PropertyView and
/// AccessControl.PropertyValueView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/properties",
    tag = "Profile",
    operation_id = "getProfileProperties"
)]
pub(crate) async fn handler(call: Call<Permit<ProfileView>>) -> Result<Found<Values>, Refused> {
    Ok(Found((&sigill_app::profile::of_properties(&call.permit, call.path.profile()).await?).into()))
}
