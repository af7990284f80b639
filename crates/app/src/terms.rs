//! Terms, and which applications they are for.

use sigill_domain::application::ApplicationRef;
use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::patch::Patch;
use sigill_domain::right::{Elementary, TermsCreate, TermsModify, TermsView};
use sigill_domain::terms::{AssignableTerms, New, PatchTerms, Terms};
use sigill_store::{Everywhere, Permit, Rooms};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;

/// Creates terms.
pub async fn create(
    permit: &Permit<TermsCreate, Everywhere>,
    new: &New,
    asked: &Asked<'_, Terms>,
) -> Result<Outcome<Terms>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let all = permit.terms_for(new.ext_id.as_deref(), new.name.as_deref()).await?;
            let (terms, change) = all.create(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(terms, permit.placed(change)))
        })
    })
    .await
}

/// Terms.
pub async fn get(permit: &Permit<TermsView, Rooms>, ext_id: &str) -> Result<Terms, Refusal> {
    permit.terms(ext_id).await?.ok_or_else(|| Refusal::no_terms(ext_id))
}

/// A page of the terms: `continuationToken`, `limit`, `returnTotalResultCount`.
pub async fn list(permit: &Permit<TermsView, Rooms>, given: Parameters<'_>) -> Result<Listed<Terms>, Refusal> {
    Ok(permit.all_terms(&Page::read(given)?).await?)
}

/// Changes terms by a merge patch. `TermsView` is needed, too.
pub async fn modify(
    permit: &Permit<TermsModify, Everywhere>,
    ext_id: &str,
    patch: &PatchTerms,
    asked: &Asked<'_, Terms>,
) -> Result<Outcome<Terms>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            permit.also(Elementary::TermsView)?;
            let name = match &patch.name {
                Patch::Set(name) => Some(name.as_str()),
                _ => None,
            };
            let held = permit.held_terms(ext_id, name).await?.ok_or_else(|| Refusal::no_terms(ext_id))?;
            let (terms, change) = held.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::of(terms, change.map(|change| permit.placed(change))))
        })
    })
    .await
}

/// Makes terms be for an application, if they aren't.
pub async fn assign(
    permit: &Permit<TermsModify, Everywhere>,
    ext_id: &str,
    application: &str,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (both, application) = assignable(permit, ext_id, application).await?;
            let change = both.assign(&application, &permit.happening())?;
            Ok(Decision::of((), change.map(|change| permit.placed(change))))
        })
    })
    .await
}

/// Makes terms not be for an application any more, if they are.
pub async fn withdraw(
    permit: &Permit<TermsModify, Everywhere>,
    ext_id: &str,
    application: &str,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (both, application) = assignable(permit, ext_id, application).await?;
            let change = both.withdraw(&application, &permit.happening());
            Ok(Decision::of((), change.map(|change| permit.placed(change))))
        })
    })
    .await
}

async fn assignable(
    permit: &Permit<TermsModify, Everywhere>,
    ext_id: &str,
    application: &str,
) -> Result<(AssignableTerms, ApplicationRef), Refusal> {
    let both = permit.assignable_terms(ext_id, application).await?.ok_or_else(|| Refusal::no_terms(ext_id))?;
    let application = both.application.clone().ok_or_else(|| Refusal::no_application(application))?;
    Ok((both, application))
}
