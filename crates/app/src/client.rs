//! Clients.

use sigill_domain::breach::Breach;
use sigill_domain::client::{Client, Founded, New};
use sigill_domain::right::{ClientCreate, ClientView};
use sigill_store::{Everywhere, Permit};

use crate::attempt::{Decision, attempt};
use crate::refusal::Refusal;

/// Founds a client with its default unit, profile policy and mobile signature policy.
///
/// `extra` are rules that were found broken while reading the request.
pub async fn create(
    permit: &Permit<ClientCreate, Everywhere>,
    new: &New,
    extra: &[Breach],
) -> Result<Founded, Refusal> {
    attempt(permit, || {
        Box::pin(async move {
            let clients = permit.clients(new.ext_id.as_deref(), new.name.as_deref()).await?;
            let (founded, change) = clients.found(new, extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(founded, change))
        })
    })
    .await
}

/// The client.
pub async fn get(permit: &Permit<ClientView>) -> Result<Client, Refusal> {
    permit.client_itself().await?.ok_or_else(|| Refusal::no_client(permit.client().as_str()))
}
