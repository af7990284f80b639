//! `GET /{clientExtId}/profiles/{profileExtId}/applications/{applicationExtId}/properties`.

use sigill_app::Permit;
use sigill_domain::right::ProfileView;

use crate::api::values::Values;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the properties of a profile for an application
///
/// The values of custom properties that the profile has for an application of the client. Also needs
/// AccessControl.PropertyView and AccessControl.PropertyValueView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/applications/{applicationExtId}/properties",
    tag = "Profile",
    operation_id = "getProfileApplicationProperties"
)]
pub(crate) async fn handler(call: Call<Permit<ProfileView>>) -> Result<Found<Values>, Refused> {
    let Call { permit, path, .. } = call;
    Ok(Found((&sigill_app::profile::values_for(&permit, path.profile(), path.application()).await?).into()))
}
