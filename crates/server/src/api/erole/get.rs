//! `GET /{clientExtId}/eroles/{enterpriseRoleExtId}`.

use sigill_app::Permit;
use sigill_domain::right::EnterpriseRoleView;

use super::EnterpriseRole;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get an enterprise role
#[utoipa::path(
    get,
    path = "/{clientExtId}/eroles/{enterpriseRoleExtId}",
    tag = "Enterprise role",
    operation_id = "getEnterpriseRole"
)]
pub(crate) async fn handler(call: Call<Permit<EnterpriseRoleView>>) -> Result<Found<EnterpriseRole>, Refused> {
    let erole = sigill_app::erole::get(&call.permit, call.path.erole()).await?;
    Ok(Found(EnterpriseRole::of(call.permit.client().as_str(), erole)))
}
