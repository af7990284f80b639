//! Credentials of all types.

mod act;
mod amend;
mod issue;
mod keeper;
mod verify;

use sigill_domain::credential::{Credential, CredentialType, Own};
use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::right::CredentialView;
use sigill_store::Permit;

pub use self::act::{Doing, act};
pub use self::amend::{delete, modify, of_properties, set_properties};
pub use self::issue::create;
pub use self::keeper::Keeper;
pub use self::verify::{Shows, verify};
use crate::refusal::Refusal;
use crate::sought::found;

/// Which credential of a user a path names.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// The user, by external id.
    pub user: &'a str,
    /// The credential, by external id; `None`: the user has one of the type at most.
    pub credential: Option<&'a str>,
}

impl Whose<'_> {
    /// The refusal where the user has no such credential.
    pub(crate) fn none(self, kind: CredentialType) -> Refusal {
        let (user, wire) = (self.user, kind.as_str());
        Refusal::NoRecord(match self.credential {
            Some(_) => format!("User with extId {user} has no such {wire} credential"),
            None => format!("User with extId {user} has no {wire} credential"),
        })
    }
}

/// A credential that was made or changed, and what the answer shows of it this once.
#[derive(Debug)]
pub struct Made {
    /// As it is now.
    pub credential: Credential<Own>,
    /// Secrets among it: they are never seen again.
    pub reveal: serde_json::Map<String, serde_json::Value>,
}

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
