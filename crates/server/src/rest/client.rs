//! Clients.

use sigill_app::{Everywhere, Permit, Rooms};
use sigill_domain::client;
use sigill_domain::right::{ClientCreate, ClientDelete, ClientModify, ClientView};

use crate::answer::{Created, Found, NoContent, Shown};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::query::{Pages, Query};
use crate::refused::Refused;
use crate::wire::client::{Client, Founded, New};
use crate::wire::listed::Listed;
use crate::wire::patch_client::Patch;
use crate::written::{Show, Written};

/// Create a client
///
/// Creates a client with its default unit, its profile policy and a default MobileSignaturePolicy.
#[utoipa::path(post, path = "/clients", tag = "Client", operation_id = "createClient")]
pub(crate) async fn create(
    call: Call<Permit<ClientCreate, Everywhere>, Strict<New>>,
) -> Result<Written<Created<Founded>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let show = Show::new(|founded: &client::Founded| Created {
        location: location(&["clients", founded.client.ext_id.as_str()]),
        entity: founded.into(),
    });
    let outcome = sigill_app::client::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}

/// Get a client
#[utoipa::path(get, path = "/clients/{extId}", tag = "Client", operation_id = "getClient")]
pub(crate) async fn get(call: Call<Permit<ClientView>>) -> Result<Found<Client>, Refused> {
    Ok(Found(sigill_app::client::get(&call.permit).await?.into()))
}

/// Modify a client
///
/// Changes what the body names, as a JSON Merge Patch.
#[utoipa::path(patch, path = "/clients/{extId}", tag = "Client", operation_id = "modifyClient")]
pub(crate) async fn modify(call: Call<Permit<ClientModify>, Strict<Patch>>) -> Result<Written<Found<Client>>, Refused> {
    let Call { permit, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let show = Show::new(|client: &client::Client| Found(client.clone().into()));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::client::modify(&permit, &patch.expecting(expected), &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Delete a client
///
/// From then on nothing of the client is found. What belonged to it is purged in the background; until that is done,
/// its external id and its name stay taken. Its history stays.
#[utoipa::path(delete, path = "/clients/{extId}", tag = "Client", operation_id = "deleteClient")]
pub(crate) async fn delete(call: Call<Permit<ClientDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, terms, server, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let outcome = sigill_app::client::delete(&permit, &expected, &show.asked(&terms, &[])).await?;
    server.client_died.notify_one();
    Ok(show.written(&terms, outcome))
}

/// List the clients
///
/// A page of the clients that the caller may see, perhaps none.
#[utoipa::path(get, path = "/clients", tag = "Client", operation_id = "getClients")]
pub(crate) async fn list(
    call: Call<Permit<ClientView, Rooms>, Query<Pages>>,
) -> Result<Shown<Listed<Client>>, Refused> {
    let listed = sigill_app::client::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Client::from)))
}
