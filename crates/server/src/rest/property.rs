//! Definitions of custom properties.

use sigill_app::{Everywhere, Permit, Rooms};
use sigill_domain::property::Definition;
use sigill_domain::right::{PropertyCreate, PropertyView};

use crate::answer::{Created, Found, Shown};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::query::{Properties, Query};
use crate::refused::Refused;
use crate::wire::listed::Listed;
use crate::wire::property::{New, Property};
use crate::written::{Show, Written};

/// Create a property
///
/// Defines a custom property for all clients. A definition never changes.
#[utoipa::path(post, path = "/properties", tag = "Property", operation_id = "createProperty")]
pub(crate) async fn create(
    call: Call<Permit<PropertyCreate, Everywhere>, Strict<New>>,
) -> Result<Written<Created<Property>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let show = Show::new(|definition: &Definition| Created {
        location: location(&["properties", definition.ext_id.as_str()]),
        entity: definition.clone().into(),
    });
    let outcome = sigill_app::property::define(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}

/// Get a property
///
/// What an ENUM allows is left out for callers without AccessControl.PropertyAllowedValueView.
#[utoipa::path(get, path = "/properties/{propertyExtId}", tag = "Property", operation_id = "getProperty")]
pub(crate) async fn get(call: Call<Permit<PropertyView, Rooms>>) -> Result<Found<Property>, Refused> {
    Ok(Found(sigill_app::property::get(&call.permit, call.path.property()).await?.into()))
}

/// List the properties
///
/// A page of the properties, which are the same for every client. What an ENUM allows is left out for callers without
/// AccessControl.PropertyAllowedValueView.
#[utoipa::path(get, path = "/properties", tag = "Property", operation_id = "getProperties")]
pub(crate) async fn list(
    call: Call<Permit<PropertyView, Rooms>, Query<Properties>>,
) -> Result<Shown<Listed<Property>>, Refused> {
    let listed = sigill_app::property::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Property::from)))
}
