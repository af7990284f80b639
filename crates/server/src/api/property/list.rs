//! `GET /properties`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::PropertyView;

use super::Property;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Properties, Query};
use crate::http::refused::Refused;

/// List the properties
///
/// A page of the properties that are for all clients, and, with `clientExtId`, of those for that client, too. What an ENUM allows is left out for callers without
/// AccessControl.PropertyAllowedValueView.
#[utoipa::path(get, path = "/properties", tag = "Property", operation_id = "getProperties")]
pub(crate) async fn handler(
    call: Call<Permit<PropertyView, Rooms>, Query<Properties>>,
) -> Result<Shown<Listed<Property>>, Refused> {
    let listed = sigill_app::property::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Property::from)))
}
