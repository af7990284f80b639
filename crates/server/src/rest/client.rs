//! Clients.

use sigill_app::{Everywhere, Permit};
use sigill_domain::right::{ClientCreate, ClientView};

use crate::answer::{Created, Found};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::refused::Refused;
use crate::wire::client::{Client, Founded, New};

/// Create a client
///
/// Creates a client with its default unit, its profile policy and a default MobileSignaturePolicy.
#[utoipa::path(post, path = "/clients", tag = "Client", operation_id = "createClient")]
pub(crate) async fn create(
    call: Call<Permit<ClientCreate, Everywhere>, Strict<New>>,
) -> Result<Created<Founded>, Refused> {
    let Strict { value: new, extra } = call.body;
    let founded = sigill_app::client::create(&call.permit, &new.into(), &extra).await?;
    let location = location(&["clients", founded.client.ext_id.as_str()]);
    Ok(Created { location, entity: (&founded).into() })
}

/// Get a client
#[utoipa::path(get, path = "/clients/{extId}", tag = "Client", operation_id = "getClient")]
pub(crate) async fn get(call: Call<Permit<ClientView>>) -> Result<Found<Client>, Refused> {
    Ok(Found(sigill_app::client::get(&call.permit).await?.into()))
}
