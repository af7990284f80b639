//! `DELETE /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}`.

use sigill_app::{Permit, profile};
use sigill_domain::right::AuthorizationDelete;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Take a role away from a profile
///
/// Its rights are gone at the next request of the user. Only who could give the role may take it away.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
    tag = "Profile",
    operation_id = "deleteAuthorization"
)]
pub(crate) async fn handler(call: Call<Permit<AuthorizationDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = profile::withdraw(&permit, path.profile(), path.authorization(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
