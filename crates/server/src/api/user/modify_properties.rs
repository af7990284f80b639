//! `PATCH /{clientExtId}/users/{userExtId}/properties`.

use sigill_app::{Permit, property};
use sigill_domain::right::UserModify;
use sigill_domain::user::User;

use crate::api::values::{Patch, Values};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

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
pub(crate) async fn handler(call: Call<Permit<UserModify>, Strict<Patch>>) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit, path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|user: &User| Found(Values::from(user)));
    let asked = show.asked(&terms, &extra);
    let outcome = property::set_of_user(&permit, path.user(), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
