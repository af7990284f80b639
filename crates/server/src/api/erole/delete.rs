//! `DELETE /{clientExtId}/eroles/{enterpriseRoleExtId}`.

use sigill_app::Permit;
use sigill_domain::right::EnterpriseRoleDelete;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete an enterprise role
///
/// From then on, no profile has it. Its external id and its name are free again a moment later, when what it left was
/// purged.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/eroles/{enterpriseRoleExtId}",
    tag = "Enterprise role",
    operation_id = "deleteEnterpriseRole"
)]
pub(crate) async fn handler(call: Call<Permit<EnterpriseRoleDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, server, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::erole::delete(&permit, path.erole(), &expected, &asked).await?;
    server.died.notify_one();
    Ok(show.written(&terms, outcome))
}
