//! Clients.

use sigill_domain::breach::Breach;
use sigill_domain::client::{Client, Founded, New};
use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::right::{ClientCreate, ClientView};
use sigill_store::{Everywhere, Permit, Rooms};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;

/// Founds a client with its default unit, profile policy and mobile signature policy.
pub async fn create(
    permit: &Permit<ClientCreate, Everywhere>,
    new: &New,
    asked: &Asked<'_, Founded>,
) -> Result<Outcome<Founded>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let clients = permit.clients(new.ext_id.as_deref(), new.name.as_deref()).await?;
            let (founded, change) = clients.found(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(founded, change))
        })
    })
    .await
}

/// The client.
pub async fn get(permit: &Permit<ClientView>) -> Result<Client, Refusal> {
    permit.client_itself().await?.ok_or_else(|| Refusal::no_client(permit.client().as_str()))
}

/// A page of the clients that the caller may see: `continuationToken`, `limit`,
/// `returnTotalResultCount`.
pub async fn list(permit: &Permit<ClientView, Rooms>, given: Parameters<'_>) -> Result<Listed<Client>, Refusal> {
    Ok(permit.clients(&Page::read(given)?).await?)
}

/// What a list below a client is asked. A client that isn't there comes before what is wrong with the
/// question.
pub(crate) async fn asked<R, Q>(permit: &Permit<R>, query: Result<Q, Vec<Breach>>) -> Result<Q, Refusal> {
    match query {
        Ok(query) => Ok(query),
        Err(broken) if permit.is_client_there().await? => Err(broken.into()),
        Err(_) => Err(Refusal::no_client(permit.client().as_str())),
    }
}
