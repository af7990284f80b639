//! Credentials of all types.

mod act;
mod amend;
mod issue;
mod keeper;
mod verify;
mod whose;

use sigill_domain::credential::{Credential, CredentialType, Own};
use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::right::CredentialView;
use sigill_store::Permit;

pub use self::act::{Doing, act};
pub use self::amend::{delete, modify, set_properties};
pub use self::issue::create;
pub use self::keeper::Keeper;
pub use self::verify::{Shows, verify};
pub use self::whose::{Made, Whose};
use crate::property_value::must_see_values;
use crate::refusal::Refusal;
use crate::sought::found;

/// A credential of a type, as it is now.
pub async fn get(
    permit: &Permit<CredentialView>,
    kind: CredentialType,
    whose: Whose<'_>,
) -> Result<Credential<Own>, Refusal> {
    let sought = permit.credential(kind, (whose.user, whose.credential)).await?;
    let credential = found(sought, permit.client().as_str(), whose.user)?.ok_or_else(|| whose.none(kind))?;
    Ok(credential.at(permit.now()))
}

/// A page of a user's credentials of one type, as they are now.
pub async fn list_of(
    permit: &Permit<CredentialView>,
    kind: CredentialType,
    user: &str,
    given: Parameters<'_>,
) -> Result<Listed<Credential<Own>>, Refusal> {
    let page = Page::read(given);
    let first = Page { after: None, limit: 1, with_total: false };
    let sought = permit.credentials_of(kind, user, page.as_ref().unwrap_or(&first)).await?;
    let mut listed = found(sought, permit.client().as_str(), user)?;
    page?;
    listed.items = listed.items.into_iter().map(|credential| credential.at(permit.now())).collect();
    Ok(listed)
}

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

/// A credential for its custom properties. Who may not see values is refused.
pub async fn of_properties(
    permit: &Permit<CredentialView>,
    kind: CredentialType,
    whose: Whose<'_>,
) -> Result<Credential<Own>, Refusal> {
    must_see_values(permit, whose.user)?;
    get(permit, kind, whose).await
}
