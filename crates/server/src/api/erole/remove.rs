//! `DELETE /{clientExtId}/eroles/{enterpriseRoleExtId}/roles/{roleExtId}`.

use sigill_app::Permit;
use sigill_domain::right::EnterpriseRoleMemberDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::{Call, NoBody};
use crate::http::refused::Refused;
use crate::http::terms::NoVersion;
use crate::http::written::{Show, Written};

/// Take a role out of an enterprise role
///
/// Where it is no member, nothing changes.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/eroles/{enterpriseRoleExtId}/roles/{roleExtId}",
    tag = "Enterprise role",
    operation_id = "deleteEnterpriseRoleMember",
    responses((status = 422, description = "It is a role of `nevisIdm`.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<Permit<EnterpriseRoleMemberDelete>, NoBody, NoVersion>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::erole::remove(&permit, path.erole(), path.role(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
