//! Clients.

use sigill_domain::breach::Breach;
use sigill_domain::client::{Client, Founded, New, PatchClient};
use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::patch::Patch;
use sigill_domain::right::{ClientCreate, ClientDelete, ClientModify, ClientView, System};
use sigill_domain::version::Expected;
use sigill_store::{Everywhere, Permit, Rooms};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sought::found_client;

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
            Ok(Decision::Change(founded, permit.placed(change)))
        })
    })
    .await
}

/// The client.
pub async fn get(permit: &Permit<ClientView>) -> Result<Client, Refusal> {
    Ok(found_client(permit.client_itself().await?, permit.client().as_str())?.into_inner())
}

/// Changes the client by a merge patch.
pub async fn modify(
    permit: &Permit<ClientModify>,
    patch: &PatchClient,
    asked: &Asked<'_, Client>,
) -> Result<Outcome<Client>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let name = match &patch.name {
                Patch::Set(name) => Some(name.as_str()),
                _ => None,
            };
            let held = found_client(permit.held_client(name).await?, permit.client().as_str())?;
            let (client, change) = held.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::of(client, change.map(|change| held.placed(change))))
        })
    })
    .await
}

/// Marks the client as dead: from then on nothing of it is found. [`purge`] does the rest.
pub async fn delete(
    permit: &Permit<ClientDelete>,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found_client(permit.held_client().await?, permit.client().as_str())?;
            let standing = permit.standing_to_client(&held).await?;
            let change = held.delete(expected, &standing, &permit.happening())?;
            Ok(Decision::Change((), held.placed(change)))
        })
    })
    .await
}

/// Rows that a purge deletes in one step.
pub(crate) const PURGE_ROWS_MAX: i64 = 1_000;

/// Purges what dead clients have left, batch after batch; how many batches there were.
///
/// It can be cut off at any moment and goes on where it was, also on another node.
pub async fn purge(permit: &Permit<System, Everywhere>) -> Result<u64, Refusal> {
    let mut batches = 0;
    loop {
        let dead = permit.dead_clients().await?;
        if dead.is_empty() {
            return Ok(batches);
        }
        for client in dead {
            while permit.purge(client, PURGE_ROWS_MAX).await? {
                batches += 1;
                tokio::task::yield_now().await;
            }
        }
    }
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
