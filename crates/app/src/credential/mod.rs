//! Credentials of all types.

mod act;
mod amend;
mod assign;
pub mod fido2;
mod issue;
mod keeper;
mod recognise;
mod seen;
mod settle;
mod verify;
mod whose;

use sigill_domain::credential::{Credential, CredentialType, Everywhere, Own};
use sigill_domain::list::{CredentialQuery, LIMIT_MAX, Listed, Page, Parameters, Token};
use sigill_domain::right::{CredentialView, Elementary};
use sigill_store::Permit;

pub use self::act::{Doing, act};
pub use self::amend::{delete, modify, set_properties};
pub use self::assign::{assign, unassign};
pub use self::issue::create;
pub use self::keeper::Keeper;
pub use self::recognise::{Recognised, recognise};
pub use self::seen::{challenge, reveal, show};
pub use self::verify::{Shows, verify};
pub use self::whose::{Made, Whose};
use crate::client::asked;
use crate::property_value::{must_see_values, opened_of};
use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// A credential of a type, as it is now.
pub async fn get(
    permit: &Permit<CredentialView>,
    kind: CredentialType,
    whose: Whose<'_>,
) -> Result<Credential<Own>, Refusal> {
    let sought = permit.credential(kind, whose.pair()).await?;
    let credential = found(sought, permit.client().as_str(), whose.named(kind))?.into_inner();
    let credential = credential.ok_or_else(|| whose.none(kind))?;
    Ok(credential.at(permit.now()))
}

/// A page of a user's credentials of one type, as they are now.
pub async fn list_of(
    permit: &Permit<CredentialView>,
    kind: CredentialType,
    user: &str,
    given: Parameters<'_>,
) -> Result<Listed<Credential<Own>>, Refusal> {
    let query = CredentialQuery::of_user(given, kind.form().filters);
    let first = Page { after: None, limit: 1, with_total: false };
    let page = query.as_ref().map_or(&first, |query| &query.page);
    // With filters, all that the user has are looked at: a user has a bounded number of a type.
    let is_filtered = query.as_ref().is_ok_and(|query| !query.filters.is_empty());
    let all = Page { after: None, limit: LIMIT_MAX, with_total: false };
    let sought = permit.credentials_of(kind, user, if is_filtered { &all } else { page }).await?;
    let mut listed = found(sought, permit.client().as_str(), user)?.into_inner();
    let query = query?;
    listed.items = listed.items.into_iter().map(|credential| credential.at(permit.now())).collect();
    Ok(if is_filtered { filtered(listed.items, &query) } else { listed })
}

/// The page of those that the filters leave, out of all in their order.
fn filtered(all: Vec<Credential<Own>>, query: &CredentialQuery) -> Listed<Credential<Own>> {
    let left: Vec<_> = all.into_iter().filter(|credential| query.has(credential)).collect();
    let total = i64::try_from(left.len()).ok().filter(|_| query.page.with_total);
    let is_after = |credential: &Credential<Own>| match &query.page.after {
        Some(Token { created_ms, ext_id }) => {
            (credential.created.millis(), credential.ext_id.as_str()) > (*created_ms, ext_id.as_str())
        }
        None => true,
    };
    let page = left.into_iter().filter(is_after).collect();
    let next = |last: &Credential<Own>| Token::of(last.created, &last.ext_id).to_string();
    Listed { total, ..Listed::cut(page, query.page.limit, next) }
}

/// A page of all credentials of a type that the client has, as they are now.
///
/// # Errors
/// The caller may not see the client; too many would have to be looked at.
pub async fn list_everywhere(
    permit: &Permit<CredentialView>,
    kind: CredentialType,
    everywhere: &Everywhere,
    given: Parameters<'_>,
) -> Result<Listed<Credential<Own>>, Refusal> {
    if !kind.form().is_of_client {
        permit.also(Elementary::ClientView)?;
    }
    let query = asked(permit, CredentialQuery::of_client(given, everywhere)).await?;
    let sought = permit.credentials_of_client(kind, &query).await?;
    let mut listed = found_client(sought, permit.client().as_str())?.into_inner();
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
    let mut listed = found(sought, permit.client().as_str(), user)?.into_inner();
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
    opened_of(permit, get(permit, kind, whose).await?)
}
