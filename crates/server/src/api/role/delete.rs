//! `DELETE /roles/{roleExtId}`.

use sigill_app::{OfApplications, Permit};
use sigill_domain::right::RoleDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete a role
///
/// From then on, nobody has it. Roles of `nevisIdm` can't be deleted. Also needs AccessControl.RoleView for all clients.
#[utoipa::path(delete, path = "/roles/{roleExtId}", tag = "Application", operation_id = "deleteRole",
    responses((status = 422, description = "It is a role of `nevisIdm`.", body = Errors)))]
pub(crate) async fn handler(call: Call<Permit<RoleDelete, OfApplications>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, server, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::role::delete(&permit, path.role(), &expected, &asked).await?;
    server.died.notify_one();
    Ok(show.written(&terms, outcome))
}
