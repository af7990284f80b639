//! `GET /{clientExtId}/eroles/{enterpriseRoleExtId}/roles`.

use sigill_app::Permit;
use sigill_domain::right::EnterpriseRoleView;

use crate::api::role::Role;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the members of an enterprise role
///
/// A page of the roles of applications that it bundles.
#[utoipa::path(
    get,
    path = "/{clientExtId}/eroles/{enterpriseRoleExtId}/roles",
    tag = "Enterprise role",
    operation_id = "getEnterpriseRoleMembers"
)]
pub(crate) async fn handler(
    call: Call<Permit<EnterpriseRoleView>, Query<Pages>>,
) -> Result<Shown<Listed<Role>>, Refused> {
    let listed = sigill_app::erole::members(&call.permit, call.path.erole(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |(application, role)| Role::of(&call.server, &application, role))))
}
