//! `PATCH /applications/{applicationExtId}/properties`.

use sigill_app::{OfApplications, Permit};
use sigill_domain::application::Application;
use sigill_domain::right::ApplicationModify;

use crate::api::values::{Patch, Values};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Modify the properties of an application
///
/// Sets and removes values of the application's custom properties. Also needs AccessControl.ApplicationView, PropertyView,
/// PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and PropertyValueModify, all for
/// all clients.
#[utoipa::path(
    patch,
    path = "/applications/{applicationExtId}/properties",
    tag = "Application",
    operation_id = "modifyApplicationProperties"
)]
pub(crate) async fn handler(
    call: Call<Permit<ApplicationModify, OfApplications>, Strict<Patch>>,
) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit, path, body: Strict { value: Patch(wishes), extra }, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|thing: &Application| Found(Values::from(thing)));
    let asked = show.asked(&terms, &extra);
    let outcome =
        sigill_app::applications::set_properties(&permit, path.application(), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
