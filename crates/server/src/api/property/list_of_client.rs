//! `GET /clients/{clientExtId}/properties`.

use sigill_app::{Caller, Denied, Permit, Rooms};
use sigill_domain::right::{ClientView, PropertyView};

use super::Property;
use crate::http::answer::Shown;
use crate::http::authorise::{Authorise, Needs};
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::path::PathIds;
use crate::http::query::{Properties, Query};
use crate::http::refused::Refused;

/// Both rights, in the client.
pub(crate) struct OfClient {
    client: Permit<ClientView>,
    properties: Permit<PropertyView, Rooms>,
}

impl Authorise for OfClient {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Permit::<PropertyView>::authorise(caller, path)?;
        Ok(Self { client: Permit::authorise(caller, path)?, properties: Permit::authorise(caller, path)? })
    }

    fn needs() -> Needs {
        Permit::<PropertyView>::needs()
    }
}

/// List the properties of a client
///
/// A page of the properties that what is in the client may have: those for all clients, and its own. What an ENUM allows is left out for callers without AccessControl.PropertyAllowedValueView. Also needs
/// AccessControl.ClientView.
#[utoipa::path(get, path = "/clients/{clientExtId}/properties", tag = "Property", operation_id = "getClientProperties")]
pub(crate) async fn handler(call: Call<OfClient, Query<Properties>>) -> Result<Shown<Listed<Property>>, Refused> {
    let OfClient { client, properties } = call.permit;
    let client = sigill_app::client::get(&client).await?;
    let listed = sigill_app::property::list_of(&properties, client.ext_id.as_str(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Property::from)))
}
