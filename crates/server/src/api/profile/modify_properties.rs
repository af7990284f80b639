//! `PATCH /{clientExtId}/profiles/{profileExtId}/properties`.

use sigill_app::Permit;
use sigill_domain::profile::Profile;
use sigill_domain::right::ProfileModify;

use crate::api::values::{Patch, Values};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Modify the properties of a profile
///
/// Sets and removes values of the profile's custom properties. Also needs AccessControl.ProfileView, PropertyView,
/// PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and PropertyValueModify.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/profiles/{profileExtId}/properties",
    tag = "Profile",
    operation_id = "modifyProfileProperties"
)]
pub(crate) async fn handler(
    call: Call<Permit<ProfileModify>, Strict<Patch>>,
) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit, path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|profile: &Profile| Found(Values::from(profile)));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::profile::set_properties(&permit, path.profile(), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
