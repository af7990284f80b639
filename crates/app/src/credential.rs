//! Credentials of all types.

use sigill_domain::credential::{Credential, Own};
use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::right::CredentialView;
use sigill_store::Permit;

use crate::refusal::Refusal;
use crate::sought::found;

/// A page of a user's credentials, of all types and as they are now: `continuationToken`, `limit`,
/// `returnTotalResultCount`. Of a mobile signature its own part, too; never a secret.
pub async fn list(
    permit: &Permit<CredentialView>,
    user: &str,
    given: Parameters<'_>,
) -> Result<Listed<Credential<Own>>, Refusal> {
    let page = Page::read(given);
    // A user that isn't there comes before what is wrong with the question.
    let first = Page { after: None, limit: 1, with_total: false };
    let sought = permit.credentials(user, page.as_ref().unwrap_or(&first)).await?;
    let mut listed = found(sought, permit.client().as_str(), user)?;
    page?;
    listed.items = listed.items.into_iter().map(|credential| credential.at(permit.now())).collect();
    Ok(listed)
}
