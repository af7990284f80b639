//! Enterprise roles, and their members.

use sigill_domain::application::{AppRole, ApplicationRef};
use sigill_domain::breach::Breach;
use sigill_domain::erole::{EnterpriseRole, HeldMember, New, PatchEnterpriseRole};
use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::patch::Patch;
use sigill_domain::property::Wishes;
use sigill_domain::right::{
    Elementary, EnterpriseRoleCreate, EnterpriseRoleDelete, EnterpriseRoleMemberCreate, EnterpriseRoleMemberDelete,
    EnterpriseRoleModify, EnterpriseRoleView, System,
};
use sigill_domain::role::Role;
use sigill_domain::version::Expected;
use sigill_store::{Denied, Everywhere, OnMembers, Permit, Sought, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::client::{PURGE_ROWS_MAX, asked};
use crate::property_value::{set_of, to_show, tried_of_client};
use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// Creates an enterprise role.
pub async fn create(
    permit: &Permit<EnterpriseRoleCreate>,
    new: &New,
    asked: &Asked<'_, EnterpriseRole>,
) -> Result<Outcome<EnterpriseRole>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let eroles = permit.enterprise_roles_for(new.ext_id.as_deref(), new.name.as_deref()).await?;
            let eroles = makeable(eroles, permit.client().as_str())?;
            let (erole, change) = eroles.create(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(erole, eroles.placed(change)))
        })
    })
    .await
}

/// What a new one needs: who is held to enterprise roles makes none, since a new one is none of these.
pub(crate) fn makeable<T>(
    sought: Sought<EnterpriseRoleCreate, T>,
    client: &str,
) -> Result<Within<EnterpriseRoleCreate, T>, Refusal> {
    match sought {
        Sought::Outside(_) => Err(Denied::Room(Elementary::EnterpriseRoleCreate).into()),
        sought => found_client(sought, client),
    }
}

/// An enterprise role.
pub async fn get(permit: &Permit<EnterpriseRoleView>, ext_id: &str) -> Result<EnterpriseRole, Refusal> {
    let held = permit.held_enterprise_role(ext_id, None).await?;
    Ok(found(held, permit.client().as_str(), ext_id)?.into_inner().erole)
}

/// A page of the client's enterprise roles: `continuationToken`, `limit`, `returnTotalResultCount`. `ClientView` is
/// needed, too.
pub async fn list(
    permit: &Permit<EnterpriseRoleView>,
    given: Parameters<'_>,
) -> Result<Listed<EnterpriseRole>, Refusal> {
    permit.also(Elementary::ClientView)?;
    let page = asked(permit, Page::read(given)).await?;
    Ok(found_client(permit.enterprise_roles(&page).await?, permit.client().as_str())?.into_inner())
}

/// Changes an enterprise role by a merge patch. `EnterpriseRoleView` is needed, too.
pub async fn modify(
    permit: &Permit<EnterpriseRoleModify>,
    ext_id: &str,
    patch: &PatchEnterpriseRole,
    asked: &Asked<'_, EnterpriseRole>,
) -> Result<Outcome<EnterpriseRole>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let name = match &patch.name {
                Patch::Set(name) => Some(name.as_str()),
                _ => None,
            };
            let held = permit.held_enterprise_role(ext_id, name).await?;
            let held = found(held, permit.client().as_str(), ext_id)?;
            held.also(Elementary::EnterpriseRoleView)?;
            let (erole, change) = held.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::of(erole, change.map(|change| held.placed(change))))
        })
    });
    Ok(tried_of_client(permit, outcome.await?))
}

/// Marks an enterprise role as dead: from then on no profile has it. [`purge`] does the rest.
pub async fn delete(
    permit: &Permit<EnterpriseRoleDelete>,
    ext_id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let held = permit.held_enterprise_role(ext_id, None).await?;
            let held = found(held, permit.client().as_str(), ext_id)?;
            Ok(Decision::Change((), held.placed(held.delete(expected, &permit.happening())?)))
        })
    });
    Ok(tried_of_client(permit, outcome.await?))
}

/// An enterprise role for its properties. Who may not see values is refused.
pub async fn of_properties(permit: &Permit<EnterpriseRoleView>, ext_id: &str) -> Result<EnterpriseRole, Refusal> {
    let held = permit.held_enterprise_role(ext_id, None).await?;
    let held = found(held, permit.client().as_str(), ext_id)?;
    to_show(permit, held, |held| held.erole)
}

/// Sets and removes values of custom properties of an enterprise role. `EnterpriseRoleView` is needed, too.
pub async fn set_properties(
    permit: &Permit<EnterpriseRoleModify>,
    ext_id: &str,
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, EnterpriseRole>,
) -> Result<Outcome<EnterpriseRole>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = permit.held_enterprise_role(ext_id, None).await?;
            let held = found(held, permit.client().as_str(), ext_id)?;
            set_of(permit, held, Elementary::EnterpriseRoleView, (wishes, expected)).await
        })
    })
    .await
}

/// A page of the members of an enterprise role: `continuationToken`, `limit`, `returnTotalResultCount`.
pub async fn members(
    permit: &Permit<EnterpriseRoleView>,
    ext_id: &str,
    given: Parameters<'_>,
) -> Result<Listed<(ApplicationRef, AppRole)>, Refusal> {
    let held = permit.held_enterprise_role(ext_id, None).await?;
    let held = found(held, permit.client().as_str(), ext_id)?;
    Ok(held.members(&Page::read(given)?).await?)
}

/// Makes a role a member of an enterprise role, if it isn't.
pub async fn add(
    permit: &Permit<EnterpriseRoleMemberCreate>,
    ext_id: &str,
    role: &str,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = member(permit, ext_id, role).await?;
            let there = held.role.as_ref().ok_or_else(|| no_role(role))?;
            let change = held.add(there, &permit.happening())?;
            Ok(Decision::of((), change.map(|change| held.placed(change))))
        })
    })
    .await
}

/// Takes a role out of an enterprise role, if it is a member.
pub async fn remove(
    permit: &Permit<EnterpriseRoleMemberDelete>,
    ext_id: &str,
    role: &str,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = member(permit, ext_id, role).await?;
            let (_, there) = held.role.as_ref().ok_or_else(|| no_role(role))?;
            let change = held.remove(there, &permit.happening());
            Ok(Decision::of((), change.map(|change| held.placed(change))))
        })
    })
    .await
}

async fn member<R: OnMembers>(permit: &Permit<R>, ext_id: &str, role: &str) -> Result<Within<R, HeldMember>, Refusal> {
    found(permit.held_member(ext_id, role).await?, permit.client().as_str(), ext_id)
}

/// A role that isn't there, or is one of this server's own, which are refused.
fn no_role(role: &str) -> Refusal {
    match Role::parse(role) {
        Some(role) => {
            let role = role.as_str();
            let why =
                format!("{role} is a role of this server's own application: such roles are given by authorizations");
            vec![Breach::invalid(why)].into()
        }
        None => Refusal::no_role(role),
    }
}

/// Purges what dead enterprise roles have left, batch after batch; how many batches there were.
///
/// It can be cut off at any moment and goes on where it was, also on another node.
pub async fn purge(permit: &Permit<System, Everywhere>) -> Result<u64, Refusal> {
    let mut batches = 0;
    loop {
        let dead = permit.dead_enterprise_roles().await?;
        if dead.is_empty() {
            return Ok(batches);
        }
        for erole in dead {
            while permit.purge_enterprise_role(erole, PURGE_ROWS_MAX).await? {
                batches += 1;
                tokio::task::yield_now().await;
            }
        }
    }
}
