//! `DELETE /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles/{enterpriseRoleExtId}`.

use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationEnterpriseRoleDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Take an enterprise role out of the room of an authorization
///
/// The role doesn't hold for it from the next request of the user on. What isn't in the room is left out of it: a repeat
/// changes nothing.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles/{enterpriseRoleExtId}",
    tag = "Profile",
    operation_id = "removeAuthorizationEnterpriseRole",
    responses((status = 422, description = "It holds for all enterprise roles.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<Permit<AuthorizationEnterpriseRoleDelete>>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let which = (path.profile(), path.authorization(), path.erole());
    let outcome = room::remove_enterprise_role(&permit, which, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
