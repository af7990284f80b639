//! Applications, and which clients have them.

use sigill_domain::application::{Application, Assignable, New, PatchApplication};
use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::patch::Patch;
use sigill_domain::property::Wishes;
use sigill_domain::right::{
    ApplicationCreate, ApplicationDelete, ApplicationModify, ApplicationView, ClientModify, Elementary, System,
};
use sigill_domain::version::Expected;
use sigill_store::{Everywhere, OfApplications, Permit, Rooms, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::client::{PURGE_ROWS_MAX, asked};
use crate::property_value::{TO_SEE, opened, set_for_all};
use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// Creates an application.
pub async fn create(
    permit: &Permit<ApplicationCreate, Everywhere>,
    new: &New,
    asked: &Asked<'_, Application>,
) -> Result<Outcome<Application>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let applications = permit.applications_for(new.ext_id.as_deref(), new.name.as_deref()).await?;
            let (application, change) = applications.create(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(application, permit.placed(change)))
        })
    })
    .await
}

/// An application.
pub async fn get(permit: &Permit<ApplicationView, Rooms>, ext_id: &str) -> Result<Application, Refusal> {
    permit.application(ext_id).await?.ok_or_else(|| Refusal::no_application(ext_id))
}

/// A page of the applications: `continuationToken`, `limit`, `returnTotalResultCount`.
pub async fn list(
    permit: &Permit<ApplicationView, Rooms>,
    given: Parameters<'_>,
) -> Result<Listed<Application>, Refusal> {
    Ok(permit.applications(&Page::read(given)?).await?)
}

/// A page of the applications that the client has. `ClientView` is needed, too.
pub async fn of_client(
    permit: &Permit<ApplicationView>,
    given: Parameters<'_>,
) -> Result<Listed<Application>, Refusal> {
    permit.also(Elementary::ClientView)?;
    let page = asked(permit, Page::read(given)).await?;
    Ok(found_client(permit.applications_of_client(&page).await?, permit.client().as_str())?.into_inner())
}

/// Changes an application by a merge patch.
pub async fn modify(
    permit: &Permit<ApplicationModify, OfApplications>,
    ext_id: &str,
    patch: &PatchApplication,
    asked: &Asked<'_, Application>,
) -> Result<Outcome<Application>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let name = match &patch.name {
                Patch::Set(name) => Some(name.as_str()),
                _ => None,
            };
            let held = permit.held_application(ext_id, name).await?;
            let held = held.ok_or_else(|| Refusal::no_application(ext_id))?;
            let (application, change) = held.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::of(application, change.map(|change| held.placed(change))))
        })
    })
    .await
}

/// An application for its properties. `PropertyView` and `PropertyValueView` are needed, too.
pub async fn of_properties(permit: &Permit<ApplicationView, Rooms>, ext_id: &str) -> Result<Application, Refusal> {
    TO_SEE.iter().try_for_each(|right| permit.and(*right).map(|_| ()))?;
    opened(permit, get(permit, ext_id).await?)
}

/// Sets and removes values of custom properties of an application. `ApplicationView` is needed, too.
pub async fn set_properties(
    permit: &Permit<ApplicationModify, OfApplications>,
    ext_id: &str,
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, Application>,
) -> Result<Outcome<Application>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = permit.held_application(ext_id, None).await?;
            let held = held.ok_or_else(|| Refusal::no_application(ext_id))?;
            set_for_all(permit, held, Elementary::ApplicationView, (wishes, expected)).await
        })
    })
    .await
}

/// Marks an application as dead: from then on nothing of it is found. [`purge`] does the rest.
pub async fn delete(
    permit: &Permit<ApplicationDelete, OfApplications>,
    ext_id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = permit.held_application(ext_id, None).await?;
            let held = held.ok_or_else(|| Refusal::no_application(ext_id))?;
            Ok(Decision::Change((), held.placed(held.delete(expected, &permit.happening())?)))
        })
    })
    .await
}

/// Assigns an application to the client, if it isn't. `ApplicationView` is needed, too.
pub async fn assign(
    permit: &Permit<ClientModify>,
    application: &str,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let both = assignable(permit, application).await?;
            let change = both.assign(&permit.happening());
            Ok(Decision::of((), change.map(|change| both.placed(change))))
        })
    })
    .await
}

/// Takes an application back from the client, if it has it. `ApplicationView` is needed, too.
pub async fn withdraw(
    permit: &Permit<ClientModify>,
    application: &str,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let both = assignable(permit, application).await?;
            let change = both.withdraw(&permit.happening())?;
            Ok(Decision::of((), change.map(|change| both.placed(change))))
        })
    })
    .await
}

async fn assignable(
    permit: &Permit<ClientModify>,
    application: &str,
) -> Result<Within<ClientModify, Assignable>, Refusal> {
    let both = found(permit.assignable(application).await?, permit.client().as_str(), application)?;
    both.also(Elementary::ApplicationView)?;
    Ok(both)
}

/// Purges what dead applications and roles have left, batch after batch; how many batches there were.
///
/// It can be cut off at any moment and goes on where it was, also on another node.
pub async fn purge(permit: &Permit<System, Everywhere>) -> Result<u64, Refusal> {
    let mut batches = 0;
    loop {
        let dead = permit.dead_register().await?;
        if dead.is_empty() {
            return Ok(batches);
        }
        for dead in dead {
            while permit.purge_register(dead, PURGE_ROWS_MAX).await? {
                batches += 1;
                tokio::task::yield_now().await;
            }
        }
    }
}
