//! Values of custom properties, of users and of mobile signatures.

use sigill_app::{Permit, property};
use sigill_domain::credential::{Credential, MobileSignature};
use sigill_domain::right::{CredentialModify, CredentialView, UserModify, UserView};
use sigill_domain::user::User;

use crate::answer::Found;
use crate::authorise::{OfType, OfTypeOrSelf, OrSelf};
use crate::call::{Call, Strict};
use crate::refused::Refused;
use crate::wire::values::{Patch, Values};
use crate::written::{Show, Written};

/// Get the properties of a user
///
/// The values of the user's custom properties. Also needs AccessControl.PropertyView and
/// AccessControl.PropertyValueView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/properties",
    tag = "User",
    operation_id = "getUserProperties"
)]
pub(crate) async fn of_user(call: Call<OrSelf<UserView>>) -> Result<Found<Values>, Refused> {
    let OrSelf(permit) = call.permit;
    Ok(Found((&property::of_user(&permit, call.path.user()).await?).into()))
}

/// Modify the properties of a user
///
/// Sets and removes values of the user's custom properties. Also needs AccessControl.UserView, PropertyView,
/// PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and PropertyValueModify.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/users/{userExtId}/properties",
    tag = "User",
    operation_id = "modifyUserProperties"
)]
pub(crate) async fn set_of_user(
    call: Call<Permit<UserModify>, Strict<Patch>>,
) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit, path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|user: &User| Found(Values::from(user)));
    let asked = show.asked(&terms, &extra);
    let outcome = property::set_of_user(&permit, path.user(), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Get the properties of the mobile signature
///
/// The values of the mobile signature's custom properties. Also needs AccessControl.PropertyView and
/// AccessControl.PropertyValueView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/properties",
    tag = "Mobile signature",
    operation_id = "getMobileSignatureProperties"
)]
pub(crate) async fn of_mobile_signature(
    call: Call<OfTypeOrSelf<CredentialView, MobileSignature>>,
) -> Result<Found<Values>, Refused> {
    let OfTypeOrSelf(permit, _) = call.permit;
    Ok(Found((&property::of_mobile_signature(&permit, call.path.user()).await?).into()))
}

/// Modify the properties of the mobile signature
///
/// Sets and removes values of the mobile signature's custom properties. Also needs AccessControl.CredentialView,
/// PropertyView, PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and
/// PropertyValueModify.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/properties",
    tag = "Mobile signature",
    operation_id = "modifyMobileSignatureProperties"
)]
pub(crate) async fn set_of_mobile_signature(
    call: Call<OfType<CredentialModify, MobileSignature>, Strict<Patch>>,
) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit: OfType(permit, _), path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|credential: &Credential<MobileSignature>| Found(Values::from(credential)));
    let asked = show.asked(&terms, &extra);
    let outcome = property::set_of_mobile_signature(&permit, path.user(), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
