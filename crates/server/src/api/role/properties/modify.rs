//! `PATCH /roles/{roleExtId}/properties`.

use sigill_app::{OfApplications, Permit};
use sigill_domain::application::AppRole;
use sigill_domain::right::RoleModify;

use crate::api::values::{Patch, Values};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Modify the properties of a role
///
/// Sets and removes values of the role's custom properties. Also needs AccessControl.RoleView, PropertyView,
/// PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and PropertyValueModify, all for
/// all clients.
#[utoipa::path(
    patch,
    path = "/roles/{roleExtId}/properties",
    tag = "Application",
    operation_id = "modifyRoleProperties"
)]
pub(crate) async fn handler(
    call: Call<Permit<RoleModify, OfApplications>, Strict<Patch>>,
) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit, path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|thing: &AppRole| Found(Values::from(thing)));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::role::set_properties(&permit, path.role(), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
