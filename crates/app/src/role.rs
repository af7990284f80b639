//! Roles of applications.

use sigill_domain::application::{AppRole, ApplicationRef, NewRole, PatchRole, own};
use sigill_domain::list::{Listed, Page, Parameters, Token};
use sigill_domain::patch::Patch;
use sigill_domain::property::Wishes;
use sigill_domain::right::{Elementary, Right, RoleCreate, RoleDelete, RoleModify, RoleView};
use sigill_domain::role::Role;
use sigill_domain::version::Expected;
use sigill_store::{OfApplications, Permit, Rooms};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::profile::paged;
use crate::property_value::{TO_SEE, opened, set_for_all};
use crate::refusal::Refusal;

/// A role with its application.
pub type Of = (ApplicationRef, AppRole);

/// Creates a role of an application. `ApplicationView` is needed, too.
pub async fn create(
    permit: &Permit<RoleCreate, OfApplications>,
    application: &str,
    new: &NewRole,
    asked: &Asked<'_, Of>,
) -> Result<Outcome<Of>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let roles = permit.roles_for(application, new.ext_id.as_deref(), new.name.as_deref()).await?;
            let roles = roles.ok_or_else(|| Refusal::no_application(application))?;
            roles.also(Elementary::ApplicationView)?;
            let (role, change) = roles.create(new, asked.extra.to_vec(), &permit.happening())?;
            let placed = roles.placed(change);
            Ok(Decision::Change((roles.into_inner().application, role), placed))
        })
    })
    .await
}

/// A role.
pub async fn get(permit: &Permit<RoleView, Rooms>, ext_id: &str) -> Result<Of, Refusal> {
    if let Some(role) = Role::parse(ext_id) {
        let own = permit.roles_of(sigill_domain::application::OWN, &Page::first(1)).await?;
        let (application, _) = own.ok_or_else(|| Refusal::no_role(ext_id))?;
        let role = AppRole::own(role, &application);
        return Ok((application, role));
    }
    permit.role(ext_id).await?.ok_or_else(|| Refusal::no_role(ext_id))
}

/// An application and a page of its roles: `continuationToken`, `limit`, `returnTotalResultCount`.
pub async fn list(
    permit: &Permit<RoleView, Rooms>,
    application: &str,
    given: Parameters<'_>,
) -> Result<(ApplicationRef, Listed<AppRole>), Refusal> {
    let page = Page::read(given);
    let wanted = page.clone().unwrap_or_else(|_| Page::first(1));
    let found = permit.roles_of(application, &wanted).await?;
    let (application, mut listed) = found.ok_or_else(|| Refusal::no_application(application))?;
    let page = page?;
    if application.is_own() {
        let mut all: Vec<AppRole> = Role::ALL.iter().map(|role| AppRole::own(*role, &application)).collect();
        all.sort_by(|one, other| one.ext_id.cmp(&other.ext_id));
        listed = paged(all, &page, |role| Token::of(role.created, &role.ext_id));
    }
    Ok((application, listed))
}

/// Changes a role by a merge patch. `RoleView` is needed, too.
pub async fn modify(
    permit: &Permit<RoleModify, OfApplications>,
    ext_id: &str,
    patch: &PatchRole,
    asked: &Asked<'_, Of>,
) -> Result<Outcome<Of>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            may_change(permit, ext_id)?;
            let name = match &patch.name {
                Patch::Set(name) => Some(name.as_str()),
                _ => None,
            };
            let held = permit.held_role(ext_id, name).await?.ok_or_else(|| Refusal::no_role(ext_id))?;
            held.also(Elementary::RoleView)?;
            let (role, change) = held.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            let placed = change.map(|change| held.placed(change));
            Ok(Decision::of((held.into_inner().application, role), placed))
        })
    })
    .await
}

/// A role for its properties. `PropertyView` and `PropertyValueView` are needed, too. Those of this server's own
/// application have none.
pub async fn of_properties(permit: &Permit<RoleView, Rooms>, ext_id: &str) -> Result<AppRole, Refusal> {
    TO_SEE.iter().try_for_each(|right| permit.and(*right).map(|_| ()))?;
    opened(permit, get(permit, ext_id).await?.1)
}

/// Sets and removes values of custom properties of a role. `RoleView` is needed, too.
pub async fn set_properties(
    permit: &Permit<RoleModify, OfApplications>,
    ext_id: &str,
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, AppRole>,
) -> Result<Outcome<AppRole>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            may_change(permit, ext_id)?;
            let held = permit.held_role(ext_id, None).await?.ok_or_else(|| Refusal::no_role(ext_id))?;
            set_for_all(permit, held, Elementary::RoleView, (wishes, expected)).await
        })
    })
    .await
}

/// Marks a role as dead: from then on nobody has it. The purge of applications does the rest. `RoleView` is needed, too.
pub async fn delete(
    permit: &Permit<RoleDelete, OfApplications>,
    ext_id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            may_change(permit, ext_id)?;
            let held = permit.held_role(ext_id, None).await?.ok_or_else(|| Refusal::no_role(ext_id))?;
            held.also(Elementary::RoleView)?;
            Ok(Decision::Change((), held.placed(held.delete(expected, &permit.happening())?)))
        })
    })
    .await
}

/// This server's own roles stay as they are; for who is held to applications they aren't there.
fn may_change<R: Right>(permit: &Permit<R, OfApplications>, ext_id: &str) -> Result<(), Refusal> {
    match Role::parse(ext_id) {
        Some(_) if permit.is_of_all() => Err(vec![own()].into()),
        _ => Ok(()),
    }
}
