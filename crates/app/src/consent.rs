//! Who has accepted which terms.

use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::right::{ConsentCreate, ConsentView, Elementary};
use sigill_domain::terms::{Consent, NewConsent, Terms};
use sigill_store::Permit;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sought::found;

/// A user accepts terms in their version of now.
pub async fn create(
    permit: &Permit<ConsentCreate>,
    user: &str,
    new: &NewConsent,
    asked: &Asked<'_, Consent>,
) -> Result<Outcome<Consent>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let both = found(permit.agreeable(user, new.terms.as_deref()).await?, permit.client().as_str(), user)?;
            let (consent, change) = both.accept(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(consent, both.placed(change)))
        })
    })
    .await
}

/// What a user has accepted, the oldest first; bounded.
pub async fn list(permit: &Permit<ConsentView>, user: &str) -> Result<Vec<Consent>, Refusal> {
    let who = found(permit.who_accepts(user).await?, permit.client().as_str(), user)?;
    Ok(who.consents().await?)
}

/// A page of the terms that a user has yet to accept: `continuationToken`, `limit`. `TermsView` is needed, too.
pub async fn pending(
    permit: &Permit<ConsentView>,
    user: &str,
    given: Parameters<'_>,
) -> Result<Listed<Terms>, Refusal> {
    permit.also(Elementary::TermsView)?;
    let who = found(permit.who_accepts(user).await?, permit.client().as_str(), user)?;
    let page = Page::read(given)?;
    let mut listed = who.pending_terms(&page).await?;
    if page.with_total {
        // They are a thousand at most.
        let all = who.pending_terms(&Page::first(sigill_domain::list::LIMIT_MAX)).await?;
        listed.total = i64::try_from(all.items.len()).ok();
    }
    Ok(listed)
}
