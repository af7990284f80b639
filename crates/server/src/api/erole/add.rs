//! `PUT /{clientExtId}/eroles/{enterpriseRoleExtId}/roles/{roleExtId}`.

use sigill_app::Permit;
use sigill_domain::right::EnterpriseRoleMemberCreate;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::{Call, NoBody};
use crate::http::refused::Refused;
use crate::http::terms::NoVersion;
use crate::http::written::{Show, Written};

/// Assign a role to an enterprise role
///
/// Who has the enterprise role has it from then on. The client must have the role's application, and it isn't `nevisIdm`.
/// To repeat it is harmless.
#[utoipa::path(
    put,
    path = "/{clientExtId}/eroles/{enterpriseRoleExtId}/roles/{roleExtId}",
    tag = "Enterprise role",
    operation_id = "assignRoleToEnterpriseRole",
    responses((status = 422, description = "The client has not got the application of the role, it is a role of `nevisIdm`, or there are too many members.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<Permit<EnterpriseRoleMemberCreate>, NoBody, NoVersion>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::erole::add(&permit, path.erole(), path.role(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
