//! `PATCH /{clientExtId}/profiles/{profileExtId}/applications/{applicationExtId}/properties`.

use sigill_app::Permit;
use sigill_domain::profile::ProfileValues;
use sigill_domain::right::ProfileModify;

use crate::api::values::{Patch, Values};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Modify the properties of a profile for an application
///
/// Sets and removes values of custom properties that the profile has for an application of the client. Also needs
/// AccessControl.ProfileView, PropertyView, PropertyValueView, PropertyAllowedValueView, PropertyValueCreate,
/// PropertyValueDelete and PropertyValueModify.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/profiles/{profileExtId}/applications/{applicationExtId}/properties",
    tag = "Profile",
    operation_id = "modifyProfileApplicationProperties"
)]
pub(crate) async fn handler(
    call: Call<Permit<ProfileModify>, Strict<Patch>>,
) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit, path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|values: &ProfileValues| Found(Values::from(values)));
    let asked = show.asked(&terms, &extra);
    let of = (path.profile(), path.application());
    let outcome = sigill_app::profile::set_values_for(&permit, of, &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
