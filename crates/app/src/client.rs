//! Clients.

use sigill_domain::client::{Client, Founded, New};
use sigill_domain::right::{ClientCreate, ClientView};
use sigill_store::{Everywhere, Permit};

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
