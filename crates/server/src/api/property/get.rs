//! `GET /properties/{propertyExtId}`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::PropertyView;

use super::Property;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a property
///
/// What an ENUM allows is left out for callers without AccessControl.PropertyAllowedValueView.
#[utoipa::path(get, path = "/properties/{propertyExtId}", tag = "Property", operation_id = "getProperty")]
pub(crate) async fn handler(call: Call<Permit<PropertyView, Rooms>>) -> Result<Found<Property>, Refused> {
    Ok(Found(sigill_app::property::get(&call.permit, call.path.property()).await?.into()))
}
