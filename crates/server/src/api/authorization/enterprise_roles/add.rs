//! `PUT /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles/{enterpriseRoleExtId}`.

use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationEnterpriseRoleCreate;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Put an enterprise role into the room of an authorization
///
/// The role then also holds for that enterprise role. Nobody gives a room that they don't have: 403 names the right that is missing
/// there. A repeat changes nothing.
#[utoipa::path(
    put,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/enterprise-roles/{enterpriseRoleExtId}",
    tag = "Profile",
    operation_id = "addAuthorizationEnterpriseRole",
    responses((status = 422, description = "It holds for all enterprise roles, or names as many as it may.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<Permit<AuthorizationEnterpriseRoleCreate>>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let which = (path.profile(), path.authorization(), path.erole());
    let outcome = room::add_enterprise_role(&permit, which, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
