//! `GET /applications/{applicationExtId}/properties`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::ApplicationView;

use crate::api::values::Values;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the properties of an application
///
/// The values of the application's custom properties. Also needs AccessControl.PropertyView and
/// AccessControl.PropertyValueView.
#[utoipa::path(
    get,
    path = "/applications/{applicationExtId}/properties",
    tag = "Application",
    operation_id = "getApplicationProperties"
)]
pub(crate) async fn handler(call: Call<Permit<ApplicationView, Rooms>>) -> Result<Found<Values>, Refused> {
    Ok(Found((&sigill_app::applications::of_properties(&call.permit, call.path.application()).await?).into()))
}
