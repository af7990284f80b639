//! Device passwords: the secrets of technical users.

use sigill_domain::credential::device_password::{Beside, Held, New};
use sigill_domain::credential::{Credential, DevicePassword};
use sigill_domain::right::{CredentialCreate, CredentialDelete};
use sigill_domain::standing::Effect;
use sigill_domain::version::Expected;
use sigill_store::Permit;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sought::found;
use crate::token::Secrets;
use crate::world::World;

/// Gives a technical user a further device password; of its older ones, the newest goes on working. Only who could give
/// all its roles may: with the secret, one is that user.
pub async fn create(
    permit: &Permit<CredentialCreate>,
    world: &World,
    secrets: &Secrets,
    user: &str,
    new: &New,
    asked: &Asked<'_, Credential<DevicePassword>>,
) -> Result<Credential<DevicePassword>, Refusal> {
    // Hashed once, however often it is decided; and not for who may not have it hashed.
    let owner = owner(permit, user, new).await?;
    permit.standing_to(owner.user.id, owner.has_roles).await?.rule(Effect::GIVES)?;
    let hash = match new.secret() {
        Ok(secret) => Some(secrets.hash(world, secret).await?),
        Err(_) => None,
    };
    // Others may have waited for the same: rights are those of now.
    permit.renew().await?;
    let hash = &hash;
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let owner = self::owner(permit, user, new).await?;
            let beside = Beside {
                standing: permit.standing_to(owner.user.id, owner.has_roles).await?,
                is_technical: permit.is_technical(owner.user.id).await?,
                earlier: permit.earlier::<DevicePassword>(owner.user.id).await?,
            };
            let (credential, change) =
                owner.issue(new, &beside, hash.clone(), asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(credential, change))
        })
    })
    .await?;
    match outcome {
        Outcome::Done(credential) => Ok(credential),
        Outcome::Would(..) | Outcome::Kept(_) => {
            Err(Refusal::Failed("a device password can be neither tried nor repeated".to_owned()))
        }
    }
}

async fn owner(
    permit: &Permit<CredentialCreate>,
    user: &str,
    new: &New,
) -> Result<sigill_domain::owner::Owner<CredentialCreate, DevicePassword>, Refusal> {
    let sought = permit.owner_of_device_password(user, new.ext_id.as_deref(), new.policy_ext_id.as_deref()).await?;
    found(sought, permit.client().as_str(), user)
}

/// Deletes a device password: tokens that were got by it are worth nothing from then on.
pub async fn delete(
    permit: &Permit<CredentialDelete>,
    user: &str,
    ext_id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.held_device_password(user, ext_id).await?;
            let mut held: Held = found(sought, permit.client().as_str(), user)?.ok_or_else(|| {
                Refusal::NoRecord(format!("User with extId {user} has no such DevicePassword credential"))
            })?;
            held.is_last = permit.is_last_credential(held.user.id, held.id).await?;
            let standing = permit.standing_to(held.user.id, held.has_roles).await?;
            Ok(Decision::Change((), held.delete(expected, &standing, &permit.happening())?))
        })
    })
    .await
}
