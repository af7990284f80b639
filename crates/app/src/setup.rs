//! First set-up: what must be there before anybody can call.

use sigill_domain::breach::Breach;
use sigill_domain::caller::{ClientRoom, Grant};
use sigill_domain::client::{self, ClientRef};
use sigill_domain::credential::{DevicePassword, PublicKey};
use sigill_domain::right::System;
use sigill_domain::role::Role;
use sigill_store::{Everywhere, Noun, Permit, Sought, Task};

use crate::attempt::{Decision, simply};
use crate::refusal::Refusal;
use crate::sought::{found, found_client};
use crate::token::{Secrets, TechnicalUserId};
use crate::world::World;

/// A technical user to be set up.
#[derive(Clone, Debug)]
pub struct TechnicalUser<'a> {
    /// Its client, by external id; it must be there.
    pub client: &'a str,
    /// Its external id.
    pub user: &'a str,
    /// What it may do; an authorization of its own gives it.
    pub role: Role,
    /// Where the role holds.
    pub clients: ClientRoom,
}

/// How a technical user gets its tokens. The secret is told here and never again.
pub struct ClientCredentials {
    /// `client/user`, as OAuth names the technical user.
    pub client_id: String,
    /// The fresh secret: only its hash is kept.
    pub client_secret: String,
    /// Whether the user was there before; then only the secret is new, and the one before it goes on.
    pub existed: bool,
}

/// Makes sure that the client is there.
pub async fn client(
    store: &sigill_store::Store,
    world: &World,
    ext_id: &str,
    name: &str,
) -> Result<ClientRef, Refusal> {
    let permit = &permit(store, world);
    simply(permit, || {
        Box::pin(async move {
            if let Some(client) = permit.client_ref(ext_id).await? {
                return Ok(Decision::Already(client));
            }
            let new =
                client::New { ext_id: Some(ext_id.to_owned()), name: Some(name.to_owned()), ..client::New::default() };
            let clients = permit.clients(Some(ext_id), Some(name)).await?;
            let (founded, change) = clients.found(&new, Vec::new(), &permit.happening())?;
            Ok(Decision::Change(founded.client.reference(), permit.placed(change)))
        })
    })
    .await
}

/// Gives a technical user that is there a public key, by which it can authenticate (RFC 7523). `jwk` was read by
/// [`crate::token::read_public_key`].
pub async fn public_key(
    store: &sigill_store::Store,
    world: &World,
    client: &str,
    user: &str,
    jwk: &serde_json::Value,
) -> Result<ClientKey, Refusal> {
    let permit = &permit(store, world);
    simply(permit, || {
        Box::pin(async move {
            let sought = permit.owner_of_public_key(client, user).await?;
            let owner = found(sought, client, user)?;
            if !permit.is_technical_and_active(owner.user.id).await? {
                return Err(Refusal::Broken(vec![Breach::invalid(format!(
                    "the user {user} of client {client} is there, but no active technical user: it gets no key"
                ))]));
            }
            let earlier = owner.earlier::<PublicKey>(permit.now()).await?;
            let (credential, change) = owner.issue(jwk.clone(), &earlier, &permit.happening());
            let client_id = TechnicalUserId::new(client, user).to_string();
            let key = ClientKey { client_id, credential: credential.ext_id.to_string() };
            Ok(Decision::Change(key, owner.placed(change)))
        })
    })
    .await
}

/// A public key of a technical user.
pub struct ClientKey {
    /// `client/user`, as OAuth names the technical user.
    pub client_id: String,
    /// The external id of the credential that it is.
    pub credential: String,
}

/// Sets up a technical user with a role and a fresh secret, in one step; where the user is there
/// already, only the secret.
pub async fn technical_user(
    store: &sigill_store::Store,
    world: &World,
    secrets: &Secrets,
    wanted: &TechnicalUser<'_>,
) -> Result<ClientCredentials, Refusal> {
    let secret = secrets.generate(world);
    let hash = &secrets.hash(world, &secret).await?;
    let permit = &permit(store, world);
    let existed = simply(permit, || {
        Box::pin(async move {
            match permit.owner_of_device_password(wanted.client, wanted.user).await? {
                Sought::There(owner) => {
                    if !permit.is_technical_and_active(owner.user.id).await? {
                        return Err(Refusal::Broken(vec![Breach::invalid(format!(
                            "the user {} of client {} is there, but no active technical user: it gets no secret",
                            wanted.user, wanted.client
                        ))]));
                    }
                    let earlier = owner.earlier::<DevicePassword>(permit.now()).await?;
                    let (_, change) = owner.issue_by_server(hash.clone(), &earlier, &permit.happening());
                    Ok(Decision::Change(true, owner.placed(change)))
                }
                Sought::Missing(Noun::User(_)) => {
                    let client_ids = client_ids(permit, &wanted.clients).await?;
                    let sought = permit.new_user(wanted.client, Some(wanted.user)).await?;
                    let new_user = found_client(sought, wanted.client)?;
                    let grant = Grant::new(wanted.role, wanted.clients.clone());
                    let (_, change) = new_user.register_technical(
                        wanted.user,
                        grant,
                        client_ids,
                        hash.clone(),
                        &permit.happening(),
                    )?;
                    Ok(Decision::Change(false, new_user.placed(change)))
                }
                Sought::Missing(_) | Sought::Outside(_) => Err(Refusal::no_client(wanted.client)),
            }
        })
    })
    .await?;
    let client_id = TechnicalUserId::new(wanted.client, wanted.user).to_string();
    Ok(ClientCredentials { client_id, client_secret: secret, existed })
}

async fn client_ids(permit: &Permit<System, Everywhere>, room: &ClientRoom) -> Result<Vec<uuid::Uuid>, Refusal> {
    let rooms = permit.rooms(room).await?;
    rooms.into_iter().map(|(client, id)| id.ok_or_else(|| Refusal::no_client(client.as_str()))).collect()
}

pub(crate) fn permit(store: &sigill_store::Store, world: &World) -> Permit<System, Everywhere> {
    store.system(Task::SetUp, world.occasion("setup".to_owned(), std::time::Duration::from_secs(30)))
}
