//! `GET /clients/{clientExtId}/eroles`.

use sigill_app::Permit;
use sigill_domain::right::EnterpriseRoleView;

use super::EnterpriseRole;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the enterprise roles of a client
///
/// A page of them. Also needs AccessControl.ClientView.
#[utoipa::path(
    get,
    path = "/clients/{clientExtId}/eroles",
    tag = "Enterprise role",
    operation_id = "getEnterpriseRoles"
)]
pub(crate) async fn handler(
    call: Call<Permit<EnterpriseRoleView>, Query<Pages>>,
) -> Result<Shown<Listed<EnterpriseRole>>, Refused> {
    let listed = sigill_app::erole::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |erole| EnterpriseRole::of(call.permit.client().as_str(), erole))))
}
